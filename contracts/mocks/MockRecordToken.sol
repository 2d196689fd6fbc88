// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { MockToken } from "./MockToken.sol";

/// @title MockRecordToken
/// @notice What a lending pool sees of a stock token: how many records have passed, as anybody says.
contract MockRecordToken is MockToken {
    uint256 public recordEpoch;

    constructor() MockToken("Stock with records", "STOCK", 18) { }

    function setRecordEpoch(uint256 recordEpoch_) external {
        recordEpoch = recordEpoch_;
    }
}
