// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

import { PendingJump } from "../../interfaces/IOracleListing.sol";
import { IntervalMath } from "./IntervalMath.sol";

/// @title JumpRule
/// @notice When an observation is believed: at once inside a band around the price; outside it, when a second source, or
/// a later observation of the same, agrees. One wick moves no price.
library JumpRule {
    using FixedPointMathLib for uint256;

    uint256 internal constant MIN_BAND_WAD = 0.01e18;
    uint256 internal constant BAND_DRIFTS = 4;
    uint256 internal constant AGREEMENT_WAD = 0.005e18;
    uint256 internal constant CONFIRM_SECONDS = 120;
    uint256 internal constant PATIENCE_SECONDS = 30 minutes;

    uint256 private constant _WAD = 1e18;

    /// @notice Whether `price` is further than max(1 %, 4 * drift * sqrt(hours)) from `mid`.
    /// @param mid WAD, not zero; @param price WAD; both below 2^96.
    /// @param drift bps per sqrt(hour); @param elapsed Seconds since mid was observed.
    function isJump(uint256 mid, uint256 price, uint256 drift, uint256 elapsed) internal pure returns (bool) {
        // Cannot overflow: 96 + 60 bits.
        unchecked {
            uint256 distance = mid.dist(price) * _WAD;
            // Nearly always: spares the square root.
            if (distance <= MIN_BAND_WAD * mid) return false;

            return distance > IntervalMath.driftUp(BAND_DRIFTS * drift, elapsed) * mid;
        }
    }

    /// @notice Whether `price` is within 0.5 % of `other`.
    function agree(uint256 price, uint256 other) internal pure returns (bool) {
        return price.dist(other) * _WAD <= AGREEMENT_WAD * other;
    }

    /// @notice What one more observation outside the band makes of a pending jump.
    /// @param jump What is pending; all zero if nothing is.
    /// @return confirmed Whether `price` is to be believed now.
    /// @return next What is pending otherwise.
    function observe(PendingJump memory jump, uint256 price, uint256 observedAt)
        internal
        pure
        returns (bool confirmed, PendingJump memory next)
    {
        bool isSame = agree(price, jump.price);
        if (jump.firstAt != 0) {
            confirmed =
                observedAt >= jump.firstAt + PATIENCE_SECONDS || (isSame && observedAt >= jump.since + CONFIRM_SECONDS);
        }

        // A price fits 96 bits and a time 40, or they would not have been accepted.
        next.price = isSame ? jump.price : uint96(price);
        next.since = isSame ? jump.since : uint40(observedAt);
        next.firstAt = jump.firstAt == 0 ? uint40(observedAt) : jump.firstAt;
        next.newestAt = uint40(observedAt);
    }
}
