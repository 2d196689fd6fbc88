// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IAggregatorV3 } from "../../interfaces/IAggregatorV3.sol";

/// @title ReserveFeedMock
/// @notice A feed that answers what a test tells it.
contract ReserveFeedMock is IAggregatorV3 {
    uint8 public immutable decimals;
    string public constant description = "Shares in custody";
    uint256 public constant version = 1;

    int256 private _answer;
    uint256 private _updatedAt;

    constructor(uint8 decimals_) {
        decimals = decimals_;
    }

    function set(int256 answer, uint256 updatedAt) external {
        _answer = answer;
        _updatedAt = updatedAt;
    }

    function getRoundData(uint80) external view returns (uint80, int256, uint256, uint256, uint80) {
        return latestRoundData();
    }

    function latestRoundData() public view returns (uint80, int256, uint256, uint256, uint80) {
        return (1, _answer, _updatedAt, _updatedAt, 1);
    }
}
