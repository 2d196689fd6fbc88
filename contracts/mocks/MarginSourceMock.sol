// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IMarginSource } from "../../interfaces/IMarginSource.sol";

/// @title MarginSourceMock
/// @notice Options that are worth, and owe, what anybody says.
contract MarginSourceMock is IMarginSource {
    uint256 private _valueUsd;
    uint256 private _owedUsd;

    function set(uint256 valueUsd, uint256 owedUsd) external {
        (_valueUsd, _owedUsd) = (valueUsd, owedUsd);
    }

    /// @inheritdoc IMarginSource
    function marginOf(address) external view returns (uint256 valueUsd, uint256 owedUsd) {
        return (_valueUsd, _owedUsd);
    }
}
