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
import { ILedgerCredit } from "../../interfaces/ILedgerCredit.sol";
import { ILedgerModules } from "../../interfaces/ILedgerModules.sol";
import { IRiskEngine } from "../../interfaces/IRiskEngine.sol";
import { Accounts } from "../libraries/Accounts.sol";
import { CreditBook } from "./CreditBook.sol";
import { TokenGate } from "./TokenGate.sol";

/// @title CollateralVault
/// @notice The one ledger that holds every token of the protocol.
contract CollateralVault is TokenGate, AccessManaged {
    using Accounts for address;
    using SafeCast for uint256;
    using SafeERC20 for IERC20;

    /* STORAGE */

    mapping(address token => uint16 assetId) public override assetIdOf;

    constructor(address manager, IRiskEngine risk) AccessManaged(manager) CreditBook(risk) { }

    /* LISTING */

    /// @inheritdoc ICollateralVault
    function listAsset(uint16 assetId, address token) external override restricted {
        require(assetId != 0 && _assets[assetId].token == address(0), AssetIdTaken(assetId));
        require(assetIdOf[token] == 0, TokenAlreadyListed(token, assetIdOf[token]));
        require(token.code.length != 0, TokenWithoutCode(token));

        uint8 decimals = IERC20Metadata(token).decimals();

        Asset storage asset = _assets[assetId];
        (asset.token, asset.decimals) = (token, decimals);
        asset.depositCap = type(uint48).max;
        _setKind(asset, token);
        assetIdOf[token] = assetId;

        emit AssetListed(assetId, token, decimals);
    }

    /// @inheritdoc ILedgerModules
    function addModule(address module) external override restricted {
        _addModule(module);
    }

    /// @inheritdoc ILedgerCredit
    function setLendingPool(uint16 assetId, address pool) external override restricted {
        _listed(assetId);
        require(lendingPoolOf[assetId] == address(0), LendingPoolTaken(assetId, lendingPoolOf[assetId]));

        lendingPoolOf[assetId] = pool;

        emit LendingPoolSet(assetId, pool);
    }

    /// @inheritdoc ILedgerCredit
    function setRestrictions(uint16 assetId, uint48 depositCap, uint40 depositsPausedUntil, uint40 opensPausedUntil)
        external
        override
    {
        require(msg.sender == address(RISK), NotRiskEngine(msg.sender));

        Asset storage asset = _assets[assetId];
        asset.depositCap = depositCap;
        asset.depositsPausedUntil = depositsPausedUntil;
        asset.opensPausedUntil = opensPausedUntil;
        asset.limitsOpens = opensPausedUntil != 0;

        emit RestrictionsSet(assetId, depositCap, depositsPausedUntil, opensPausedUntil);
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
        try IERC20Permit(_listed(assetId).token).permit(_actor(), address(this), amount, deadline, v, r, s) { }
            catch { }

        return _deposit(assetId, account, amount);
    }

    /// @inheritdoc ICollateralVault
    function withdraw(uint16 assetId, address account, address receiver, uint256 amount)
        external
        override
        nonReentrant
    {
        Asset storage asset = _listed(assetId);
        require(amount != 0, ZeroAmount());
        require(receiver != address(0) && receiver != address(this), InvalidWithdrawalReceiver(receiver));
        _requireAuthorised(account);
        _requireMaySend(assetId, asset, account);

        _borrowLacking(assetId, account, amount);
        _debit(assetId, account, amount, asset.clock.current(), false);
        asset.totalBalance -= uint128(amount);

        _requireHealthy(account);

        emit Withdrawn(assetId, account, receiver, amount);

        _payOut(assetId, asset, receiver, amount);
    }

    /// @inheritdoc ICollateralVault
    function transfer(uint16 assetId, address from, address to, uint256 amount) external override nonReentrant {
        Asset storage asset = _listed(assetId);
        require(amount != 0, ZeroAmount());
        _requireAuthorised(from);
        _requireMaySend(assetId, asset, from);
        bool isOwn = _requireMayCredit(to, assetId);
        _requireMayReceive(assetId, asset, to);

        _transfer(assetId, from, to, amount, isOwn);
        _requireHealthy(from);
    }

    /* MODULES */

    /// @inheritdoc ILedgerModules
    function move(uint16 assetId, address from, address to, uint256 amount) external override onlyModule nonReentrant {
        _pay(assetId, from, to, amount);
    }

    /// @inheritdoc ILedgerModules
    function moveWithFee(
        uint16 assetId,
        address from,
        address to,
        uint256 amount,
        address feeTo,
        uint256 fee,
        bool unpins
    ) external override onlyModule nonReentrant {
        _transferBoth(assetId, from, to, amount, feeTo, fee, false, unpins);
    }

    /// @inheritdoc ILedgerModules
    function lock(uint16 assetId, address account, uint256 amount) external override onlyProtocolAccount nonReentrant {
        _lock(assetId, account, amount);
        _requireHealthy(account);
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
        Asset storage asset = _listed(assetId);

        (asset.clock, epoch) = asset.clock.schedule(recordAt);

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
        Asset storage asset = _listed(assetId);
        return (asset.token, asset.decimals);
    }

    /// @inheritdoc ICollateralVault
    function depositRoomOf(uint16 assetId) external view override returns (uint256) {
        Asset storage asset = _listed(assetId);
        if (asset.isShort || block.timestamp < asset.depositsPausedUntil) return 0;
        uint256 cap = asset.depositCap;
        if (cap == type(uint48).max) return type(uint256).max;
        return FixedPointMathLib.zeroFloorSub(cap * 10 ** asset.decimals, asset.totalBalance);
    }

    /* INTERNAL */

    function _deposit(uint16 assetId, address account, uint256 amount) private returns (uint256 credited) {
        Asset storage asset = _listed(assetId);
        IERC20 token = IERC20(asset.token);
        require(amount != 0, ZeroAmount());
        _requireWhole(assetId, asset);
        bool isOwn = _requireMayCredit(account, assetId);
        _requireMayReceive(assetId, asset, account);

        // What arrives counts, not what was asked for: some tokens keep a fee.
        address payer = _actor();
        uint256 heldBefore = token.balanceOf(address(this));
        token.safeTransferFrom(payer, address(this), amount);
        credited = token.balanceOf(address(this)) - heldBefore;
        require(credited != 0, NothingReceived(assetId, amount));

        // While the sum of all balances fits, so does each of them.
        uint256 total = asset.totalBalance + credited;
        _requireBelowCap(assetId, asset, total);
        asset.totalBalance = total.toUint128();
        _credit(assetId, account, credited, asset.clock.current(), isOwn, false);

        emit Deposited(assetId, account, payer, credited);
    }

    function _requireBelowCap(uint16 assetId, Asset storage asset, uint256 total) private view {
        uint256 until = asset.depositsPausedUntil;
        require(block.timestamp >= until, DepositsPaused(assetId, until));
        uint256 cap = asset.depositCap;
        require(cap == type(uint48).max || total <= cap * 10 ** asset.decimals, DepositCapExceeded(assetId, cap));
    }

    function _listed(uint16 assetId) private view returns (Asset storage asset) {
        asset = _assets[assetId];
        require(asset.token != address(0), UnlistedAsset(assetId));
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
