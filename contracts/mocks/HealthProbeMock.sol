// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Health, IRiskEngine } from "../../interfaces/IRiskEngine.sol";

/// @title HealthProbeMock
/// @notice Asks for an account's health within a batch, as a liquidation would.
contract HealthProbeMock {
    IRiskEngine public immutable RISK;

    constructor(IRiskEngine risk) {
        RISK = risk;
    }

    function ask(address account) external view returns (Health memory) {
        return RISK.maintenanceHealthOf(account);
    }
}
