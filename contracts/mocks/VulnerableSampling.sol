// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

import { EverlastingPricing } from "../libraries/EverlastingPricing.sol";

/// @title VulnerableSampling
/// @notice Measures the volatility of an index and values options with it, for showing an attack. Units are WAD.
/// @dev What it lacks: a least time between samples, a weight that does not depend on their distance, a limit on how fast
/// the volatility moves, and the worse of two volatilities for who trades. Anybody samples when he likes, and each return
/// counts as a rate: its square over the time that it took.
contract VulnerableSampling {
    using FixedPointMathLib for uint256;
    using FixedPointMathLib for int256;

    uint256 private constant WAD = 1e18;
    uint256 private constant NEW_PART = 0.05e18; // of the variance, in each sample

    uint256 public index;
    uint256 public variance; // a year
    uint256 public sampledAt = block.timestamp;

    constructor(uint256 index_, uint256 firstSigma) {
        (index, variance) = (index_, firstSigma.mulWad(firstSigma));
    }

    function sample(uint256 newIndex) external {
        int256 r = FixedPointMathLib.lnWad(int256(newIndex.divWad(index)));
        uint256 rate = uint256(r * r) / WAD * 365 days / (block.timestamp - sampledAt);
        variance = variance.mulWad(WAD - NEW_PART) + rate.mulWad(NEW_PART);
        (index, sampledAt) = (newIndex, block.timestamp);
    }

    /// @notice What an option costs and what it pays: its value.
    function price(uint256 strike, bool isCall, uint256 width, uint256 period) external view returns (uint256) {
        return EverlastingPricing.value(index, strike, isCall, width, sigma(), period);
    }

    function sigma() public view returns (uint256) {
        return variance.sqrtWad();
    }
}
