// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Action } from "../../interfaces/ICorporateActions.sol";

/// @title MockActions
/// @notice Corporate actions that are whatever they are said to be.
contract MockActions {
    Action[] private _actions; // at actionId - 1

    function addAction(Action calldata action) external returns (uint256 actionId) {
        _actions.push(action);
        return _actions.length;
    }

    function actionOf(uint256 actionId) external view returns (Action memory) {
        return _actions[actionId - 1];
    }
}
