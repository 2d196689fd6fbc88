// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IERC20Metadata } from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import { Clones } from "@openzeppelin/contracts/proxy/Clones.sol";

import { ICollateralVault } from "../../interfaces/ICollateralVault.sol";
import { IOptionPool } from "../../interfaces/IOptionPool.sol";
import { IOptionPoolFactory } from "../../interfaces/IOptionPoolFactory.sol";
import { IPerpetualOptions } from "../../interfaces/IPerpetualOptions.sol";
import { IPrivateOptionPool } from "../../interfaces/IPrivateOptionPool.sol";

/// @title OptionPoolFactory
/// @notice Clones option pools and registers them with the ledger and the options.
contract OptionPoolFactory is IOptionPoolFactory {
    ICollateralVault public immutable VAULT;
    IPerpetualOptions public immutable OPTIONS;
    address public immutable POOL_IMPLEMENTATION;
    address public immutable PRIVATE_POOL_IMPLEMENTATION;

    mapping(uint16 assetId => address pool) public override poolOf;

    constructor(
        ICollateralVault vault,
        IPerpetualOptions options,
        address poolImplementation,
        address privatePoolImplementation
    ) {
        VAULT = vault;
        OPTIONS = options;
        POOL_IMPLEMENTATION = poolImplementation;
        PRIVATE_POOL_IMPLEMENTATION = privatePoolImplementation;
    }

    /// @inheritdoc IOptionPoolFactory
    function createPool(uint16 assetId) external override returns (address pool) {
        (address token,) = VAULT.assetOf(assetId);
        require(poolOf[assetId] == address(0), PoolExists(assetId, poolOf[assetId]));

        pool = Clones.clone(POOL_IMPLEMENTATION);
        poolOf[assetId] = pool;

        emit PoolCreated(pool, assetId, msg.sender);

        string memory symbol = IERC20Metadata(token).symbol();
        IOptionPool(pool)
            .initialize(assetId, string.concat("Evershare option pool ", symbol), string.concat("op", symbol));
        VAULT.registerProtocolAccount(pool);
        OPTIONS.registerPool(pool, assetId, true);
    }

    /// @inheritdoc IOptionPoolFactory
    function createPrivatePool(uint16 assetId, address signer) external override returns (address pool) {
        pool = Clones.clone(PRIVATE_POOL_IMPLEMENTATION);

        emit PrivatePoolCreated(pool, assetId, msg.sender, signer);

        IPrivateOptionPool(pool).initialize(assetId, msg.sender, signer);
        VAULT.registerProtocolAccount(pool);
        OPTIONS.registerPool(pool, assetId, false);
    }
}
