// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// The Pyth contract of local chains: imported so that Brownie and forge build the SDK's own mock.
import { MockPyth } from "@pythnetwork/MockPyth.sol";
