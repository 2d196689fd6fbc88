// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

/// @notice What a market remembers of its index's volatility: one slot.
struct VolatilityState {
    uint96 index; // WAD, at the last sample; saturates
    uint64 variance; // WAD a year: the average of squared log returns, weighted by the half-life
    uint40 sigma; // 1e-9, yearly: sigma0, what positions are funded at
    uint40 sampledAt; // Unix seconds
}

/// @notice How a market prices volatility.
struct VolatilityTerms {
    uint256 premium; // WAD: what writers are paid above the measured volatility
    uint256 floor; // WAD, yearly
    uint256 cap; // WAD, yearly
    uint256 halfLife; // seconds
}

/// @title Volatility
/// @notice Estimates yearly volatility from the confirmed index, sampled at most every 30 minutes. Each squared log return
/// counts ln 2 / half-life whatever time it took, and half as much after each half-life: a weekend's gap is one return.
library Volatility {
    using FixedPointMathLib for uint256;

    uint256 internal constant SAMPLE_SECONDS = 30 minutes;
    /// @dev sigma0 follows its target by at most 20 % an hour.
    uint256 internal constant MAX_HOURLY_FACTOR = 1.2e18;

    uint256 private constant _WAD = 1e18;
    uint256 private constant _NANO = 1e9;
    uint256 private constant _LN2_YEAR = 21_859_089_486_138_435_277_781_832; // ln 2 * 365 days, WAD seconds
    int256 private constant _LN2 = 693_147_180_559_945_309; // WAD
    uint256 private constant _MAX_HOURS = 168; // more can make no difference: 1.2^168 is over 10^13

    /// @notice A market's first state: its variance is what `sigma` means.
    /// @param index WAD; @param sigma WAD, yearly, within floor and cap; @param time Unix seconds.
    function start(uint256 index, uint256 sigma, uint256 time, VolatilityTerms memory terms)
        internal
        pure
        returns (VolatilityState memory)
    {
        uint256 measured = sigma.divWad(terms.premium);
        return _state(index, measured.mulWad(measured), sigma / _NANO, time);
    }

    /// @notice The state after one more sample; unchanged if none is due.
    /// @param index WAD, confirmed, not zero.
    function sample(VolatilityState memory state, uint256 index, uint256 time, VolatilityTerms memory terms)
        internal
        pure
        returns (VolatilityState memory)
    {
        uint256 elapsed = time - state.sampledAt;
        if (elapsed < SAMPLE_SECONDS) return state;

        uint256 decay = uint256(FixedPointMathLib.expWad(-(_LN2 * int256(elapsed) / int256(terms.halfLife))));
        uint256 variance = uint256(state.variance).mulWad(decay) + _weighed(state, index, terms.halfLife);
        uint256 sigma = _follow(sigma0Of(state), _target(variance, terms), elapsed);
        return _state(index, variance, sigma / _NANO, time);
    }

    /// @notice sigma0, WAD, yearly: for funding and shrinking.
    function sigma0Of(VolatilityState memory state) internal pure returns (uint256) {
        return uint256(state.sigma) * _NANO;
    }

    /// @notice max(sigma0, s*, s+), WAD, yearly: for what traders buy. s* is the target, s+ also counts the return since
    /// the sample.
    /// @param index WAD now, confirmed, not zero.
    function highOf(VolatilityState memory state, uint256 index, VolatilityTerms memory terms)
        internal
        pure
        returns (uint256)
    {
        // The target rises with the variance, so s+ is never below s*.
        uint256 alert = _target(state.variance + _weighed(state, index, terms.halfLife), terms);
        return sigma0Of(state).max(alert);
    }

    /// @notice min(sigma0, s*), WAD, yearly: for what traders sell.
    function lowOf(VolatilityState memory state, VolatilityTerms memory terms) internal pure returns (uint256) {
        return sigma0Of(state).min(_target(state.variance, terms));
    }

    /// @dev The squared log return since the last sample, as it counts for the variance: WAD a year.
    function _weighed(VolatilityState memory state, uint256 index, uint256 halfLife) private pure returns (uint256) {
        // Both fit 96 bits, so the ratio fits and is at least a wei; no such return is above 133, so nothing overflows.
        uint256 ratio = index.min(type(uint96).max).divWad(state.index).max(1);
        int256 r = FixedPointMathLib.lnWad(int256(ratio));
        unchecked {
            return uint256(r * r) / _WAD * _LN2_YEAR / (halfLife * _WAD);
        }
    }

    /// @dev s* = clamp(premium * sqrt(variance), floor, cap).
    function _target(uint256 variance, VolatilityTerms memory terms) private pure returns (uint256) {
        return terms.premium.mulWad(variance.sqrtWad()).clamp(terms.floor, terms.cap);
    }

    function _follow(uint256 sigma, uint256 target, uint256 elapsed) private pure returns (uint256) {
        uint256 hoursWad = (elapsed * _WAD / 1 hours).min(_MAX_HOURS * _WAD);
        uint256 factor = uint256(FixedPointMathLib.powWad(int256(MAX_HOURLY_FACTOR), int256(hoursWad)));
        return target.clamp(sigma.divWad(factor), sigma.mulWad(factor));
    }

    function _state(uint256 index, uint256 variance, uint256 sigmaNano, uint256 time)
        private
        pure
        returns (VolatilityState memory)
    {
        return VolatilityState({
            index: uint96(index.min(type(uint96).max)),
            variance: uint64(variance.min(type(uint64).max)),
            sigma: uint40(sigmaNano.min(type(uint40).max)),
            sampledAt: uint40(time)
        });
    }
}
