// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IERC1271 } from "@openzeppelin/contracts/interfaces/IERC1271.sol";

/// @title HostileWallet
/// @notice A contract account that makes it costly to ask whether it has signed. For tests.
contract HostileWallet is IERC1271 {
    uint256 private constant _ANSWER_BYTES = 100_000;

    bool public immutable burns;

    constructor(bool burns_) {
        burns = burns_;
    }

    /// @inheritdoc IERC1271
    function isValidSignature(bytes32, bytes calldata) external view returns (bytes4) {
        while (burns) { }

        assembly ("memory-safe") {
            revert(0, _ANSWER_BYTES)
        }
    }
}
