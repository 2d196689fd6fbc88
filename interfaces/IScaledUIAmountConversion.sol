// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title IScaledUIAmountConversion
/// @notice ERC-8056, optional: from raw amounts to what is shown and back.
/// @dev The interface id is 0x57854fc3.
interface IScaledUIAmountConversion {
    /// @notice What a raw amount is shown as, rounded down.
    function toUIAmount(uint256 rawAmount) external view returns (uint256);

    /// @notice The raw amount that is shown as `uiAmount`, rounded down.
    function fromUIAmount(uint256 uiAmount) external view returns (uint256);
}
