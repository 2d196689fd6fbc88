// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

/// @notice The shares of a token after a split of 10, of 1.5 or their inverse; as before where that would lead too far. WAD.
function splitOf(uint256 multiplier, uint256 ratio) pure returns (uint256) {
    uint8[4] memory numerators = [10, 1, 3, 2];
    uint8[4] memory denominators = [1, 10, 2, 3];
    uint256 present = multiplier * numerators[ratio % 4] / denominators[ratio % 4];
    return present < 1e15 || present > 1e21 ? multiplier : present;
}

/// @notice Whether two amounts differ by no more than a share's price rounds by: an interval's hull counts billionths.
function isNear(uint256 a, uint256 b) pure returns (bool) {
    return FixedPointMathLib.dist(a, b) <= b / 1e8 + 1;
}
