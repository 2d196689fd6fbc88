// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ICoverPool } from "./ICoverPool.sol";

/// @title A private option pool
/// @notice One liquidity provider, who prices what his pool writes by signed quotes. He takes out what covers no option at
/// once; buyers can always close at the standard bid.
interface IPrivateOptionPool is ICoverPool {
    /// @notice Emitted when another key signs the pool's quotes.
    event SignerSet(address indexed signer);

    /// @notice Emitted when the owner has put tokens in.
    event CoverAdded(uint256 assets);

    /// @notice Emitted when the owner has taken tokens out.
    event CoverWithdrawn(address indexed receiver, uint256 assets);

    /// @notice Thrown when the caller is not the pool's owner.
    error NotPoolOwner(address caller, address owner);

    /// @notice Thrown when more would be taken out than covers no option.
    error CoverInUse(uint256 assets, uint256 free);

    /// @notice Sets up a clone. Once, by the factory.
    /// @param assetId The asset that the pool holds.
    /// @param owner Whose pool it is, for good.
    /// @param signer Signs its quotes; zero while it sells nothing.
    function initialize(uint16 assetId, address owner, address signer) external;

    /// @notice Takes tokens from the owner's wallet. For the owner.
    function deposit(uint256 assets) external;

    /// @notice Pays out tokens that cover no option. For the owner.
    function withdraw(uint256 assets, address receiver) external;

    /// @notice Lets another key sign the pool's quotes. For the owner.
    function setSigner(address signer) external;

    /// @notice Whose pool it is.
    function owner() external view returns (address);

    /// @notice Who signs its quotes.
    function signer() external view returns (address);
}
