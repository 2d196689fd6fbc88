// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { MockToken } from "./MockToken.sol";

/// @title MockNonZeroToken
/// @notice Reverts when asked to transfer nothing.
contract MockNonZeroToken is MockToken {
    /// @notice Thrown by a transfer of zero.
    error MockZeroTransfer();

    constructor() MockToken("Reverts on zero", "NONZERO", 18) { }

    function _update(address from, address to, uint256 amount) internal override {
        require(amount != 0, MockZeroTransfer());
        super._update(from, to, amount);
    }
}
