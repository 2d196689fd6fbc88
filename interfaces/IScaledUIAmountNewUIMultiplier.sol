// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title IScaledUIAmountNewUIMultiplier
/// @notice ERC-8056: the multiplier that was scheduled last. It may have taken effect already.
/// @dev The interface id is 0x4bd27648.
interface IScaledUIAmountNewUIMultiplier {
    /// @notice The multiplier scheduled last, WAD.
    function newUIMultiplier() external view returns (uint256);

    /// @notice When the multiplier scheduled last takes or took effect, Unix seconds; 0 if none ever was.
    function effectiveAt() external view returns (uint256);
}
