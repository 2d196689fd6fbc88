// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { MockToken } from "./MockToken.sol";

/// @title MockShrinkingToken
/// @notice Takes tokens from anybody's balance, as a hacked, slashed or rebasing token does.
contract MockShrinkingToken is MockToken {
    constructor() MockToken("Shrinking", "SHRINK", 18) { }

    function shrink(address account, uint256 amount) external {
        _burn(account, amount);
    }
}
