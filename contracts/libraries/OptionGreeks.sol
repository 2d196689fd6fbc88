// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { OptionShape } from "../../interfaces/IOptionTypes.sol";
import { EverlastingPricing } from "./EverlastingPricing.sol";

/// @notice How the value of one unit changes, all WAD.
/// @param delta With the index: settlement tokens per settlement token of it.
/// @param gamma Delta, with the index.
/// @param vega With the yearly volatility: settlement tokens per 1.00 of it.
struct Greeks {
    int256 delta;
    int256 gamma;
    int256 vega;
}

/// @title OptionGreeks
/// @notice The derivatives of the value in closed form (docs/pricing.md). What time takes from a perpetual option is its
/// funding, not a derivative. For views: exact to 1e-12 of the figure, not to the wei.
library OptionGreeks {
    /// @dev What all three are made of, WAD.
    struct Parts {
        int256 near; // the two terms of the time value, in settlement tokens
        int256 outer;
        int256 x; // ln(index / strike)
        int256 u; // the steepness
        int256 curvature; // (u^2 - 1) / 4: both terms solve Y^2 f'' = curvature * f
    }

    int256 private constant _WAD = 1e18;

    /// @notice The Greeks at one index and volatility, which is not zero. At and beyond the cap, all are zero.
    function greeks(OptionShape memory option, uint256 index, uint256 sigma) internal pure returns (Greeks memory g) {
        (uint256 value, uint256 timeValue) = EverlastingPricing.valueAndTimeValue(
            index, option.strike, option.isCall, option.width, sigma, option.period
        );
        if (value == option.maxPayoff || index == 0 || index > EverlastingPricing.MAX_INDEX) return g;

        Parts memory parts = _parts(option, index, sigma);
        g.delta = _slope(option, parts, index < option.strike) / int256(index);
        if (option.isCall && index >= option.strike) g.delta += _WAD;
        if (!option.isCall && index < option.strike) g.delta -= _WAD;
        g.gamma = parts.curvature * int256(timeValue) / int256(index) * _WAD / int256(index);
        // du / dsigma = -(u^2 - 1) / (u sigma).
        g.vega = -4 * parts.curvature * _byU(option, parts) / parts.u * _WAD / int256(sigma);
    }

    function _parts(OptionShape memory option, uint256 index, uint256 sigma) private pure returns (Parts memory parts) {
        uint256 u = EverlastingPricing.steepness(sigma, option.period);
        (uint256 near, uint256 outer, int256 x) =
            EverlastingPricing.decays(index, option.strike, option.isCall, option.width, u);

        parts.near = int256(near * option.strike / u);
        parts.outer = int256(outer * option.strike / u);
        parts.x = x;
        parts.u = int256(u);
        parts.curvature = (parts.u * parts.u / _WAD - _WAD) / 4;
    }

    /// @dev d/dY of Y^p is p / Y of it; p is (1 + u) / 2 where a term rises with the index, (1 - u) / 2 where it falls.
    function _slope(OptionShape memory option, Parts memory parts, bool isBelow) private pure returns (int256) {
        return _power(isBelow, parts.u) * parts.near - _power(option.isCall, parts.u) * parts.outer;
    }

    /// @dev A term K/u e^(p x) changes with u by (-1/u + x dp/du) of it.
    function _byU(OptionShape memory option, Parts memory parts) private pure returns (int256 change) {
        int256 inverse = _WAD * _WAD / parts.u;
        change = parts.near * (-inverse - (parts.x < 0 ? -parts.x : parts.x) / 2) / _WAD;
        if (parts.outer == 0) return change;

        int256 toCap = EverlastingPricing.lnCap(option.isCall, option.width);
        change -= parts.outer * (-inverse + (option.isCall ? parts.x : -parts.x) / 2 - toCap) / _WAD;
    }

    /// @dev (1 + u) / 2 or (1 - u) / 2, WAD.
    function _power(bool rising, int256 u) private pure returns (int256) {
        return (rising ? _WAD + u : _WAD - u) / 2;
    }
}
