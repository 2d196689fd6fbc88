// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IOptionPool } from "../../interfaces/IOptionPool.sol";

/// @title EpochCaller
/// @notice A keeper that does not take back what it has overpaid.
contract EpochCaller {
    /// @notice Settles an epoch without price updates, and sends more than they cost.
    function settle(IOptionPool pool) external payable {
        pool.settleEpoch{ value: msg.value }(new uint16[](0), new bytes[](0));
    }
}
