// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AccessManaged } from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import { Clones } from "@openzeppelin/contracts/proxy/Clones.sol";

import { ICollateralVault } from "../../interfaces/ICollateralVault.sol";
import { IInterestRateModel } from "../../interfaces/IInterestRateModel.sol";
import { ILendingPool } from "../../interfaces/ILendingPool.sol";
import { ILendingPoolFactory } from "../../interfaces/ILendingPoolFactory.sol";

/// @title LendingPoolFactory
/// @notice Clones lending pools, one per asset.
contract LendingPoolFactory is ILendingPoolFactory, AccessManaged {
    ICollateralVault public immutable VAULT;
    address public immutable POOL_IMPLEMENTATION;

    mapping(uint16 assetId => address pool) public override poolOf;

    constructor(address manager, ICollateralVault vault, address poolImplementation) AccessManaged(manager) {
        VAULT = vault;
        POOL_IMPLEMENTATION = poolImplementation;
    }

    /// @inheritdoc ILendingPoolFactory
    function createPool(uint16 assetId, IInterestRateModel model, uint256 reserveFactorBps, uint256 debtCap)
        external
        override
        restricted
        returns (address pool)
    {
        require(poolOf[assetId] == address(0), LendingPoolExists(assetId, poolOf[assetId]));

        pool = Clones.clone(POOL_IMPLEMENTATION);
        poolOf[assetId] = pool;

        emit LendingPoolCreated(pool, assetId);

        ILendingPool(pool).initialize(assetId, model, reserveFactorBps, debtCap);
        VAULT.registerProtocolAccount(pool);
    }
}
