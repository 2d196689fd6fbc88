// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { MockToken } from "./MockToken.sol";

/// @title MockHookToken
/// @notice Calls any contract once, in the middle of its next transfer, and keeps what that call answered. It owns
/// accounts in the ledger like everybody else, so it can try to re-enter as their owner.
contract MockHookToken is MockToken {
    /// @dev The balances may change before the call (`true`) or after it.
    bool private _afterwards;
    address private _target;
    bytes private _callData;

    bool public hookRan;
    bool public hookSucceeded;
    bytes public hookAnswer;

    constructor() MockToken("Hook on transfer", "HOOK", 18) { }

    /// @notice Arms the hook for the next transfer.
    function armHook(address target, bytes calldata callData, bool afterwards) external {
        (_target, _callData, _afterwards) = (target, callData, afterwards);
        (hookRan, hookSucceeded, hookAnswer) = (false, false, "");
    }

    /// @notice Makes the token call as an ordinary account would.
    function callAsToken(address target, bytes calldata callData) external {
        (bool succeeded,) = target.call(callData);
        require(succeeded);
    }

    function _update(address from, address to, uint256 amount) internal override {
        if (!_afterwards) _callOnce();
        super._update(from, to, amount);
        if (_afterwards) _callOnce();
    }

    function _callOnce() private {
        if (_target == address(0)) return;

        address target = _target;
        delete _target;
        hookRan = true;
        (hookSucceeded, hookAnswer) = target.call(_callData);
    }
}
