// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What must hold after an action of a handler does not. Its recorder remembers it, though the action is undone.
/// @param what The invariant's id, or a few words.
error Broken(bytes32 what);

/// @notice Ends an action after which something does not hold that must.
function check(bool holds, bytes32 what) pure {
    require(holds, Broken(what));
}
