// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Creates option pools
/// @notice Anyone may create the public pool of any asset of the ledger, once, and private pools of his own.
interface IOptionPoolFactory {
    /// @notice Emitted when a pool has been created and may write options.
    event PoolCreated(address indexed pool, uint16 indexed assetId, address indexed creator);

    /// @notice Emitted when a private pool has been created.
    event PrivatePoolCreated(address indexed pool, uint16 indexed assetId, address indexed owner, address signer);

    /// @notice Thrown when the asset has a public pool already.
    error PoolExists(uint16 assetId, address pool);

    /// @notice Creates the public pool of an asset.
    function createPool(uint16 assetId) external returns (address pool);

    /// @notice Creates a private pool that belongs to the caller.
    /// @param signer Signs its quotes; zero while it sells nothing.
    function createPrivatePool(uint16 assetId, address signer) external returns (address pool);

    /// @notice The public pool of an asset, or the zero address.
    function poolOf(uint16 assetId) external view returns (address pool);
}
