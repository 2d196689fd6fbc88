// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title IScaledUIAmount
/// @notice ERC-8056: what a wallet shows is the raw amount times a multiplier (WAD). Transfers stay in raw units.
/// @dev The interface id is 0xa60bf13d.
interface IScaledUIAmount {
    /// @notice Emitted when a new multiplier is scheduled.
    /// @param oldMultiplier The multiplier until then, WAD.
    /// @param newMultiplier The multiplier from then on, WAD.
    /// @param effectiveAtTimestamp When it takes effect, Unix seconds.
    event UIMultiplierUpdated(uint256 oldMultiplier, uint256 newMultiplier, uint256 effectiveAtTimestamp);

    /// @notice The multiplier in force, WAD.
    function uiMultiplier() external view returns (uint256);
}
