// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

import { IInterestRateModel, RateCurve } from "../../interfaces/IInterestRateModel.sol";

/// @title InterestRateModel
/// @notice A rate with one kink, fixed for good; other terms are another contract.
contract InterestRateModel is IInterestRateModel {
    using FixedPointMathLib for uint256;

    uint256 private constant WAD = 1e18;

    /// @notice The least and the most utilisation at which a curve may have its kink, WAD.
    uint256 public constant MIN_KINK = 0.5e18;
    uint256 public constant MAX_KINK = 0.98e18;

    /// @notice The highest rate of any curve, per year, WAD.
    uint256 public constant MAX_RATE = 5e18;

    uint256 private immutable _BASE;
    uint256 private immutable _KINK;
    uint256 private immutable _AT_KINK;
    uint256 private immutable _AT_FULL;

    constructor(RateCurve memory curve_) {
        require(curve_.kink >= MIN_KINK && curve_.kink <= MAX_KINK, KinkOutOfRange(curve_.kink, MIN_KINK, MAX_KINK));
        require(
            curve_.base <= curve_.atKink && curve_.atKink <= curve_.atFull && curve_.atFull <= MAX_RATE,
            RatesOutOfOrder(curve_.base, curve_.atKink, curve_.atFull, MAX_RATE)
        );

        _BASE = curve_.base;
        _KINK = curve_.kink;
        _AT_KINK = curve_.atKink;
        _AT_FULL = curve_.atFull;
    }

    /// @inheritdoc IInterestRateModel
    function ratePerYear(uint256 cash, uint256 debt) external view override returns (uint256) {
        if (debt == 0) return _BASE;

        // At most WAD: debt is a part of the sum.
        uint256 utilisation = debt.fullMulDiv(WAD, cash + debt);
        if (utilisation <= _KINK) return _BASE + (_AT_KINK - _BASE) * utilisation / _KINK;
        return _AT_KINK + (_AT_FULL - _AT_KINK) * (utilisation - _KINK) / (WAD - _KINK);
    }

    /// @inheritdoc IInterestRateModel
    function curve() external view override returns (RateCurve memory) {
        return
            RateCurve({ base: uint64(_BASE), kink: uint64(_KINK), atKink: uint64(_AT_KINK), atFull: uint64(_AT_FULL) });
    }
}
