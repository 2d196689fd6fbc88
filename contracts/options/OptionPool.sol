// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ERC20Upgradeable } from "@openzeppelin/contracts-upgradeable/token/ERC20/ERC20Upgradeable.sol";
import { ERC4626Upgradeable } from "@openzeppelin/contracts-upgradeable/token/ERC20/extensions/ERC4626Upgradeable.sol";
import { IERC4626 } from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import { ReentrancyGuardTransient } from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import { ICollateralVault } from "../../interfaces/ICollateralVault.sol";
import { IOptionPool } from "../../interfaces/IOptionPool.sol";
import { IPerpetualOptions } from "../../interfaces/IPerpetualOptions.sol";

/// @title OptionPool
/// @notice A public option pool: an ERC-4626 share token over an account of the ledger.
/// @dev Donations do not count: cash is the ledger's balance, which only the protocol can credit.
contract OptionPool is IOptionPool, ERC4626Upgradeable, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    ICollateralVault public immutable VAULT;
    IPerpetualOptions public immutable OPTIONS;

    /// @inheritdoc IOptionPool
    uint16 public override assetId;

    constructor(ICollateralVault vault, IPerpetualOptions options) {
        VAULT = vault;
        OPTIONS = options;
        _disableInitializers();
    }

    /// @inheritdoc IOptionPool
    function initialize(uint16 assetId_, string calldata name_, string calldata symbol_) external override initializer {
        (address token,) = VAULT.assetOf(assetId_);
        __ERC20_init(name_, symbol_);
        __ERC4626_init(IERC20(token));
        assetId = assetId_;

        // The ledger pulls each deposit on from here; nothing stays in the pool itself.
        IERC20(token).forceApprove(address(VAULT), type(uint256).max);
    }

    /* SHARES */

    /// @inheritdoc IERC4626
    function totalAssets() public view override(ERC4626Upgradeable, IERC4626) returns (uint256) {
        return netAssetValue(false);
    }

    /// @inheritdoc IERC4626
    function maxDeposit(address) public view override(ERC4626Upgradeable, IERC4626) returns (uint256) {
        return _openInterest() == 0 ? type(uint256).max : 0;
    }

    /// @inheritdoc IERC4626
    function maxMint(address) public view override(ERC4626Upgradeable, IERC4626) returns (uint256) {
        return _openInterest() == 0 ? type(uint256).max : 0;
    }

    /// @inheritdoc IERC4626
    function maxWithdraw(address owner) public view override(ERC4626Upgradeable, IERC4626) returns (uint256) {
        return _openInterest() == 0 ? super.maxWithdraw(owner) : 0;
    }

    /// @inheritdoc IERC4626
    function maxRedeem(address owner) public view override(ERC4626Upgradeable, IERC4626) returns (uint256) {
        return _openInterest() == 0 ? super.maxRedeem(owner) : 0;
    }

    /* VALUE */

    /// @inheritdoc IOptionPool
    function cash() public view override returns (uint256) {
        return VAULT.balanceOf(address(this), assetId);
    }

    /// @inheritdoc IOptionPool
    function netAssetValue(bool high) public view override returns (uint256) {
        uint256 held = cash();
        uint256 liability = OPTIONS.liabilityOf(address(this), !high);
        return held > liability ? held - liability : 0;
    }

    /* INTERNAL */

    /// @dev What all four ERC-4626 ways in and out pass through, before their limits are checked.
    modifier whileIdle() {
        uint256 reserve = _openInterest();
        require(reserve == 0, PoolHasOpenInterest(reserve));
        _;
    }

    function deposit(uint256 assets, address receiver)
        public
        override(ERC4626Upgradeable, IERC4626)
        nonReentrant
        whileIdle
        returns (uint256)
    {
        return super.deposit(assets, receiver);
    }

    function mint(uint256 shares, address receiver)
        public
        override(ERC4626Upgradeable, IERC4626)
        nonReentrant
        whileIdle
        returns (uint256)
    {
        return super.mint(shares, receiver);
    }

    function withdraw(uint256 assets, address receiver, address owner)
        public
        override(ERC4626Upgradeable, IERC4626)
        nonReentrant
        whileIdle
        returns (uint256)
    {
        return super.withdraw(assets, receiver, owner);
    }

    function redeem(uint256 shares, address receiver, address owner)
        public
        override(ERC4626Upgradeable, IERC4626)
        nonReentrant
        whileIdle
        returns (uint256)
    {
        return super.redeem(shares, receiver, owner);
    }

    function _deposit(address caller, address receiver, uint256 assets, uint256 shares) internal override {
        require(assets != 0 && shares != 0, ZeroPoolAmount());

        IERC20(asset()).safeTransferFrom(caller, address(this), assets);
        uint256 credited = VAULT.deposit(assetId, address(this), assets);
        require(credited == assets, DepositIncomplete(credited, assets));

        _mint(receiver, shares);

        emit Deposit(caller, receiver, assets, shares);
    }

    function _withdraw(address caller, address receiver, address owner, uint256 assets, uint256 shares)
        internal
        override
    {
        require(assets != 0 && shares != 0, ZeroPoolAmount());
        if (caller != owner) _spendAllowance(owner, caller, shares);

        _burn(owner, shares);

        emit Withdraw(caller, receiver, owner, assets, shares);

        VAULT.withdraw(assetId, address(this), receiver, assets);
    }

    function _openInterest() private view returns (uint256 reserve) {
        (reserve,) = OPTIONS.reserveOf(address(this));
    }
}
