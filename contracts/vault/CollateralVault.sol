// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AccessManaged } from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { IERC20Metadata } from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import { IERC20Permit } from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

import { ICollateralVault } from "../../interfaces/ICollateralVault.sol";
import { ILedgerModules } from "../../interfaces/ILedgerModules.sol";
import { IStockToken } from "../../interfaces/IStockToken.sol";
import { Accounts } from "../libraries/Accounts.sol";
import { RecordClock, RecordSnapshots } from "../libraries/RecordSnapshots.sol";
import { BalanceBook } from "./BalanceBook.sol";
import { BatchGuard } from "./BatchGuard.sol";

/// @title CollateralVault
/// @notice The one ledger that holds every token of the protocol.
contract CollateralVault is BalanceBook, BatchGuard, AccessManaged {
    using Accounts for address;
    using FixedPointMathLib for uint256;
    using SafeCast for uint256;
    using SafeERC20 for IERC20;

    uint256 private constant _BPS = 1e4;

    /* STORAGE */

    mapping(address token => uint16 assetId) public override assetIdOf;
    mapping(address module => bool) public override isModule;
    mapping(address account => mapping(address operator => uint256 unixSeconds)) public override operatorExpiry;

    constructor(address manager) AccessManaged(manager) { }

    modifier onlyModule() {
        require(isModule[msg.sender], NotModule(msg.sender));
        _;
    }

    modifier onlyProtocolAccount() {
        require(isProtocolAccount[msg.sender], NotProtocolAccount(msg.sender));
        _;
    }

    /* LISTING */

    /// @inheritdoc ICollateralVault
    function listAsset(uint16 assetId, address token) external override restricted {
        require(assetId != 0 && _assets[assetId].token == address(0), AssetIdTaken(assetId));
        require(assetIdOf[token] == 0, TokenAlreadyListed(token, assetIdOf[token]));
        require(token.code.length != 0, TokenWithoutCode(token));

        uint8 decimals = IERC20Metadata(token).decimals();

        Asset storage asset = _assets[assetId];
        (asset.token, asset.decimals) = (token, decimals);
        asset.clock = RecordClock.wrap(_recordEpochOf(token));
        assetIdOf[token] = assetId;

        emit AssetListed(assetId, token, decimals);
    }

    /// @inheritdoc ILedgerModules
    function addModule(address module) external override restricted {
        require(module.code.length != 0, ModuleWithoutCode(module));

        isModule[module] = true;
        isProtocolAccount[module] = true;

        emit ModuleAdded(module);
        emit ProtocolAccountRegistered(module);
    }

    /// @inheritdoc ILedgerModules
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
        return _deposit(assetId, account, amount);
    }

    /// @inheritdoc ICollateralVault
    function depositWithPermit(
        uint16 assetId,
        address account,
        uint256 amount,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external override nonReentrant returns (uint256 credited) {
        // Whether the allowance suffices is for the token to say, in the transfer.
        try IERC20Permit(_token(assetId)).permit(msg.sender, address(this), amount, deadline, v, r, s) { } catch { }

        return _deposit(assetId, account, amount);
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
        _assets[assetId].totalBalance -= uint128(amount);

        emit Withdrawn(assetId, account, receiver, amount);

        token.safeTransfer(receiver, amount);
    }

    /// @inheritdoc ICollateralVault
    function transfer(uint16 assetId, address from, address to, uint256 amount) external override nonReentrant {
        _token(assetId);
        require(amount != 0, ZeroAmount());
        _requireAuthorised(from);
        bool isOwn = _requireMayCredit(to, assetId);

        _transfer(assetId, from, to, amount, isOwn);
    }

    /// @inheritdoc ICollateralVault
    function setOperator(address account, address operator, uint256 expiry) external override nonReentrant {
        require(account.isOwnedBy(msg.sender), NotAccountOwner(account, msg.sender));

        operatorExpiry[account][operator] = expiry;

        emit OperatorSet(account, operator, expiry);
    }

    /* MODULES */

    /// @inheritdoc ILedgerModules
    function move(uint16 assetId, address from, address to, uint256 amount) external override onlyModule nonReentrant {
        _pay(assetId, from, to, amount);
    }

    /// @inheritdoc ILedgerModules
    function charge(uint16 assetId, address account, address to, uint256 amount, address feeTo, uint256 fee)
        external
        override
        onlyModule
        nonReentrant
    {
        _pay(assetId, account, to, amount);
        _pay(assetId, account, feeTo, fee);
    }

    /// @inheritdoc ILedgerModules
    function collect(uint16 assetId, address account, address to, uint256 amount, address rewardTo, uint256 rewardBps)
        external
        override
        onlyModule
        nonReentrant
        returns (uint256 collected)
    {
        collected = amount.min(_balances[account][assetId].unlocked());
        uint256 reward = rewardTo == address(0) ? 0 : collected.mulDiv(rewardBps, _BPS);

        _pay(assetId, account, to, collected - reward);
        _pay(assetId, account, rewardTo, reward);
    }

    /// @inheritdoc ILedgerModules
    function lock(uint16 assetId, address account, uint256 amount) external override onlyProtocolAccount nonReentrant {
        _lock(assetId, account, amount);
    }

    /// @inheritdoc ILedgerModules
    function unlock(uint16 assetId, address account, uint256 amount)
        external
        override
        onlyProtocolAccount
        nonReentrant
    {
        _unlock(assetId, account, amount);
    }

    /// @inheritdoc ILedgerModules
    function takeLocked(uint16 assetId, address account, uint256 amount)
        external
        override
        onlyProtocolAccount
        nonReentrant
    {
        _unlock(assetId, account, amount);
        _pay(assetId, account, msg.sender, amount);
    }

    /// @inheritdoc ILedgerModules
    function pin(uint16 assetId, address account) external override onlyModule nonReentrant {
        _pin(assetId, account);
    }

    /// @inheritdoc ILedgerModules
    function unpin(uint16 assetId, address account) external override onlyModule nonReentrant {
        _unpin(assetId, account);
    }

    /* RECORD TIMES */

    /// @inheritdoc ILedgerModules
    function scheduleRecord(uint16 assetId, uint256 recordAt) external override restricted returns (uint256 epoch) {
        _token(assetId);

        (_assets[assetId].clock, epoch) = _assets[assetId].clock.schedule(recordAt);

        emit LedgerRecordScheduled(assetId, epoch, recordAt);
    }

    /// @inheritdoc ILedgerModules
    function cancelRecord(uint16 assetId) external override restricted {
        uint256 epoch;
        (_assets[assetId].clock, epoch) = _assets[assetId].clock.cancel();

        emit LedgerRecordCancelled(assetId, epoch);
    }

    /* VIEWS */

    /// @inheritdoc ICollateralVault
    function totalBalance(uint16 assetId) external view override returns (uint256) {
        return _assets[assetId].totalBalance;
    }

    /// @inheritdoc ICollateralVault
    function assetOf(uint16 assetId) external view override returns (address token, uint8 decimals) {
        return (_token(assetId), _assets[assetId].decimals);
    }

    /// @inheritdoc ICollateralVault
    function isAuthorised(address account, address caller) public view override returns (bool) {
        if (account.isOwnedBy(caller)) return account.hasOwner();
        if (caller == batchCaller()) return actor != address(0) && isAuthorised(account, actor);
        return block.timestamp < operatorExpiry[account][caller];
    }

    /* INTERNAL */

    function _deposit(uint16 assetId, address account, uint256 amount) private returns (uint256 credited) {
        IERC20 token = IERC20(_token(assetId));
        require(amount != 0, ZeroAmount());
        bool isOwn = _requireMayCredit(account, assetId);

        // What arrives counts, not what was asked for: some tokens keep a fee.
        uint256 heldBefore = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), amount);
        credited = token.balanceOf(address(this)) - heldBefore;
        require(credited != 0, NothingReceived(assetId, amount));

        // While the sum of all balances fits, so does each of them.
        Asset storage asset = _assets[assetId];
        asset.totalBalance = (asset.totalBalance + credited).toUint128();
        _credit(assetId, account, credited, isOwn);

        emit Deposited(assetId, account, msg.sender, credited);
    }

    function _pay(uint16 assetId, address from, address to, uint256 amount) private {
        if (amount != 0) _transfer(assetId, from, to, amount, false);
    }

    /// @dev The number of records that a stock token has had, 0 for every other token.
    function _recordEpochOf(address token) private view returns (uint24) {
        (bool isKnown, bytes memory answer) = token.staticcall(abi.encodeCall(IStockToken.recordEpoch, ()));
        return isKnown && answer.length == 32 ? abi.decode(answer, (uint256)).toUint24() : 0;
    }

    function _token(uint16 assetId) private view returns (address token) {
        token = _assets[assetId].token;
        require(token != address(0), UnlistedAsset(assetId));
    }

    function _requireAuthorised(address account) private view {
        require(isAuthorised(account, msg.sender), NotAuthorised(account, msg.sender));
    }

    /// @dev Outsiders may neither change a pool's share price nor push assets into accounts that do not hold them.
    function _requireMayCredit(address account, uint16 assetId) private view returns (bool isOwn) {
        require(account.hasOwner(), InvalidAccount(account));
        if (isAuthorised(account, msg.sender)) return true;

        require(!isProtocolAccount[account], CreditToProtocolAccount(account));
        // A contract of the protocol does so on the order of the account's owner, as for his deposit into a pool.
        isOwn = isProtocolAccount[msg.sender];
        require(isOwn || balanceOf(account, assetId) != 0, AssetNotHeld(account, assetId));
    }
}
