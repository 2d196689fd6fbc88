// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice One day's session, in minutes from 00:00 UTC of that day. All zero = the market stays closed.
/// Where a feed covers no extended hours, extended equals regular.
struct Session {
    uint16 extendedOpen;
    uint16 regularOpen;
    uint16 regularClose; // exclusive
    uint16 extendedClose; // exclusive; may pass midnight
}

/// @title ITradingCalendar
/// @notice When markets are open, as published: a session per UTC day, five days in a word, shared by all assets of a
/// calendar. Calendar 0 never closes. A day that was never published is unknown, and unknown counts as closed.
/// @dev Times are Unix seconds, days are Unix days (seconds / 86400).
interface ITradingCalendar {
    /* ERRORS */

    /// @notice Thrown when sessions are published for calendar 0, which never closes.
    error CalendarNeverCloses();

    /// @notice Thrown when a publication has no day or more than `maxDays`.
    error PublicationLength(uint256 length, uint256 maxDays);

    /// @notice Thrown when a publication would leave a gap: it has to start on `nextDay` or before.
    error PublicationLeavesGap(uint256 firstDay, uint256 nextDay);

    /// @notice Thrown when a session that has begun would be changed.
    error SessionHasBegun(uint256 day);

    /// @notice Thrown when a session's times are out of order, or beyond the end of the next day.
    error SessionOutOfOrder(uint256 day);

    /// @notice Thrown when a session would open before the previous one has closed.
    error SessionsOverlap(uint256 day);

    /* EVENTS */

    /// @notice Emitted when sessions are published, one for each day from `firstDay`.
    event SessionsPublished(uint16 indexed calendarId, uint256 firstDay, Session[] sessions);

    /* PUBLISH */

    /// @notice Publishes the sessions of consecutive days. Days that were published may be corrected until they open.
    /// @param calendarId Any id but 0.
    /// @param firstDay Unix day of the first session.
    /// @param sessions 1 to 60 days.
    function publish(uint16 calendarId, uint256 firstDay, Session[] calldata sessions) external;

    /* VIEWS */

    /// @notice Whether the market is open at `time`, extended hours included.
    function isOpen(uint16 calendarId, uint256 time) external view returns (bool);

    /// @notice Whether the market is in its regular session at `time`.
    function isRegular(uint16 calendarId, uint256 time) external view returns (bool);

    /// @notice Whether the market is open, and when it opens next.
    /// @return open At `time`, extended hours included.
    /// @return nextOpen `time` itself if open, else the next scheduled open; 0 = unknown.
    function marketAt(uint16 calendarId, uint256 time) external view returns (bool open, uint256 nextOpen);

    /// @notice The last session that had begun by `time`.
    /// @return openedAt When it opened, extended hours included; 0 = none in the last 30 days.
    /// @return lastOpenAt The last moment it was open by `time`: `time` itself while open, else its close; 0 = none.
    /// @return closesAt Its close, past or to come, extended hours included; 0 = none. It does not change any more.
    function lastSession(uint16 calendarId, uint256 time)
        external
        view
        returns (uint256 openedAt, uint256 lastOpenAt, uint256 closesAt);

    /// @notice The last moment by `time` at which a regular session was running; 0 = none in the last 30 days.
    function lastRegularOpen(uint16 calendarId, uint256 time) external view returns (uint256);

    /// @notice The published session of a day.
    /// @return published Whether the day is known.
    function sessionOf(uint16 calendarId, uint256 day) external view returns (bool published, Session memory session);

    /// @notice The day after the last published one; 0 = nothing published.
    function nextDayOf(uint16 calendarId) external view returns (uint256);
}
