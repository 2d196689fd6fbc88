// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IAggregatorV3 } from "./IAggregatorV3.sol";
import { Observation } from "./IPriceOracle.sol";
import { IPriceSource } from "./IPriceSource.sol";
import { ITradingCalendar } from "./ITradingCalendar.sol";

/// @notice A priced asset.
struct AssetConfig {
    bytes32 symbol; // unique
    uint16 calendarId; // 0 = trades around the clock; at most 32,767
    uint16 driftBps; // bps per sqrt(hour): z * sigma / sqrt(8760), z = 4 around the clock and 3 for stocks
    address token; // a stock token, read for its multiplier; zero if no source prices shares
}

/// @notice One of an asset's price sources.
struct SourceConfig {
    IPriceSource source;
    bytes32 key; // the feed's own id
    uint16 baseBps; // half-width at any age
    uint16 deviationBps; // of a feed that pushes: the move that makes it push; 0 for signed updates
    uint24 maxAge; // seconds an observation stays good enough to add risk on: signed 15, else the heartbeat
    uint16 maxConfidenceBps; // of the price
    bool pricesShares; // the feed prices a share; otherwise a raw token
}

/// @notice An observation that waits for confirmation.
struct PendingJump {
    uint96 price; // USD WAD per raw token
    uint40 since; // observed at, Unix seconds; a confirmation has to be 120 s younger
    uint40 firstAt; // when the price first left its band, Unix seconds; after 30 min the newest is confirmed
    uint40 newestAt; // of the observations that did not confirm it, Unix seconds
}

/// @title IOracleListing
/// @notice Which assets are priced, by which sources, and what is known to come.
interface IOracleListing {
    /* ERRORS */

    /// @notice Thrown when the oracle is made without a calendar.
    error CalendarMissing();

    /// @notice Thrown when an asset is listed without a symbol.
    error AssetSymbolMissing();

    /// @notice Thrown when a symbol is listed already.
    error AssetSymbolTaken(bytes32 symbol, uint16 assetId);

    /// @notice Thrown when an asset is listed with a calendar that has no sessions.
    error CalendarUnpublished(uint16 calendarId);

    /// @notice Thrown when an asset is listed with a calendar id above the one that a price word holds.
    error CalendarIdTooHigh(uint16 calendarId, uint256 maxCalendarId);

    /// @notice Thrown when a drift is set for an asset whose price is fixed for good.
    error PriceIsFixed(uint16 assetId);

    /// @notice Thrown when a drift is zero or above `maxDriftBps`.
    error DriftOutOfRange(uint256 driftBps, uint256 maxDriftBps);

    /// @notice Thrown when an asset would have no source or more than `maxSources`.
    error SourceCountOutOfRange(uint256 count, uint256 maxSources);

    /// @notice Thrown when a source's address has no code.
    error SourceMissing(uint256 index);

    /// @notice Thrown when a base is outside its bounds; a feed that pushes needs its deviation threshold + 20 bps.
    error SourceBaseOutOfRange(uint256 baseBps, uint256 minBaseBps, uint256 maxBaseBps);

    /// @notice Thrown when a source's maxAge is zero or above `limit` seconds.
    error SourceMaxAgeOutOfRange(uint256 maxAge, uint256 limit);

    /// @notice Thrown when a source's maxConfidence is zero or above `limitBps`.
    error SourceMaxConfidenceOutOfRange(uint256 maxConfidenceBps, uint256 limitBps);

    /// @notice Thrown when a source prices shares of an asset without a token that knows how many it holds.
    error ShareSourceNeedsToken(uint256 index);

    /// @notice Thrown when an event is scheduled before `earliest`: 24 hours ahead.
    error EventTooSoon(uint256 eventAt, uint256 earliest);

    /// @notice Thrown when an event is scheduled or cancelled while another has begun and not ended.
    error EventHasBegun(uint256 eventAt);

    /// @notice Thrown when an asset without an event has one cancelled.
    error EventNotScheduled(uint16 assetId);

    /* EVENTS */

    /// @notice Emitted when an asset is listed.
    event AssetListed(uint16 indexed assetId, bytes32 indexed symbol, AssetConfig config);

    /// @notice Emitted when an asset's sources are set, at listing or later.
    event SourcesSet(uint16 indexed assetId, SourceConfig[] sources);

    /// @notice Emitted when an asset's drift is set after listing.
    event DriftSet(uint16 indexed assetId, uint256 driftBps);

    /// @notice Emitted when a market is halted, or trades again.
    event HaltSet(uint16 indexed assetId, bool halted);

    /// @notice Emitted when an event is scheduled.
    event EventScheduled(uint16 indexed assetId, uint256 eventAt);

    /// @notice Emitted when an event is cancelled, or the first regular price after it is confirmed.
    event EventEnded(uint16 indexed assetId, uint256 eventAt);

    /* LIST */

    /// @notice Lists an asset. GOVERNOR.
    /// @param sources 1 to 4; where two are equally new, the earlier one is the price and the other widens it.
    /// @return assetId The next id; the first is 1.
    function listAsset(AssetConfig calldata config, SourceConfig[] calldata sources) external returns (uint16 assetId);

    /// @notice Replaces an asset's sources. GOVERNOR. Its last observation stays.
    function setSources(uint16 assetId, SourceConfig[] calldata sources) external;

    /// @notice Sets how fast an asset's interval widens, bps per sqrt(hour). RISK.
    function setDrift(uint16 assetId, uint16 driftBps) external;

    /* RISK */

    /// @notice Marks a single market as halted: its feed does not count, and nobody knows when it opens. RISK.
    function setHalted(uint16 assetId, bool halted) external;

    /// @notice Schedules an event (earnings) that moves the price while it cannot be traded on. From `eventAt` to the
    /// first confirmed observation of a regular session after it, nobody gets a fresh price. RISK.
    /// @param eventAt Unix seconds, at least 24 hours ahead. Replaces one that has not begun.
    function scheduleEvent(uint16 assetId, uint40 eventAt) external;

    /// @notice Cancels an event that has not begun. RISK.
    function cancelEvent(uint16 assetId) external;

    /* VIEWS */

    /// @notice The sessions that stock observations are clamped to.
    function calendar() external view returns (ITradingCalendar);

    /// @notice Where the chain's sequencer reports that it runs; zero on a chain without one.
    function sequencerUptimeFeed() external view returns (IAggregatorV3);

    /// @notice How many assets are listed; their ids are 1 to this.
    function pricedAssetCount() external view returns (uint16);

    /// @notice The id of a symbol; 0 = not listed.
    function assetIdOf(bytes32 symbol) external view returns (uint16);

    /// @notice The stock token that an asset's multiplier is read from; zero if none.
    function tokenOf(uint16 assetId) external view returns (address);

    /// @notice An asset's sources as set, but for the deviation, which is only a condition on the base.
    function sourcesOf(uint16 assetId) external view returns (SourceConfig[] memory);

    /// @notice When an asset's event is, Unix seconds; 0 = none is scheduled.
    function eventOf(uint16 assetId) external view returns (uint256);

    /// @notice The observation that waits for confirmation; all zero if none does.
    function pendingOf(uint16 assetId) external view returns (PendingJump memory);

    /// @notice The last confirmed observation of an asset, as stored.
    function observationOf(uint16 assetId) external view returns (Observation memory);
}
