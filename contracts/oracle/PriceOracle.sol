// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ReentrancyGuardTransient } from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

import { IAggregatorV3 } from "../../interfaces/IAggregatorV3.sol";
import { Adjustment, PriceAction } from "../../interfaces/IOracleActions.sol";
import { PendingJump } from "../../interfaces/IOracleListing.sol";
import { IPriceOracle, Observation, Rejection } from "../../interfaces/IPriceOracle.sol";
import { IPriceSource } from "../../interfaces/IPriceSource.sol";
import { ITradingCalendar } from "../../interfaces/ITradingCalendar.sol";
import { JumpRule } from "../libraries/JumpRule.sol";
import { PriceWord } from "../libraries/PriceWord.sol";
import { SourceWord } from "../libraries/SourceWord.sol";
import { OracleIntervals } from "./OracleIntervals.sol";
import { OracleSources } from "./OracleSources.sol";

/// @title PriceOracle
/// @notice Refreshing: the newest answer of an asset's sources becomes its price, or a jump that waits for confirmation.
contract PriceOracle is OracleIntervals, OracleSources, ReentrancyGuardTransient {
    using FixedPointMathLib for uint256;
    using PriceWord for Observation;
    using SourceWord for uint256;

    /// @dev The sources that have been given the updates of a refresh.
    struct Pushed {
        IPriceSource[] sources;
        uint256 count;
        uint256 spent; // wei
    }

    uint256 private constant _ONE_NANO = 1e9;
    /// @dev Four times as long as a signed update may be traded on.
    uint256 private constant _FADE_SECONDS = 60;

    constructor(address manager, ITradingCalendar calendar_, IAggregatorV3 sequencerUptimeFeed_)
        OracleIntervals(manager, calendar_, sequencerUptimeFeed_)
    { }

    /* REFRESH */

    /// @inheritdoc IPriceOracle
    function refresh(uint16[] calldata assetIds, bytes[] calldata updateData) external payable nonReentrant {
        Pushed memory pushed;
        if (updateData.length != 0) pushed.sources = new IPriceSource[](assetIds.length * 4);

        Observation memory o;
        for (uint256 i; i < assetIds.length; ++i) {
            uint16 assetId = assetIds[i];
            uint256 word = _words[assetId];
            require(word != 0, AssetNotListed(assetId));

            PriceWord.unpackInto(o, word);
            if (updateData.length != 0) _push(_sources[assetId], o.sourceCount(), updateData, pushed);
            _observe(assetId, o);
        }

        uint256 refund = msg.value - pushed.spent;
        if (refund != 0) {
            (bool taken,) = msg.sender.call{ value: refund }("");
            require(taken, UpdateRefundRefused(refund));
        }
    }

    /* INTERNAL */

    /// @dev Gives the updates to the asset's signed sources, unless they have them already.
    function _push(Source[4] storage sources, uint256 count, bytes[] calldata updateData, Pushed memory pushed)
        private
    {
        for (uint256 i; i < count; ++i) {
            IPriceSource source = sources[i].word.feed();
            if (!sources[i].word.isSigned() || _isPushed(pushed, source)) continue;

            uint256 fee = source.updateFee(updateData);
            pushed.spent += fee;
            pushed.sources[pushed.count++] = source;
            require(pushed.spent <= msg.value, UpdateFeeNotPaid(pushed.spent, msg.value));

            source.update{ value: fee }(updateData);
        }
    }

    function _isPushed(Pushed memory pushed, IPriceSource source) private pure returns (bool) {
        for (uint256 i; i < pushed.count; ++i) {
            if (pushed.sources[i] == source) return true;
        }
        return false;
    }

    /// @dev The newest answer becomes the price, or a pending jump; all that count with it widen it to their hull.
    function _observe(uint16 assetId, Observation memory o) private {
        uint256 notBefore;
        bool mustContinue;
        if (o.has(PriceWord.ACTION | PriceWord.HALTED)) {
            Rejection reason;
            (reason, notBefore, mustContinue) = _admissionOf(assetId, o);
            if (reason != Rejection.None) {
                emit ObservationRejected(assetId, address(0), reason);
                return;
            }
        }

        (Candidate memory hull, bool hasWitness) =
            o.sourceCount() == 1 ? (_readOnly(assetId, o, notBefore), false) : _readSeveral(assetId, o, notBefore);
        if (hull.observedAt == 0) return;
        if (mustContinue) {
            if (!_isContinuation(assetId, o, hull)) return;
            hasWitness = true; // the price before the action
        }

        if (hasWitness || _isBelieved(assetId, o, hull)) {
            _takeInRecent(o, hull);
            o.mid = hull.mid;
            (o.below, o.above) = _hullAround(o.mid, hull);
            o.base = hull.source.base();
            o.maxAge = hull.source.maxAge();
            o.observedAt = hull.observedAt;
            o.openFor = hull.openFor;
            o.flags = (o.flags & (PriceWord.EVENT | PriceWord.COUNTS | PriceWord.ACTION))
                | (hull.index << PriceWord.SOURCE_SHIFT) | (hull.source.isSigned() ? PriceWord.SIGNED : 0);
            if (o.has(PriceWord.EVENT)) _endEventIfOver(assetId, o);

            emit PriceObserved(assetId, o.mid, o.observedAt);
        } else {
            (uint256 below, uint256 above) = _hullAround(o.mid, hull);
            o.flags |= PriceWord.PENDING;
            o.below = o.below.max(below);
            o.above = o.above.max(above);

            emit JumpPending(assetId, hull.mid, o.below, o.above, hull.observedAt);
        }
        _words[assetId] = PriceWord.pack(o);
    }

    /// @dev What halts and corporate actions allow to be observed. Takes a due dividend off the price first.
    /// @return reason Why nothing counts; None if something may.
    /// @return notBefore The earliest time that counts, Unix seconds.
    /// @return mustContinue Whether the first price after a split is awaited.
    function _admissionOf(uint16 assetId, Observation memory o)
        private
        returns (Rejection reason, uint256 notBefore, bool mustContinue)
    {
        if (o.has(PriceWord.HALTED)) reason = Rejection.Halted;
        if (o.has(PriceWord.ACTION)) {
            Adjustment memory adjustment = _adjustments[assetId];
            if (_isDividendDue(adjustment)) _applyDividend(assetId, o, adjustment);

            if (block.timestamp >= adjustment.effectiveAt) notBefore = adjustment.effectiveAt;
            mustContinue = adjustment.phase == PriceAction.RATIO && notBefore != 0;
            bool isHeld = adjustment.phase == PriceAction.RATIO && notBefore == 0 && isFrozen(assetId);
            if (isHeld || _isOver(adjustment.phase)) reason = Rejection.Frozen;
        }
    }

    /// @dev Whether an observation shows that the price per raw token is what it was before the action.
    function _isContinuation(uint16 assetId, Observation memory o, Candidate memory hull) private returns (bool) {
        Rejection reason;
        if (!calendar.isRegular(uint16(o.calendarId), hull.observedAt)) reason = Rejection.NotRegular;
        else if (o.mid != 0 && !_continues(o, hull.mid)) reason = Rejection.Discontinuous;

        if (reason != Rejection.None) {
            emit ObservationRejected(assetId, address(hull.source.feed()), reason);
            return false;
        }

        _adjustments[assetId].phase = PriceAction.CONTINUOUS;
        emit PriceContinued(assetId, hull.mid, hull.observedAt);
        return true;
    }

    /// @dev Whether the newest observation becomes the price without another source's word. If not, it is pending.
    function _isBelieved(uint16 assetId, Observation memory o, Candidate memory newest) private returns (bool) {
        if (o.mid == 0 || !JumpRule.isJump(o.mid, newest.mid, o.drift, newest.observedAt - o.observedAt)) return true;

        PendingJump memory jump;
        if (o.has(PriceWord.PENDING)) jump = _pending[assetId];
        bool confirmed;
        (confirmed, jump) = JumpRule.observe(jump, newest.mid, newest.observedAt);
        if (!confirmed) _pending[assetId] = jump;
        return confirmed;
    }

    /// @dev An event ends with the first price of a regular session after it.
    function _endEventIfOver(uint16 assetId, Observation memory o) private {
        uint256 eventAt = _assets[assetId].eventAt;
        if (o.observedAt < eventAt || !calendar.isRegular(uint16(o.calendarId), o.observedAt)) return;

        o.flags &= ~PriceWord.EVENT;
        emit EventEnded(assetId, eventAt);
    }

    /// @dev Takes what the price could be a moment ago into a new price's hull, less by less over a minute. Whoever brings two
    /// valid prices could otherwise buy at the older and sell at the newer, or do it a block later. Of a pending jump nobody
    /// could trade at more than the price before it.
    function _takeInRecent(Observation memory o, Candidate memory hull) private pure {
        uint256 last = o.mid;
        uint256 mid = hull.mid;
        // Cannot overflow: 96 + 33 bits, and 129 + 6. Cannot underflow: the hull is newer, below < 1e9, and no distance is
        // beyond mid.
        unchecked {
            uint256 elapsed = hull.observedAt - o.observedAt;
            if (last == 0 || elapsed >= _FADE_SECONDS) return;

            uint256 left = _FADE_SECONDS - elapsed;
            bool isPending = o.has(PriceWord.PENDING);
            uint256 lo = isPending ? last : last * (_ONE_NANO - o.below) / _ONE_NANO;
            uint256 hi = isPending ? last : (last * (_ONE_NANO + o.above) + _ONE_NANO - 1) / _ONE_NANO;
            if (lo < hull.lo) hull.lo = hull.lo.min(mid - ((mid - lo) * left + _FADE_SECONDS - 1) / _FADE_SECONDS);
            if (hi > hull.hi) hull.hi = hull.hi.max(mid + ((hi - mid) * left + _FADE_SECONDS - 1) / _FADE_SECONDS);
        }
    }

    /// @dev How far the hull reaches beyond `mid`, 1e-9 of it, rounded up. Beyond what a word holds, the end of it: an
    /// observation at 5.3 times the price is confirmed or contradicted before anybody can profit from it.
    function _hullAround(uint256 mid, Candidate memory hull) private pure returns (uint256 below, uint256 above) {
        // Cannot overflow: 98 + 30 bits.
        unchecked {
            below = ((mid.zeroFloorSub(hull.lo) * _ONE_NANO + mid - 1) / mid).min(PriceWord.MAX_BELOW);
            above = ((hull.hi.zeroFloorSub(mid) * _ONE_NANO + mid - 1) / mid).min(PriceWord.MAX_ABOVE);
        }
    }
}
