// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

import { ICustodyRegistry } from "../../interfaces/ICustodyRegistry.sol";
import { IMarginSource } from "../../interfaces/IMarginSource.sol";
import { IOracleActions } from "../../interfaces/IOracleActions.sol";
import { IPriceOracle } from "../../interfaces/IPriceOracle.sol";
import { Health, IRiskEngine } from "../../interfaces/IRiskEngine.sol";
import { AssetAmount } from "../libraries/AssetAmount.sol";
import { InitialFactors } from "../libraries/InitialFactors.sol";
import { RiskParameters } from "./RiskParameters.sol";

/// @title RiskEngine
/// @notice The health of accounts. What is held is valued rounded down, what is owed rounded up.
contract RiskEngine is RiskParameters {
    using FixedPointMathLib for uint256;
    using InitialFactors for uint256;

    uint256 private constant _WAD = 1e18;

    /// @dev The part of an option's worth that counts, bps.
    uint256 private constant _OPTION_FACTOR = 5000;

    IPriceOracle public immutable ORACLE;

    /* STORAGE */

    IMarginSource public options;

    constructor(address manager, IPriceOracle oracle, ICustodyRegistry registry) RiskParameters(manager, registry) {
        ORACLE = oracle;
    }

    /// @inheritdoc IRiskEngine
    function setOptions(address options_) external override restricted {
        options = IMarginSource(options_);

        emit OptionsSet(options_);
    }

    /* HEALTH */

    /// @inheritdoc IRiskEngine
    function requireHealthy(address account, AssetAmount[] calldata held, AssetAmount[] calldata owed)
        external
        view
        override
    {
        (uint256 collateral, uint256 debt) = _initialHealth(held, owed);
        require(collateral >= debt, HealthTooLow(account, collateral, debt));
    }

    /// @inheritdoc IRiskEngine
    function initialHealthOf(address account) external view override returns (Health memory) {
        (AssetAmount[] memory held, AssetAmount[] memory owed) = ledger.creditOf(account);
        (uint256 collateral, uint256 debt) = _initialHealth(held, owed);
        return Health({ collateral: collateral, debt: debt });
    }

    /// @inheritdoc IRiskEngine
    function maintenanceHealthOf(address account) external view override returns (Health memory health) {
        require(!ledger.isHealthPending(account), HealthCheckPending(account));
        (AssetAmount[] memory held, AssetAmount[] memory owed) = ledger.creditOf(account);

        for (uint256 i; i < held.length; ++i) {
            uint16 assetId = held[i].assetId();
            uint256 factor = _valueOf(_parameters[assetId].collateralMaint);
            if (factor == 0) continue;
            uint256 lane = _laneOf(assetId);
            uint256 amount = held[i].amount();
            if (lane.isShort()) amount = amount.mulDiv(ledger.payoutFactorOf(assetId), _WAD);
            health.collateral += amount.fullMulDiv(ORACLE.midOf(assetId) * factor, _unitOf(lane));
        }
        for (uint256 i; i < owed.length; ++i) {
            uint16 assetId = owed[i].assetId();
            uint256 factor = _valueOf(_parameters[assetId].debtMaint);
            uint256 unit = _unitOf(_laneOf(assetId));
            health.debt += owed[i].amount().fullMulDivUp(ORACLE.midOf(assetId) * factor, unit);
        }
        if (address(options) == address(0)) return health;

        (uint256 value, uint256 funding) = options.marginOf(account);
        health.collateral += value.zeroFloorSub(funding) * _OPTION_FACTOR;
        health.debt += funding * _BPS;
    }

    /// @inheritdoc IRiskEngine
    function requireBorrowable(uint16 assetId) external view override {
        Parameters storage parameters = _parameters[assetId];
        require(_laneOf(assetId).debtFactorOf() != 0, NotBorrowable(assetId));
        uint256 until = parameters.borrowingPausedUntil;
        require(block.timestamp >= until, BorrowingPaused(assetId, until));
        require(!parameters.isStock || !IOracleActions(address(ORACLE)).isFrozen(assetId), BorrowingFrozen(assetId));
    }

    /* INTERNAL */

    function _initialHealth(AssetAmount[] memory held, AssetAmount[] memory owed)
        private
        view
        returns (uint256 collateral, uint256 debt)
    {
        (uint256[] memory lows, uint256[] memory highs) = ORACLE.boundsOf(held, owed);

        uint256 group = type(uint256).max;
        uint256 word;
        // Cannot overflow: amounts have 128 bits, prices 100 and factors 16; and there are few of each.
        unchecked {
            for (uint256 i; i < lows.length; ++i) {
                AssetAmount part = held[i];
                uint256 assetId = part.assetId();
                if (assetId / InitialFactors.ASSETS != group) {
                    group = assetId / InitialFactors.ASSETS;
                    word = _initialFactors[group];
                }
                uint256 lane = word.laneOf(assetId);
                collateral += part.amount() * lows[i] * lane.countedOf() / _unitOf(lane);
            }
            for (uint256 i; i < highs.length; ++i) {
                uint256 lane = _laneOf(owed[i].assetId());
                uint256 weighted = owed[i].amount() * highs[i] * lane.debtFactorOf();
                debt += weighted.divUp(_unitOf(lane));
            }
        }
    }

    /// @dev One whole token, in token units.
    function _unitOf(uint256 lane) private pure returns (uint256) {
        // Cannot overflow: no asset with more than `MAX_DECIMALS` has factors.
        unchecked {
            return 10 ** lane.decimalsOf();
        }
    }
}
