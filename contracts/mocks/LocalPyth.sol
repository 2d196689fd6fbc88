// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { MockPyth } from "@pythnetwork/MockPyth.sol";

/// @title LocalPyth
/// @notice The Pyth contract of local chains: the SDK's own mock, under a name that belongs to the build.
contract LocalPyth is MockPyth {
    constructor(uint256 validSeconds, uint256 updateFee) MockPyth(validSeconds, updateFee) { }
}
