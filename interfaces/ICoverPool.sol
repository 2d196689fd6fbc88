// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title What every option pool is
/// @notice An account of the ledger with one token that covers the options that it has written.
interface ICoverPool {
    /// @notice Thrown when the token delivered less than the deposit, as a token with a transfer fee does.
    error DepositIncomplete(uint256 credited, uint256 assets);

    /// @notice Thrown when the amount of assets or of shares is zero.
    error ZeroPoolAmount();

    /// @notice The asset that the pool holds.
    function assetId() external view returns (uint16);

    /// @notice The pool's balance in the ledger, in token units.
    function cash() external view returns (uint256);

    /// @notice The part of the cash that covers no option, in token units.
    function freeCash() external view returns (uint256);

    /// @notice What the pool holds and is owed for deposits, less the value of the options written, in token units; zero
    /// when they are worth more.
    /// @param high True for the edge that makes it high, false for the edge that makes it low.
    function netAssetValue(bool high) external view returns (uint256);

    /// @notice What of the pool belonged to `holder` at a record of its token, as a part of `supplyAtRecord`.
    /// @param epoch The number of a record time that has passed, from 1.
    function balanceAtRecord(address holder, uint256 epoch) external view returns (uint256);

    /// @notice What all holders together had at a record of the pool's token.
    /// @param epoch The number of a record time that has passed, from 1.
    function supplyAtRecord(uint256 epoch) external view returns (uint256);
}
