// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ITradingCalendar, Session } from "../../interfaces/ITradingCalendar.sol";

/// @title BusinessDays
/// @notice Deadlines in business days: days with a regular session. A day that the calendar does not know counts as one,
/// so that a calendar nobody keeps cannot put a deadline off; and ten calendar days end every wait.
library BusinessDays {
    uint256 internal constant MOST_DAYS = 10;

    /// @notice When `count` business days that began after `from` have ended: at the regular close of the last, or at midnight
    /// UTC if its session is unknown. Never later than `from` plus ten days.
    function endOf(ITradingCalendar calendar, uint16 calendarId, uint256 from, uint256 count)
        internal
        view
        returns (uint256)
    {
        uint256 firstDay = from / 1 days;
        uint256 latest = from + MOST_DAYS * 1 days;

        for (uint256 day = firstDay; day <= firstDay + MOST_DAYS; ++day) {
            (bool published, Session memory session) = calendar.sessionOf(calendarId, day);
            if (published && session.regularClose == 0) continue;

            uint256 begins = day * 1 days + uint256(session.regularOpen) * 1 minutes;
            uint256 ends = published ? day * 1 days + uint256(session.regularClose) * 1 minutes : begins + 1 days;
            if (begins < from) continue;
            if (ends >= latest) break;
            if (--count == 0) return ends;
        }
        return latest;
    }
}
