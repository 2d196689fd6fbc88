// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { EverlastingPricing } from "../libraries/EverlastingPricing.sol";
import { StrikeGrid } from "../libraries/StrikeGrid.sol";

/// @title PricingHarness
/// @notice Test only: the pricing libraries from outside, many rows a call, with the gas that each takes.
contract PricingHarness {
    /// @notice One option and the market that it is valued in: units as in EverlastingPricing.
    struct Row {
        uint256 index;
        uint256 strike;
        bool isCall;
        uint256 width;
        uint256 sigma;
        uint256 periodSeconds;
    }

    /// @notice What the library answers for one row (WAD).
    struct Figures {
        uint256 payoff;
        uint256 value;
        uint256 timeValue;
        uint256 maxPayoff;
    }

    function figuresOf(Row[] calldata rows) external pure returns (Figures[] memory figures) {
        figures = new Figures[](rows.length);
        for (uint256 i; i < rows.length; ++i) {
            Row calldata row = rows[i];
            figures[i].payoff = EverlastingPricing.payoff(row.index, row.strike, row.isCall, row.width);
            (figures[i].value, figures[i].timeValue) = EverlastingPricing.valueAndTimeValue(
                row.index, row.strike, row.isCall, row.width, row.sigma, row.periodSeconds
            );
            figures[i].maxPayoff = EverlastingPricing.maxPayoff(row.strike, row.width);
        }
    }

    /// @notice The value of one option (WAD), and the gas that the library took for it.
    function value(Row memory row) external view returns (uint256 v, uint256 gas) {
        gas = gasleft();
        v = EverlastingPricing.value(row.index, row.strike, row.isCall, row.width, row.sigma, row.periodSeconds);
        gas -= gasleft();
    }

    function strikesAt(int256[] calldata steps) external pure returns (uint256[] memory strikes) {
        strikes = new uint256[](steps.length);
        for (uint256 i; i < steps.length; ++i) {
            strikes[i] = StrikeGrid.strikeAt(steps[i]);
        }
    }

    function nearestStrikes(uint256[] calldata prices) external pure returns (uint256[] memory strikes) {
        strikes = new uint256[](prices.length);
        for (uint256 i; i < prices.length; ++i) {
            strikes[i] = StrikeGrid.nearest(prices[i]);
        }
    }

    /// @notice The nearest strike (WAD), and the gas that the library took for it.
    function nearestStrike(uint256 price) external view returns (uint256 strike, uint256 gas) {
        gas = gasleft();
        strike = StrikeGrid.nearest(price);
        gas -= gasleft();
    }
}
