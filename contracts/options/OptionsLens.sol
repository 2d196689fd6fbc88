// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

import { ICollateralVault } from "../../interfaces/ICollateralVault.sol";
import { IOptionsLens } from "../../interfaces/IOptionsLens.sol";
import { Cover, OptionContext, OptionShape, Quote, SeriesState, SeriesTerms } from "../../interfaces/IOptionTypes.sol";
import { IPerpetualOptions } from "../../interfaces/IPerpetualOptions.sol";
import { EverlastingPricing } from "../libraries/EverlastingPricing.sol";
import { Greeks, OptionGreeks } from "../libraries/OptionGreeks.sol";
import { OptionQuotes } from "../libraries/OptionQuotes.sol";
import { OptionTrades } from "../libraries/OptionTrades.sol";
import { TokenUnits } from "../libraries/TokenUnits.sol";

/// @title OptionsLens
/// @notice Views of the options for pages and bots, each in one call.
contract OptionsLens is IOptionsLens {
    using FixedPointMathLib for uint256;
    using OptionGreeks for OptionShape;
    using OptionQuotes for OptionContext;
    using OptionTrades for OptionContext;

    /// @dev From the 27 decimals of a funding rate to the 36 of a funding index, and to WAD.
    uint256 private constant RATE_TO_INDEX = 1e9;

    IPerpetualOptions public immutable OPTIONS;
    ICollateralVault public immutable VAULT;

    constructor(IPerpetualOptions options, ICollateralVault vault) {
        OPTIONS = options;
        VAULT = vault;
    }

    /* QUOTES */

    /// @inheritdoc IOptionsLens
    function quoteOpen(SeriesTerms calldata terms, uint256 size, uint256 integratorFeeBps)
        external
        view
        override
        returns (Quote memory quote)
    {
        (OptionContext memory context, Cover memory cover) = OPTIONS.openingContextOf(terms);
        (quote,) = context.quoteOpen(cover, size, integratorFeeBps);
    }

    /// @inheritdoc IOptionsLens
    function quoteClose(address account, uint32 seriesId, uint256 size, uint256 integratorFeeBps)
        external
        view
        override
        returns (Quote memory)
    {
        return _quoteClose(OPTIONS.contextOf(seriesId), account, size, integratorFeeBps);
    }

    /* POSITIONS AND POOLS */

    /// @inheritdoc IOptionsLens
    function position(address account, uint32 seriesId) public view override returns (PositionView memory view_) {
        OptionContext memory context = OPTIONS.contextOf(seriesId);
        SeriesState memory series = OPTIONS.seriesOf(seriesId);
        (uint256 size,) = OPTIONS.positionOf(account, seriesId);

        view_.terms = series.terms;
        view_.size = size;
        if (size == 0) return view_;

        view_.value = TokenUnits.amountDown(context.fairValue, size, context.unit);
        view_.proceeds = _quoteClose(context, account, size, 0).net;
        view_.owed = OPTIONS.fundingOwed(account, seriesId);
        view_.coveredSeconds = _coveredSeconds(context, account, size, series.fundingRate, view_.owed);
        view_.theta = -int256((uint256(context.fundingRate()) * 1 days).fullMulDiv(size, RATE_TO_INDEX * 1e18));
        if (context.sigma0 == 0) return view_;

        Greeks memory greeks = context.option.greeks(context.index.mid, context.sigma0);
        view_.delta = greeks.delta * int256(size) / 1e18;
        view_.gamma = greeks.gamma * int256(size) / 1e18;
        view_.vega = greeks.vega * int256(size) / 1e18;
    }

    /// @inheritdoc IOptionsLens
    function positions(address account) external view override returns (PositionView[] memory views) {
        uint32[] memory held = OPTIONS.positionsOf(account);
        views = new PositionView[](held.length);
        for (uint256 i = 0; i < held.length; ++i) {
            views[i] = position(account, held[i]);
        }
    }

    /// @inheritdoc IOptionsLens
    function pool(address pool_) external view override returns (PoolView memory view_) {
        view_.cash = VAULT.balanceOf(pool_, OPTIONS.assetOfPool(pool_));
        (view_.reserve, view_.callReserve) = OPTIONS.reserveOf(pool_);
        view_.limitBps = OPTIONS.poolLimitOf(pool_);
        view_.liabilityLow = OPTIONS.liabilityOf(pool_, false);
        view_.liabilityHigh = OPTIONS.liabilityOf(pool_, true);
        view_.accruedFunding = OPTIONS.accruedFundingOf(pool_);

        uint32[] memory live = OPTIONS.liveSeriesOf(pool_);
        view_.series = new SeriesView[](live.length);
        for (uint256 i = 0; i < live.length; ++i) {
            view_.series[i] = _series(live[i]);
        }
    }

    /* VALUES */

    /// @inheritdoc IOptionsLens
    function optionValue(
        uint256 index,
        uint256 strike,
        bool isCall,
        uint256 width,
        uint256 sigma,
        uint256 periodSeconds
    ) external pure override returns (uint256) {
        return EverlastingPricing.value(index, strike, isCall, width, sigma, periodSeconds);
    }

    /// @inheritdoc IOptionsLens
    function greeksOf(uint256 index, uint256 strike, bool isCall, uint256 width, uint256 sigma, uint256 periodSeconds)
        external
        pure
        override
        returns (int256 delta, int256 gamma, int256 vega)
    {
        OptionShape memory option = OptionShape({
            strike: strike,
            width: width,
            maxPayoff: EverlastingPricing.maxPayoff(strike, width),
            period: periodSeconds,
            isCall: isCall
        });
        Greeks memory greeks = option.greeks(index, sigma);
        return (greeks.delta, greeks.gamma, greeks.vega);
    }

    /* INTERNAL */

    /// @dev The balance pays the funding of the whole position first; what it lacks is due on each part alike.
    function _quoteClose(OptionContext memory context, address account, uint256 size, uint256 integratorFeeBps)
        private
        view
        returns (Quote memory)
    {
        (uint256 held,) = OPTIONS.positionOf(account, context.seriesId);
        uint256 owed = OPTIONS.fundingOwed(account, context.seriesId);
        uint256 balance = _balance(context, account);
        uint256 unpaid = owed - owed.min(balance);
        if (size < held) unpaid = unpaid.mulDivUp(size, held);

        return context.quoteClose(held, size, unpaid, integratorFeeBps, 0);
    }

    /// @dev What funding is collected from.
    function _balance(OptionContext memory context, address account) private view returns (uint256) {
        uint16 assetId = context.market.settlementId;
        return VAULT.balanceOf(account, assetId) - VAULT.lockedOf(account, assetId);
    }

    function _coveredSeconds(
        OptionContext memory context,
        address account,
        uint256 size,
        uint256 fundingRate,
        uint256 owed
    ) private view returns (uint256) {
        uint256 balance = _balance(context, account).zeroFloorSub(owed);
        uint256 perDay = TokenUnits.fundingUp(size, fundingRate * RATE_TO_INDEX * 1 days, context.unit);
        return perDay == 0 ? type(uint256).max : balance.fullMulDiv(1 days, perDay);
    }

    function _series(uint32 seriesId) private view returns (SeriesView memory view_) {
        OptionContext memory context = OPTIONS.contextOf(seriesId);
        SeriesState memory series = OPTIONS.seriesOf(seriesId);

        view_.seriesId = seriesId;
        view_.terms = series.terms;
        view_.size = series.size;
        view_.value = TokenUnits.amountDown(context.fairValue, series.size, context.unit);
        view_.locked = context.locked(series.size);
        view_.fundingPerDay =
            TokenUnits.fundingUp(series.size, series.fundingRate * RATE_TO_INDEX * 1 days, context.unit);
    }
}
