// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IERC4626 } from "@openzeppelin/contracts/interfaces/IERC4626.sol";

/// @title A public option pool
/// @notice Writes perpetual options in one settlement token. Its cash is its account in the ledger; its shares are an
/// ERC-4626 token. Without open interest it takes deposits and redemptions at once, otherwise it refuses them.
interface IOptionPool is IERC4626 {
    /// @notice Thrown when shares would change hands with the pool while options are open; `reserve` is what they lock.
    error PoolHasOpenInterest(uint256 reserve);

    /// @notice Thrown when the token delivered less than the deposit, as a token with a transfer fee does.
    error DepositIncomplete(uint256 credited, uint256 assets);

    /// @notice Thrown when the amount of assets or of shares comes to zero.
    error ZeroPoolAmount();

    /// @notice Sets up a clone. Once, by the factory.
    /// @param assetId The asset that the pool holds.
    function initialize(uint16 assetId, string calldata name, string calldata symbol) external;

    /// @notice The asset that the pool holds.
    function assetId() external view returns (uint16);

    /// @notice The pool's balance in the ledger, in token units.
    function cash() external view returns (uint256);

    /// @notice Cash less the value of the options written, in token units; zero when they are worth more.
    /// @param high True for the edge that makes it high, false for the edge that makes it low.
    function netAssetValue(bool high) external view returns (uint256);
}
