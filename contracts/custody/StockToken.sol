// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    ERC20PermitUpgradeable
} from "@openzeppelin/contracts-upgradeable/token/ERC20/extensions/ERC20PermitUpgradeable.sol";
import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { IERC20Metadata } from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import { IERC20Permit } from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import { IERC165 } from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import { Checkpoints } from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";
import { ICustodyRegistry } from "../../interfaces/ICustodyRegistry.sol";
import { IERC7943Fungible } from "../../interfaces/IERC7943Fungible.sol";
import { IScaledUIAmount } from "../../interfaces/IScaledUIAmount.sol";
import { IScaledUIAmountBalances } from "../../interfaces/IScaledUIAmountBalances.sol";
import { IScaledUIAmountConversion } from "../../interfaces/IScaledUIAmountConversion.sol";
import { IScaledUIAmountNewUIMultiplier } from "../../interfaces/IScaledUIAmountNewUIMultiplier.sol";
import { IStockToken, TransferPolicy } from "../../interfaces/IStockToken.sol";
import { RecordClock, RecordSnapshots } from "../libraries/RecordSnapshots.sol";
import { ShareMultiplier } from "./ShareMultiplier.sol";

/// @title StockToken
/// @notice See `IStockToken`.
contract StockToken is ERC20PermitUpgradeable, ShareMultiplier {
    using RecordSnapshots for Checkpoints.Trace208;
    using SafeCast for uint256;

    /* STORAGE */

    /// @dev Everything a transfer needs to know of the token, in one slot.
    struct Rules {
        RecordClock clock;
        TransferPolicy policy;
    }

    /// @dev Everything a transfer needs to know of an account besides its balance, in one slot.
    struct Standing {
        uint112 frozen; // raw
        uint112 escrowed; // raw
        uint24 epoch; // record epoch up to which the account's snapshots are complete
        bool isListed; // denied if the token is open, allowed if it is closed loop
    }

    Rules private _rules;
    mapping(address account => Standing) private _standings; // the supply's own at address(0)
    mapping(address account => uint256 raw) private _held; // the part of `escrowed` that a request has set aside
    mapping(address account => Checkpoints.Trace208) private _snapshots; // record epoch => raw; the supply's at 0

    modifier onlyRegistry() {
        require(msg.sender == registry, StockTokenOnlyRegistry(msg.sender));
        _;
    }

    modifier onlyIssuer() {
        address issuer = ICustodyRegistry(registry).issuerOf(address(this));
        require(msg.sender == issuer, StockTokenOnlyIssuer(msg.sender, issuer));
        _;
    }

    modifier onlyMinter() {
        require(ICustodyRegistry(registry).isMinter(msg.sender), StockTokenOnlyMinter(msg.sender));
        _;
    }

    /// @dev The implementation itself stays unusable; only its clones are tokens.
    constructor(address registry_) ShareMultiplier(registry_) {
        _disableInitializers();
    }

    /// @inheritdoc IStockToken
    function initialize(string calldata name_, string calldata symbol_, TransferPolicy policy) external initializer {
        __ERC20_init(name_, symbol_);
        _startMultiplier();
        _rules.policy = policy;
    }

    /* SUPPLY */

    /// @inheritdoc IStockToken
    function mint(address to, uint256 raw) external onlyRegistry {
        _mint(to, raw);
    }

    /// @inheritdoc IStockToken
    function burn(address from, uint256 raw) external onlyRegistry {
        _burn(from, raw);
    }

    /* TRANSFER POLICY */

    /// @inheritdoc IStockToken
    function setListed(address account, bool isListed_) external onlyIssuer {
        if (_rules.policy == TransferPolicy.OPEN) _requireUnprotected(account);

        _standings[account].isListed = isListed_;
        emit AccountListed(account, isListed_);
    }

    /// @inheritdoc IERC7943Fungible
    function setFrozenTokens(address account, uint256 amount) external onlyIssuer returns (bool) {
        _requireUnprotected(account);

        _setFrozen(account, amount);
        return true;
    }

    /// @inheritdoc IERC7943Fungible
    function forcedTransfer(address from, address to, uint256 amount) external onlyIssuer returns (bool) {
        uint256 held = balanceOf(from);

        _requireUnprotected(from);
        require(to != address(0), ERC20InvalidReceiver(to));
        require(amount <= held, ERC20InsufficientBalance(from, held, amount));
        require(canReceive(to), ERC7943CannotReceive(to));

        // What is left may stay frozen; what is taken must not be.
        if (_standings[from].frozen > held - amount) _setFrozen(from, held - amount);
        _move(from, to, amount);
        emit ForcedTransfer(from, to, amount);
        return true;
    }

    /// @inheritdoc IERC7943Fungible
    function canSend(address account) public view returns (bool) {
        return _isEligible(account, _standings[account].isListed);
    }

    /// @inheritdoc IERC7943Fungible
    function canReceive(address account) public view returns (bool) {
        return _isEligible(account, _standings[account].isListed);
    }

    /// @inheritdoc IERC7943Fungible
    function canTransfer(address from, address to, uint256 amount) external view returns (bool) {
        uint256 held = balanceOf(from);
        uint256 unfrozen = _unfrozen(held, _standings[from].frozen);

        // More than the balance is not for the rules to refuse.
        return canSend(from) && canReceive(to) && (amount <= unfrozen || amount > held);
    }

    /// @inheritdoc IERC7943Fungible
    function getFrozenTokens(address account) external view returns (uint256) {
        return _standings[account].frozen;
    }

    /// @inheritdoc IStockToken
    function isListed(address account) external view returns (bool) {
        return _standings[account].isListed;
    }

    /// @inheritdoc IStockToken
    function transferPolicy() external view returns (TransferPolicy) {
        return _rules.policy;
    }

    /* ESCROW */

    /// @inheritdoc IStockToken
    function transferOrEscrow(address to, uint256 raw) external returns (bool isPaid) {
        isPaid = canReceive(to);
        if (isPaid) {
            _transfer(msg.sender, to, raw);
            return true;
        }

        _requireMaySend(msg.sender, raw);
        _escrow(msg.sender, to, raw);
        emit Escrowed(msg.sender, to, raw);
    }

    /// @inheritdoc IStockToken
    function releaseEscrow(address account) external returns (uint256 raw) {
        raw = _standings[account].escrowed - _held[account];

        require(raw != 0, NothingEscrowed(account));
        require(canReceive(account), ERC7943CannotReceive(account));

        _unescrow(account, account, raw);
        emit EscrowReleased(account, raw);
    }

    /// @inheritdoc IStockToken
    function escrowOf(address account) external view returns (uint256) {
        return _standings[account].escrowed;
    }

    /* HELD FOR A REQUEST */

    /// @inheritdoc IStockToken
    function hold(address account, uint256 raw) external onlyMinter {
        _requireMaySend(account, raw);

        _held[account] += raw;
        _escrow(account, account, raw);
        emit Held(account, raw);
    }

    /// @inheritdoc IStockToken
    function returnHeld(address account, uint256 raw) external onlyMinter returns (bool isPaid) {
        isPaid = canReceive(account);

        _unhold(account, raw);
        if (isPaid) _unescrow(account, account, raw);
        emit HeldReturned(account, raw);
    }

    /// @inheritdoc IStockToken
    function takeHeld(address account, uint256 raw) external onlyMinter {
        _unhold(account, raw);
        _unescrow(account, msg.sender, raw);
        emit HeldTaken(account, raw);
    }

    /// @inheritdoc IStockToken
    function heldOf(address account) external view returns (uint256) {
        return _held[account];
    }

    /// @inheritdoc IScaledUIAmountBalances
    function balanceOfUI(address account) external view returns (uint256) {
        return toUIAmount(balanceOf(account));
    }

    /// @inheritdoc IScaledUIAmountBalances
    function totalSupplyUI() external view returns (uint256) {
        return toUIAmount(totalSupply());
    }

    /* RECORD DATES */

    /// @inheritdoc IStockToken
    function scheduleRecord(uint256 recordAt) external onlyCorporateActions returns (uint256 epoch) {
        (_rules.clock, epoch) = _rules.clock.schedule(recordAt);
        emit RecordScheduled(epoch, recordAt);
    }

    /// @inheritdoc IStockToken
    function cancelRecord() external onlyCorporateActions {
        uint256 epoch;
        (_rules.clock, epoch) = _rules.clock.cancel();
        emit RecordCancelled(epoch);
    }

    /// @inheritdoc IStockToken
    function recordEpoch() external view returns (uint256) {
        return _rules.clock.current();
    }

    /// @inheritdoc IStockToken
    function nextRecordAt() external view returns (uint256) {
        return _rules.clock.next();
    }

    /// @inheritdoc IStockToken
    function balanceAtRecord(address account, uint256 epoch) external view returns (uint256) {
        return _atRecord(account, epoch);
    }

    /// @inheritdoc IStockToken
    function supplyAtRecord(uint256 epoch) external view returns (uint256) {
        return _atRecord(address(0), epoch);
    }

    /* ERC-165 */

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) external pure returns (bool) {
        return interfaceId == type(IERC165).interfaceId || interfaceId == type(IERC20).interfaceId
            || interfaceId == type(IERC20Metadata).interfaceId || interfaceId == type(IERC20Permit).interfaceId
            || interfaceId == type(IERC7943Fungible).interfaceId || interfaceId == type(IScaledUIAmount).interfaceId
            || interfaceId == type(IScaledUIAmountNewUIMultiplier).interfaceId
            || interfaceId == type(IScaledUIAmountConversion).interfaceId
            || interfaceId == type(IScaledUIAmountBalances).interfaceId;
    }

    /* INTERNAL */

    /// @dev Every mint, burn and voluntary transfer.
    function _update(address from, address to, uint256 value) internal override {
        if (from != address(0)) _requireMaySend(from, value);
        if (to != address(0)) require(canReceive(to), ERC7943CannotReceive(to));

        _move(from, to, value);
    }

    /// @dev Moves tokens past the transfer policy, and completes the snapshots of what is about to change.
    function _move(address from, address to, uint256 value) private {
        uint24 epoch = _rules.clock.current();

        _snapshot(from, epoch);
        _snapshot(to, epoch);
        super._update(from, to, value);
    }

    /// @dev Takes the snapshot before the escrow changes, because it counts in it.
    function _escrow(address from, address payee, uint256 raw) private {
        _snapshot(payee, _rules.clock.current());
        _standings[payee].escrowed += raw.toUint112();
        _move(from, address(this), raw);
    }

    function _unescrow(address payee, address to, uint256 raw) private {
        _snapshot(payee, _rules.clock.current());
        _standings[payee].escrowed -= raw.toUint112();
        _move(address(this), to, raw);
    }

    function _unhold(address account, uint256 raw) private {
        uint256 held = _held[account];
        require(raw <= held, HeldExceeded(account, raw, held));

        _held[account] = held - raw;
    }

    /// @dev Address zero stands for the supply.
    function _snapshot(address account, uint24 epoch) private {
        if (_standings[account].epoch == epoch) return;

        _snapshots[account].write(epoch, _holding(account));
        _standings[account].epoch = epoch;
    }

    function _setFrozen(address account, uint256 amount) private {
        _standings[account].frozen = amount.toUint112();
        emit Frozen(account, amount);
    }

    function _atRecord(address account, uint256 epoch) private view returns (uint256) {
        uint24 seenEpoch = _standings[account].epoch;
        // Not read where a snapshot counts, which saves every claimant who has traded since a cold slot.
        uint256 present = seenEpoch < epoch ? _holding(account) : 0;
        return _snapshots[account].valueAt(seenEpoch, _rules.clock.current(), epoch, present);
    }

    function _holding(address account) private view returns (uint256) {
        return account == address(0) ? totalSupply() : balanceOf(account) + _standings[account].escrowed;
    }

    function _requireMaySend(address from, uint256 amount) private view {
        Standing memory standing = _standings[from];
        require(_isEligible(from, standing.isListed), ERC7943CannotSend(from));
        if (standing.frozen == 0) return;

        uint256 held = balanceOf(from);
        uint256 unfrozen = _unfrozen(held, standing.frozen);
        // Beyond the balance, the standard wants ERC-20's own error.
        require(amount <= unfrozen || amount > held, ERC7943InsufficientUnfrozenBalance(from, amount, unfrozen));
    }

    function _requireUnprotected(address account) private view {
        require(
            account != address(this) && !ICustodyRegistry(registry).isRegisteredContract(account),
            RegisteredContractProtected(account)
        );
    }

    function _isEligible(address account, bool onList) private view returns (bool) {
        if (_rules.policy == TransferPolicy.OPEN) return !onList;
        return onList || account == address(this) || ICustodyRegistry(registry).isRegisteredContract(account);
    }

    function _unfrozen(uint256 held, uint256 frozen) private pure returns (uint256) {
        return FixedPointMathLib.zeroFloorSub(held, frozen);
    }

    /* EIP-712 DOMAIN */

    /// @dev The token's own name, without a second copy in storage.
    function _EIP712Name() internal view override returns (string memory) {
        return name();
    }

    /// @dev Constant for all clones.
    function _EIP712Version() internal pure override returns (string memory) {
        return "1";
    }
}
