// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

import { ActionKind, ICorporateActions } from "../../interfaces/ICorporateActions.sol";

/// @title ShareRatio
/// @notice The exact ratios of splits, and what they make of a multiplier.
library ShareRatio {
    using FixedPointMathLib for uint256;

    uint256 private constant _MAX_FACTOR = 1000;
    /// @dev From here on, rounding a multiplier down takes less than one part in 1e12 off it.
    uint256 private constant _EXACT_ENOUGH = 1e12;
    uint256 private constant _SMALL_CHANGE_PART = 100;

    /// @notice Whether a kind of action has a ratio.
    function isRatio(ActionKind kind) internal pure returns (bool) {
        return kind <= ActionKind.REINVESTED_DIVIDEND;
    }

    /// @notice Reverts unless a ratio is in lowest terms and within a thousandfold.
    function requireReduced(ActionKind kind, uint256 numerator, uint256 denominator) internal pure {
        require(numerator.gcd(denominator) == 1, ICorporateActions.RatioNotReduced(numerator, denominator));
        require(
            numerator != 0 && denominator != 0 && numerator <= _MAX_FACTOR * denominator
                && denominator <= _MAX_FACTOR * numerator,
            ICorporateActions.RatioOutOfRange(kind, numerator, denominator)
        );
    }

    /// @notice floor(multiplier * numerator / denominator), if that is exact enough.
    /// @param multiplier WAD, below 2^88.
    function applied(uint256 multiplier, uint256 numerator, uint256 denominator) internal pure returns (uint256 next) {
        next = multiplier * numerator / denominator;
        require(
            next >= _EXACT_ENOUGH || next * denominator == multiplier * numerator,
            ICorporateActions.RatioInexact(multiplier, numerator, denominator)
        );
    }

    /// @notice Reverts unless a ratio goes the way of its kind.
    function requireFitting(ActionKind kind, uint256 numerator, uint256 denominator) internal pure {
        bool fits = kind == ActionKind.REVERSE_SPLIT
            ? numerator < denominator
            : numerator > denominator && (kind == ActionKind.SPLIT || 4 * numerator <= 5 * denominator);
        require(fits, ICorporateActions.RatioOutOfRange(kind, numerator, denominator));
    }

    /// @notice Whether a ratio changes a multiplier by 1 % at most.
    function isSmall(uint256 numerator, uint256 denominator) internal pure returns (bool) {
        return numerator.dist(denominator) * _SMALL_CHANGE_PART <= denominator;
    }
}
