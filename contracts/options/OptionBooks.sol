// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

import {
    Cover,
    Market,
    MarketStatus,
    OptionContext,
    OptionShape,
    SeriesTerms
} from "../../interfaces/IOptionTypes.sol";
import { Interval } from "../../interfaces/IPriceOracle.sol";
import { EverlastingPricing } from "../libraries/EverlastingPricing.sol";
import { OptionQuotes } from "../libraries/OptionQuotes.sol";
import { OptionTrades } from "../libraries/OptionTrades.sol";
import { PackedIds } from "../libraries/PackedIds.sol";
import { SeriesIds } from "../libraries/SeriesIds.sol";
import { StrikeGrid } from "../libraries/StrikeGrid.sol";
import { TokenUnits } from "../libraries/TokenUnits.sol";
import { Volatility, VolatilityState, VolatilityTerms } from "../libraries/Volatility.sol";
import { OptionStorage } from "./OptionStorage.sol";

/// @title OptionBooks
/// @notice The series of `PerpetualOptions`: what they are worth, what they lock and what funding they charge.
abstract contract OptionBooks is OptionStorage {
    using FixedPointMathLib for uint256;
    using OptionQuotes for OptionContext;
    using OptionQuotes for OptionShape;
    using OptionTrades for OptionContext;
    using PackedIds for mapping(uint256 => uint256);
    using SafeCast for uint256;
    using Volatility for VolatilityState;

    /// @dev Which volatilities a context needs beside sigma0: each costs gas.
    enum Sigmas {
        None,
        High,
        Low,
        Both,
        Floor // as low as neither time nor a sample can make them
    }

    /// @dev Which prices a context needs: edges cost gas beside the mid, and opening trades have conditions.
    enum Prices {
        Mid,
        Any,
        Tradable, // and the market is open
        Fresh // likewise
    }

    /// @dev From the 27 decimals of a funding rate to the 36 of a funding index.
    uint256 private constant RATE_TO_INDEX = 1e9;

    /* CONTEXT */

    // A context is allocated once, and filled in by what follows: every further copy costs gas.

    /// @dev What a touch of a series works with; a sample of the market's volatility is stored if one was due.
    function _enter(OptionContext memory context, uint32 seriesId, Sigmas sigmas, Prices prices) internal {
        VolatilityState memory state = _load(context, seriesId, sigmas, prices);
        _store(context.marketId, state);
    }

    /// @dev Fills in the context of a series. Returns the market's volatility, sampled now if that was due.
    function _load(OptionContext memory context, uint32 seriesId, Sigmas sigmas, Prices prices)
        internal
        view
        returns (VolatilityState memory state)
    {
        Book memory book = _bookAt(seriesId);
        context.pool = book.pool;
        context.unit = _unitOf(book.decimals);
        state = _loadMarket(context, book.marketId, sigmas, prices);
        _loadSeries(context, seriesId);
    }

    /// @dev Fills in the context of an opening trade at the ask of a pool: only public ones have one.
    function _loadAtAsk(OptionContext memory context, uint32 seriesId, SeriesTerms memory terms)
        internal
        view
        returns (VolatilityState memory)
    {
        require(_pools[terms.pool].isPublic, QuoteRequired(terms.pool));

        return _loadOpening(context, seriesId, terms, Sigmas.High, Prices.Fresh);
    }

    /// @dev Fills in the context of an opening trade, whose terms are known.
    function _loadOpening(
        OptionContext memory context,
        uint32 seriesId,
        SeriesTerms memory terms,
        Sigmas sigmas,
        Prices prices
    ) internal view returns (VolatilityState memory state) {
        context.pool = terms.pool;
        context.unit = _unitOf(_pools[terms.pool].decimals);
        state = _loadMarket(context, terms.marketId, sigmas, prices);
        _shape(context, seriesId, terms.strike, terms.widthBps, terms.isCall);
    }

    /// @dev Stores a sample that was made now.
    function _store(uint32 marketId, VolatilityState memory state) internal {
        if (state.sampledAt != block.timestamp || _volatility[marketId].sampledAt == block.timestamp) return;

        _volatility[marketId] = state;

        emit VolatilitySampled(marketId, state.index, state.variance, state.sigma0Of());
    }

    /// @dev Brings a context to another series; what is the market's stays if it is the same market.
    function _moveTo(OptionContext memory context, uint32 seriesId, Sigmas sigmas, Prices prices) internal view {
        Book memory book = _bookAt(seriesId);
        context.pool = book.pool;
        if (book.marketId != context.marketId) {
            context.unit = _unitOf(book.decimals);
            _loadMarket(context, book.marketId, sigmas, prices);
        }
        _loadSeries(context, seriesId);
    }

    /// @dev Fills in what all series of a market share. A market whose last price is fixed has that price, no spread, no
    /// fee and no more funding.
    function _loadMarket(OptionContext memory context, uint32 marketId, Sigmas sigmas, Prices prices)
        internal
        view
        returns (VolatilityState memory state)
    {
        context.marketId = marketId;
        Market memory market = _markets[marketId];
        context.market = market;
        require(prices < Prices.Tradable || market.status == MarketStatus.Open, MarketNotOpen(marketId));
        context.time = block.timestamp;
        if (market.status == MarketStatus.Final) {
            Closing memory closing = _closings[marketId];
            context.time = closing.fixedAt;
            context.index = Interval({ lo: closing.index, mid: closing.index, hi: closing.index });
            context.sigma0 = context.sigmaLow = context.sigmaHigh = closing.sigma * NANO;
            market.spreadBps = 0;
            market.feeBps = 0;
            return state;
        }

        _loadIndex(context, prices);
        uint256 mid = context.index.mid;
        VolatilityTerms memory terms = _volatilityTerms(market);
        VolatilityState memory sampled = _volatility[marketId];
        state = sampled.sample(mid, block.timestamp, terms);
        context.sigma0 = state.sigma0Of();
        if (sigmas == Sigmas.High || sigmas == Sigmas.Both) context.sigmaHigh = state.highOf(mid, terms);
        if (sigmas == Sigmas.Low || sigmas == Sigmas.Both) context.sigmaLow = state.lowOf(terms);
        if (sigmas == Sigmas.Floor) context.sigmaLow = terms.floor;
    }

    /// @dev Asks the oracle for the index, or for its mid alone.
    function _loadIndex(OptionContext memory context, Prices prices) internal view {
        uint16 baseId = context.market.baseId;
        uint16 settlementId = context.market.settlementId;
        if (prices == Prices.Mid) context.index.mid = ORACLE.indexMidOf(baseId, settlementId);
        else if (prices == Prices.Any) context.index = ORACLE.indexOf(baseId, settlementId);
        else if (prices == Prices.Tradable) context.index = ORACLE.tradableIndexOf(baseId, settlementId);
        else context.index = ORACLE.freshIndexOf(baseId, settlementId);
    }

    /// @dev The market of a series, zero if there is no such book.
    function _marketOfSeries(uint32 seriesId) internal view returns (uint32) {
        return _books[SeriesIds.bookOf(seriesId)].marketId;
    }

    function _loadSeries(OptionContext memory context, uint32 seriesId) internal pure {
        (uint16 widthBps, bool isCall, int256 step) = SeriesIds.unpack(seriesId);
        _shape(context, seriesId, StrikeGrid.strikeAt(step), widthBps, isCall);
    }

    /// @dev Fills in what a series' own terms decide.
    function _shape(OptionContext memory context, uint32 seriesId, uint256 strike, uint256 widthBps, bool isCall)
        private
        pure
    {
        uint256 width = widthBps * WAD_PER_BPS;

        context.seriesId = seriesId;
        context.option = OptionShape({
            strike: strike,
            width: width,
            maxPayoff: EverlastingPricing.maxPayoff(strike, width),
            period: context.market.period,
            isCall: isCall
        });
        (context.fairValue, context.timeValue) = context.option.valueAndTimeValue(context.index.mid, context.sigma0);
    }

    /// @dev What limits an opening trade now.
    function _coverOf(OptionContext memory context, uint256 seriesSize) internal view returns (Cover memory cover) {
        Pool storage pool = _pools[context.pool];
        cover.reserve = pool.reserve;
        cover.callReserve = pool.callReserve;
        cover.limitBps = pool.limitBps;
        cover.isStock = pool.isStock;
        cover.seriesSize = seriesSize;
        if (pool.isPublic) {
            OpenInterest storage openInterest = _openInterest[context.marketId];
            (cover.openInterest, cover.openInterestLimit) = (openInterest.locked, openInterest.limit);
        } else {
            cover.openInterestLimit = type(uint104).max;
        }
        cover.cash = VAULT.balanceOf(context.pool, context.market.settlementId);
    }

    /* FUNDING */

    /// @dev Elapsed time is charged at the stored rate; only then is the rate set to today's.
    function _accrue(Series memory series, OptionContext memory context) internal {
        _advance(series, context);
        series.fundingRate = context.fundingRate();

        emit FundingRateUpdated(context.seriesId, series.fundingIndex, series.fundingRate);
    }

    /// @dev Charges the time until now. A series without a position is charged nothing.
    function _advance(Series memory series, OptionContext memory context) internal pure {
        uint256 elapsed = context.time - series.updatedAt;
        series.updatedAt = uint40(context.time);
        if (series.size == 0) return;

        // At the largest rate that a series stores, 160 bits last for more than 500 years.
        uint256 advance;
        unchecked {
            advance = series.fundingRate * RATE_TO_INDEX * elapsed;
            series.fundingIndex = uint160(series.fundingIndex + advance);
        }
        uint256 accrued = series.accrued + TokenUnits.fundingUp(series.size, advance, context.unit);
        series.accrued = uint112(accrued.min(type(uint112).max));
    }

    /* SIZES AND PLACES */

    /// @dev Adds to a series, and to what its pool and its market lock.
    /// @param more What the size locks, as `lockedMore` says.
    function _addTo(Series memory series, OptionContext memory context, uint256 size, uint256 more) internal {
        series.size = (series.size + size).toUint96();
        _relock(context, more, 0);
    }

    /// @dev Takes from a series, and from what its pool and its market lock.
    function _takeFrom(Series memory series, OptionContext memory context, uint256 size) internal {
        series.size -= uint96(size);
        _relock(context, 0, context.lockedMore(series.size, size));
        if (series.size == 0) _free(series, context);
    }

    function _relock(OptionContext memory context, uint256 more, uint256 less) private {
        Pool storage pool = _pools[context.pool];
        (uint256 reserve, uint256 callReserve, bool isPublic) = (pool.reserve, pool.callReserve, pool.isPublic);
        reserve = reserve + more - less;
        if (context.option.isCall) callReserve = callReserve + more - less;
        // Calls lock a part of the reserve.
        (pool.reserve, pool.callReserve) = (reserve.toUint104(), uint104(callReserve));
        if (isPublic) {
            OpenInterest storage openInterest = _openInterest[context.marketId];
            openInterest.locked = (openInterest.locked + more - less).toUint104();
        }
    }

    /// @dev Gives a series a place in its pool's list.
    function _enlist(Series memory series, OptionContext memory context, SeriesTerms memory terms) internal {
        _requireNewSeries(context);

        Pool storage pool = _pools[context.pool];
        uint8 place = pool.liveCount;
        _liveSeries[context.pool].set(place, context.seriesId);
        pool.liveCount = series.place = place + 1;

        emit SeriesListed(context.seriesId, terms);
    }

    /// @dev An empty series frees its place for another; what is left of its funding is rounding.
    function _free(Series memory series, OptionContext memory context) private {
        mapping(uint256 => uint256) storage live = _liveSeries[context.pool];
        uint256 count = --_pools[context.pool].liveCount;
        uint32 last = live.get(count);

        live.set(series.place - 1, last);
        live.set(count, 0);
        if (last != context.seriesId) _series[last].place = series.place;
        series.place = 0;
        series.accrued = 0;

        emit SeriesFreed(context.seriesId);
    }

    function _liveSeriesOf(address pool) internal view returns (uint32[] memory) {
        return _liveSeries[pool].toArray(_pools[pool].liveCount);
    }

    /// @dev What must hold for a series to take a place in its pool.
    function _requireNewSeries(OptionContext memory context) internal view {
        uint256 strike = context.option.strike;
        (uint256 lowest, uint256 highest) = (context.index.mid / 2, context.index.mid * 2);
        require(strike >= lowest && strike <= highest, StrikeOutOfRange(strike, lowest, highest));
        require(_pools[context.pool].liveCount < MAX_LIVE_SERIES, TooManySeries(context.pool, MAX_LIVE_SERIES));
    }

    /* BOOKS AND MARKETS */

    /// @dev The id that spells out the terms.
    function _pack(uint256 bookId, SeriesTerms memory terms) internal pure returns (uint32) {
        require(SeriesIds.isWidth(terms.widthBps), UnsupportedWidth(terms.widthBps));
        int256 step = StrikeGrid.stepOf(terms.strike);
        uint256 strike = StrikeGrid.strikeAt(step);
        require(strike == terms.strike, StrikeOffGrid(terms.strike, strike));
        return SeriesIds.pack(bookId, terms.widthBps, terms.isCall, step);
    }

    function _requireMatch(address pool, uint32 marketId) internal view {
        uint16 assetId = _requirePool(pool).assetId;
        uint16 settlementId = _requireMarket(marketId).settlementId;
        require(assetId == settlementId, SettlementMismatch(assetId, settlementId));
    }

    function _requireMarket(uint32 marketId) internal view returns (Market storage market) {
        market = _markets[marketId];
        require(market.period != 0, UnknownMarket(marketId));
    }

    function _requirePool(address pool) internal view returns (Pool storage state) {
        state = _pools[pool];
        require(state.assetId != 0, UnknownPool(pool));
    }

    /// @dev One whole token, in token units.
    function _unitOf(uint256 decimals) private pure returns (uint256) {
        // Cannot overflow: no settlement token has more than `MAX_SETTLEMENT_DECIMALS`.
        unchecked {
            return 10 ** decimals;
        }
    }

    function _volatilityTerms(Market memory market) internal pure returns (VolatilityTerms memory) {
        // Cannot overflow: each has 16 bits.
        unchecked {
            return VolatilityTerms({
                premium: market.premiumBps * WAD_PER_BPS,
                floor: market.floorBps * WAD_PER_BPS,
                cap: market.capBps * WAD_PER_BPS,
                halfLife: uint256(market.halfLifeHours) * 1 hours
            });
        }
    }
}
