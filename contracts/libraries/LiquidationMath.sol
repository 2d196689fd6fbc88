// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

import { Interval } from "../../interfaces/IPriceOracle.sol";

/// @notice What of an account is for sale, and what it owes. Amounts are in token units, a `unit` is how many of them make
/// a whole token, prices are USD WAD per whole token, factors bps.
struct Lot {
    uint256 held;
    uint256 unit;
    Interval price;
    uint256 maintBps; // how the collateral counts
    //
    uint256 owed;
    uint256 owedUnit;
    uint256 owedMid;
    uint256 debtMaintBps; // how the debt counts
}

/// @title LiquidationMath
/// @notice For how much collateral goes, and how much of it.
library LiquidationMath {
    using FixedPointMathLib for uint256;

    uint256 internal constant LEAST_DISCOUNT = 0.02e18;
    uint256 internal constant MOST_DISCOUNT = 0.15e18;
    uint256 internal constant GROWS_SECONDS = 60 minutes;
    uint256 internal constant GROWS_SECONDS_CLOSED = 6 hours;

    /// @notice A sale stops where maintenance is covered this much, bps: a second one is then not due right after it.
    uint256 internal constant TARGET_HEALTH_BPS = 10_500;

    /// @notice What is worth less is not left over, USD WAD.
    uint256 internal constant DUST_USD = 10e18;

    uint256 private constant _WAD = 1e18;
    uint256 private constant _BPS = 1e4;

    /// @notice The discount so many seconds after the mark, WAD. It grows slower while the collateral's market is closed.
    function discount(uint256 elapsed, bool isClosed) internal pure returns (uint256) {
        uint256 grows = isClosed ? GROWS_SECONDS_CLOSED : GROWS_SECONDS;
        return LEAST_DISCOUNT + (MOST_DISCOUNT - LEAST_DISCOUNT) * elapsed.min(grows) / grows;
    }

    /// @notice What a whole token of the collateral goes for, USD WAD, rounded up: hi, or mid while its market is closed,
    /// less the discount. It is never so cheap that selling all of an account that has just become liquidatable would
    /// leave a debt.
    function salePrice(Lot memory lot, uint256 discount_, bool isClosed) internal pure returns (uint256) {
        uint256 discounted = (isClosed ? lot.price.mid : lot.price.hi).mulWadUp(_WAD - discount_);
        return discounted.max(lot.price.mid.mulDivUp(lot.maintBps, lot.debtMaintBps));
    }

    /// @notice How much is sold, and what is paid for it in the token that is owed.
    /// @param price See `salePrice`.
    /// @param missing What the account's weighted collateral lacks to the target health, USD WAD times bps.
    /// @param maxPaid The most that the liquidator wants to pay.
    /// @return sold No more than pays for the whole debt, rounded up to a unit.
    /// @return paid Rounded up. What exceeds the debt, by that unit at most, belongs to the account.
    function sale(Lot memory lot, uint256 price, uint256 missing, uint256 maxPaid)
        internal
        pure
        returns (uint256 sold, uint256 paid)
    {
        uint256 most = lot.held.min((lot.owed * lot.owedMid).fullMulDivUp(lot.unit, price * lot.owedUnit));
        sold = _restoring(lot, price, missing).min(most);
        paid = _cost(lot, price, sold);
        if (paid > maxPaid) {
            sold = (maxPaid * lot.owedMid).fullMulDiv(lot.unit, price * lot.owedUnit);
            paid = _cost(lot, price, sold);
        }

        // What would be left is not worth another sale.
        if (
            _isDust(lot.owed.zeroFloorSub(paid), lot.owedMid, lot.owedUnit)
                || _isDust(lot.held - sold, lot.price.mid, lot.unit)
        ) {
            uint256 costOfMost = _cost(lot, price, most);
            if (costOfMost <= maxPaid) return (most, costOfMost);
        }
    }

    /// @notice How much of an amount of the collateral counts at maintenance, USD WAD times bps, rounded up.
    function collateralWeightUp(Lot memory lot, uint256 amount) internal pure returns (uint256) {
        return amount.fullMulDivUp(lot.price.mid * lot.maintBps, lot.unit);
    }

    /// @notice How much an amount of the debt counts at maintenance, USD WAD times bps, rounded down.
    function debtWeightDown(Lot memory lot, uint256 amount) internal pure returns (uint256) {
        return amount.fullMulDiv(lot.owedMid * lot.debtMaintBps, lot.owedUnit);
    }

    /// @dev What has to be sold for the target health: each token takes its weight off the collateral, and what is repaid
    /// for it takes more off the debt. If not, nothing but selling all of it is left.
    function _restoring(Lot memory lot, uint256 price, uint256 missing) private pure returns (uint256) {
        uint256 gained = price * lot.debtMaintBps * TARGET_HEALTH_BPS;
        uint256 lost = lot.price.mid * lot.maintBps * _BPS;
        return gained <= lost ? type(uint256).max : (missing * _BPS).fullMulDivUp(lot.unit, gained - lost);
    }

    function _cost(Lot memory lot, uint256 price, uint256 sold) private pure returns (uint256) {
        return (sold * price).fullMulDivUp(lot.owedUnit, lot.owedMid * lot.unit);
    }

    function _isDust(uint256 amount, uint256 mid, uint256 unit) private pure returns (bool) {
        return amount.fullMulDiv(mid, unit) < DUST_USD;
    }
}
