// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Session } from "../../interfaces/ITradingCalendar.sol";

/// @title SessionWord
/// @notice Five days of sessions in one storage word, 48 bits a day from the lowest bit, each
/// extendedOpen 12 | regularOpen 12 | regularClose 12 | extendedClose 12; bits 240 to 244: the day is published.
library SessionWord {
    uint256 internal constant DAYS = 5;
    /// @dev Five published days from midnight to midnight.
    uint256 internal constant ALWAYS_OPEN = _DAY_OPEN * (1 | 1 << 48 | 1 << 96 | 1 << 144 | 1 << 192) | 31 << 240;

    uint256 private constant _DAY_OPEN = 1440 << 24 | 1440 << 36;
    uint256 private constant _DAY_BITS = 48;
    uint256 private constant _DAY_MASK = (1 << 48) - 1;
    uint256 private constant _PUBLISHED = 240;

    /// @notice Whether `day` is published.
    function isPublished(uint256 word, uint256 day) internal pure returns (bool) {
        return word >> (_PUBLISHED + day % DAYS) & 1 != 0;
    }

    /// @notice The packed session of `day`; 0 = closed.
    function sessionOn(uint256 word, uint256 day) internal pure returns (uint256) {
        return word >> (day % DAYS * _DAY_BITS) & _DAY_MASK;
    }

    /// @notice `word` with the packed session of `day` replaced, and published.
    function set(uint256 word, uint256 day, uint256 packed) internal pure returns (uint256) {
        uint256 shift = day % DAYS * _DAY_BITS;
        return word & ~(_DAY_MASK << shift) | packed << shift | 1 << (_PUBLISHED + day % DAYS);
    }

    function pack(Session memory s) internal pure returns (uint256) {
        return uint256(s.extendedOpen) | uint256(s.regularOpen) << 12 | uint256(s.regularClose) << 24
            | uint256(s.extendedClose) << 36;
    }

    function unpack(uint256 packed) internal pure returns (Session memory) {
        return Session({
            extendedOpen: uint16(packed & 0xfff),
            regularOpen: uint16(packed >> 12 & 0xfff),
            regularClose: uint16(packed >> 24 & 0xfff),
            extendedClose: uint16(packed >> 36)
        });
    }

    /// @notice When the packed session of `day` opens, extended hours included, Unix seconds.
    function opensAt(uint256 packed, uint256 day) internal pure returns (uint256) {
        return day * 1 days + (packed & 0xfff) * 1 minutes;
    }

    /// @notice When the packed session of `day` closes, extended hours included, Unix seconds.
    function closesAt(uint256 packed, uint256 day) internal pure returns (uint256) {
        return day * 1 days + (packed >> 36) * 1 minutes;
    }

    /// @notice When the regular part of the packed session of `day` opens and closes, Unix seconds.
    function regularHours(uint256 packed, uint256 day) internal pure returns (uint256 opens, uint256 closes) {
        opens = day * 1 days + (packed >> 12 & 0xfff) * 1 minutes;
        closes = day * 1 days + (packed >> 24 & 0xfff) * 1 minutes;
    }
}
