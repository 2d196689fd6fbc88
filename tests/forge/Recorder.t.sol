// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { check } from "./support/Checks.sol";
import { Recorder } from "./support/Recorder.sol";

/// @notice A handler that does what it is told.
contract ObedientHandler {
    error Refused();

    uint256 public acts;

    function act(bool holds, bool refused, uint256 divisor) external {
        acts += 1 / divisor;
        check(holds, "X1");
        require(!refused, Refused());
    }
}

/// @notice What a recorder passes on, and what it remembers.
contract RecorderTest {
    ObedientHandler private _handler;
    Recorder private _recorder;
    ObedientHandler private _recorded;

    error NotRemembered(bytes32 what, bytes32 expected);
    error NotPassedOn(bytes said);
    error Kept(uint256 acts);

    function setUp() external {
        _handler = new ObedientHandler();
        _recorder = new Recorder(address(_handler), "ObedientHandler");
        _recorded = ObedientHandler(address(_recorder));
    }

    /// @notice What does not hold after an action is remembered, although the action is undone with all that it wrote.
    function test_RemembersWhatIsBroken() external {
        _recorded.act(true, false, 1);
        _requireBroken(0);
        _recorded.act(false, false, 1);
        _requireBroken("X1");
        require(_handler.acts() == 1, Kept(_handler.acts()));
    }

    /// @notice Nothing panics that is written with care.
    function test_RemembersAPanic() external {
        _recorded.act(true, false, 0);
        _requireBroken("panic");
    }

    /// @notice A refusal is one for forge as well.
    function test_PassesRefusalsOn() external {
        try _recorded.act(true, true, 1) {
            revert NotPassedOn("");
        } catch (bytes memory said) {
            require(bytes4(said) == ObedientHandler.Refused.selector, NotPassedOn(said));
        }
        _requireBroken(0);
    }

    function _requireBroken(bytes32 expected) private view {
        require(_recorder.broken() == expected, NotRemembered(_recorder.broken(), expected));
    }
}
