// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { IERC4626 } from "@openzeppelin/contracts/interfaces/IERC4626.sol";

import { OptionPool } from "../../../contracts/options/OptionPool.sol";
import { IERC7540Deposit, IERC7540Redeem } from "../../../interfaces/IERC7540.sol";
import { VM } from "../support/Vm.sol";
import { Properties } from "./Properties.sol";

/// @notice ERC-7540, for a pool that settles requests at once or in epochs, and any amounts.
abstract contract Erc7540Properties is Properties {
    uint256 private constant MOST = 1e21;

    function testFuzz_Erc7540_ADepositIsRequestedAndClaimedInParts(uint256 assets, uint256 part) external {
        OptionPool pool = _pool7540();
        assets = _requested(pool, assets);
        _requireEqual(_depositsOf(pool), assets);

        _settle();
        uint256 most = pool.maxDeposit(FIRST);
        uint256 shares = pool.maxMint(FIRST);
        _requireEqual(most, pool.claimableDepositRequest(0, FIRST));
        _requireEqual(_depositsOf(pool), assets);

        part = _bound(part, 1, most);
        VM.prank(FIRST);
        uint256 received = pool.deposit(part, SECOND, FIRST);
        if (part < most) {
            uint256 rest = pool.maxDeposit(FIRST);
            _requireEqual(rest, most - part);
            VM.prank(FIRST);
            received += pool.deposit(rest, SECOND, FIRST);
        }
        _requireEqual(pool.balanceOf(SECOND), received);
        _requireAtMost(received, shares);
        _requireAtMost(shares, received + 2); // one unit rounded for each claim
        _requireEqual(pool.claimableDepositRequest(0, FIRST), 0);
        _requireRefused(FIRST, address(pool), abi.encodeCall(IERC7540Deposit.deposit, (1, SECOND, FIRST)));
    }

    function testFuzz_Erc7540_ARedemptionIsRequestedAndClaimedInParts(uint256 assets, uint256 asked, uint256 part)
        external
    {
        OptionPool pool = _pool7540();
        uint256 held = _shares(pool, assets);
        asked = _bound(asked, 1, held);
        VM.prank(FIRST);
        _requireEqual(pool.requestRedeem(asked, FIRST, FIRST), 0);
        _requireEqual(pool.balanceOf(FIRST), held - asked);
        _requireEqual(_redemptionsOf(pool), asked);

        _settle();
        _requireEqual(_redemptionsOf(pool), asked);
        uint256 most = pool.maxRedeem(FIRST);
        uint256 worth = pool.maxWithdraw(FIRST);
        _requireEqual(most, pool.claimableRedeemRequest(0, FIRST));
        if (most == 0) return;

        part = _bound(part, 1, most);
        IERC20 token = IERC20(pool.asset());
        VM.prank(FIRST);
        uint256 paid = pool.redeem(part, THIRD, FIRST);
        if (part < most) {
            VM.prank(FIRST);
            paid += pool.redeem(most - part, THIRD, FIRST);
        }
        _requireEqual(token.balanceOf(THIRD), paid);
        _requireAtMost(paid, worth);
        _requireAtMost(worth, paid + 2);
        _requireRefused(FIRST, address(pool), abi.encodeCall(IERC4626.redeem, (1, THIRD, FIRST)));
    }

    function testFuzz_Erc7540_ThereAndBackNeverGains(uint256 assets) external {
        OptionPool pool = _pool7540();
        uint256 shares = _shares(pool, assets);
        VM.prank(FIRST);
        pool.requestRedeem(shares, FIRST, FIRST);
        _settle();

        _requireAtMost(pool.maxWithdraw(FIRST), _bound(assets, 1e6, MOST));
    }

    function testFuzz_Erc7540_AnotherActsForNobodyUnlessHeIsNamed(uint256 assets) external {
        OptionPool pool = _pool7540();
        assets = _requested(pool, assets);
        _settle();
        uint256 most = pool.maxDeposit(FIRST);
        bytes memory claim = abi.encodeCall(IERC7540Deposit.deposit, (most, THIRD, FIRST));
        _requireRefused(THIRD, address(pool), claim);
        _requireRefused(THIRD, address(pool), abi.encodeCall(IERC7540Deposit.requestDeposit, (1, THIRD, FIRST)));
        _requireRefused(THIRD, address(pool), abi.encodeCall(IERC7540Redeem.requestRedeem, (1, THIRD, EARLIER)));

        VM.prank(FIRST);
        require(pool.setOperator(THIRD, true));
        VM.prank(THIRD);
        pool.deposit(most, THIRD, FIRST);
        VM.prank(FIRST);
        require(pool.setOperator(THIRD, false));
        _requireRefused(THIRD, address(pool), abi.encodeCall(IERC7540Deposit.requestDeposit, (1, FIRST, FIRST)));
    }

    function testFuzz_Erc7540_PreviewsAreRefused(uint256 amount) external {
        address pool = address(_pool7540());
        _requireRefused(FIRST, pool, abi.encodeCall(IERC4626.previewDeposit, (amount)));
        _requireRefused(FIRST, pool, abi.encodeCall(IERC4626.previewMint, (amount)));
        _requireRefused(FIRST, pool, abi.encodeCall(IERC4626.previewWithdraw, (amount)));
        _requireRefused(FIRST, pool, abi.encodeCall(IERC4626.previewRedeem, (amount)));
    }

    function _pool7540() internal view virtual returns (OptionPool);

    /// @dev Makes every request of before claimable, as far as the pool can pay.
    function _settle() internal virtual;

    /// @dev Gives somebody assets, who lets the pool take them.
    function _giveAssets(address to, uint256 amount) internal virtual;

    function _requested(OptionPool pool, uint256 seed) private returns (uint256 assets) {
        assets = _bound(seed, 1e6, MOST);
        _giveAssets(FIRST, assets);
        uint256 held = IERC20(pool.asset()).balanceOf(FIRST);
        VM.prank(FIRST);
        _requireEqual(pool.requestDeposit(assets, FIRST, FIRST), 0);
        _requireEqual(IERC20(pool.asset()).balanceOf(FIRST), held - assets);
    }

    /// @dev The first person's, bought.
    function _shares(OptionPool pool, uint256 seed) private returns (uint256) {
        _requested(pool, seed);
        _settle();
        uint256 most = pool.maxDeposit(FIRST);
        VM.prank(FIRST);
        return pool.deposit(most, FIRST, FIRST);
    }

    function _depositsOf(OptionPool pool) private view returns (uint256) {
        return pool.pendingDepositRequest(0, FIRST) + pool.claimableDepositRequest(0, FIRST);
    }

    function _redemptionsOf(OptionPool pool) private view returns (uint256) {
        return pool.pendingRedeemRequest(0, FIRST) + pool.claimableRedeemRequest(0, FIRST);
    }
}
