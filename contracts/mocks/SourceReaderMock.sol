// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IPriceSource } from "../../interfaces/IPriceSource.sol";

/// @title SourceReaderMock
/// @notice Reads a source in a transaction and keeps nothing: what a price costs before an oracle does anything with it.
contract SourceReaderMock {
    function read(IPriceSource source, bytes32[] calldata keys) external {
        for (uint256 i; i < keys.length; ++i) {
            source.read(keys[i]);
        }
    }
}
