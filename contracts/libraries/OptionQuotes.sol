// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

import { Interval } from "../../interfaces/IPriceOracle.sol";
import { Market } from "../../interfaces/IPerpetualOptions.sol";
import { EverlastingPricing } from "./EverlastingPricing.sol";

/// @notice An option as its price sees it, all WAD but the period.
struct OptionShape {
    uint256 strike;
    uint256 width;
    uint256 maxPayoff; // settlement tokens per unit of the base
    uint256 period; // seconds
    bool isCall;
}

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

    /// @notice The value at one index and volatility, and what it is above the payoff.
    function valueAndTimeValue(OptionShape memory option, uint256 index, uint256 sigma)
        internal
        pure
        returns (uint256, uint256)
    {
        return EverlastingPricing.valueAndTimeValue(
            index, option.strike, option.isCall, option.width, sigma, option.period
        );
    }

    /// @notice What a buyer pays: at least 0.5 % of the maximum payoff, at most all of it.
    /// @param utilisation The mean of reserve / cash before and after the trade, WAD.
    /// @return price The ask, rounded up.
    /// @return fee The trading fee per unit, rounded up.
    function ask(OptionShape memory option, Market memory market, Interval memory index, uint256 utilisation)
        internal
        pure
        returns (uint256 price, uint256 fee)
    {
        uint256 edge = option.isCall ? index.hi : index.lo;
        uint256 slope = uint256(market.utilisationSlopeBps).fullMulDivUp(utilisation * utilisation, BPS * WAD);
        uint256 sigma = uint256(market.sigma).mulWadUp(WAD + slope);

        price = value(option, edge, sigma).max(option.maxPayoff.mulDivUp(MIN_ASK_BPS, BPS)).min(option.maxPayoff);
        fee = _fee(edge, price, market.feeBps);
    }

    /// @notice What a seller receives: the value less the spread, at least the payoff.
    /// @return price The bid, rounded down.
    /// @return fee The trading fee per unit, rounded up.
    function bid(OptionShape memory option, Market memory market, Interval memory index)
        internal
        pure
        returns (uint256 price, uint256 fee)
    {
        uint256 edge = option.isCall ? index.lo : index.hi;
        (uint256 fairValue, uint256 timeValue) = valueAndTimeValue(option, edge, market.sigma);

        price = (fairValue - timeValue).max(fairValue.mulDiv(BPS - market.spreadBps, BPS));
        fee = _fee(edge, price.max(fairValue), market.feeBps);
    }

    /// @notice Funding per unit and second with 27 decimals, rounded up: the time value over the period, at least the
    /// rent on the maximum payoff. Saturates at the largest rate that a series can store.
    /// @param timeValue What the value at the mid of the index is above the payoff.
    function fundingRate(OptionShape memory option, Market memory market, uint256 timeValue)
        internal
        pure
        returns (uint96)
    {
        uint256 decay = timeValue.mulDivUp(RATE_SCALE, option.period);
        uint256 rent = option.maxPayoff.mulDivUp(market.rentBps * RATE_SCALE, BPS * YEAR_SECONDS);

        return uint96(decay.max(rent).min(type(uint96).max));
    }

    function _fee(uint256 index, uint256 worth, uint256 feeBps) private pure returns (uint256) {
        return index.mulDivUp(feeBps, BPS).min(worth.mulDivUp(FEE_CAP_BPS, BPS));
    }
}
