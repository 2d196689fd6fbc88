// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Initializable } from "@openzeppelin/contracts-upgradeable/proxy/utils/Initializable.sol";
import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import { ReentrancyGuardTransient } from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

import { ICollateralVault } from "../../interfaces/ICollateralVault.sol";
import { ICoverPool } from "../../interfaces/ICoverPool.sol";
import { IPerpetualOptions } from "../../interfaces/IPerpetualOptions.sol";

/// @title CoverPool
/// @notice What public and private option pools share: an account of the ledger that covers options.
/// @dev Donations do not count: cash is the ledger's balance, which only the protocol can credit.
abstract contract CoverPool is ICoverPool, Initializable, ReentrancyGuardTransient {
    using FixedPointMathLib for uint256;
    using SafeERC20 for IERC20;

    ICollateralVault public immutable VAULT;
    IPerpetualOptions public immutable OPTIONS;

    /// @dev Calls pools in the name of whoever sends a batch to the ledger.
    address private immutable _BATCH_CALLER;

    /* STORAGE */

    /// @inheritdoc ICoverPool
    uint16 public override assetId;

    /// @dev The implementation itself stays unusable; only its clones are pools.
    constructor(ICollateralVault vault, IPerpetualOptions options) {
        VAULT = vault;
        OPTIONS = options;
        _BATCH_CALLER = vault.batchCaller();
        _disableInitializers();
    }

    /* VIEWS */

    /// @inheritdoc ICoverPool
    function cash() public view override returns (uint256) {
        return VAULT.balanceOf(address(this), assetId);
    }

    /// @inheritdoc ICoverPool
    function freeCash() public view override returns (uint256) {
        return cash().zeroFloorSub(_reserve());
    }

    /// @inheritdoc ICoverPool
    function netAssetValue(bool high) public view override returns (uint256) {
        return _holdings().zeroFloorSub(OPTIONS.liabilityOf(address(this), !high));
    }

    /* INTERNAL */

    function _initializeCover(uint16 assetId_) internal onlyInitializing {
        assetId = assetId_;

        // The ledger pulls each deposit on from here; nothing stays in the pool itself.
        _token().forceApprove(address(VAULT), type(uint256).max);
    }

    /// @dev Takes tokens from a wallet into an account of the ledger.
    function _takeIn(address payer, address account, uint256 assets) internal {
        _token().safeTransferFrom(payer, address(this), assets);
        uint256 credited = VAULT.deposit(assetId, account, assets);
        require(credited == assets, DepositIncomplete(credited, assets));
    }

    /// @dev What belongs to the pool, whether or not it is in its account yet.
    function _holdings() internal view virtual returns (uint256) {
        return cash();
    }

    /// @dev What the options written lock: never more than the cash.
    function _reserve() internal view returns (uint256 reserve) {
        (reserve,) = OPTIONS.reserveOf(address(this));
    }

    function _caller() internal view returns (address) {
        return msg.sender == _BATCH_CALLER ? VAULT.actor() : msg.sender;
    }

    function _token() internal view returns (IERC20) {
        (address token,) = VAULT.assetOf(assetId);
        return IERC20(token);
    }
}
