// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Interval } from "../../interfaces/IPriceOracle.sol";
import { IntervalMath } from "../../contracts/libraries/IntervalMath.sol";

/// @notice For every price word: mid 1 to 2^96 - 1, below under 1e9, above under 2^32, and every half to 90 %.
contract IntervalMathProof {
    uint256 private constant MAX_BELOW = 1e9 - 1;

    /// @notice 0 < lo <= mid <= hi.
    function check_AnIntervalHoldsItsMid(uint96 mid, uint256 below, uint32 above, uint256 half) external pure {
        _requireInRange(mid, below, half);

        _assertOrdered(IntervalMath.around(mid, below, above, half));
    }

    /// @notice What a wider half leaves out, a narrower one leaves out too.
    function check_AWiderHalfIsNowhereNarrower(uint96 mid, uint256 below, uint32 above, uint256 half, uint256 wider)
        external
        pure
    {
        _requireInRange(mid, below, wider);
        require(half <= wider);

        assert(IntervalMath.lowEdge(mid, below, wider) <= IntervalMath.lowEdge(mid, below, half));
        assert(IntervalMath.highEdge(mid, above, wider) >= IntervalMath.highEdge(mid, above, half));
    }

    /// @notice A half never shrinks with the root of the age, and never exceeds 90 %.
    /// @dev For roots under 2^81, as those of all ages below 2^40 are. Not shown is that a root grows with its age.
    function check_AHalfGrowsWithTheRootOfTheAge(
        uint16 base,
        uint16 drift,
        uint256 root,
        uint256 later,
        uint256 ninetyPercent
    ) external pure {
        require(root <= later && later < 2 ** 81 && ninetyPercent == IntervalMath.MAX_HALF_WAD);

        uint256 half = IntervalMath.halfWidthAtRoot(base, drift, later);

        assert(IntervalMath.halfWidthAtRoot(base, drift, root) <= half && half <= ninetyPercent);
    }

    /// @notice The index of two intervals is one: 0 < lo <= mid <= hi.
    function check_AnIndexHoldsItsMid(Interval calldata base, Interval calldata quote) external pure {
        _requireOrdered(base);
        _requireOrdered(quote);

        _assertOrdered(IntervalMath.index(base, quote));
    }

    function _requireInRange(uint256 mid, uint256 below, uint256 half) private pure {
        require(mid != 0 && below <= MAX_BELOW && half <= IntervalMath.MAX_HALF_WAD);
    }

    /// @dev Up to 2^128: those of words end under 2^100.
    function _requireOrdered(Interval calldata interval) private pure {
        require(interval.lo != 0 && interval.lo <= interval.mid && interval.mid <= interval.hi);
        require(interval.hi < 2 ** 128);
    }

    function _assertOrdered(Interval memory interval) private pure {
        assert(interval.lo != 0 && interval.lo <= interval.mid && interval.mid <= interval.hi);
    }
}
