// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title IActionFreeze
/// @notice What the primary market asks the contract that runs corporate actions.
interface IActionFreeze {
    /// @notice Whether a corporate action of the stock is under way, which stops issuing and fills.
    function isFrozen(address token) external view returns (bool);
}
