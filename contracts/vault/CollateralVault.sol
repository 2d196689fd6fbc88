// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AccessManaged } from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { IERC20Metadata } from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import { ReentrancyGuardTransient } from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import { ICollateralVault } from "../../interfaces/ICollateralVault.sol";
import { Accounts } from "../libraries/Accounts.sol";

/// @title CollateralVault
/// @notice The one ledger that holds every token of the protocol.
contract CollateralVault is ICollateralVault, AccessManaged, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;
    using Accounts for address;

    struct Asset {
        address token;
        uint8 decimals;
        //
        uint256 totalBalance; // token units
    }

    /* STORAGE */

    mapping(uint16 assetId => Asset) private _assets;
    mapping(address token => uint16 assetId) public override assetIdOf;
    mapping(address account => mapping(uint16 assetId => uint256 tokenUnits)) private _balances;
    mapping(address module => bool) public override isModule;
    mapping(address account => bool) public override isProtocolAccount;

    constructor(address manager) AccessManaged(manager) { }

    modifier onlyModule() {
        require(isModule[msg.sender], NotModule(msg.sender));
        _;
    }

    /* LISTING */

    /// @inheritdoc ICollateralVault
    function listAsset(uint16 assetId, address token) external override restricted {
        require(assetId != 0 && _assets[assetId].token == address(0), AssetIdTaken(assetId));
        require(assetIdOf[token] == 0, TokenAlreadyListed(token, assetIdOf[token]));
        require(token.code.length != 0, TokenWithoutCode(token));

        uint8 decimals = IERC20Metadata(token).decimals();

        _assets[assetId] = Asset({ token: token, decimals: decimals, totalBalance: 0 });
        assetIdOf[token] = assetId;

        emit AssetListed(assetId, token, decimals);
    }

    /// @inheritdoc ICollateralVault
    function addModule(address module) external override restricted {
        require(module.code.length != 0, ModuleWithoutCode(module));

        isModule[module] = true;
        isProtocolAccount[module] = true;

        emit ModuleAdded(module);
        emit ProtocolAccountRegistered(module);
    }

    /// @inheritdoc ICollateralVault
    function registerProtocolAccount(address account) external override onlyModule {
        isProtocolAccount[account] = true;

        emit ProtocolAccountRegistered(account);
    }

    /* LEDGER */

    /// @inheritdoc ICollateralVault
    function deposit(uint16 assetId, address account, uint256 amount)
        external
        override
        nonReentrant
        returns (uint256 credited)
    {
        IERC20 token = IERC20(_token(assetId));
        require(amount != 0, ZeroAmount());
        _requireMayCredit(account, assetId);

        // What arrives counts, not what was asked for: some tokens keep a fee.
        uint256 heldBefore = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), amount);
        credited = token.balanceOf(address(this)) - heldBefore;
        require(credited != 0, NothingReceived(assetId, amount));

        _assets[assetId].totalBalance += credited;
        _balances[account][assetId] += credited;

        emit Deposited(assetId, account, msg.sender, credited);
    }

    /// @inheritdoc ICollateralVault
    function withdraw(uint16 assetId, address account, address receiver, uint256 amount)
        external
        override
        nonReentrant
    {
        IERC20 token = IERC20(_token(assetId));
        require(amount != 0, ZeroAmount());
        require(receiver != address(0) && receiver != address(this), InvalidWithdrawalReceiver(receiver));
        _requireAuthorised(account);

        _debit(assetId, account, amount);
        _assets[assetId].totalBalance -= amount;

        emit Withdrawn(assetId, account, receiver, amount);

        token.safeTransfer(receiver, amount);
    }

    /// @inheritdoc ICollateralVault
    function transfer(uint16 assetId, address from, address to, uint256 amount) external override nonReentrant {
        _token(assetId);
        require(amount != 0, ZeroAmount());
        _requireAuthorised(from);
        _requireMayCredit(to, assetId);

        _transfer(assetId, from, to, amount);
    }

    /// @inheritdoc ICollateralVault
    function move(uint16 assetId, address from, address to, uint256 amount) external override onlyModule nonReentrant {
        if (amount != 0) _transfer(assetId, from, to, amount);
    }

    /* VIEWS */

    /// @inheritdoc ICollateralVault
    function balanceOf(address account, uint16 assetId) external view override returns (uint256) {
        return _balances[account][assetId];
    }

    /// @inheritdoc ICollateralVault
    function totalBalance(uint16 assetId) external view override returns (uint256) {
        return _assets[assetId].totalBalance;
    }

    /// @inheritdoc ICollateralVault
    function assetOf(uint16 assetId) external view override returns (address token, uint8 decimals) {
        return (_token(assetId), _assets[assetId].decimals);
    }

    /// @inheritdoc ICollateralVault
    function isAuthorised(address account, address caller) public pure override returns (bool) {
        return account.isOwnedBy(caller);
    }

    /* INTERNAL */

    function _transfer(uint16 assetId, address from, address to, uint256 amount) private {
        _debit(assetId, from, amount);
        _balances[to][assetId] += amount;

        emit Transferred(assetId, from, to, amount);
    }

    function _debit(uint16 assetId, address account, uint256 amount) private {
        uint256 balance = _balances[account][assetId];
        require(balance >= amount, InsufficientAccountBalance(account, assetId, balance, amount));

        // Cannot underflow: checked in the line above.
        unchecked {
            _balances[account][assetId] = balance - amount;
        }
    }

    function _token(uint16 assetId) private view returns (address token) {
        token = _assets[assetId].token;
        require(token != address(0), UnlistedAsset(assetId));
    }

    function _requireAuthorised(address account) private view {
        require(isAuthorised(account, msg.sender), NotAuthorised(account, msg.sender));
    }

    /// @dev Outsiders may neither change a pool's share price nor push assets into accounts that do not hold them.
    function _requireMayCredit(address account, uint16 assetId) private view {
        require(account.hasOwner(), InvalidAccount(account));
        if (isAuthorised(account, msg.sender)) return;

        require(!isProtocolAccount[account], CreditToProtocolAccount(account));
        require(_balances[account][assetId] != 0, AssetNotHeld(account, assetId));
    }
}
