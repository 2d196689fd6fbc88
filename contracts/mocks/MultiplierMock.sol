// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IShareMultiplier } from "../../interfaces/IShareMultiplier.sol";

/// @title MultiplierMock
/// @notice What a price oracle sees of a stock token.
contract MultiplierMock is IShareMultiplier {
    /// @inheritdoc IShareMultiplier
    uint256 public multiplier = 1e18;

    function setMultiplier(uint256 multiplier_) external {
        multiplier = multiplier_;
    }
}
