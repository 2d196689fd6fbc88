// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IPriceSource } from "./IPriceSource.sol";

/// @title IChainlinkSource
/// @notice Chainlink aggregators as a price source. The key is the aggregator's address, in the lowest 20 bytes.
/// @dev An aggregator tells no confidence: a deviation threshold stands for it, in the base of what it prices.
interface IChainlinkSource is IPriceSource {
    /// @notice Thrown when an aggregator answers a price that is zero or below.
    error ChainlinkPriceNotPositive(int256 answer);

    /// @notice Thrown when an aggregator has more than 36 decimals.
    error ChainlinkDecimalsOutOfRange(uint8 decimals);

    /// @notice Thrown when updates are brought: aggregators are updated by their own nodes.
    error ChainlinkTakesNoUpdates();
}
