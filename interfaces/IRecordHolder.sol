// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title A book of balances that knows its record times
/// @notice What a distribution or a meeting needs to know of a stock token, or of the shares of a pool.
interface IRecordHolder {
    /// @notice What an account held when the record `epoch` passed.
    function balanceAtRecord(address account, uint256 epoch) external view returns (uint256);

    /// @notice What all accounts held together when the record `epoch` passed.
    function supplyAtRecord(uint256 epoch) external view returns (uint256);
}
