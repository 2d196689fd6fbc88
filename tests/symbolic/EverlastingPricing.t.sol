// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { EverlastingPricing } from "../../contracts/libraries/EverlastingPricing.sol";

/// @notice For every index, and every strike, width, volatility and period that is accepted.
contract EverlastingPricingProof {
    /// @notice payoff <= value <= the most that an option pays.
    function check_AValueLiesBetweenPayoffAndMaximum(
        uint256 index,
        uint256 strike,
        bool isCall,
        uint256 width,
        uint256 sigma,
        uint256 periodSeconds
    ) external pure {
        uint256 value = EverlastingPricing.value(index, strike, isCall, width, sigma, periodSeconds);

        assert(EverlastingPricing.payoff(index, strike, isCall, width) <= value);
        assert(value <= EverlastingPricing.maxPayoff(strike, width));
    }
}
