// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Broken } from "./Checks.sol";
import { VM } from "./Vm.sol";

/// @notice Stands before a handler and passes every action on. It remembers what an action broke, which the handler cannot as
/// its revert undoes what it writes. For `make fuzz` it writes down how each ended, as forge says how many reverted, and not
/// with which error.
contract Recorder {
    bytes4 private constant _PANIC = 0x4e487b71;

    address private immutable _HANDLER;
    bool private immutable _WRITES;
    string private _path;

    /// @notice What an action has broken, or "panic" if it divided by zero, overflowed or the like; zero if none has.
    bytes32 public broken;

    constructor(address handler, string memory name) {
        _HANDLER = handler;
        _WRITES = VM.envOr("EVERSHARE_FUZZ", false);
        _path = string.concat("build/fuzz/", name);
    }

    /// @dev What is written stays, whatever the call does to the state.
    fallback() external {
        (bool succeeded, bytes memory said) = _HANDLER.call(msg.data);
        if (_WRITES) {
            bytes memory ended = succeeded ? abi.encodePacked(msg.sig) : bytes.concat(msg.sig, bytes4(said));
            VM.writeLine(_path, VM.toString(ended));
        }
        if (succeeded) return;
        if (bytes4(said) == Broken.selector || bytes4(said) == _PANIC) {
            broken = bytes4(said) == _PANIC ? bytes32("panic") : _argument(said);
            return;
        }

        assembly ("memory-safe") {
            revert(add(said, 32), mload(said))
        }
    }

    function _argument(bytes memory said) private pure returns (bytes32 what) {
        assembly ("memory-safe") {
            what := mload(add(said, 36))
        }
    }
}

/// @notice A test whose campaigns call one handler, through a recorder.
abstract contract OneHandler {
    /// @dev As forge expects it: the functions of the artifacts are called at the address.
    struct FuzzInterface {
        address addr;
        string[] artifacts;
    }

    FuzzInterface[] private _targets;

    error BrokenByAnAction(bytes32 what);

    /// @notice The recorder is the only target.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = _targets[0].addr;
    }

    /// @notice It is called as its handler is.
    function targetInterfaces() external view returns (FuzzInterface[] memory) {
        return _targets;
    }

    /// @dev What must hold after single actions has held after all.
    function _requireNothingBroken() internal view {
        bytes32 what = Recorder(_targets[0].addr).broken();
        require(what == 0, BrokenByAnAction(what));
    }

    /// @param name The handler's contract.
    function _target(address handler, string memory name) internal {
        FuzzInterface storage target = _targets.push();
        target.addr = address(new Recorder(handler, name));
        target.artifacts.push(name);
    }
}
