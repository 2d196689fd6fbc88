// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

/// @title StrikeGrid
/// @notice The strikes that a series may have: 1.05^step, rounded half up to 5 significant digits, for steps from
/// -`MAX_STEP` to `MAX_STEP` (about 1e-9 to 1e9). Strikes in WAD of settlement token per unit of base.
/// @dev A strike is on the grid when `nearest(strike) == strike`. No power lies close enough to a rounding tie for the
/// last digits of `expWad` to matter: the tests compare all 849 strikes with exact fractions.
library StrikeGrid {
    int256 internal constant MAX_STEP = 424;
    uint256 internal constant LOWEST_STRIKE = 1.0369e9;
    uint256 internal constant HIGHEST_STRIKE = 964_410_000e18;

    int256 private constant LN_RATIO = 48_790_164_169_432_003; // ln(1.05), WAD

    /// @notice Thrown when a step lies beyond the ends of the grid.
    error StepOffGrid(int256 maxStep);

    /// @notice The strike of a step.
    function strikeAt(int256 step) internal pure returns (uint256) {
        require(step <= MAX_STEP && step >= -MAX_STEP, StepOffGrid(MAX_STEP));

        // Inside the limits the power is between 1e9 and 1e27, so it has at least 10 digits and nothing overflows.
        unchecked {
            uint256 power = uint256(FixedPointMathLib.expWad(int256(FixedPointMathLib.abs(step)) * LN_RATIO));
            if (step < 0) power = 1e36 / power;
            uint256 unit = 10 ** (FixedPointMathLib.log10(power) - 4);
            return (power + unit / 2) / unit * unit;
        }
    }

    /// @notice The step of a strike that is on the grid; of any other price, a step nearby.
    function stepOf(uint256 strike) internal pure returns (int256) {
        if (strike <= LOWEST_STRIKE) return -MAX_STEP;
        if (strike >= HIGHEST_STRIKE) return MAX_STEP;

        // Rounding a strike to 5 digits moves its logarithm by a thousandth of a step at most.
        int256 ln = FixedPointMathLib.lnWad(int256(strike));
        return (ln + (ln < 0 ? -LN_RATIO : LN_RATIO) / 2) / LN_RATIO;
    }

    /// @notice The strike of the grid at the least distance to `price` (WAD): the higher of two at equal distance, the
    /// end of the grid for a price beyond it.
    function nearest(uint256 price) internal pure returns (uint256) {
        if (price <= LOWEST_STRIKE) return LOWEST_STRIKE;
        if (price >= HIGHEST_STRIKE) return HIGHEST_STRIKE;

        // Next to a strike the logarithm may choose the bracket beside; the strike is an end of both.
        int256 step = FixedPointMathLib.lnWad(int256(price));
        step = (step < 0 ? step - LN_RATIO + 1 : step) / LN_RATIO;
        step = FixedPointMathLib.clamp(step, -MAX_STEP, MAX_STEP - 1);
        uint256 below = strikeAt(step);
        uint256 above = strikeAt(step + 1);
        return FixedPointMathLib.dist(price, below) < FixedPointMathLib.dist(price, above) ? below : above;
    }
}
