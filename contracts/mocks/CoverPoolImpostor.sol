// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title CoverPoolImpostor
/// @notice Answers like a private pool without being one. For tests.
contract CoverPoolImpostor {
    address public immutable signer;

    constructor(address signer_) {
        signer = signer_;
    }

    function assetId() external pure returns (uint16) {
        return 2;
    }
}
