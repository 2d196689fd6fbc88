// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Interval, Observation } from "../../interfaces/IPriceOracle.sol";
import { Session } from "../../interfaces/ITradingCalendar.sol";
import { IntervalMath } from "../libraries/IntervalMath.sol";
import { PriceWord } from "../libraries/PriceWord.sol";
import { SessionWord } from "../libraries/SessionWord.sol";

/// @title IntervalMathMock
/// @notice Makes the oracle's pure libraries callable.
contract IntervalMathMock {
    function halfWidthUp(uint256 base, uint256 drift, uint256 age) external pure returns (uint256) {
        return IntervalMath.halfWidthUp(base, drift, age);
    }

    function driftUp(uint256 drift, uint256 age) external pure returns (uint256) {
        return IntervalMath.driftUp(drift, age);
    }

    function around(uint256 mid, uint256 below, uint256 above, uint256 half) external pure returns (Interval memory) {
        return IntervalMath.around(mid, below, above, half);
    }

    function index(Interval memory base, Interval memory quote) external pure returns (Interval memory) {
        return IntervalMath.index(base, quote);
    }

    function times(Interval memory interval, uint256 factor) external pure returns (Interval memory) {
        return IntervalMath.times(interval, factor);
    }

    function pack(Observation memory o) external pure returns (uint256) {
        return PriceWord.pack(o);
    }

    function unpack(uint256 word) external pure returns (Observation memory) {
        return PriceWord.unpack(word);
    }

    function setSession(uint256 word, uint256 day, Session memory session) external pure returns (uint256) {
        return SessionWord.set(word, day, SessionWord.pack(session));
    }

    function sessionAt(uint256 word, uint256 day) external pure returns (bool published, Session memory session) {
        return (SessionWord.isPublished(word, day), SessionWord.unpack(SessionWord.sessionOn(word, day)));
    }
}
