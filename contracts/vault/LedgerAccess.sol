// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Address } from "@openzeppelin/contracts/utils/Address.sol";
import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import { SlotDerivation } from "@openzeppelin/contracts/utils/SlotDerivation.sol";
import { TransientSlot } from "@openzeppelin/contracts/utils/TransientSlot.sol";

import { Call, ICollateralVault } from "../../interfaces/ICollateralVault.sol";
import { ILedgerCredit } from "../../interfaces/ILedgerCredit.sol";
import { ILedgerModules } from "../../interfaces/ILedgerModules.sol";
import { Accounts } from "../libraries/Accounts.sol";
import { BatchCaller } from "./BatchCaller.sol";

/// @title LedgerAccess
/// @notice Who may act for whom, and who may enter the ledger when: one action at a time, or several of one actor in a
/// batch.
/// @dev Within a batch the ledger is open between its calls, because modules come back to it. Then only the actor and
/// the contracts of the protocol may enter; foreign code, such as a token that calls back, finds it closed.
abstract contract LedgerAccess is ICollateralVault {
    using Accounts for address;
    using SafeCast for uint256;
    using SlotDerivation for bytes32;
    using TransientSlot for *;

    struct Grant {
        address owner; // of the account, who named the operator
        uint96 expiry; // Unix seconds
    }

    uint256 private constant _OPEN = 0;
    uint256 private constant _CLOSED = 1;
    uint256 private constant _IN_BATCH = 2;

    /// @dev The first of the transient slots that hold the accounts whose health is to be checked.
    bytes32 private constant _PENDING = keccak256("evershare.LedgerAccess.pending");

    BatchCaller private immutable _BATCH_CALLER = new BatchCaller();

    /* STORAGE */

    uint256 private transient _state;
    uint256 private transient _pendingCount;
    address public transient override actor;

    mapping(address module => bool) public override isModule;
    mapping(address account => bool) public override isProtocolAccount;
    mapping(address account => mapping(address operator => Grant)) internal _grants;

    modifier onlyModule() {
        require(isModule[msg.sender], NotModule(msg.sender));
        _;
    }

    modifier onlyProtocolAccount() {
        require(isProtocolAccount[msg.sender], NotProtocolAccount(msg.sender));
        _;
    }

    /// @dev Like OpenZeppelin's, but lets the calls of a batch in.
    modifier nonReentrant() {
        uint256 state = _enter();
        _;
        _state = state;
    }

    /// @inheritdoc ILedgerModules
    function registerProtocolAccount(address account) external override onlyModule {
        isProtocolAccount[account] = true;

        emit ProtocolAccountRegistered(account);
    }

    /// @inheritdoc ICollateralVault
    function setOperator(address account, address operator, uint256 expiry) external override nonReentrant {
        address owner = _actor();
        require(account.isOwnedBy(owner), NotAccountOwner(account, owner));

        _grants[account][operator] = Grant({ owner: owner, expiry: expiry.toUint96() });

        emit OperatorSet(account, operator, expiry);
    }

    /// @inheritdoc ICollateralVault
    function batch(Call[] calldata calls) external override returns (bytes[] memory results) {
        return _batch(msg.sender, calls);
    }

    /// @inheritdoc ICollateralVault
    function batchOf(address sender, Call[] calldata calls) external override returns (bytes[] memory results) {
        require(msg.sender == batchCaller(), NotBatchCaller(msg.sender));
        return _batch(sender, calls);
    }

    /// @inheritdoc ICollateralVault
    function isAuthorised(address account, address caller) public view override returns (bool) {
        if (account.isOwnedBy(caller)) return account.hasOwner();
        if (caller == batchCaller()) return actor != address(0) && isAuthorised(account, actor);
        return block.timestamp < _grants[account][caller].expiry;
    }

    /// @inheritdoc ICollateralVault
    function operatorExpiry(address account, address operator) external view override returns (uint256) {
        return _grants[account][operator].expiry;
    }

    /// @inheritdoc ICollateralVault
    function batchCaller() public view override returns (address) {
        return address(_BATCH_CALLER);
    }

    /// @inheritdoc ILedgerCredit
    function isHealthPending(address account) public view override returns (bool) {
        uint256 count = _pendingCount;
        for (uint256 i; i < count; ++i) {
            if (_pendingAt(i).tload() == account) return true;
        }
        return false;
    }

    /// @dev What every action that adds risk to an account ends with: at once, or at the end of the batch.
    function _requireHealthy(address account) internal {
        if (actor == address(0)) return _requireHealthyNow(account);
        if (isHealthPending(account)) return;

        _pendingAt(_pendingCount++).tstore(account);
    }

    function _requireHealthyNow(address account) internal view virtual;

    /// @dev Who acts: the sender, or the sender of the batch in whose name it calls.
    function _actor() internal view returns (address) {
        return msg.sender == batchCaller() ? actor : msg.sender;
    }

    function _requireAuthorised(address account) internal view {
        require(isAuthorised(account, msg.sender), NotAuthorised(account, msg.sender));
    }

    function _addModule(address module) internal {
        require(module.code.length != 0, ModuleWithoutCode(module));

        isModule[module] = true;
        isProtocolAccount[module] = true;

        emit ModuleAdded(module);
        emit ProtocolAccountRegistered(module);
    }

    /// @dev Calls to the ledger itself keep their sender, who within `batchOf` is `batchCaller`, which stands for the actor.
    function _batch(address sender, Call[] calldata calls) private returns (bytes[] memory results) {
        require(_state == _OPEN, LedgerReentered(sender));
        (_state, actor) = (_IN_BATCH, sender);

        results = new bytes[](calls.length);
        for (uint256 i; i < calls.length; ++i) {
            address target = calls[i].target;
            if (target == address(this)) {
                results[i] = Address.functionDelegateCall(target, calls[i].data);
            } else {
                require(isProtocolAccount[target], InvalidBatchTarget(target));
                results[i] = _BATCH_CALLER.forward(target, calls[i].data);
            }
        }

        _state = _CLOSED;
        uint256 count = _pendingCount;
        for (uint256 i; i < count; ++i) {
            _requireHealthyNow(_pendingAt(i).tload());
        }

        (_state, _pendingCount, actor) = (_OPEN, 0, address(0));
    }

    function _pendingAt(uint256 place) private pure returns (TransientSlot.AddressSlot) {
        return _PENDING.offset(place).asAddress();
    }

    function _enter() private returns (uint256 state) {
        state = _state;
        if (state != _OPEN) {
            require(
                state == _IN_BATCH && (_actor() == actor || isProtocolAccount[msg.sender]), LedgerReentered(msg.sender)
            );
        }
        _state = _CLOSED;
    }
}
