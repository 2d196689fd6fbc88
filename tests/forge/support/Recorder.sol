// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { VM } from "./Vm.sol";

/// @notice Stands before a handler and passes every action on. For `make fuzz` it writes down how each ended, as forge says
/// how many reverted, and not with which error.
contract Recorder {
    address private immutable _HANDLER;
    bool private immutable _WRITES;
    string private _path;

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

        assembly ("memory-safe") {
            revert(add(said, 32), mload(said))
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

    /// @notice The recorder is the only target.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = _targets[0].addr;
    }

    /// @notice It is called as its handler is.
    function targetInterfaces() external view returns (FuzzInterface[] memory) {
        return _targets;
    }

    /// @param name The handler's contract.
    function _target(address handler, string memory name) internal {
        FuzzInterface storage target = _targets.push();
        target.addr = address(new Recorder(handler, name));
        target.artifacts.push(name);
    }
}
