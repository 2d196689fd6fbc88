// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ICollateralVault } from "../../interfaces/ICollateralVault.sol";
import { ICoverPool } from "../../interfaces/ICoverPool.sol";
import { IPerpetualOptions } from "../../interfaces/IPerpetualOptions.sol";
import { IPrivateOptionPool } from "../../interfaces/IPrivateOptionPool.sol";
import { CoverPool } from "./CoverPool.sol";

/// @title PrivateOptionPool
/// @notice See `IPrivateOptionPool`. The owner's key moves tokens and the signer's key sets prices; neither does the
/// other's work.
contract PrivateOptionPool is IPrivateOptionPool, CoverPool {
    /* STORAGE */

    /// @inheritdoc IPrivateOptionPool
    address public override owner;

    /// @inheritdoc IPrivateOptionPool
    address public override signer;

    constructor(ICollateralVault vault, IPerpetualOptions options) CoverPool(vault, options) { }

    modifier onlyPoolOwner() {
        require(_caller() == owner, NotPoolOwner(_caller(), owner));
        _;
    }

    /// @inheritdoc IPrivateOptionPool
    function initialize(uint16 assetId_, address owner_, address signer_) external override initializer {
        _initializeCover(assetId_);
        owner = owner_;
        _setSigner(signer_);
    }

    /// @inheritdoc IPrivateOptionPool
    function deposit(uint256 assets) external override nonReentrant onlyPoolOwner {
        require(assets != 0, ZeroPoolAmount());

        emit CoverAdded(assets);

        _takeIn(owner, address(this), assets);
    }

    /// @inheritdoc IPrivateOptionPool
    function withdraw(uint256 assets, address receiver) external override nonReentrant onlyPoolOwner {
        require(assets != 0, ZeroPoolAmount());
        uint256 free = freeCash();
        require(assets <= free, CoverInUse(assets, free));

        emit CoverWithdrawn(receiver, assets);

        VAULT.withdraw(assetId, address(this), receiver, assets);
    }

    /// @inheritdoc IPrivateOptionPool
    function setSigner(address signer_) external override onlyPoolOwner {
        _setSigner(signer_);
    }

    /// @inheritdoc ICoverPool
    /// @dev All of it is the owner's, always.
    function balanceAtRecord(address holder, uint256) external view override returns (uint256) {
        return holder == owner ? 1 : 0;
    }

    /// @inheritdoc ICoverPool
    function supplyAtRecord(uint256) external pure override returns (uint256) {
        return 1;
    }

    function _setSigner(address signer_) private {
        signer = signer_;

        emit SignerSet(signer_);
    }
}
