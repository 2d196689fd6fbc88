// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title IScaledUIAmountBalances
/// @notice ERC-8056, optional: balances and supply as they are shown.
/// @dev The interface id is 0xd890fd71.
interface IScaledUIAmountBalances {
    /// @notice The balance of `account` as shown, rounded down.
    function balanceOfUI(address account) external view returns (uint256);

    /// @notice The supply as shown, rounded down.
    function totalSupplyUI() external view returns (uint256);
}
