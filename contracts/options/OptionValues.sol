// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Proxy } from "@openzeppelin/contracts/proxy/Proxy.sol";
import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

import { IOptionValues } from "../../interfaces/IOptionValues.sol";
import { Cover, OptionContext, OptionShape, SeriesState, SeriesTerms } from "../../interfaces/IOptionTypes.sol";
import { OptionQuotes } from "../libraries/OptionQuotes.sol";
import { PackedIds } from "../libraries/PackedIds.sol";
import { SeriesIds } from "../libraries/SeriesIds.sol";
import { StrikeGrid } from "../libraries/StrikeGrid.sol";
import { TokenUnits } from "../libraries/TokenUnits.sol";
import { OptionBooks } from "./OptionBooks.sol";
import { OptionMarkets } from "./OptionMarkets.sol";
import { OptionStorage } from "./OptionStorage.sol";

/// @title OptionValues
/// @notice What series, positions and pools' options are worth: the part of `PerpetualOptions` that it answers by the code
/// of this contract.
/// @dev Called by itself it knows no series.
contract OptionValues is IOptionValues, OptionBooks, Proxy {
    using FixedPointMathLib for uint256;
    using OptionQuotes for OptionContext;
    using OptionQuotes for OptionShape;
    using PackedIds for mapping(uint256 => uint256);

    /// @notice The contract whose code carries out what is neither here nor in `PerpetualOptions`.
    address public immutable MARKETS;

    constructor(OptionMarkets markets) OptionStorage(address(0), markets.ORACLE(), markets.VAULT()) {
        MARKETS = address(markets);
    }

    /// @inheritdoc IOptionValues
    function contextOf(uint32 seriesId) external view override returns (OptionContext memory context) {
        _requireSeries(seriesId);
        _load(context, seriesId, Sigmas.Both, Prices.Any);
    }

    /// @inheritdoc IOptionValues
    function seriesOf(uint32 seriesId) external view override returns (SeriesState memory) {
        _requireSeries(seriesId);
        Series memory series = _seriesAt(seriesId);
        Book memory book = _bookAt(seriesId);
        (uint16 widthBps, bool isCall, int256 step) = SeriesIds.unpack(seriesId);

        return SeriesState({
            terms: SeriesTerms({
                pool: book.pool,
                marketId: book.marketId,
                strike: uint96(StrikeGrid.strikeAt(step)),
                widthBps: widthBps,
                isCall: isCall
            }),
            size: series.size,
            accrued: series.accrued,
            fundingIndex: series.fundingIndex,
            fundingRate: series.fundingRate,
            updatedAt: series.updatedAt,
            live: series.place != 0
        });
    }

    /// @inheritdoc IOptionValues
    function liabilityOf(address pool, bool high) external view override returns (uint256 liability) {
        uint32[] memory live = _liveSeriesOf(pool);
        OptionContext memory context;
        for (uint256 i = 0; i < live.length; ++i) {
            _moveTo(context, live[i], high ? Sigmas.High : Sigmas.Low, Prices.Any);
            uint256 price = context.valueAtEdge(high);
            uint256 size = _series[live[i]].size;

            liability += high
                ? TokenUnits.amountUp(price, size, context.unit)
                : TokenUnits.amountDown(price, size, context.unit);
        }
    }

    /// @inheritdoc IOptionValues
    function accruedFundingOf(address pool) external view override returns (uint256 accrued) {
        uint32[] memory live = _liveSeriesOf(pool);
        OptionContext memory context;
        for (uint256 i = 0; i < live.length; ++i) {
            _moveTo(context, live[i], Sigmas.None, Prices.Mid);
            Series memory series = _seriesAt(live[i]);
            _advance(series, context);

            uint256 worth = TokenUnits.amountDown(context.fairValue, series.size, context.unit);
            accrued += worth.min(series.accrued);
        }
    }

    /// @inheritdoc IOptionValues
    function openingContextOf(SeriesTerms memory terms)
        external
        view
        override
        returns (OptionContext memory context, Cover memory cover)
    {
        uint256 bookId = _bookIds[terms.pool][terms.marketId];
        if (bookId == 0) _requireMatch(terms.pool, terms.marketId);
        uint32 seriesId = _pack(bookId, terms);
        _loadAtAsk(context, seriesId, terms);
        Series memory series = _seriesAt(seriesId);
        if (series.place == 0) _requireNewSeries(context);
        if (bookId == 0) context.seriesId = 0;

        cover = _coverOf(context, series.size);
    }

    /// @inheritdoc IOptionValues
    function fundingOwed(address account, uint32 seriesId) external view override returns (uint256) {
        OptionContext memory context;
        _load(context, seriesId, Sigmas.None, Prices.Mid);
        return _owedNow(account, context);
    }

    /// @inheritdoc IOptionValues
    function marginOf(address account) external view override returns (uint256 valueUsd, uint256 owedUsd) {
        uint32[] memory held = _lists[account].toArray(MAX_POSITIONS);
        OptionContext memory context;
        for (uint256 i = 0; i < held.length; ++i) {
            _moveTo(context, held[i], Sigmas.Floor, Prices.Mid);
            uint256 price = context.option.value(context.index.mid, context.sigmaLow);
            uint256 tokenUsd = ORACLE.midOf(context.market.settlementId);

            valueUsd += price.mulWad(_positions[account][held[i]].size).fullMulDiv(tokenUsd, 1e18);
            owedUsd += _owedNow(account, context).fullMulDivUp(tokenUsd, context.unit);
        }
    }

    /* INTERNAL */

    /// @dev Who carries out what is not here.
    function _implementation() internal view override returns (address) {
        return MARKETS;
    }

    function _owedNow(address account, OptionContext memory context) private view returns (uint256) {
        Series memory series = _seriesAt(context.seriesId);
        _advance(series, context);
        Position memory position = _positionAt(account, context.seriesId);
        return position.size == 0
            ? 0
            : TokenUnits.fundingUp(position.size, series.fundingIndex - position.fundingIndex, context.unit);
    }

    function _requireSeries(uint32 seriesId) private view {
        require(
            SeriesIds.isValid(seriesId) && _books[SeriesIds.bookOf(seriesId)].pool != address(0),
            UnknownSeries(seriesId)
        );
    }
}
