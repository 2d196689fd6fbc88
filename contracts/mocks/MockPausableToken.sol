// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { MockToken } from "./MockToken.sol";

/// @title MockPausableToken
/// @notice Transfers nothing while paused.
contract MockPausableToken is MockToken {
    /// @notice Thrown by a transfer while the token is paused.
    error MockTokenPaused();

    bool public paused;

    constructor() MockToken("Pausable", "PAUSE", 18) { }

    function setPaused(bool paused_) external {
        paused = paused_;
    }

    function _update(address from, address to, uint256 amount) internal override {
        require(!paused, MockTokenPaused());
        super._update(from, to, amount);
    }
}
