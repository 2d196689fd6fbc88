// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Observation } from "../../interfaces/IPriceOracle.sol";

/// @title PriceWord
/// @notice One asset's price in one storage word, from the lowest bit:
/// mid 96 | below 32 | above 32 | base 16 | drift 16 | observedAt 40 | flags 9 | calendarId 15.
library PriceWord {
    /// @dev An observation beyond the jump band waits for confirmation.
    uint256 internal constant PENDING = 1;
    /// @dev The market is halted: observations do not count, its next open is unknown.
    uint256 internal constant HALTED = 2;
    /// @dev The observation came from a source with signed updates.
    uint256 internal constant SIGNED = 4;
    /// @dev An event (earnings) is scheduled.
    uint256 internal constant EVENT = 8;
    /// @dev Bits 4 and 5: which of the asset's sources made the observation.
    uint256 internal constant SOURCE_SHIFT = 4;
    uint256 internal constant SOURCE_MASK = 3;

    /// @dev Bits 6 and 7: how many sources the asset has, less one.
    uint256 internal constant COUNT_SHIFT = 6;
    uint256 internal constant COUNT_MASK = 3;
    uint256 internal constant COUNTS = COUNT_MASK << COUNT_SHIFT;

    /// @dev The asset's adjustment slot says more: an action is scheduled or in force, or there was one.
    uint256 internal constant ACTION = 256;

    uint256 internal constant MAX_MID = type(uint96).max;
    uint256 internal constant MAX_BELOW = 1e9 - 1;
    uint256 internal constant MAX_ABOVE = type(uint32).max;
    uint256 internal constant MAX_CALENDAR_ID = 0x7fff;

    uint256 private constant _BELOW = 96;
    uint256 private constant _ABOVE = 128;
    uint256 private constant _BASE = 160;
    uint256 private constant _DRIFT = 176;
    uint256 private constant _OBSERVED_AT = 192;
    uint256 private constant _FLAGS = 232;
    uint256 private constant _FLAG_MASK = 0x1ff;
    uint256 private constant _CALENDAR = 241;

    /// @dev Warning: fields must be in range; `PriceOracle` bounds each where it enters.
    function pack(Observation memory o) internal pure returns (uint256) {
        return o.mid | o.below << _BELOW | o.above << _ABOVE | o.base << _BASE | o.drift << _DRIFT | o.observedAt
            << _OBSERVED_AT | o.flags << _FLAGS | o.calendarId << _CALENDAR;
    }

    function unpack(uint256 word) internal pure returns (Observation memory o) {
        o.mid = midOf(word);
        o.below = belowOf(word);
        o.above = aboveOf(word);
        o.base = baseOf(word);
        o.drift = driftOf(word);
        o.observedAt = observedAtOf(word);
        o.flags = word >> _FLAGS & _FLAG_MASK;
        o.calendarId = calendarIdOf(word);
    }

    function midOf(uint256 word) internal pure returns (uint256) {
        return uint96(word);
    }

    function belowOf(uint256 word) internal pure returns (uint256) {
        return uint32(word >> _BELOW);
    }

    function aboveOf(uint256 word) internal pure returns (uint256) {
        return uint32(word >> _ABOVE);
    }

    function baseOf(uint256 word) internal pure returns (uint256) {
        return uint16(word >> _BASE);
    }

    function driftOf(uint256 word) internal pure returns (uint256) {
        return uint16(word >> _DRIFT);
    }

    function observedAtOf(uint256 word) internal pure returns (uint256) {
        return uint40(word >> _OBSERVED_AT);
    }

    function calendarIdOf(uint256 word) internal pure returns (uint256) {
        return word >> _CALENDAR;
    }

    /// @notice Whether a flag of a packed observation is set.
    function isSet(uint256 word, uint256 flag) internal pure returns (bool) {
        return word & flag << _FLAGS != 0;
    }

    /// @notice Which of the asset's sources made the observation.
    function sourceOf(Observation memory o) internal pure returns (uint256) {
        return o.flags >> SOURCE_SHIFT & SOURCE_MASK;
    }

    /// @notice How many sources the asset has.
    function sourceCount(Observation memory o) internal pure returns (uint256) {
        return (o.flags >> COUNT_SHIFT & COUNT_MASK) + 1;
    }

    /// @notice Whether a flag is set.
    function has(Observation memory o, uint256 flag) internal pure returns (bool) {
        return o.flags & flag != 0;
    }
}
