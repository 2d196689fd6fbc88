// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IAggregatorV3 } from "../../interfaces/IAggregatorV3.sol";

/// @title AggregatorMock
/// @notice A Chainlink aggregator, or a sequencer uptime feed, that answers whatever it is told.
contract AggregatorMock is IAggregatorV3 {
    /// @inheritdoc IAggregatorV3
    uint8 public immutable decimals;

    int256 private _answer;
    uint256 private _startedAt;
    uint256 private _updatedAt;

    constructor(uint8 decimals_) {
        decimals = decimals_;
    }

    function set(int256 answer, uint256 startedAt, uint256 updatedAt) external {
        (_answer, _startedAt, _updatedAt) = (answer, startedAt, updatedAt);
    }

    /// @inheritdoc IAggregatorV3
    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        return getRoundData(1);
    }

    /// @inheritdoc IAggregatorV3
    function getRoundData(uint80 roundId) public view returns (uint80, int256, uint256, uint256, uint80) {
        return (roundId, _answer, _startedAt, _updatedAt, roundId);
    }

    /// @inheritdoc IAggregatorV3
    function description() external pure returns (string memory) {
        return "mock";
    }

    /// @inheritdoc IAggregatorV3
    function version() external pure returns (uint256) {
        return 1;
    }
}
