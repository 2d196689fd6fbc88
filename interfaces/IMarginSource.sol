// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title IMarginSource
/// @notice What the risk engine asks the options about an account.
interface IMarginSource {
    /// @notice What an account's options are worth, and the funding that they owe.
    /// @return valueUsd The sum of size * V(floor of sigma) at Ymid, USD WAD at mids.
    /// @return owedUsd USD WAD at mids.
    function marginOf(address account) external view returns (uint256 valueUsd, uint256 owedUsd);
}
