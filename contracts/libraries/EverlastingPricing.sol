// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

/// @title EverlastingPricing
/// @notice Value of a capped perpetual option (docs/pricing.md): prices and results in WAD of settlement token per unit
/// of base, width and yearly sigma in WAD, the funding period in seconds, a year of 365 days.
/// @dev In integers, for all accepted inputs: payoff <= value <= maxPayoff, and value == maxPayoff from the cap on.
/// Any index is accepted, so that none can stop a close: 0 as the limit, one above `MAX_INDEX` as `MAX_INDEX`.
library EverlastingPricing {
    uint256 internal constant MAX_STRIKE = 1e38;
    uint256 internal constant MAX_INDEX = 10 * MAX_STRIKE; // beyond the cap of every call
    uint256 internal constant MIN_SIGMA = 0.001e18;
    uint256 internal constant MAX_SIGMA = 100e18;
    uint256 internal constant MIN_PERIOD_SECONDS = 1 minutes;
    uint256 internal constant MAX_PERIOD_SECONDS = 3650 days;

    uint256 private constant WAD = 1e18;
    int256 private constant LN_5_4 = 223_143_551_314_209_755; // WAD, as the others
    int256 private constant LN_4_3 = 287_682_072_451_780_927;
    int256 private constant LN_3_2 = 405_465_108_108_164_382;
    int256 private constant LN_2 = 693_147_180_559_945_309;

    /// @notice Thrown when a strike is zero or above the highest that can be priced (WAD).
    error StrikeNotPriceable(uint256 maxStrike);
    /// @notice Thrown when a width is zero or above the widest that can be priced (WAD).
    error WidthNotPriceable(uint256 maxWidth);
    /// @notice Thrown when a yearly volatility lies outside the limits of the formula (WAD).
    error SigmaNotPriceable(uint256 minSigma, uint256 maxSigma);
    /// @notice Thrown when a funding period lies outside the limits of the formula (seconds).
    error PeriodNotPriceable(uint256 minSeconds, uint256 maxSeconds);

    /// @notice The most that one unit can ever pay, rounded down: the same for a call and a put.
    function maxPayoff(uint256 strike, uint256 width) internal pure returns (uint256) {
        require(strike > 0 && strike <= MAX_STRIKE, StrikeNotPriceable(MAX_STRIKE));
        require(width > 0 && width <= WAD, WidthNotPriceable(WAD));

        // Cannot overflow within these limits.
        unchecked {
            return strike * width / WAD;
        }
    }

    /// @notice What one unit pays when it is exercised at `index`.
    function payoff(uint256 index, uint256 strike, bool isCall, uint256 width) internal pure returns (uint256) {
        return FixedPointMathLib.min(_uncapped(index, strike, isCall), maxPayoff(strike, width));
    }

    /// @notice Value of one unit.
    function value(uint256 index, uint256 strike, bool isCall, uint256 width, uint256 sigma, uint256 periodSeconds)
        internal
        pure
        returns (uint256 v)
    {
        (v,) = valueAndTimeValue(index, strike, isCall, width, sigma, periodSeconds);
    }

    /// @notice Value of one unit, and the part of it above the payoff, which funding pays once per period.
    function valueAndTimeValue(
        uint256 index,
        uint256 strike,
        bool isCall,
        uint256 width,
        uint256 sigma,
        uint256 periodSeconds
    ) internal pure returns (uint256 v, uint256 timeValue) {
        index = FixedPointMathLib.min(index, MAX_INDEX);
        uint256 most = maxPayoff(strike, width);
        v = FixedPointMathLib.min(_uncapped(index, strike, isCall), most);
        uint256 u = steepness(sigma, periodSeconds);

        // At the cap there is no time value; a call on a worthless index has none either, and no logarithm.
        if (v == most || index == 0) return (v, 0);

        // The decay is at most WAD, so the product is below 2^187, and u at least WAD. Whatever they are, the minimum keeps
        // the sum within `most`.
        unchecked {
            timeValue = strike * _decay(index, strike, isCall, width, u);
            timeValue = FixedPointMathLib.min(FixedPointMathLib.rawDiv(timeValue, u), most - v);
            v += timeValue;
        }
    }

    /// @notice `u = sqrt(1 + 8 / (sigma^2 T))`, WAD: how fast the time value falls away from the strike.
    function steepness(uint256 sigma, uint256 periodSeconds) internal pure returns (uint256) {
        require(sigma >= MIN_SIGMA && sigma <= MAX_SIGMA, SigmaNotPriceable(MIN_SIGMA, MAX_SIGMA));
        bool inLimits = periodSeconds >= MIN_PERIOD_SECONDS && periodSeconds <= MAX_PERIOD_SECONDS;
        require(inLimits, PeriodNotPriceable(MIN_PERIOD_SECONDS, MAX_PERIOD_SECONDS));

        // 8 * WAD^4 * 365 days does not fit; without four of its digits it does, and the quotient keeps at least 27:
        // the divisor lies between 2^105 and 2^162, and nothing overflows.
        unchecked {
            return FixedPointMathLib.sqrt(1e36 + 1e4 * (8e68 * 365 days / (sigma * sigma * periodSeconds)));
        }
    }

    /// @dev The payoff before it is capped.
    function _uncapped(uint256 index, uint256 strike, bool isCall) private pure returns (uint256) {
        return isCall ? FixedPointMathLib.zeroFloorSub(index, strike) : FixedPointMathLib.zeroFloorSub(strike, index);
    }

    /// @notice What the time value is made of: it is strike / u times their difference, and zero at the cap. Both are
    /// powers of index / strike, so one logarithm serves both. It is taken of a ratio >= 1, which has 18 digits at any
    /// distance, and its error, multiplied by u here, is divided by u again in the result.
    /// @param u The steepness, WAD.
    /// @return near The decay from the strike, WAD.
    /// @return outer Its image at the cap, WAD; zero for a put of width 1.
    /// @return x ln(index / strike), WAD.
    function decays(uint256 index, uint256 strike, bool isCall, uint256 width, uint256 u)
        internal
        pure
        returns (uint256 near, uint256 outer, int256 x)
    {
        // Ratios are below 2^190, logarithms below 2^67 and u below 2^81: nothing overflows or changes its sign.
        unchecked {
            x = index < strike
                ? -FixedPointMathLib.lnWad(int256(strike * WAD / index))
                : FixedPointMathLib.lnWad(int256(index * WAD / strike));
            // Twice the logarithms of (index / strike)^((1 + u) / 2) and (index / strike)^((1 - u) / 2), in WAD^2.
            int256 rising = (int256(u) + 1e18) * x;
            int256 falling = (1e18 - int256(u)) * x;
            near = uint256(FixedPointMathLib.expWad((index < strike ? rising : falling) / 2e18));
            if (!isCall && width == WAD) return (near, 0, x);

            int256 exponent = (isCall ? rising : falling) - 2 * int256(u) * lnCap(isCall, width);
            outer = uint256(FixedPointMathLib.expWad(exponent / 2e18));
        }
    }

    /// @notice |ln(cap / strike)|, WAD. Not of a put of width 1, whose cap is zero.
    function lnCap(bool isCall, uint256 width) internal pure returns (int256) {
        // The logarithms of the widths that are traded, as the function finds them.
        if (width == WAD / 2) return isCall ? LN_3_2 : LN_2;
        if (width == WAD / 4) return isCall ? LN_5_4 : LN_4_3;
        if (width == WAD) return LN_2;
        return FixedPointMathLib.lnWad(int256(isCall ? WAD + width : WAD * WAD / (WAD - width)));
    }

    function _decay(uint256 index, uint256 strike, bool isCall, uint256 width, uint256 u)
        private
        pure
        returns (uint256)
    {
        (uint256 near, uint256 outer,) = decays(index, strike, isCall, width, u);
        return FixedPointMathLib.zeroFloorSub(near, outer);
    }
}
