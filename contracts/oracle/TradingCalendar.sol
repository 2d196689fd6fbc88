// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AccessManaged } from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

import { ITradingCalendar, Session } from "../../interfaces/ITradingCalendar.sol";
import { SessionWord } from "../libraries/SessionWord.sol";

/// @title TradingCalendar
contract TradingCalendar is ITradingCalendar, AccessManaged {
    using SessionWord for uint256;
    using SessionWord for Session;

    uint256 private constant _MAX_PUBLICATION_DAYS = 60;
    /// @dev How far a look at the past or the future goes; no market has rested for so long.
    uint256 private constant _HORIZON_DAYS = 30;
    uint256 private constant _MINUTES_PER_DAY = 1440;

    /* STORAGE */

    mapping(uint16 calendarId => mapping(uint256 fiveDays => uint256 word)) private _words;

    /// @inheritdoc ITradingCalendar
    mapping(uint16 calendarId => uint256 day) public nextDayOf;

    constructor(address manager) AccessManaged(manager) { }

    /* PUBLISH */

    /// @inheritdoc ITradingCalendar
    function publish(uint16 calendarId, uint256 firstDay, Session[] calldata sessions) external restricted {
        uint256 endDay = firstDay + sessions.length;
        uint256 nextDay = nextDayOf[calendarId];

        require(calendarId != 0, CalendarNeverCloses());
        require(
            sessions.length != 0 && sessions.length <= _MAX_PUBLICATION_DAYS,
            PublicationLength(sessions.length, _MAX_PUBLICATION_DAYS)
        );
        require(nextDay == 0 || firstDay <= nextDay, PublicationLeavesGap(firstDay, nextDay));

        uint256 previous = _sessionOf(calendarId, firstDay - 1);
        uint256 index = firstDay / SessionWord.DAYS;
        uint256 word = _words[calendarId][index];
        for (uint256 day = firstDay; day < endDay; ++day) {
            if (day / SessionWord.DAYS != index) {
                _words[calendarId][index] = word;
                index = day / SessionWord.DAYS;
                word = _words[calendarId][index];
            }

            uint256 packed = _validate(day, sessions[day - firstDay]);
            _requireNotBegun(word, day, packed);
            _requireApart(previous, packed, day);
            word = word.set(day, packed);
            previous = packed;
        }
        _words[calendarId][index] = word;
        _requireApart(previous, _sessionOf(calendarId, endDay), endDay);

        if (endDay > nextDay) nextDayOf[calendarId] = endDay;

        emit SessionsPublished(calendarId, firstDay, sessions);
    }

    /* VIEWS */

    /// @inheritdoc ITradingCalendar
    function isOpen(uint16 calendarId, uint256 time) external view returns (bool open) {
        (open,) = marketAt(calendarId, time);
    }

    /// @inheritdoc ITradingCalendar
    function isRegular(uint16 calendarId, uint256 time) external view returns (bool) {
        uint256 day = time / 1 days;
        return _isRegular(_sessionOf(calendarId, day), day, time)
            || _isRegular(_sessionOf(calendarId, day - 1), day - 1, time);
    }

    /// @inheritdoc ITradingCalendar
    function marketAt(uint16 calendarId, uint256 time) public view returns (bool open, uint256 nextOpen) {
        uint256 day = time / 1 days;
        uint256 word = _wordOf(calendarId, day / SessionWord.DAYS);
        uint256 packed = word.sessionOn(day);

        // Sessions last to the end of the next day at most, and never overlap.
        if (packed == 0 || time < packed.opensAt(day)) {
            uint256 before = day % SessionWord.DAYS == 0 ? _sessionOf(calendarId, day - 1) : word.sessionOn(day - 1);
            if (time < before.closesAt(day - 1)) return (true, time);
        } else if (time < packed.closesAt(day)) {
            return (true, time);
        }

        for (uint256 last = day + _HORIZON_DAYS; day <= last && word.isPublished(day);) {
            packed = word.sessionOn(day);
            if (packed != 0 && packed.opensAt(day) > time) return (false, packed.opensAt(day));
            if (++day % SessionWord.DAYS == 0) word = _wordOf(calendarId, day / SessionWord.DAYS);
        }
    }

    /// @inheritdoc ITradingCalendar
    function lastSession(uint16 calendarId, uint256 time)
        external
        view
        returns (uint256 openedAt, uint256 lastOpenAt, uint256 closesAt)
    {
        uint256 day = time / 1 days;
        uint256 word = _wordOf(calendarId, day / SessionWord.DAYS);
        for (uint256 steps; steps <= _HORIZON_DAYS && day != 0; ++steps) {
            uint256 packed = word.sessionOn(day);
            if (packed != 0 && packed.opensAt(day) <= time) {
                closesAt = packed.closesAt(day);
                return (packed.opensAt(day), FixedPointMathLib.min(time, closesAt), closesAt);
            }
            if (day-- % SessionWord.DAYS == 0) word = _wordOf(calendarId, day / SessionWord.DAYS);
        }
    }

    /// @inheritdoc ITradingCalendar
    function lastRegularOpen(uint16 calendarId, uint256 time) external view returns (uint256) {
        uint256 day = time / 1 days;
        for (uint256 steps; steps <= _HORIZON_DAYS && day != 0; ++steps) {
            uint256 packed = _sessionOf(calendarId, day);
            (uint256 opens, uint256 closes) = packed.regularHours(day);
            if (packed != 0 && opens <= time) return FixedPointMathLib.min(time, closes);
            --day;
        }
        return 0;
    }

    /// @inheritdoc ITradingCalendar
    function sessionOf(uint16 calendarId, uint256 day) external view returns (bool published, Session memory session) {
        uint256 word = _wordOf(calendarId, day / SessionWord.DAYS);
        return (word.isPublished(day), word.sessionOn(day).unpack());
    }

    /* INTERNAL */

    function _wordOf(uint16 calendarId, uint256 index) private view returns (uint256) {
        return calendarId == 0 ? SessionWord.ALWAYS_OPEN : _words[calendarId][index];
    }

    /// @dev The packed session of a day; 0 if closed or unknown.
    function _sessionOf(uint16 calendarId, uint256 day) private view returns (uint256) {
        return _wordOf(calendarId, day / SessionWord.DAYS).sessionOn(day);
    }

    function _isRegular(uint256 packed, uint256 day, uint256 time) private pure returns (bool) {
        (uint256 opens, uint256 closes) = packed.regularHours(day);
        return opens <= time && time < closes;
    }

    function _validate(uint256 day, Session calldata session) private pure returns (uint256 packed) {
        packed = session.pack();
        if (packed == 0) return 0;

        require(
            session.extendedOpen < _MINUTES_PER_DAY && session.extendedOpen <= session.regularOpen
                && session.regularOpen < session.regularClose && session.regularClose <= session.extendedClose
                && session.extendedClose <= 2 * _MINUTES_PER_DAY,
            SessionOutOfOrder(day)
        );
    }

    /// @dev What has been traded on stays: neither a begun session nor a past day may change once published.
    function _requireNotBegun(uint256 word, uint256 day, uint256 packed) private view {
        if (!word.isPublished(day)) return;

        uint256 published = word.sessionOn(day);
        if (published == packed) return;

        require(
            (day + 1) * 1 days > block.timestamp && (published == 0 || published.opensAt(day) > block.timestamp)
                && (packed == 0 || packed.opensAt(day) > block.timestamp),
            SessionHasBegun(day)
        );
    }

    function _requireApart(uint256 previous, uint256 packed, uint256 day) private pure {
        require(packed == 0 || previous == 0 || previous.closesAt(day - 1) <= packed.opensAt(day), SessionsOverlap(day));
    }
}
