// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title AttackerMock
/// @notice Does anything in one transaction, and something more whenever it is sent ether. It owns accounts in the ledger
/// like everybody else.
contract AttackerMock {
    struct Step {
        address target;
        uint256 value;
        bytes data;
    }

    Step private _onEther;

    bool public reentered;
    bytes public answer;

    /// @dev What is refused here is told, not passed on.
    receive() external payable {
        if (_onEther.target == address(0)) return;

        (reentered, answer) = _onEther.target.call(_onEther.data);
    }

    /// @notice Chooses what to do when ether comes.
    function armReceive(address target, bytes calldata data) external {
        _onEther = Step(target, 0, data);
    }

    /// @notice Does all of it, or nothing.
    function run(Step[] calldata steps) external payable {
        for (uint256 i = 0; i < steps.length; ++i) {
            (bool succeeded, bytes memory result) = steps[i].target.call{ value: steps[i].value }(steps[i].data);
            if (succeeded) continue;

            assembly ("memory-safe") {
                revert(add(result, 32), mload(result))
            }
        }
    }
}
