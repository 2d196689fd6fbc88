// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IOptionPool } from "../../interfaces/IOptionPool.sol";
import { IPriceOracle } from "../../interfaces/IPriceOracle.sol";

/// @title EpochCaller
/// @notice A keeper that does not take back what it has overpaid.
contract EpochCaller {
    /// @notice Settles an epoch without price updates, and sends more than they cost.
    function settle(IOptionPool pool) external payable {
        pool.settleEpoch{ value: msg.value }(new uint16[](0), new bytes[](0));
    }

    /// @notice Refreshes no price, and sends what that does not cost.
    function refresh(IPriceOracle oracle) external payable {
        oracle.refresh{ value: msg.value }(new uint16[](0), new bytes[](0));
    }
}
