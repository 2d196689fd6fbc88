// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IPyth } from "@pythnetwork/IPyth.sol";

import { IPriceSource } from "./IPriceSource.sol";

/// @title IPythSource
/// @notice Pyth as a price source. The key is Pyth's price feed id.
interface IPythSource is IPriceSource {
    /// @notice Thrown when a source is made for no contract.
    error PythMissing();

    /// @notice Thrown when Pyth answers a price that is zero or below.
    error PythPriceNotPositive(int64 price);

    /// @notice Thrown when Pyth answers a decimal exponent outside [-18, 18].
    error PythExponentOutOfRange(int32 exponent);

    /// @notice The Pyth contract of this chain.
    function pyth() external view returns (IPyth);
}
