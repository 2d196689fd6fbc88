// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

import { Interval } from "../../interfaces/IPriceOracle.sol";

/// @title IntervalMath
/// @notice Arithmetic on price intervals. Rounding always widens; 0 < lo <= mid <= hi holds throughout.
library IntervalMath {
    using FixedPointMathLib for uint256;

    uint256 internal constant MAX_HALF_WAD = 0.9e18;

    /// @notice The widest hi / lo of a tight interval, bps.
    uint256 internal constant MAX_TIGHT_RATIO_BPS = 10_200;

    uint256 private constant _WAD = 1e18;
    uint256 private constant _WAD_PER_BPS = 1e14;
    uint256 private constant _ONE_NANO = 1e9; // below and above count in 1e-9
    uint256 private constant _ONE_NANO_WAD = 1e27;
    uint256 private constant _SECONDS_PER_HOUR = 3600;

    /// @notice The price of USD.
    function one() internal pure returns (Interval memory) {
        return Interval({ lo: _WAD, mid: _WAD, hi: _WAD });
    }

    /// @notice min(base + drift * sqrt(hours), 90 %), rounded up.
    /// @param base bps; @param drift bps per sqrt(hour); @param age seconds, below 2^40.
    /// @return WAD.
    function halfWidthUp(uint256 base, uint256 drift, uint256 age) internal pure returns (uint256) {
        return halfWidthAtRoot(base, drift, rootHoursUp(age));
    }

    /// @notice Like `halfWidthUp`, with the root of the age: most of the work, and the same for all prices of one moment.
    /// @param rootHours `rootHoursUp` of the age.
    /// @return WAD.
    function halfWidthAtRoot(uint256 base, uint256 drift, uint256 rootHours) internal pure returns (uint256) {
        // Cannot overflow: 18 + 47 bits, and 97 less the 13 of 1e4.
        unchecked {
            return FixedPointMathLib.min(base * _WAD_PER_BPS + (drift * rootHours).divUp(1e4), MAX_HALF_WAD);
        }
    }

    /// @notice drift * sqrt(hours), rounded up.
    /// @param drift bps per sqrt(hour); @param age seconds, below 2^40.
    /// @return WAD.
    function driftUp(uint256 drift, uint256 age) internal pure returns (uint256) {
        // Cannot overflow: 16 + 81 bits.
        unchecked {
            return (drift * rootHoursUp(age)).divUp(1e4);
        }
    }

    /// @notice sqrt(hours), rounded up.
    /// @param age seconds, below 2^40.
    /// @return WAD.
    function rootHoursUp(uint256 age) internal pure returns (uint256) {
        if (age == 0) return 0;

        // Cannot overflow: 40 + 120 bits under the root, which is rounded down, hence the one on top.
        unchecked {
            return (age * 1e36 / _SECONDS_PER_HOUR).sqrt() + 1;
        }
    }

    /// @notice lo = mid * (1 - below) * (1 - half), hi = mid * (1 + above) * (1 + half).
    /// @param mid WAD, in 1..2^96-1; @param below 1e-9, under 1e9; @param above 1e-9, under 2^32; @param half WAD, to 90 %.
    function around(uint256 mid, uint256 below, uint256 above, uint256 half)
        internal
        pure
        returns (Interval memory interval)
    {
        interval.lo = lowEdge(mid, below, half);
        interval.mid = mid;
        interval.hi = highEdge(mid, above, half);
    }

    /// @notice mid * (1 - below) * (1 - half), rounded down, but not to nothing. Bounds as in `around`.
    function lowEdge(uint256 mid, uint256 below, uint256 half) internal pure returns (uint256) {
        // Cannot overflow: 96 + 30 + 60 bits. Cannot underflow: below < 1e9 and half < 1e18.
        unchecked {
            // A few wei of price would round to nothing.
            return FixedPointMathLib.max(mid * (_ONE_NANO - below) * (_WAD - half) / _ONE_NANO_WAD, 1);
        }
    }

    /// @notice mid * (1 + above) * (1 + half), rounded up. Bounds as in `around`.
    function highEdge(uint256 mid, uint256 above, uint256 half) internal pure returns (uint256) {
        // Cannot overflow: 96 + 33 + 61 bits.
        unchecked {
            return (mid * (_ONE_NANO + above) * (_WAD + half)).divUp(_ONE_NANO_WAD);
        }
    }

    /// @notice The index of `base` in `quote`: mid = Bmid/Qmid, lo = Blo/Qhi, hi = Bhi/Qlo.
    function index(Interval memory base, Interval memory quote) internal pure returns (Interval memory interval) {
        interval.lo = base.lo.mulDiv(_WAD, quote.hi);
        interval.mid = indexMid(base.mid, quote.mid);
        interval.hi = base.hi.mulDivUp(_WAD, quote.lo);

        // As the mid's: an index under one wei would round to nothing.
        interval.lo = FixedPointMathLib.max(interval.lo, 1);
    }

    /// @notice The mid of an index, Bmid/Qmid: rounded down, but not to nothing.
    function indexMid(uint256 base, uint256 quote) internal pure returns (uint256) {
        return FixedPointMathLib.max(base.mulDiv(_WAD, quote), 1);
    }

    /// @notice An interval with each end multiplied.
    /// @param factor WAD.
    function times(Interval memory interval, uint256 factor) internal pure returns (Interval memory scaled) {
        scaled.lo = FixedPointMathLib.max(interval.lo.mulDiv(factor, _WAD), 1);
        scaled.mid = interval.mid.mulDiv(factor, _WAD);
        scaled.hi = interval.hi.mulDivUp(factor, _WAD);
    }

    /// @notice Whether hi / lo is at most 1.02: narrow enough to take value from a position at the mid.
    function isTight(Interval memory interval) internal pure returns (bool) {
        return interval.hi * 1e4 <= interval.lo * MAX_TIGHT_RATIO_BPS;
    }
}
