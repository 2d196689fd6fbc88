// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

import { EverlastingPricing } from "../../contracts/libraries/EverlastingPricing.sol";
import { StrikeGrid } from "../../contracts/libraries/StrikeGrid.sol";

/// @notice The pricing part of O3 over the whole domain of the library, which is wider than that of markets.
contract PricingTest {
    uint256 private constant WAD = 1e18;

    /// @dev The event that forge prints with -vv.
    event log_named_uint(string key, uint256 val);

    error OutOfOrder(uint256 payoff, uint256 value, uint256 most);
    error NotMonotone(uint256 lower, uint256 higher);
    error NotNearest(uint256 price, uint256 nearest);
    error TooMuchGas(uint256 used, uint256 limit);

    /// @notice O3: 0 <= payoff <= value <= M in integers, and the time value is the difference.
    function testFuzz_O3_ValueLiesBetweenPayoffAndMaximum(
        uint256 index,
        uint256 strike,
        bool isCall,
        uint256 width,
        uint256 sigma,
        uint256 period
    ) external pure {
        (strike, width, sigma, period) = _withinDomain(strike, width, sigma, period);

        uint256 payoff = EverlastingPricing.payoff(index, strike, isCall, width);
        (uint256 value, uint256 timeValue) =
            EverlastingPricing.valueAndTimeValue(index, strike, isCall, width, sigma, period);
        uint256 most = EverlastingPricing.maxPayoff(strike, width);

        require(payoff <= value && value <= most, OutOfOrder(payoff, value, most));
        require(value == payoff + timeValue, OutOfOrder(payoff, value, timeValue));
    }

    /// @notice O3 where it is hardest: the index within twice the strike.
    function testFuzz_O3_ValueLiesBetweenPayoffAndMaximumNearTheStrike(
        uint256 share,
        uint256 strike,
        bool isCall,
        uint256 width,
        uint256 sigma,
        uint256 period
    ) external pure {
        (strike, width, sigma, period) = _withinDomain(strike, width, sigma, period);
        uint256 index = strike * (share % (2 * WAD)) / WAD;

        uint256 payoff = EverlastingPricing.payoff(index, strike, isCall, width);
        uint256 value = EverlastingPricing.value(index, strike, isCall, width, sigma, period);
        uint256 most = EverlastingPricing.maxPayoff(strike, width);

        require(payoff <= value && value <= most, OutOfOrder(payoff, value, most));
    }

    /// @notice O3 where rounding would break it: a few wei before the cap of a large strike, where the room left is
    /// less than the error of the exponentials.
    function testFuzz_O3_ValueLiesBetweenPayoffAndMaximumNextToTheCap(
        uint256 distance,
        uint256 strike,
        bool isCall,
        uint256 width,
        uint256 sigma,
        uint256 period
    ) external pure {
        (strike, width, sigma, period) = _withinDomain(strike, width, sigma, period);
        uint256 most = EverlastingPricing.maxPayoff(strike, width);
        distance = FixedPointMathLib.min(distance % 1000, most);
        uint256 index = isCall ? strike + most - distance : strike - most + distance;

        uint256 value = EverlastingPricing.value(index, strike, isCall, width, sigma, period);

        require(most - distance <= value && value <= most, OutOfOrder(most - distance, value, most));
    }

    /// @notice The value rises with sigma, up to what rounding may take: 4e-18 of the strike and 3 wei.
    function testFuzz_ValueRisesWithSigma(uint256 share, uint256 strike, bool isCall, uint256 sigma, uint256 more)
        external
        pure
    {
        (strike,, sigma,) = _withinDomain(strike, WAD, sigma, 7 days);
        uint256 higherSigma = sigma + more % (EverlastingPricing.MAX_SIGMA - sigma + 1);
        uint256 index = strike * (share % (2 * WAD)) / WAD;

        uint256 lower = EverlastingPricing.value(index, strike, isCall, WAD / 2, sigma, 7 days);
        uint256 higher = EverlastingPricing.value(index, strike, isCall, WAD / 2, higherSigma, 7 days);

        require(lower <= higher + strike * 4 / WAD + 3, NotMonotone(lower, higher));
    }

    /// @notice Within the grid the nearest strike is its own nearest, and at most half a step of 5 % away.
    function testFuzz_NearestStrikeIsOnTheGrid(uint256 mantissa, uint256 exponent) external pure {
        uint256 price = _between(mantissa, 1e9, 1e10) * 10 ** (exponent % 18);
        price = FixedPointMathLib.clamp(price, StrikeGrid.LOWEST_STRIKE, StrikeGrid.HIGHEST_STRIKE);

        uint256 nearest = StrikeGrid.nearest(price);

        require(StrikeGrid.nearest(nearest) == nearest, NotNearest(nearest, StrikeGrid.nearest(nearest)));
        require(FixedPointMathLib.dist(nearest, price) * 1000 <= price * 25, NotNearest(price, nearest));
    }

    /// @notice Prints the gas of one value, and holds it to what the design counts on.
    function test_GasOfValue() external {
        uint256 call25 = _gasOfValue(60_000e18, true, 0.25e18);
        uint256 put50 = _gasOfValue(60_000e18, false, 0.5e18);
        uint256 put100 = _gasOfValue(60_000e18, false, WAD);
        uint256 capped = _gasOfValue(90_000e18, true, 0.25e18);
        emit log_named_uint("gas of a call's value, width 25 %", call25);
        emit log_named_uint("gas of a put's value, width 50 %", put50);
        emit log_named_uint("gas of a put's value, width 100 %", put100);
        emit log_named_uint("gas of a capped call's value", capped);

        require(call25 < 5_000, TooMuchGas(call25, 5_000));
        require(put50 < 5_000, TooMuchGas(put50, 5_000));
        require(put100 < 3_500, TooMuchGas(put100, 3_500));
        require(capped < 2_000, TooMuchGas(capped, 2_000));
    }

    function _gasOfValue(uint256 index, bool isCall, uint256 width) private view returns (uint256 gas) {
        gas = gasleft();
        EverlastingPricing.value(index, 60_000e18, isCall, width, 0.6e18, 7 days);
        gas -= gasleft();
    }

    function _withinDomain(uint256 strike, uint256 width, uint256 sigma, uint256 period)
        private
        pure
        returns (uint256, uint256, uint256, uint256)
    {
        return (
            _between(strike, 1, EverlastingPricing.MAX_STRIKE),
            _between(width, 1, WAD),
            _between(sigma, EverlastingPricing.MIN_SIGMA, EverlastingPricing.MAX_SIGMA),
            _between(period, EverlastingPricing.MIN_PERIOD_SECONDS, EverlastingPricing.MAX_PERIOD_SECONDS)
        );
    }

    function _between(uint256 seed, uint256 least, uint256 most) private pure returns (uint256) {
        return seed >= least && seed <= most ? seed : least + seed % (most - least + 1);
    }
}
