// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Volatility, VolatilityState, VolatilityTerms } from "../libraries/Volatility.sol";

/// @title VolatilityMock
/// @notice Makes the volatility estimate callable.
contract VolatilityMock {
    function start(uint256 index, uint256 sigma, uint256 time, VolatilityTerms memory terms)
        external
        pure
        returns (VolatilityState memory)
    {
        return Volatility.start(index, sigma, time, terms);
    }

    function sample(VolatilityState memory state, uint256 index, uint256 time, VolatilityTerms memory terms)
        external
        pure
        returns (VolatilityState memory)
    {
        return Volatility.sample(state, index, time, terms);
    }

    function quote(VolatilityState memory state, uint256 index, VolatilityTerms memory terms)
        external
        pure
        returns (uint256 sigma0, uint256 high, uint256 low)
    {
        return (Volatility.sigma0Of(state), Volatility.highOf(state, index, terms), Volatility.lowOf(state, terms));
    }
}
