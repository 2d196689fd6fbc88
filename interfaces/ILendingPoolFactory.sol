// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IInterestRateModel } from "./IInterestRateModel.sol";

/// @title Where lending pools come from
/// @notice Clones one pool per asset. The ledger names the pool that lends an asset; until it does, a pool takes deposits
/// and lends to nobody.
interface ILendingPoolFactory {
    /// @notice Emitted when an asset gets its pool.
    event LendingPoolCreated(address indexed pool, uint16 indexed assetId);

    /// @notice Thrown when the asset has a pool already.
    error LendingPoolExists(uint16 assetId, address pool);

    /// @notice Creates the pool of an asset and registers it with the ledger. For the GOVERNOR.
    /// @param assetId A listed asset with at most 18 decimals.
    /// @param model What borrowing costs.
    /// @param reserveFactorBps The part of the interest that goes to the insurance.
    /// @param debtCap The most that may be borrowed, token units.
    function createPool(uint16 assetId, IInterestRateModel model, uint256 reserveFactorBps, uint256 debtCap)
        external
        returns (address pool);

    /// @notice The pool of an asset, or zero.
    function poolOf(uint16 assetId) external view returns (address pool);
}
