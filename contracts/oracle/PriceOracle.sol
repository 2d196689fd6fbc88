// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ReentrancyGuardTransient } from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

import { IAggregatorV3 } from "../../interfaces/IAggregatorV3.sol";
import { Adjustment, PriceAction } from "../../interfaces/IOracleActions.sol";
import { IOracleListing, PendingJump } from "../../interfaces/IOracleListing.sol";
import { Interval, IPriceOracle, Observation, Rejection } from "../../interfaces/IPriceOracle.sol";
import { IPriceSource } from "../../interfaces/IPriceSource.sol";
import { IShareMultiplier } from "../../interfaces/IShareMultiplier.sol";
import { ITradingCalendar } from "../../interfaces/ITradingCalendar.sol";
import { AssetAmount } from "../libraries/AssetAmount.sol";
import { IntervalMath } from "../libraries/IntervalMath.sol";
import { JumpRule } from "../libraries/JumpRule.sol";
import { PriceWord } from "../libraries/PriceWord.sol";
import { SourceWord } from "../libraries/SourceWord.sol";
import { OracleActions } from "./OracleActions.sol";

/// @title PriceOracle
contract PriceOracle is IPriceOracle, OracleActions, ReentrancyGuardTransient {
    using FixedPointMathLib for uint256;
    using PriceWord for Observation;
    using PriceWord for uint256;
    using SourceWord for uint256;

    /// @dev What one source answers, per raw token.
    struct Candidate {
        uint256 mid; // USD WAD
        uint256 lo; // USD WAD
        uint256 hi; // USD WAD
        uint256 observedAt; // Unix seconds, clamped to when the market was open; 0 = does not count
        uint256 openFor; // see Observation
        uint256 stamp; // see _stampOf
        uint256 index; // of the source
        uint256 source; // see SourceWord
    }

    /// @dev The sources that have been given the updates of a refresh.
    struct Pushed {
        IPriceSource[] sources;
        uint256 count;
        uint256 spent; // wei
    }

    /// @dev What was found out about this moment, and holds for the assets after it as well: what their calendar says, and
    /// the root of their age.
    struct MarketNow {
        uint256 calendarId; // 0 = not asked yet
        bool open;
        uint256 nextOpen; // Unix seconds; 0 = unknown
        uint256 age; // seconds
        uint256 rootHours; // WAD, of `age`
    }

    uint256 private constant _WAD = 1e18;
    uint256 private constant _ONE_NANO = 1e9;
    /// @dev Until a signed update is this old, its base holds; afterwards three times as much.
    uint256 private constant _SIGNED_FRESH_SECONDS = 15;
    uint256 private constant _SIGNED_OLD_BASE_FACTOR = 3;
    /// @dev Four times as long as a signed update may be traded on.
    uint256 private constant _FADE_SECONDS = 60;
    /// @dev How long a market counts as closed if nobody knows when it opens.
    uint256 private constant _UNKNOWN_CLOSURE_SECONDS = 72 hours;
    /// @dev After an open, until feeds have moved on from the last session's price.
    uint256 private constant _OPENING_SECONDS = 60;
    /// @dev Keeps a source from using up a batch. Too little gas for a read leaves none to write either.
    uint256 private constant _READ_GAS = 300_000;

    /// @dev How long after its return a sequencer's chain still catches up with prices.
    uint256 private constant _SEQUENCER_GRACE_SECONDS = 1 hours;

    /// @inheritdoc IOracleListing
    IAggregatorV3 public immutable sequencerUptimeFeed;

    constructor(address manager, ITradingCalendar calendar_, IAggregatorV3 sequencerUptimeFeed_)
        OracleActions(manager, calendar_)
    {
        sequencerUptimeFeed = sequencerUptimeFeed_;
    }

    /* VIEWS */

    /// @inheritdoc IPriceOracle
    function intervalOf(uint16 assetId) public view returns (Interval memory) {
        if (assetId == 0) return IntervalMath.one();

        MarketNow memory market;
        return _intervalAround(assetId, _words[assetId], market);
    }

    /// @inheritdoc IPriceOracle
    function freshIntervalOf(uint16 assetId) external view returns (Interval memory interval) {
        _requireSequencerSettled();
        if (assetId == 0) return IntervalMath.one();

        MarketNow memory market;
        uint256 word = _words[assetId];
        interval = _intervalAround(assetId, word, market);
        // Only a fixed price does not drift.
        if (word.driftOf() != 0) _requireFresh(assetId, word, market);
    }

    /// @inheritdoc IPriceOracle
    function indexOf(uint16 base, uint16 quote) external view returns (Interval memory) {
        return _indexOf(base, quote, false);
    }

    /// @inheritdoc IPriceOracle
    function indexMidOf(uint16 base, uint16 quote) external view returns (uint256) {
        return IntervalMath.indexMid(_totalReturnMidOf(base), _totalReturnMidOf(quote));
    }

    /// @inheritdoc IPriceOracle
    function unfrozenIndexOf(uint16 base, uint16 quote) external view returns (Interval memory) {
        require(!isFrozen(base), AssetFrozen(base));
        require(!isFrozen(quote), AssetFrozen(quote));

        return _indexOf(base, quote, false);
    }

    /// @inheritdoc IPriceOracle
    function freshIndexOf(uint16 base, uint16 quote) external view returns (Interval memory) {
        _requireSequencerSettled();

        return _indexOf(base, quote, true);
    }

    /// @inheritdoc IPriceOracle
    function boundsOf(AssetAmount[] calldata lowIds, AssetAmount[] calldata highIds)
        external
        view
        returns (uint256[] memory lows, uint256[] memory highs)
    {
        MarketNow memory market;
        lows = new uint256[](lowIds.length);
        highs = new uint256[](highIds.length);

        // Cannot overflow: no calldata holds so many.
        unchecked {
            for (uint256 i; i < lowIds.length; ++i) {
                uint256 word = _words[lowIds[i].assetId()];
                uint256 mid = word.midOf();
                if (mid != 0) lows[i] = IntervalMath.lowEdge(mid, word.belowOf(), _halfWidthOf(word, market));
            }
            for (uint256 i; i < highIds.length; ++i) {
                uint256 word = _words[highIds[i].assetId()];
                uint256 mid = word.midOf();
                require(mid != 0, PriceNeverObserved(highIds[i].assetId()));
                highs[i] = IntervalMath.highEdge(mid, word.aboveOf(), _halfWidthOf(word, market));
            }
        }
    }

    /// @inheritdoc IPriceOracle
    function midOf(uint16 assetId) external view returns (uint256) {
        return _words[assetId].midOf();
    }

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

    /* INTERNAL: READ */

    function _indexOf(uint16 base, uint16 quote, bool fresh) private view returns (Interval memory) {
        MarketNow memory market;
        return IntervalMath.index(_totalReturnOf(base, fresh, market), _totalReturnOf(quote, fresh, market));
    }

    /// @dev What a token with the dividends that it has paid is worth.
    function _totalReturnOf(uint16 assetId, bool fresh, MarketNow memory market)
        private
        view
        returns (Interval memory)
    {
        if (assetId == 0) return IntervalMath.one();

        uint256 word = _words[assetId];
        Interval memory interval = _intervalAround(assetId, word, market);
        if (fresh) _requireFresh(assetId, word, market);
        return
            word.isSet(PriceWord.ACTION) ? IntervalMath.times(interval, _adjustments[assetId].returnFactor) : interval;
    }

    /// @dev The mid of `_totalReturnOf`.
    function _totalReturnMidOf(uint16 assetId) private view returns (uint256 mid) {
        if (assetId == 0) return _WAD;

        uint256 word = _words[assetId];
        mid = word.midOf();
        require(mid != 0, PriceNeverObserved(assetId));
        if (word.isSet(PriceWord.ACTION)) mid = mid.mulDiv(_adjustments[assetId].returnFactor, _WAD);
    }

    function _requireFresh(uint16 assetId, uint256 word, MarketNow memory market) private view {
        if (word.isSet(PriceWord.EVENT)) {
            uint256 eventAt = _assets[assetId].eventAt;
            require(block.timestamp < eventAt, EventInProgress(assetId, eventAt));
        }
        if (word.isSet(PriceWord.ACTION)) require(!isFrozen(assetId), AssetFrozen(assetId));
        if (!word.isSet(PriceWord.HALTED) && _isOpen(word, market)) {
            // An unconfirmed observation is in the interval too, and fresh.
            uint256 seenAt = word.isSet(PriceWord.PENDING) ? _pending[assetId].newestAt : word.observedAtOf();
            uint256 age = block.timestamp - seenAt;
            require(age <= word.maxAgeOf(), ObservationTooOld(assetId, age, word.maxAgeOf()));
        }
    }

    function _requireSequencerSettled() private view {
        if (address(sequencerUptimeFeed) == address(0)) return;

        (, int256 down, uint256 since,,) = sequencerUptimeFeed.latestRoundData();
        require(down == 0 && since != 0, SequencerNotSettled(0));

        uint256 until = since + _SEQUENCER_GRACE_SECONDS;
        require(block.timestamp > until, SequencerNotSettled(until));
    }

    function _intervalAround(uint16 assetId, uint256 word, MarketNow memory market)
        private
        view
        returns (Interval memory)
    {
        require(word.midOf() != 0, PriceNeverObserved(assetId));

        return IntervalMath.around(word.midOf(), word.belowOf(), word.aboveOf(), _halfWidthOf(word, market));
    }

    /// @dev WAD. `market` keeps what was found out, for the next asset.
    function _halfWidthOf(uint256 word, MarketNow memory market) private view returns (uint256) {
        uint256 age = _ageOf(word, market);
        uint256 base = word.baseOf();
        // Cannot overflow: 16 bits.
        unchecked {
            if (age > _SIGNED_FRESH_SECONDS && word.isSet(PriceWord.SIGNED)) base *= _SIGNED_OLD_BASE_FACTOR;
        }
        if (age != market.age) (market.age, market.rootHours) = (age, IntervalMath.rootHoursUp(age));
        return IntervalMath.halfWidthAtRoot(base, word.driftOf(), market.rootHours);
    }

    /// @dev Seconds an observation counts as old. News breaks right after the close, and nobody can trade on it before
    /// the next open: a closed market ages an observation by all of that at once.
    function _ageOf(uint256 word, MarketNow memory market) private view returns (uint256 age) {
        uint256 observedAt = word.observedAtOf();
        age = block.timestamp - observedAt;
        uint256 nextOpen;
        if (!word.isSet(PriceWord.HALTED)) {
            if (_isOpen(word, market)) return age;
            nextOpen = market.nextOpen;
        }

        age = age.max(nextOpen == 0 ? _UNKNOWN_CLOSURE_SECONDS : nextOpen - observedAt);
    }

    /// @dev Whether an asset's market is open by its calendar, which is asked only if the word does not know.
    function _isOpen(uint256 word, MarketNow memory market) private view returns (bool) {
        uint256 calendarId = word.calendarIdOf();
        if (calendarId == 0) return true;

        if (market.calendarId != calendarId) {
            market.calendarId = calendarId;
            market.open = block.timestamp < word.openUntil();
            if (market.open) return true;

            (market.open, market.nextOpen) = calendar.marketAt(uint16(calendarId), block.timestamp);
        }
        return market.open;
    }

    /// @dev When the last observation was made, confirmed or not.
    function _seenAt(uint16 assetId, Observation memory o) private view returns (uint256) {
        return o.has(PriceWord.PENDING) ? _pending[assetId].newestAt : o.observedAt;
    }

    /* INTERNAL: REFRESH */

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

    /// @dev The answer of an asset's only source; its time is 0 if it does not count.
    function _readOnly(uint16 assetId, Observation memory o, uint256 notBefore)
        private
        returns (Candidate memory candidate)
    {
        _read(candidate, assetId, o, 0, notBefore);
        if (candidate.observedAt != 0) {
            _judge(assetId, candidate, candidate.observedAt > _seenAt(assetId, o), candidate);
        }
    }

    /// @dev The newest of several answers, widened to the hull of all that are fresh beside it; its time is 0 if none counts.
    /// @return newest The hull.
    /// @return hasWitness Whether another source agrees with the newest.
    function _readSeveral(uint16 assetId, Observation memory o, uint256 notBefore)
        private
        returns (Candidate memory newest, bool hasWitness)
    {
        Candidate[] memory candidates = new Candidate[](o.sourceCount());
        for (uint256 i; i < candidates.length; ++i) {
            _read(candidates[i], assetId, o, i, notBefore);
            if (candidates[i].observedAt > newest.observedAt) newest = candidates[i];
        }

        bool isNewer = newest.observedAt > _seenAt(assetId, o);
        for (uint256 i; i < candidates.length; ++i) {
            Candidate memory candidate = candidates[i];
            if (candidate.observedAt == 0 || !_judge(assetId, candidate, isNewer, newest)) continue;

            newest.lo = newest.lo.min(candidate.lo);
            newest.hi = newest.hi.max(candidate.hi);
            if (i != newest.index && JumpRule.agree(candidate.mid, newest.mid)) hasWitness = true;
        }
    }

    /// @dev Whether a candidate counts, beside the newest one. If not, it says why and loses its time.
    /// @param isNewer Whether the newest is newer than what was seen.
    function _judge(uint16 assetId, Candidate memory candidate, bool isNewer, Candidate memory newest)
        private
        returns (bool)
    {
        uint256 source = candidate.source;
        // Cannot overflow: 40 + 24 bits.
        bool isStale;
        unchecked {
            isStale = newest.observedAt > candidate.observedAt + source.maxAge();
        }
        if (!isNewer || isStale) {
            candidate.observedAt = 0;
            emit ObservationRejected(assetId, address(source.feed()), isNewer ? Rejection.Stale : Rejection.NotNewer);
            return false;
        }

        if (candidate.stamp != source.stamp()) {
            _sources[assetId][candidate.index].word = source.withStamp(candidate.stamp);
        }
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

    /// @dev Fills in what a source answers; the time is 0 if it cannot be believed.
    function _read(Candidate memory candidate, uint16 assetId, Observation memory o, uint256 index, uint256 notBefore)
        private
    {
        candidate.index = index;
        Source storage source = _sources[assetId][index];
        candidate.source = source.word;
        Rejection reason = _fill(candidate, source.key, assetId, uint16(o.calendarId));
        if (reason == Rejection.None && candidate.observedAt < notBefore) {
            candidate.observedAt = 0;
            reason = Rejection.BeforeAction;
        }
        if (reason != Rejection.None) emit ObservationRejected(assetId, address(candidate.source.feed()), reason);
    }

    function _fill(Candidate memory candidate, bytes32 key, uint16 assetId, uint16 calendarId)
        private
        view
        returns (Rejection)
    {
        uint256 source = candidate.source;
        try source.feed().read{ gas: _READ_GAS }(key) returns (uint256 price, uint256 confidence, uint256 publishedAt) {
            if (price == 0) return Rejection.ZeroPrice;
            if (publishedAt > block.timestamp) return Rejection.FromTheFuture;
            if (publishedAt == 0) return Rejection.NotNewer;
            if (price > PriceWord.MAX_MID) return Rejection.OutOfRange;
            // Cannot overflow: 96 + 16 bits.
            unchecked {
                if (confidence > price * source.maxConfidence() / _BPS) return Rejection.TooUncertain;
            }

            // Cannot overflow: 96 + 97 bits. Cannot underflow: confidence is below a fifth of the price.
            unchecked {
                (candidate.lo, candidate.mid, candidate.hi) = (price - confidence, price, price + confidence);
                if (source.pricesShares()) {
                    uint256 multiplier = _multiplierOf(assetId);
                    if (multiplier == 0) return Rejection.Reverted;
                    if (multiplier > PriceWord.MAX_MID) return Rejection.OutOfRange;

                    candidate.lo = candidate.lo * multiplier / _WAD;
                    candidate.mid = price * multiplier / _WAD;
                    candidate.hi = (candidate.hi * multiplier).divUp(_WAD);
                    if (candidate.mid == 0 || candidate.mid > PriceWord.MAX_MID) return Rejection.OutOfRange;
                }
            }

            if (calendarId != 0) return _clamp(candidate, calendarId, price, publishedAt);

            candidate.observedAt = publishedAt;
            return Rejection.None;
        } catch {
            return Rejection.Reverted;
        }
    }

    /// @dev A stock's observation is of the last moment its market was open. Feeds publish the last price of a session
    /// again and again until the next: that is no news, whatever time they give it.
    function _clamp(Candidate memory candidate, uint16 calendarId, uint256 price, uint256 publishedAt)
        private
        view
        returns (Rejection)
    {
        uint256 lastStamp = candidate.source.stamp();
        (uint256 openedAt, uint256 lastOpenAt, uint256 closesAt) = calendar.lastSession(calendarId, publishedAt);
        if (openedAt == 0) return Rejection.MarketNeverOpen;

        bool open = lastOpenAt == publishedAt;
        if (open && publishedAt - openedAt < _OPENING_SECONDS) return Rejection.JustOpened;

        candidate.stamp = _stampOf(openedAt, price);
        bool samePrice = uint16(candidate.stamp) == uint16(lastStamp);
        if (samePrice && (!open || candidate.stamp != lastStamp)) return Rejection.Restamped;

        candidate.observedAt = lastOpenAt;
        candidate.openFor = ((closesAt - lastOpenAt) / PriceWord.OPEN_FOR_SECONDS).min(PriceWord.MAX_OPEN_FOR);
        return Rejection.None;
    }

    /// @dev 24 bits: 8 of the session's day, 16 of a hash of the price. A price that is new but hashes alike waits for the
    /// next one.
    function _stampOf(uint256 openedAt, uint256 price) private pure returns (uint256) {
        return (openedAt / 1 days & 0xff) << 16 | uint16(uint256(keccak256(abi.encode(price))));
    }

    /// @dev Shares per raw token, WAD; 0 if the token does not answer.
    function _multiplierOf(uint16 assetId) private view returns (uint256) {
        try IShareMultiplier(_assets[assetId].token).multiplier{ gas: _READ_GAS }() returns (uint256 multiplier) {
            return multiplier;
        } catch {
            return 0;
        }
    }
}
