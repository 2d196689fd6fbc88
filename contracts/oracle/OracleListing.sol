// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AccessManaged } from "@openzeppelin/contracts/access/manager/AccessManaged.sol";

import { AssetConfig, IOracleListing, PendingJump, SourceConfig } from "../../interfaces/IOracleListing.sol";
import { IPriceOracle, Observation } from "../../interfaces/IPriceOracle.sol";
import { ITradingCalendar } from "../../interfaces/ITradingCalendar.sol";
import { PriceWord } from "../libraries/PriceWord.sol";
import { SourceWord } from "../libraries/SourceWord.sol";

/// @title OracleListing
/// @notice The part of `PriceOracle` that governance writes.
abstract contract OracleListing is IOracleListing, AccessManaged {
    using PriceWord for Observation;
    using SourceWord for uint256;

    struct Asset {
        address token; // stock token whose multiplier counts shares per raw token; zero if none
        uint40 eventAt; // Unix seconds; counts while the word's EVENT flag is set
    }

    struct Source {
        uint256 word; // see SourceWord
        bytes32 key;
    }

    uint256 private constant _MAX_SOURCES = 4; // what the word's flags can name
    uint256 private constant _MAX_DRIFT_BPS = 2000; // sigma 470 % at z = 4
    uint256 private constant _MIN_BASE_BPS = 1;
    uint256 private constant _MAX_BASE_BPS = 1000;
    uint256 private constant _PUSH_MARGIN_BPS = 20; // above the deviation a push feed hides
    uint256 private constant _MAX_AGE_SECONDS = 3 days;
    uint256 private constant _MAX_CONFIDENCE_BPS = 2000;
    uint256 private constant _EVENT_NOTICE_SECONDS = 24 hours;

    /// @inheritdoc IOracleListing
    ITradingCalendar public immutable calendar;

    /* STORAGE */

    /// @dev See PriceWord.
    mapping(uint16 assetId => uint256 word) internal _words;

    mapping(uint16 assetId => Asset asset) internal _assets;

    mapping(uint16 assetId => Source[4] sources) internal _sources;

    /// @dev Counts while the word's PENDING flag is set.
    mapping(uint16 assetId => PendingJump jump) internal _pending;

    /// @inheritdoc IOracleListing
    mapping(bytes32 symbol => uint16 assetId) public assetIdOf;

    /// @inheritdoc IOracleListing
    uint16 public pricedAssetCount;

    constructor(address manager, ITradingCalendar calendar_) AccessManaged(manager) {
        require(address(calendar_) != address(0), CalendarMissing());

        calendar = calendar_;
    }

    /* LIST */

    /// @inheritdoc IOracleListing
    function listAsset(AssetConfig calldata config, SourceConfig[] calldata sources)
        external
        restricted
        returns (uint16 assetId)
    {
        require(config.symbol != 0, AssetSymbolMissing());
        require(assetIdOf[config.symbol] == 0, AssetSymbolTaken(config.symbol, assetIdOf[config.symbol]));
        require(
            config.calendarId == 0 || calendar.nextDayOf(config.calendarId) != 0, CalendarUnpublished(config.calendarId)
        );
        require(
            config.calendarId <= PriceWord.MAX_CALENDAR_ID,
            CalendarIdTooHigh(config.calendarId, PriceWord.MAX_CALENDAR_ID)
        );
        _requireDrift(config.driftBps);

        assetId = ++pricedAssetCount;
        assetIdOf[config.symbol] = assetId;
        _assets[assetId].token = config.token;

        Observation memory o;
        o.drift = config.driftBps;
        o.calendarId = config.calendarId;
        _words[assetId] = PriceWord.pack(o);

        emit AssetListed(assetId, config.symbol, config);

        _setSources(assetId, sources);
    }

    /// @inheritdoc IOracleListing
    function setSources(uint16 assetId, SourceConfig[] calldata sources) external restricted {
        _requireListed(assetId);

        _setSources(assetId, sources);
    }

    /// @inheritdoc IOracleListing
    function setDrift(uint16 assetId, uint16 driftBps) external restricted {
        _requireListed(assetId);
        _requireDrift(driftBps);
        Observation memory o = PriceWord.unpack(_words[assetId]);
        require(o.drift != 0, PriceIsFixed(assetId));

        o.drift = driftBps;
        _words[assetId] = PriceWord.pack(o);

        emit DriftSet(assetId, driftBps);
    }

    /* RISK */

    /// @inheritdoc IOracleListing
    function setHalted(uint16 assetId, bool halted) external restricted {
        _requireListed(assetId);

        _setFlag(assetId, PriceWord.HALTED, halted);

        emit HaltSet(assetId, halted);
    }

    /// @inheritdoc IOracleListing
    function scheduleEvent(uint16 assetId, uint40 eventAt) external restricted {
        uint256 scheduled = eventOf(assetId);
        uint256 earliest = block.timestamp + _EVENT_NOTICE_SECONDS;

        _requireListed(assetId);
        require(scheduled == 0 || scheduled > block.timestamp, EventHasBegun(scheduled));
        require(eventAt >= earliest, EventTooSoon(eventAt, earliest));

        _assets[assetId].eventAt = eventAt;
        _setFlag(assetId, PriceWord.EVENT, true);

        emit EventScheduled(assetId, eventAt);
    }

    /// @inheritdoc IOracleListing
    function cancelEvent(uint16 assetId) external restricted {
        uint256 scheduled = eventOf(assetId);

        require(scheduled != 0, EventNotScheduled(assetId));
        require(scheduled > block.timestamp, EventHasBegun(scheduled));

        _setFlag(assetId, PriceWord.EVENT, false);

        emit EventEnded(assetId, scheduled);
    }

    /* VIEWS */

    /// @inheritdoc IOracleListing
    function eventOf(uint16 assetId) public view returns (uint256) {
        return PriceWord.unpack(_words[assetId]).has(PriceWord.EVENT) ? _assets[assetId].eventAt : 0;
    }

    /// @inheritdoc IOracleListing
    function pendingOf(uint16 assetId) external view returns (PendingJump memory jump) {
        if (PriceWord.unpack(_words[assetId]).has(PriceWord.PENDING)) jump = _pending[assetId];
    }

    /// @inheritdoc IOracleListing
    function tokenOf(uint16 assetId) external view returns (address) {
        return _assets[assetId].token;
    }

    /// @inheritdoc IOracleListing
    function sourcesOf(uint16 assetId) external view returns (SourceConfig[] memory sources) {
        _requireListed(assetId);

        sources = new SourceConfig[](PriceWord.unpack(_words[assetId]).sourceCount());
        for (uint256 i; i < sources.length; ++i) {
            Source memory s = _sources[assetId][i];
            sources[i] = SourceConfig({
                source: s.word.feed(),
                key: s.key,
                baseBps: s.word.base(),
                deviationBps: 0,
                maxAge: s.word.maxAge(),
                maxConfidenceBps: s.word.maxConfidence(),
                pricesShares: s.word.pricesShares()
            });
        }
    }

    /// @inheritdoc IOracleListing
    function observationOf(uint16 assetId) external view returns (Observation memory) {
        return PriceWord.unpack(_words[assetId]);
    }

    /* INTERNAL */

    function _requireListed(uint16 assetId) internal view {
        // A listed asset's drift is never zero; a fixed price is not either.
        require(_words[assetId] != 0, IPriceOracle.AssetNotListed(assetId));
    }

    function _setFlag(uint16 assetId, uint256 flag, bool on) internal {
        Observation memory o = PriceWord.unpack(_words[assetId]);
        o.flags = on ? o.flags | flag : o.flags & ~flag;
        _words[assetId] = PriceWord.pack(o);
    }

    function _requireDrift(uint256 driftBps) private pure {
        require(driftBps != 0 && driftBps <= _MAX_DRIFT_BPS, DriftOutOfRange(driftBps, _MAX_DRIFT_BPS));
    }

    function _setSources(uint16 assetId, SourceConfig[] calldata sources) private {
        require(
            sources.length != 0 && sources.length <= _MAX_SOURCES, SourceCountOutOfRange(sources.length, _MAX_SOURCES)
        );

        address token = _assets[assetId].token;
        for (uint256 i; i < sources.length; ++i) {
            _sources[assetId][i] = _validate(sources[i], i, token);
        }
        Observation memory o = PriceWord.unpack(_words[assetId]);
        o.flags = (o.flags & ~PriceWord.COUNTS) | ((sources.length - 1) << PriceWord.COUNT_SHIFT);
        if (o.sourceOf() < sources.length) o.maxAge = sources[o.sourceOf()].maxAge;
        _words[assetId] = PriceWord.pack(o);

        emit SourcesSet(assetId, sources);
    }

    function _validate(SourceConfig calldata config, uint256 index, address token)
        private
        view
        returns (Source memory)
    {
        require(address(config.source).code.length != 0, SourceMissing(index));
        require(!config.pricesShares || token != address(0), ShareSourceNeedsToken(index));

        bool isSigned = config.source.isSigned();
        uint256 minBase = isSigned ? _MIN_BASE_BPS : config.deviationBps + _PUSH_MARGIN_BPS;

        require(
            config.baseBps >= minBase && config.baseBps <= _MAX_BASE_BPS,
            SourceBaseOutOfRange(config.baseBps, minBase, _MAX_BASE_BPS)
        );
        require(
            config.maxAge != 0 && config.maxAge <= _MAX_AGE_SECONDS,
            SourceMaxAgeOutOfRange(config.maxAge, _MAX_AGE_SECONDS)
        );
        require(
            config.maxConfidenceBps != 0 && config.maxConfidenceBps <= _MAX_CONFIDENCE_BPS,
            SourceMaxConfidenceOutOfRange(config.maxConfidenceBps, _MAX_CONFIDENCE_BPS)
        );

        return Source({ word: SourceWord.pack(config, isSigned), key: config.key });
    }
}
