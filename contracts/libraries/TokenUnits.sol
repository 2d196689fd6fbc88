// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

/// @title From prices to token amounts
/// @notice Amounts are in units of a token; `unit` is one whole token, `10 ** decimals`. Prices and sizes are WAD.
library TokenUnits {
    uint256 private constant WAD = 1e18;
    uint256 private constant WAD_SQUARED = 1e36;

    /// @dev A size is WAD and a funding index has 36 decimals.
    uint256 private constant FUNDING_SCALE = 1e54;

    /// @notice `price * size` in token units, rounded up. `price * size` is below 2^256 for sizes below 2^96 and prices
    /// below 2^160, which every market's index is.
    function amountUp(uint256 price, uint256 size, uint256 unit) internal pure returns (uint256) {
        return FixedPointMathLib.fullMulDivUp(price * size, unit, WAD_SQUARED);
    }

    /// @notice `price * size` in token units, rounded down.
    function amountDown(uint256 price, uint256 size, uint256 unit) internal pure returns (uint256) {
        return FixedPointMathLib.fullMulDiv(price * size, unit, WAD_SQUARED);
    }

    /// @notice The size that is worth `amount` at `price`, rounded up. `price` is not zero.
    function sizeUp(uint256 amount, uint256 price, uint256 unit) internal pure returns (uint256) {
        return FixedPointMathLib.fullMulDivUp(amount, WAD_SQUARED, price * unit);
    }

    /// @notice Funding of `size` over an advance of the funding index (36 decimals), in token units, rounded up.
    function fundingUp(uint256 size, uint256 indexAdvance, uint256 unit) internal pure returns (uint256) {
        return FixedPointMathLib.fullMulDivUp(size * indexAdvance, unit, FUNDING_SCALE);
    }

    /// @notice The advance of the funding index at which `size` owes `amount`, rounded down: `fundingUp` of it is `amount`
    /// again. `size` is not zero.
    function indexDown(uint256 amount, uint256 size, uint256 unit) internal pure returns (uint256) {
        return FixedPointMathLib.fullMulDiv(amount, FUNDING_SCALE, size * unit);
    }

    /// @notice Whole tokens (WAD) in token units, rounded up.
    function fromWadUp(uint256 wholeTokens, uint256 unit) internal pure returns (uint256) {
        return FixedPointMathLib.fullMulDivUp(wholeTokens, unit, WAD);
    }
}
