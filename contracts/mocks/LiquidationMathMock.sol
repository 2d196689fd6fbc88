// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { LiquidationMath, Lot } from "../libraries/LiquidationMath.sol";

/// @title LiquidationMathMock
/// @notice Makes the library callable.
contract LiquidationMathMock {
    function discount(uint256 elapsed, bool isClosed) external pure returns (uint256) {
        return LiquidationMath.discount(elapsed, isClosed);
    }

    function salePrice(Lot memory lot, uint256 discount_, bool isClosed) external pure returns (uint256) {
        return LiquidationMath.salePrice(lot, discount_, isClosed);
    }

    function sale(Lot memory lot, uint256 price, uint256 missing, uint256 maxRepaid)
        external
        pure
        returns (uint256 sold, uint256 repaid)
    {
        return LiquidationMath.sale(lot, price, missing, maxRepaid);
    }
}
