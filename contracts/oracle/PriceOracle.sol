// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ReentrancyGuardTransient } from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

import { Interval, IPriceOracle, Observation, Rejection } from "../../interfaces/IPriceOracle.sol";
import { IPriceSource } from "../../interfaces/IPriceSource.sol";
import { IShareMultiplier } from "../../interfaces/IShareMultiplier.sol";
import { ITradingCalendar } from "../../interfaces/ITradingCalendar.sol";
import { IntervalMath } from "../libraries/IntervalMath.sol";
import { PriceWord } from "../libraries/PriceWord.sol";
import { OracleListing } from "./OracleListing.sol";

/// @title PriceOracle
contract PriceOracle is IPriceOracle, OracleListing, ReentrancyGuardTransient {
    using FixedPointMathLib for uint256;
    using PriceWord for Observation;

    /// @dev What one source answers, per raw token.
    struct Candidate {
        uint256 mid; // USD WAD
        uint256 lo; // USD WAD
        uint256 hi; // USD WAD
        uint256 at; // Unix seconds, clamped to when the market was open; 0 = does not count
        uint256 stamp;
    }

    /// @dev The sources that have been given the updates of a refresh.
    struct Pushed {
        IPriceSource[] sources;
        uint256 count;
        uint256 spent; // wei
    }

    uint256 private constant _WAD = 1e18;
    uint256 private constant _ONE_NANO = 1e9;
    /// @dev Until a signed update is this old, its base holds; afterwards three times as much.
    uint256 private constant _SIGNED_FRESH_SECONDS = 15;
    uint256 private constant _SIGNED_OLD_BASE_FACTOR = 3;
    /// @dev How long a market counts as closed if nobody knows when it opens.
    uint256 private constant _UNKNOWN_CLOSURE_SECONDS = 72 hours;
    /// @dev After an open, until feeds have moved on from the last session's price.
    uint256 private constant _OPENING_SECONDS = 60;
    /// @dev Keeps a source from using up a batch. Too little gas for a read leaves none to write either.
    uint256 private constant _READ_GAS = 300_000;

    constructor(address manager, ITradingCalendar calendar_) OracleListing(manager, calendar_) { }

    /* VIEWS */

    /// @inheritdoc IPriceOracle
    function intervalOf(uint16 assetId) public view returns (Interval memory interval) {
        if (assetId == 0) return IntervalMath.one();

        (interval,,) = _observedInterval(assetId);
    }

    /// @inheritdoc IPriceOracle
    function indexOf(uint16 base, uint16 quote) external view returns (Interval memory) {
        return IntervalMath.index(intervalOf(base), intervalOf(quote));
    }

    /// @inheritdoc IPriceOracle
    function freshIndexOf(uint16 base, uint16 quote) external view returns (Interval memory) {
        return IntervalMath.index(_freshIntervalOf(base), _freshIntervalOf(quote));
    }

    /* REFRESH */

    /// @inheritdoc IPriceOracle
    function refresh(uint16[] calldata assetIds, bytes[] calldata updateData) external payable nonReentrant {
        Pushed memory pushed;
        if (updateData.length != 0) pushed.sources = new IPriceSource[](assetIds.length * 4);

        for (uint256 i; i < assetIds.length; ++i) {
            uint256 count = _assets[assetIds[i]].sourceCount;
            require(count != 0, AssetNotListed(assetIds[i]));

            if (updateData.length != 0) _push(_sources[assetIds[i]], count, updateData, pushed);
            _observe(assetIds[i], count);
        }

        uint256 refund = msg.value - pushed.spent;
        if (refund != 0) {
            (bool taken,) = msg.sender.call{ value: refund }("");
            require(taken, UpdateRefundRefused(refund));
        }
    }

    /* INTERNAL: READ */

    function _freshIntervalOf(uint16 assetId) private view returns (Interval memory interval) {
        if (assetId == 0) return IntervalMath.one();

        Observation memory o;
        bool open;
        (interval, o, open) = _observedInterval(assetId);
        if (!open) return interval;

        uint256 age = block.timestamp - o.observedAt;
        uint256 maxAge = _sources[assetId][o.sourceOf()].maxAge;
        require(age <= maxAge, ObservationTooOld(assetId, age, maxAge));
    }

    function _observedInterval(uint16 assetId)
        private
        view
        returns (Interval memory interval, Observation memory o, bool open)
    {
        o = PriceWord.unpack(_words[assetId]);
        require(o.mid != 0, PriceNeverObserved(assetId));

        uint256 age;
        (age, open) = _ageOf(o);
        uint256 base = o.base;
        if (o.has(PriceWord.SIGNED) && age > _SIGNED_FRESH_SECONDS) base *= _SIGNED_OLD_BASE_FACTOR;
        interval = IntervalMath.around(o.mid, o.below, o.above, IntervalMath.halfWidthUp(base, o.drift, age));
    }

    /// @dev Seconds an observation counts as old. News breaks right after the close, and nobody can trade on it before
    /// the next open: a closed market ages an observation by all of that at once.
    function _ageOf(Observation memory o) private view returns (uint256 age, bool open) {
        age = block.timestamp - o.observedAt;
        if (o.calendarId == 0) return (age, true);

        uint256 nextOpen;
        (open, nextOpen) = calendar.marketAt(uint16(o.calendarId), block.timestamp);
        if (open) return (age, true);

        age = age.max(nextOpen == 0 ? _UNKNOWN_CLOSURE_SECONDS : nextOpen - o.observedAt);
    }

    /* INTERNAL: REFRESH */

    /// @dev Gives the updates to the asset's signed sources, unless they have them already.
    function _push(Source[4] storage sources, uint256 count, bytes[] calldata updateData, Pushed memory pushed)
        private
    {
        for (uint256 i; i < count; ++i) {
            IPriceSource source = sources[i].source;
            if (!sources[i].isSigned || _isPushed(pushed, source)) continue;

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

    /// @dev The newest answer becomes the price; all that count with it widen it to their hull.
    function _observe(uint16 assetId, uint256 count) private {
        Observation memory o = PriceWord.unpack(_words[assetId]);
        Source[] memory sources = new Source[](count);
        Candidate[] memory candidates = new Candidate[](count);
        uint256 newest;
        for (uint256 i; i < count; ++i) {
            sources[i] = _sources[assetId][i];
            Rejection reason;
            (candidates[i], reason) = _read(sources[i], o.calendarId, assetId);
            if (reason != Rejection.None) emit ObservationRejected(assetId, address(sources[i].source), reason);
            if (candidates[i].at > candidates[newest].at) newest = i;
        }
        if (!_join(assetId, o.observedAt, sources, candidates, newest)) return;

        Candidate memory chosen = candidates[newest];
        o.mid = chosen.mid;
        o.below = ((chosen.mid - chosen.lo) * _ONE_NANO).divUp(chosen.mid).min(PriceWord.MAX_BELOW);
        o.above = ((chosen.hi - chosen.mid) * _ONE_NANO).divUp(chosen.mid).min(PriceWord.MAX_ABOVE);
        o.base = sources[newest].base;
        o.observedAt = chosen.at;
        o.flags = (sources[newest].isSigned ? PriceWord.SIGNED : 0) | newest << PriceWord.SOURCE_SHIFT;
        _words[assetId] = PriceWord.pack(o);

        emit PriceObserved(assetId, o.mid, o.below, o.above, o.observedAt);
    }

    /// @dev Widens the newest candidate to the hull of all that are fresh beside it.
    /// @return counts Whether the newest is newer than the last observation.
    function _join(
        uint16 assetId,
        uint256 observedAt,
        Source[] memory sources,
        Candidate[] memory candidates,
        uint256 newest
    ) private returns (bool counts) {
        Candidate memory hull = candidates[newest];
        counts = hull.at > observedAt;
        for (uint256 i; i < candidates.length; ++i) {
            Candidate memory candidate = candidates[i];
            if (candidate.at == 0) continue;

            if (!counts || hull.at - candidate.at > sources[i].maxAge) {
                Rejection reason = counts ? Rejection.Stale : Rejection.NotNewer;
                emit ObservationRejected(assetId, address(sources[i].source), reason);
                continue;
            }

            hull.lo = hull.lo.min(candidate.lo);
            hull.hi = hull.hi.max(candidate.hi);
            if (candidate.stamp != sources[i].stamp) _sources[assetId][i].stamp = uint24(candidate.stamp);
        }
    }

    /// @dev What a source answers, if it can be believed.
    function _read(Source memory source, uint256 calendarId, uint16 assetId)
        private
        view
        returns (Candidate memory candidate, Rejection)
    {
        try source.source.read{ gas: _READ_GAS }(source.key) returns (
            uint256 price, uint256 confidence, uint256 publishedAt
        ) {
            if (price == 0) return (candidate, Rejection.ZeroPrice);
            if (publishedAt > block.timestamp) return (candidate, Rejection.FromTheFuture);
            if (publishedAt == 0) return (candidate, Rejection.NotNewer);
            if (price > PriceWord.MAX_MID) return (candidate, Rejection.OutOfRange);
            if (confidence > price * source.maxConfidence / _BPS) return (candidate, Rejection.TooUncertain);

            uint256 multiplier = _WAD;
            if (source.pricesShares) {
                multiplier = _multiplierOf(assetId);
                if (multiplier == 0) return (candidate, Rejection.Reverted);
                // Products of two such fit a word.
                if (multiplier > PriceWord.MAX_MID) return (candidate, Rejection.OutOfRange);
            }
            candidate.mid = price * multiplier / _WAD;
            candidate.lo = (price - confidence) * multiplier / _WAD;
            candidate.hi = ((price + confidence) * multiplier).divUp(_WAD);
            if (candidate.mid == 0 || candidate.mid > PriceWord.MAX_MID) return (candidate, Rejection.OutOfRange);

            if (calendarId == 0) {
                candidate.at = publishedAt;
                return (candidate, Rejection.None);
            }
            return (candidate, _clamp(candidate, source.stamp, uint16(calendarId), price, publishedAt));
        } catch {
            return (candidate, Rejection.Reverted);
        }
    }

    /// @dev A stock's observation is of the last moment its market was open. Feeds publish the last price of a session
    /// again and again until the next: that is no news, whatever time they give it.
    function _clamp(
        Candidate memory candidate,
        uint256 lastStamp,
        uint16 calendarId,
        uint256 price,
        uint256 publishedAt
    ) private view returns (Rejection) {
        (uint256 openedAt, uint256 lastOpenAt) = calendar.lastSession(calendarId, publishedAt);
        if (openedAt == 0) return Rejection.MarketNeverOpen;

        bool open = lastOpenAt == publishedAt;
        if (open && publishedAt - openedAt < _OPENING_SECONDS) return Rejection.JustOpened;

        candidate.stamp = _stampOf(openedAt, price);
        bool samePrice = uint16(candidate.stamp) == uint16(lastStamp);
        if (samePrice && (!open || candidate.stamp != lastStamp)) return Rejection.Restamped;

        candidate.at = lastOpenAt;
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
