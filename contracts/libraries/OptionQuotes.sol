// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

import { OptionContext, OptionShape } from "../../interfaces/IOptionTypes.sol";
import { EverlastingPricing } from "./EverlastingPricing.sol";

/// @title Ask, bid, fee and funding rate of an option
/// @notice Prices are settlement tokens per unit of the base, WAD. Each is taken at the edge of the index interval that
/// is worse for whoever trades, and rounded against him. Formulas: docs/design.md, section 5.
library OptionQuotes {
    using FixedPointMathLib for uint256;

    uint256 private constant BPS = 1e4;
    uint256 private constant WAD = 1e18;
    uint256 private constant YEAR_SECONDS = 365 days;

    /// @dev From WAD to the 27 decimals of a funding rate.
    uint256 private constant RATE_SCALE = 1e9;

    /// @notice The least ask, as a part of the maximum payoff.
    uint256 internal constant MIN_ASK_BPS = 50;

    /// @notice The most that the fee takes of a price or value.
    uint256 internal constant FEE_CAP_BPS = 1250;

    /// @notice The value at one index and volatility.
    function value(OptionShape memory option, uint256 index, uint256 sigma) internal pure returns (uint256 fairValue) {
        (fairValue,) = valueAndTimeValue(option, index, sigma);
    }

    /// @notice The value at one index and volatility, and what it is above the payoff. At sigma zero, the payoff.
    function valueAndTimeValue(OptionShape memory option, uint256 index, uint256 sigma)
        internal
        pure
        returns (uint256, uint256)
    {
        if (sigma == 0) return (EverlastingPricing.payoff(index, option.strike, option.isCall, option.width), 0);

        return
            EverlastingPricing.valueAndTimeValue(
                index, option.strike, option.isCall, option.width, sigma, option.period
            );
    }

    /// @notice The value at the edge of the interval and the volatility that make it high or low.
    function valueAtEdge(OptionContext memory context, bool high) internal pure returns (uint256) {
        uint256 edge = high == context.option.isCall ? context.index.hi : context.index.lo;
        return value(context.option, edge, high ? context.sigmaHigh : context.sigmaLow);
    }

    /// @notice What a buyer pays: at least 0.5 % of the maximum payoff, at most all of it.
    /// @param utilisation The mean of reserve / cash before and after the trade, WAD.
    /// @return price The ask, rounded up.
    /// @return fee The trading fee per unit, rounded up.
    function ask(OptionContext memory context, uint256 utilisation) internal pure returns (uint256 price, uint256 fee) {
        OptionShape memory option = context.option;
        uint256 edge = option.isCall ? context.index.hi : context.index.lo;
        uint256 slope = uint256(context.market.utilisationSlopeBps).fullMulDivUp(utilisation * utilisation, BPS * WAD);
        uint256 sigma = context.sigmaHigh.mulWadUp(WAD + slope);

        price = value(option, edge, sigma).max(option.maxPayoff.mulDivUp(MIN_ASK_BPS, BPS)).min(option.maxPayoff);
        fee = _fee(edge, price, context.market.feeBps);
    }

    /// @notice The trading fee per unit of an opening trade at the price of a quote, rounded up.
    function feeOfOffer(OptionContext memory context, uint256 price) internal pure returns (uint256) {
        return _fee(context.index.mid, price.max(context.fairValue), context.market.feeBps);
    }

    /// @notice What a seller receives: the value less the spread, at least the payoff, and at least what a quote offers.
    /// @param offered The price of a quote; zero without one.
    /// @return price The bid, rounded down.
    /// @return fee The trading fee per unit, rounded up.
    function bid(OptionContext memory context, uint256 offered) internal pure returns (uint256 price, uint256 fee) {
        uint256 edge = context.option.isCall ? context.index.lo : context.index.hi;
        (uint256 fairValue, uint256 timeValue) = valueAndTimeValue(context.option, edge, context.sigmaLow);

        price = (fairValue - timeValue).max(fairValue.mulDiv(BPS - context.market.spreadBps, BPS)).max(offered);
        fee = _fee(edge, price.max(fairValue), context.market.feeBps);
    }

    /// @notice Funding per unit and second with 27 decimals, rounded up: the time value over the period, at least the
    /// rent on the maximum payoff. Saturates at the largest rate that a series can store.
    function fundingRate(OptionContext memory context) internal pure returns (uint96) {
        uint256 decay = context.timeValue.mulDivUp(RATE_SCALE, context.option.period);
        uint256 rent = context.option.maxPayoff.mulDivUp(context.market.rentBps * RATE_SCALE, BPS * YEAR_SECONDS);

        return uint96(decay.max(rent).min(type(uint96).max));
    }

    function _fee(uint256 index, uint256 worth, uint256 feeBps) private pure returns (uint256) {
        return index.mulDivUp(feeBps, BPS).min(worth.mulDivUp(FEE_CAP_BPS, BPS));
    }
}
