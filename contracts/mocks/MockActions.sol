// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Action } from "../../interfaces/ICorporateActions.sol";
import { ILendingPool } from "../../interfaces/ILendingPool.sol";

/// @title MockActions
/// @notice Corporate actions that are whatever they are said to be.
contract MockActions {
    Action[] private _actions; // at actionId - 1

    uint256 private _dividendDue; // WAD

    function addAction(Action calldata action) external returns (uint256 actionId) {
        _actions.push(action);
        return _actions.length;
    }

    /// @notice Has a pool await a dividend, of which `factor` is due from now on.
    function letAwait(ILendingPool pool, uint256 factor) external {
        _dividendDue = factor;
        pool.awaitDividend();
    }

    function dividendDueOf(address) external view returns (uint256) {
        return _dividendDue;
    }

    function actionOf(uint256 actionId) external view returns (Action memory) {
        return _actions[actionId - 1];
    }
}
