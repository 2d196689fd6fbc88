// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title VulnerableReserve
/// @notice Two coins of a dollar each, 0 and 1, for showing an attack. Units are WAD; there is one actor.
/// @dev What it lacks: a reserve that is not made of coins. Each takes the other at its face value.
contract VulnerableReserve {
    uint256 public cash; // in the reserves of both
    uint256[2] public supply;
    uint256[2] public keptOf; // of each coin, in the reserve of the other

    function buy(uint256 coin, uint256 dollars) external {
        cash += dollars;
        supply[coin] += dollars;
    }

    /// @notice Gives coins into the other's reserve, and gets new ones of the other.
    function exchange(uint256 coin, uint256 amount) external {
        keptOf[coin] += amount;
        supply[1 - coin] += amount;
    }

    /// @notice What the issuers show: that both together have a dollar in reserve for each coin.
    function isBacked() external view returns (bool) {
        return supply[0] + supply[1] <= cash + keptOf[0] + keptOf[1];
    }
}
