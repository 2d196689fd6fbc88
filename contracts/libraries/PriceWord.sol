// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Observation } from "../../interfaces/IPriceOracle.sol";

/// @title PriceWord
/// @notice One asset's price in one storage word, from the lowest bit:
/// mid 96 | below 30 | above 32 | base 10 | drift 11 | observedAt 32 | flags 9 | calendarId 10 | maxAge 18 | openFor 8.
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
    uint256 internal constant MAX_OPEN_FOR = type(uint8).max;
    /// @dev What `openFor` counts in.
    uint256 internal constant OPEN_FOR_SECONDS = 10 minutes;
    uint256 internal constant MAX_CALENDAR_ID = 0x3ff;

    uint256 private constant _BELOW = 96;
    uint256 private constant _BELOW_MASK = 2 ** 30 - 1;
    uint256 private constant _ABOVE = 126;
    uint256 private constant _BASE = 158;
    uint256 private constant _BASE_MASK = 2 ** 10 - 1;
    uint256 private constant _DRIFT = 168;
    uint256 private constant _DRIFT_MASK = 2 ** 11 - 1;
    uint256 private constant _OBSERVED_AT = 179;
    uint256 private constant _FLAGS = 211;
    uint256 private constant _FLAG_MASK = 2 ** 9 - 1;
    uint256 private constant _CALENDAR = 220;
    uint256 private constant _MAX_AGE = 230;
    uint256 private constant _MAX_AGE_MASK = 2 ** 18 - 1;
    uint256 private constant _OPEN_FOR = 248;

    /// @dev Warning: fields must be in range; `PriceOracle` bounds each where it enters.
    function pack(Observation memory o) internal pure returns (uint256) {
        return o.mid | o.below << _BELOW | o.above << _ABOVE | o.base << _BASE | o.drift << _DRIFT | o.observedAt
            << _OBSERVED_AT | o.flags << _FLAGS | o.calendarId << _CALENDAR | o.maxAge << _MAX_AGE | o.openFor
            << _OPEN_FOR;
    }

    function unpack(uint256 word) internal pure returns (Observation memory o) {
        unpackInto(o, word);
    }

    /// @notice Like `unpack`, into memory that is there already.
    function unpackInto(Observation memory o, uint256 word) internal pure {
        o.mid = midOf(word);
        o.below = belowOf(word);
        o.above = aboveOf(word);
        o.base = baseOf(word);
        o.drift = driftOf(word);
        o.observedAt = observedAtOf(word);
        o.flags = word >> _FLAGS & _FLAG_MASK;
        o.calendarId = calendarIdOf(word);
        o.maxAge = maxAgeOf(word);
        o.openFor = word >> _OPEN_FOR;
    }

    function midOf(uint256 word) internal pure returns (uint256) {
        return uint96(word);
    }

    function belowOf(uint256 word) internal pure returns (uint256) {
        return word >> _BELOW & _BELOW_MASK;
    }

    function aboveOf(uint256 word) internal pure returns (uint256) {
        return uint32(word >> _ABOVE);
    }

    function baseOf(uint256 word) internal pure returns (uint256) {
        return word >> _BASE & _BASE_MASK;
    }

    function driftOf(uint256 word) internal pure returns (uint256) {
        return word >> _DRIFT & _DRIFT_MASK;
    }

    function observedAtOf(uint256 word) internal pure returns (uint256) {
        return uint32(word >> _OBSERVED_AT);
    }

    function calendarIdOf(uint256 word) internal pure returns (uint256) {
        return word >> _CALENDAR & MAX_CALENDAR_ID;
    }

    function maxAgeOf(uint256 word) internal pure returns (uint256) {
        return word >> _MAX_AGE & _MAX_AGE_MASK;
    }

    /// @notice Until when the market is known to be open without asking its calendar: the end of a session that has begun
    /// does not change. Unix seconds.
    function openUntil(uint256 word) internal pure returns (uint256) {
        // Cannot overflow: 32 bits, and 8 + 10.
        unchecked {
            return observedAtOf(word) + (word >> _OPEN_FOR) * OPEN_FOR_SECONDS;
        }
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
