// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title OracleImpostor
/// @notice Calls any contract when it is asked to refresh prices.
contract OracleImpostor {
    address private _target;
    bytes private _data;

    bool public succeeded;
    bytes public answer;

    /// @notice Chooses what to call.
    function arm(address target, bytes calldata data) external {
        (_target, _data) = (target, data);
    }

    /// @notice Like `IPriceOracle.refresh`.
    function refresh(uint16[] calldata, bytes[] calldata) external payable {
        (succeeded, answer) = _target.call(_data);
    }
}
