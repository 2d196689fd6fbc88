// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title IScaledUIAmount
/// @notice ERC-8056: what a wallet shows is the raw amount times a multiplier (WAD). Transfers stay in raw units.
interface IScaledUIAmount {
    /// @notice Emitted when a new multiplier is scheduled.
    /// @param oldMultiplier The multiplier until then, WAD.
    /// @param newMultiplier The multiplier from then on, WAD.
    /// @param setAtTimestamp When it was scheduled, Unix seconds.
    /// @param effectiveAtTimestamp When it takes effect, Unix seconds.
    event UIMultiplierUpdated(
        uint256 oldMultiplier, uint256 newMultiplier, uint256 setAtTimestamp, uint256 effectiveAtTimestamp
    );

    /// @notice The multiplier in force, WAD.
    function uiMultiplier() external view returns (uint256);

    /// @notice What a raw amount is shown as, rounded down.
    function toUIAmount(uint256 rawAmount) external view returns (uint256);

    /// @notice The raw amount that is shown as `uiAmount`, rounded down.
    function fromUIAmount(uint256 uiAmount) external view returns (uint256);

    /// @notice The balance of `account` as shown, rounded down.
    function balanceOfUI(address account) external view returns (uint256);

    /// @notice Schedules a multiplier (WAD) to take effect at a time in the future (Unix seconds).
    function setUIMultiplier(uint256 newMultiplier, uint256 effectiveAtTimestamp) external;
}
