// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

import { Adjustment, FREEZE_SECONDS, IOracleActions, PriceAction } from "../../interfaces/IOracleActions.sol";
import { Observation } from "../../interfaces/IPriceOracle.sol";
import { ITradingCalendar } from "../../interfaces/ITradingCalendar.sol";
import { IntervalMath } from "../libraries/IntervalMath.sol";
import { PriceWord } from "../libraries/PriceWord.sol";
import { OracleListing } from "./OracleListing.sol";

/// @title OracleActions
/// @notice The part of `PriceOracle` that corporate actions write.
abstract contract OracleActions is IOracleActions, OracleListing {
    using FixedPointMathLib for uint256;
    using PriceWord for Observation;

    uint256 private constant _WAD = 1e18;
    /// @dev Of the price, per dividend: what a false one could do.
    uint256 private constant _MAX_DIVIDEND_PART = 5;
    /// @dev A split that is not one is further away: the smallest usual ratio is 5:4.
    uint256 private constant _MAX_CONTINUITY_WAD = 0.2e18;

    /* STORAGE */

    /// @dev Counts once the word's ACTION flag is set.
    mapping(uint16 assetId => Adjustment adjustment) internal _adjustments;

    constructor(address manager, ITradingCalendar calendar_) OracleListing(manager, calendar_) { }

    /* FOR CORPORATE ACTIONS */

    /// @inheritdoc IOracleActions
    function scheduleRatio(uint16 assetId, uint40 effectiveAt) external restricted {
        _requireListed(assetId);
        if (_adjustments[assetId].phase != PriceAction.NONE) _requireRatio(assetId);

        _schedule(assetId, effectiveAt, 0, PriceAction.RATIO);
    }

    /// @inheritdoc IOracleActions
    function scheduleDividend(uint16 assetId, uint40 effectiveAt, uint96 dividend) external restricted {
        PriceAction phase = _adjustments[assetId].phase;
        uint256 maxDividend = _observation(assetId).mid / _MAX_DIVIDEND_PART;

        _requireListed(assetId);
        require(phase == PriceAction.NONE, PriceActionOutOfOrder(assetId, phase));
        require(dividend != 0 && dividend <= maxDividend, DividendOutOfRange(dividend, maxDividend));

        _schedule(assetId, effectiveAt, dividend, PriceAction.DIVIDEND);
    }

    /// @inheritdoc IOracleActions
    function endAction(uint16 assetId) external restricted {
        Adjustment storage adjustment = _adjustments[assetId];

        require(
            adjustment.phase != PriceAction.NONE && !_isOver(adjustment.phase),
            PriceActionOutOfOrder(assetId, adjustment.phase)
        );

        // Called off, it must not shut out what was observed before it.
        if (block.timestamp < adjustment.effectiveAt) adjustment.effectiveAt = 0;
        adjustment.phase = PriceAction.NONE;
        adjustment.dividend = 0;

        emit PriceActionEnded(assetId);
    }

    /// @inheritdoc IOracleActions
    function fixPrice(uint16 assetId, uint256 price) external restricted {
        _requireRatio(assetId);
        require(price != 0 && price <= PriceWord.MAX_MID, FinalPriceOutOfRange(price));

        // Without base, drift and hull the interval is the price, at any age.
        Observation memory o = _observation(assetId);
        o.mid = price;
        (o.below, o.above, o.base, o.drift, o.openFor) = (0, 0, 0, 0, 0);
        o.observedAt = block.timestamp;
        o.flags = (o.flags & PriceWord.COUNTS) | PriceWord.ACTION;
        _words[assetId] = PriceWord.pack(o);
        _adjustments[assetId].phase = PriceAction.FIXED;

        emit PriceFixed(assetId, price);
    }

    /// @inheritdoc IOracleActions
    function delist(uint16 assetId) external restricted {
        _requireRatio(assetId);

        _setFlag(assetId, PriceWord.HALTED, true);
        _adjustments[assetId].phase = PriceAction.DELISTED;

        emit PriceDelisted(assetId);
    }

    /* ANYBODY */

    /// @inheritdoc IOracleActions
    function applyDividend(uint16 assetId) external {
        Adjustment memory adjustment = _adjustments[assetId];
        if (_isDividendDue(adjustment)) _applyDividend(assetId, _observation(assetId), adjustment);
    }

    /* VIEWS */

    /// @inheritdoc IOracleActions
    function isFrozen(uint16 assetId) public view returns (bool) {
        if (!PriceWord.isSet(_words[assetId], PriceWord.ACTION)) return false;

        Adjustment memory adjustment = _adjustments[assetId];
        if (adjustment.phase == PriceAction.RATIO || adjustment.phase == PriceAction.DIVIDEND) {
            return block.timestamp + FREEZE_SECONDS >= adjustment.effectiveAt;
        }
        return adjustment.phase != PriceAction.NONE;
    }

    /// @inheritdoc IOracleActions
    function adjustmentOf(uint16 assetId) external view returns (Adjustment memory) {
        return _adjustments[assetId];
    }

    /// @inheritdoc IOracleActions
    function returnFactorOf(uint16 assetId) external view returns (uint256) {
        return _observation(assetId).has(PriceWord.ACTION) ? _adjustments[assetId].returnFactor : _WAD;
    }

    /// @inheritdoc IOracleActions
    function returnFactorAfter(uint16 assetId) external view returns (uint256 factor) {
        (, factor) = _afterDividend(_observation(assetId).mid, _adjustments[assetId]);
    }

    /// @inheritdoc IOracleActions
    function isContinuous(uint16 assetId, uint256 price) external view returns (bool) {
        return _continues(_observation(assetId), price);
    }

    /* INTERNAL */

    function _schedule(uint16 assetId, uint40 effectiveAt, uint96 dividend, PriceAction phase) private {
        Adjustment storage adjustment = _adjustments[assetId];
        if (adjustment.returnFactor == 0) adjustment.returnFactor = uint96(_WAD);
        adjustment.dividend = dividend;
        adjustment.effectiveAt = effectiveAt;
        adjustment.phase = phase;
        _setFlag(assetId, PriceWord.ACTION, true);

        emit PriceActionScheduled(assetId, effectiveAt, dividend);
    }

    function _requireRatio(uint16 assetId) private view {
        PriceAction phase = _adjustments[assetId].phase;
        require(phase == PriceAction.RATIO || phase == PriceAction.CONTINUOUS, PriceActionOutOfOrder(assetId, phase));
    }

    /// @dev Price and factor change together, so that no read finds one without the other.
    function _applyDividend(uint16 assetId, Observation memory o, Adjustment memory adjustment) internal {
        (uint256 mid, uint256 factor) = _afterDividend(o.mid, adjustment);
        uint256 dividend = o.mid - mid;
        adjustment.returnFactor = uint96(factor);
        adjustment.dividend = 0;
        adjustment.phase = PriceAction.NONE;
        o.mid = mid;
        _adjustments[assetId] = adjustment;
        _words[assetId] = PriceWord.pack(o);

        emit DividendApplied(assetId, dividend, mid, adjustment.returnFactor);
    }

    /// @dev Price and factor without the dividend. Refreshing must never revert: after 1e10-fold dividends the factor would
    /// stay.
    function _afterDividend(uint256 mid, Adjustment memory adjustment)
        private
        pure
        returns (uint256 midAfter, uint256 factor)
    {
        midAfter = mid - uint256(adjustment.dividend).min(mid / _MAX_DIVIDEND_PART);
        factor = uint256(adjustment.returnFactor).mulDiv(mid, midAfter).min(type(uint96).max);
    }

    function _isDividendDue(Adjustment memory adjustment) internal view returns (bool) {
        return adjustment.phase == PriceAction.DIVIDEND && block.timestamp >= adjustment.effectiveAt;
    }

    function _isOver(PriceAction phase) internal pure returns (bool) {
        return phase == PriceAction.FIXED || phase == PriceAction.DELISTED;
    }

    /// @dev The hull does not count: an unconfirmed wick must not let a false ratio in.
    function _continues(Observation memory o, uint256 price) internal view returns (bool) {
        uint256 half = IntervalMath.halfWidthUp(o.base, o.drift, block.timestamp - o.observedAt);
        return o.mid.dist(price) * _WAD < half.min(_MAX_CONTINUITY_WAD) * o.mid;
    }

    function _observation(uint16 assetId) internal view returns (Observation memory) {
        return PriceWord.unpack(_words[assetId]);
    }
}
