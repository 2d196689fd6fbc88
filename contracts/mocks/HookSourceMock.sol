// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IPriceSource } from "../../interfaces/IPriceSource.sol";

/// @title HookSourceMock
/// @notice A price source that calls any contract while it takes its updates, and has no price.
contract HookSourceMock is IPriceSource {
    /// @inheritdoc IPriceSource
    bool public constant isSigned = true;

    address private _target;
    bytes private _data;

    bool public reentered;
    bytes public answer;

    /// @notice Chooses what to call.
    function arm(address target, bytes calldata data) external {
        (_target, _data) = (target, data);
    }

    /// @inheritdoc IPriceSource
    function update(bytes[] calldata) external payable {
        (reentered, answer) = _target.call(_data);
    }

    /// @inheritdoc IPriceSource
    function updateFee(bytes[] calldata) external pure returns (uint256) {
        return 0;
    }

    /// @inheritdoc IPriceSource
    function read(bytes32) external pure returns (uint256, uint256, uint256) {
        return (0, 0, 0);
    }
}
