// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

import { IPriceOracle, Observation, Rejection } from "../../interfaces/IPriceOracle.sol";
import { IShareMultiplier } from "../../interfaces/IShareMultiplier.sol";
import { JumpRule } from "../libraries/JumpRule.sol";
import { PriceWord } from "../libraries/PriceWord.sol";
import { SourceWord } from "../libraries/SourceWord.sol";
import { OracleListing } from "./OracleListing.sol";

/// @title OracleSources
/// @notice The part of `PriceOracle` that reads an asset's sources and judges which of their answers count.
abstract contract OracleSources is OracleListing {
    using FixedPointMathLib for uint256;
    using PriceWord for Observation;
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

    uint256 private constant _WAD = 1e18;
    uint256 private constant _BPS = 10_000;
    /// @dev After an open, until feeds have moved on from the last session's price.
    uint256 private constant _OPENING_SECONDS = 60;
    /// @dev Keeps a source from using up a batch. Too little gas for a read leaves none to write either.
    uint256 private constant _READ_GAS = 300_000;

    /* ANSWERS */

    /// @dev The answer of an asset's only source; its time is 0 if it does not count.
    function _readOnly(uint16 assetId, Observation memory o, uint256 notBefore)
        internal
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
        internal
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

    /* INTERNAL */

    /// @dev When the last observation was made, confirmed or not.
    function _seenAt(uint16 assetId, Observation memory o) private view returns (uint256) {
        return o.has(PriceWord.PENDING) ? _pending[assetId].newestAt : o.observedAt;
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
            emit IPriceOracle.ObservationRejected(
                assetId, address(source.feed()), isNewer ? Rejection.Stale : Rejection.NotNewer
            );
            return false;
        }

        if (candidate.stamp != source.stamp()) {
            _sources[assetId][candidate.index].word = source.withStamp(candidate.stamp);
        }
        return true;
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
        if (reason != Rejection.None) {
            emit IPriceOracle.ObservationRejected(assetId, address(candidate.source.feed()), reason);
        }
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
