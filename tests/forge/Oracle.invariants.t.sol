// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { OracleHandler } from "./support/OracleHandler.sol";
import { OneHandler } from "./support/Recorder.sol";

/// @notice A stock's price under random sequences of what its two feeds do.
contract OracleInvariants is OneHandler {
    OracleHandler private _handler;

    error IdleFeed(bytes4 action);

    function setUp() external {
        _handler = new OracleHandler();
        _target(address(_handler), "OracleHandler");
    }

    /// @notice P1 to P4: the handler looks at each action.
    function invariant_P1toP4_NoFeedBreaksThem() external view {
        _requireNothingBroken();
    }

    /// @notice Every action of the handler does what it is called in a plain sequence: none of them idles in the runs above.
    function test_EveryFeedActs() external {
        _handler.move(0, 400, 10, 20);
        _handler.move(1, 200, 0, 25);
        _handler.wait_(301);
        _handler.wick(0, 20, true);
        _handler.confirm(10);
        _handler.confirm(200);
        _handler.restamp(3 hours);
        _handler.fail(1);

        bytes4[6] memory actions = [
            _handler.move.selector,
            _handler.wait_.selector,
            _handler.wick.selector,
            _handler.confirm.selector,
            _handler.restamp.selector,
            _handler.fail.selector
        ];
        for (uint256 i; i < actions.length; ++i) {
            require(_handler.done(actions[i]) != 0, IdleFeed(actions[i]));
        }
    }
}
