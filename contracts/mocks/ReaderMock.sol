// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Address } from "@openzeppelin/contracts/utils/Address.sol";

/// @title ReaderMock
/// @notice Many views in one call, which saves a test that compares everything after each step most of its time.
contract ReaderMock {
    using Address for address;

    function read(address[] calldata targets, bytes[] calldata calls) external view returns (bytes[] memory answers) {
        answers = new bytes[](targets.length);
        for (uint256 i; i < targets.length; ++i) {
            answers[i] = targets[i].functionStaticCall(calls[i]);
        }
    }
}
