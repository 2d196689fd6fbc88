// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title IShareMultiplier
/// @notice What the oracle reads of a stock token to turn a price per share into one per raw token.
interface IShareMultiplier {
    /// @notice Shares per raw token, WAD.
    function multiplier() external view returns (uint256);
}
