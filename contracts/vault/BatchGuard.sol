// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Address } from "@openzeppelin/contracts/utils/Address.sol";

import { Call, ICollateralVault } from "../../interfaces/ICollateralVault.sol";
import { BatchCaller } from "./BatchCaller.sol";

/// @title BatchGuard
/// @notice Who may enter the ledger, and when: one action at a time, or several of one actor in a batch.
/// @dev Within a batch the ledger is open between its calls, because modules come back to it. Then only the actor and
/// the contracts of the protocol may enter; foreign code, such as a token that calls back, finds it closed.
abstract contract BatchGuard is ICollateralVault {
    uint256 private constant _OPEN = 0;
    uint256 private constant _CLOSED = 1;
    uint256 private constant _IN_BATCH = 2;

    BatchCaller private immutable _BATCH_CALLER = new BatchCaller();

    /* STORAGE */

    uint256 private transient _state;
    address public transient override actor;

    mapping(address account => bool) public override isProtocolAccount;

    /// @dev Like OpenZeppelin's, but lets the calls of a batch in.
    modifier nonReentrant() {
        uint256 state = _enter();
        _;
        _state = state;
    }

    /// @inheritdoc ICollateralVault
    function batch(Call[] calldata calls) external override returns (bytes[] memory results) {
        require(_state == _OPEN, LedgerReentered(msg.sender));
        (_state, actor) = (_IN_BATCH, msg.sender);

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

        (_state, actor) = (_OPEN, address(0));
    }

    /// @inheritdoc ICollateralVault
    function batchCaller() public view override returns (address) {
        return address(_BATCH_CALLER);
    }

    function _enter() private returns (uint256 state) {
        state = _state;
        if (state != _OPEN) {
            require(
                state == _IN_BATCH && (msg.sender == actor || isProtocolAccount[msg.sender]),
                LedgerReentered(msg.sender)
            );
        }
        _state = _CLOSED;
    }
}
