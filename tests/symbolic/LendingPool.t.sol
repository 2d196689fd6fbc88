// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IAccessManager } from "@openzeppelin/contracts/access/manager/IAccessManager.sol";

import { ICollateralVault } from "../../interfaces/ICollateralVault.sol";
import { LendingPool } from "../../contracts/vault/LendingPool.sol";

/// @notice For cash and amounts under 2^112, and shares under 2^136: they have six decimals more.
/// @dev The pool is its own ledger here, with any cash and supply, and without debts.
contract LendingPoolProof is LendingPool {
    /// @dev Of OpenZeppelin's ERC20Upgradeable, in which the supply stands third.
    uint256 private constant _SUPPLY_SLOT = 0x52c63247e1f47db19d5ce0460030c497f067ca4cebf71ba98eeadabe20bace02;

    uint256 private _cash;

    constructor() LendingPool(ICollateralVault(address(this)), IAccessManager(address(0)), address(0)) { }

    function balanceOf(address, uint16) external view returns (uint256) {
        return _cash;
    }

    /// @notice What is deposited is never redeemed for more.
    function check_ADepositIsRedeemedForNoMore(uint136 supply, uint112 held, uint112 assets) external {
        _set(supply, held);
        uint256 shares = previewDeposit(assets);
        require(shares < 2 ** 136);

        _set(supply + shares, uint256(held) + assets);

        assert(previewRedeem(shares) <= assets);
    }

    /// @notice To take out what shares cost takes as many of them, or more.
    function check_AMintIsWithdrawnForNoFewer(uint136 supply, uint112 held, uint136 shares) external {
        _set(supply, held);
        uint256 assets = previewMint(shares);
        require(assets < 2 ** 112);

        _set(uint256(supply) + shares, held + assets);

        assert(previewWithdraw(assets) >= shares);
    }

    /// @notice What is redeemed never buys more shares again.
    function check_ARedemptionBuysBackNoMore(uint136 supply, uint112 held, uint136 shares) external {
        _set(supply, held);
        uint256 assets = previewRedeem(shares);
        require(shares <= supply && assets <= held);

        _set(supply - shares, held - assets);

        assert(previewDeposit(assets) <= shares);
    }

    /// @notice Rounded up is never less than rounded down, and by one more at most.
    function check_UpIsDownOrOneMore(uint136 supply, uint112 held, uint112 assets, uint136 shares) external {
        _set(supply, held);

        uint256 sharesUp = previewWithdraw(assets);
        uint256 assetsUp = previewMint(shares);

        assert(sharesUp >= previewDeposit(assets) && sharesUp <= previewDeposit(assets) + 1);
        assert(assetsUp >= previewRedeem(shares) && assetsUp <= previewRedeem(shares) + 1);
    }

    function _set(uint256 supply, uint256 held) private {
        _cash = held;
        assembly ("memory-safe") {
            sstore(_SUPPLY_SLOT, supply)
        }
    }
}
