// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IActionFreeze } from "../../interfaces/IActionFreeze.sol";

/// @title ActionFreezeMock
/// @notice Says of any stock what it was told.
contract ActionFreezeMock is IActionFreeze {
    mapping(address token => bool) public isFrozen;

    function setFrozen(address token, bool frozen) external {
        isFrozen[token] = frozen;
    }
}
