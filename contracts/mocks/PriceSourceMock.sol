// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IPriceSource } from "../../interfaces/IPriceSource.sol";

/// @title PriceSourceMock
/// @notice A price source that answers whatever it is told, or fails.
contract PriceSourceMock is IPriceSource {
    enum Failure {
        None,
        Revert,
        BurnGas
    }

    struct Answer {
        uint256 priceWad;
        uint256 confidenceWad;
        uint256 publishedAt;
    }

    /// @notice Thrown when the mock is told to fail.
    error MockSourceFailure();

    /// @inheritdoc IPriceSource
    bool public immutable isSigned;

    mapping(bytes32 key => Answer answer) public answers;
    Failure public failure;
    uint256 public fee;
    uint256 public updates;

    constructor(bool isSigned_) {
        isSigned = isSigned_;
    }

    function set(bytes32 key, uint256 priceWad, uint256 confidenceWad, uint256 publishedAt) external {
        answers[key] = Answer({ priceWad: priceWad, confidenceWad: confidenceWad, publishedAt: publishedAt });
    }

    function setFailure(Failure failure_) external {
        failure = failure_;
    }

    function setFee(uint256 fee_) external {
        fee = fee_;
    }

    /// @inheritdoc IPriceSource
    function update(bytes[] calldata) external payable {
        require(failure == Failure.None && msg.value == fee, MockSourceFailure());
        ++updates;
    }

    /// @inheritdoc IPriceSource
    function updateFee(bytes[] calldata) external view returns (uint256) {
        return fee;
    }

    /// @inheritdoc IPriceSource
    function read(bytes32 key) external view returns (uint256, uint256, uint256) {
        require(failure != Failure.Revert, MockSourceFailure());
        while (failure == Failure.BurnGas) { }

        Answer memory answer = answers[key];
        return (answer.priceWad, answer.confidenceWad, answer.publishedAt);
    }
}
