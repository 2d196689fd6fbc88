// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

import { IAggregatorV3 } from "../../interfaces/IAggregatorV3.sol";
import { IOracleListing } from "../../interfaces/IOracleListing.sol";
import { Interval, IPriceOracle } from "../../interfaces/IPriceOracle.sol";
import { ITradingCalendar } from "../../interfaces/ITradingCalendar.sol";
import { AssetAmount } from "../libraries/AssetAmount.sol";
import { IntervalMath } from "../libraries/IntervalMath.sol";
import { PriceWord } from "../libraries/PriceWord.sol";
import { OracleActions } from "./OracleActions.sol";

/// @title OracleIntervals
/// @notice The part of `PriceOracle` that answers: what prices and indices are now, as the words that were observed age.
abstract contract OracleIntervals is IPriceOracle, OracleActions {
    using FixedPointMathLib for uint256;
    using PriceWord for uint256;

    /// @dev What was found out about this moment, and holds for the assets after it as well: what their calendar says, and
    /// the root of their age.
    struct MarketNow {
        uint256 calendarId; // 0 = not asked yet
        bool open;
        uint256 nextOpen; // Unix seconds; 0 = unknown
        uint256 age; // seconds
        uint256 rootHours; // WAD, of `age`
    }

    /// @dev What an index is asked for: whatever is known, a trade at an agreed price, or one at this price.
    enum Asked {
        Any,
        Tradable,
        Fresh
    }

    uint256 private constant _WAD = 1e18;
    /// @dev Until a signed update is this old, its base holds; afterwards three times as much.
    uint256 private constant _SIGNED_FRESH_SECONDS = 15;
    uint256 private constant _SIGNED_OLD_BASE_FACTOR = 3;
    /// @dev How long a market counts as closed if nobody knows when it opens.
    uint256 private constant _UNKNOWN_CLOSURE_SECONDS = 72 hours;

    /// @dev How long after its return a sequencer's chain still catches up with prices.
    uint256 private constant _SEQUENCER_GRACE_SECONDS = 1 hours;

    /// @inheritdoc IOracleListing
    IAggregatorV3 public immutable sequencerUptimeFeed;

    constructor(address manager, ITradingCalendar calendar_, IAggregatorV3 sequencerUptimeFeed_)
        OracleActions(manager, calendar_)
    {
        sequencerUptimeFeed = sequencerUptimeFeed_;
    }

    /* VIEWS */

    /// @inheritdoc IPriceOracle
    function intervalOf(uint16 assetId) public view returns (Interval memory) {
        if (assetId == 0) return IntervalMath.one();

        MarketNow memory market;
        return _intervalAround(assetId, _words[assetId], market);
    }

    /// @inheritdoc IPriceOracle
    function freshIntervalOf(uint16 assetId) external view returns (Interval memory interval) {
        _requireSequencerSettled();
        if (assetId == 0) return IntervalMath.one();

        MarketNow memory market;
        uint256 word = _words[assetId];
        interval = _intervalAround(assetId, word, market);
        // Only a fixed price does not drift.
        if (word.driftOf() == 0) return interval;
        _requireTradable(assetId, word);
        _requireFresh(assetId, word, market);
    }

    /// @inheritdoc IPriceOracle
    function indexOf(uint16 base, uint16 quote) external view returns (Interval memory) {
        return _indexOf(base, quote, Asked.Any);
    }

    /// @inheritdoc IPriceOracle
    function indexMidOf(uint16 base, uint16 quote) external view returns (uint256) {
        return IntervalMath.indexMid(_totalReturnMidOf(base), _totalReturnMidOf(quote));
    }

    /// @inheritdoc IPriceOracle
    function tradableIndexOf(uint16 base, uint16 quote) external view returns (Interval memory) {
        _requireSequencerSettled();

        return _indexOf(base, quote, Asked.Tradable);
    }

    /// @inheritdoc IPriceOracle
    function freshIndexOf(uint16 base, uint16 quote) external view returns (Interval memory) {
        _requireSequencerSettled();

        return _indexOf(base, quote, Asked.Fresh);
    }

    /// @inheritdoc IPriceOracle
    function boundsOf(AssetAmount[] calldata lowIds, AssetAmount[] calldata highIds)
        external
        view
        returns (uint256[] memory lows, uint256[] memory highs)
    {
        MarketNow memory market;
        lows = new uint256[](lowIds.length);
        highs = new uint256[](highIds.length);

        // Cannot overflow: no calldata holds so many.
        unchecked {
            for (uint256 i; i < lowIds.length; ++i) {
                uint256 word = _words[lowIds[i].assetId()];
                uint256 mid = word.midOf();
                if (mid != 0) lows[i] = IntervalMath.lowEdge(mid, word.belowOf(), _halfWidthOf(word, market));
            }
            for (uint256 i; i < highIds.length; ++i) {
                uint256 word = _words[highIds[i].assetId()];
                uint256 mid = word.midOf();
                require(mid != 0, PriceNeverObserved(highIds[i].assetId()));
                highs[i] = IntervalMath.highEdge(mid, word.aboveOf(), _halfWidthOf(word, market));
            }
        }
    }

    /// @inheritdoc IPriceOracle
    function midOf(uint16 assetId) external view returns (uint256) {
        return _words[assetId].midOf();
    }

    /* INTERNAL */

    function _indexOf(uint16 base, uint16 quote, Asked asked) private view returns (Interval memory) {
        MarketNow memory market;
        return IntervalMath.index(_totalReturnOf(base, asked, market), _totalReturnOf(quote, asked, market));
    }

    /// @dev What a token with the dividends that it has paid is worth.
    function _totalReturnOf(uint16 assetId, Asked asked, MarketNow memory market)
        private
        view
        returns (Interval memory)
    {
        if (assetId == 0) return IntervalMath.one();

        uint256 word = _words[assetId];
        Interval memory interval = _intervalAround(assetId, word, market);
        if (asked != Asked.Any) _requireTradable(assetId, word);
        if (asked == Asked.Fresh) _requireFresh(assetId, word, market);
        return
            word.isSet(PriceWord.ACTION) ? IntervalMath.times(interval, _adjustments[assetId].returnFactor) : interval;
    }

    /// @dev The mid of `_totalReturnOf`.
    function _totalReturnMidOf(uint16 assetId) private view returns (uint256 mid) {
        if (assetId == 0) return _WAD;

        uint256 word = _words[assetId];
        mid = word.midOf();
        require(mid != 0, PriceNeverObserved(assetId));
        if (word.isSet(PriceWord.ACTION)) mid = mid.mulDiv(_adjustments[assetId].returnFactor, _WAD);
    }

    function _requireTradable(uint16 assetId, uint256 word) private view {
        if (word.isSet(PriceWord.EVENT)) {
            uint256 eventAt = _assets[assetId].eventAt;
            require(block.timestamp < eventAt, EventInProgress(assetId, eventAt));
        }
        if (word.isSet(PriceWord.ACTION)) require(!isFrozen(assetId), AssetFrozen(assetId));
    }

    function _requireFresh(uint16 assetId, uint256 word, MarketNow memory market) private view {
        if (!word.isSet(PriceWord.HALTED) && _isOpen(word, market)) {
            // An unconfirmed observation is in the interval too, and fresh.
            uint256 seenAt = word.isSet(PriceWord.PENDING) ? _pending[assetId].newestAt : word.observedAtOf();
            uint256 age = block.timestamp - seenAt;
            require(age <= word.maxAgeOf(), ObservationTooOld(assetId, age, word.maxAgeOf()));
        }
    }

    function _requireSequencerSettled() private view {
        if (address(sequencerUptimeFeed) == address(0)) return;

        (, int256 down, uint256 since,,) = sequencerUptimeFeed.latestRoundData();
        require(down == 0 && since != 0, SequencerNotSettled(0));

        uint256 until = since + _SEQUENCER_GRACE_SECONDS;
        require(block.timestamp > until, SequencerNotSettled(until));
    }

    function _intervalAround(uint16 assetId, uint256 word, MarketNow memory market)
        private
        view
        returns (Interval memory)
    {
        require(word.midOf() != 0, PriceNeverObserved(assetId));

        return IntervalMath.around(word.midOf(), word.belowOf(), word.aboveOf(), _halfWidthOf(word, market));
    }

    /// @dev WAD. `market` keeps what was found out, for the next asset.
    function _halfWidthOf(uint256 word, MarketNow memory market) private view returns (uint256) {
        uint256 age = _ageOf(word, market);
        uint256 base = word.baseOf();
        // Cannot overflow: 16 bits.
        unchecked {
            if (age > _SIGNED_FRESH_SECONDS && word.isSet(PriceWord.SIGNED)) base *= _SIGNED_OLD_BASE_FACTOR;
        }
        if (age != market.age) (market.age, market.rootHours) = (age, IntervalMath.rootHoursUp(age));
        return IntervalMath.halfWidthAtRoot(base, word.driftOf(), market.rootHours);
    }

    /// @dev Seconds an observation counts as old. News breaks right after the close, and nobody can trade on it before
    /// the next open: a closed market ages an observation by all of that at once.
    function _ageOf(uint256 word, MarketNow memory market) private view returns (uint256 age) {
        uint256 observedAt = word.observedAtOf();
        age = block.timestamp - observedAt;
        uint256 nextOpen;
        if (!word.isSet(PriceWord.HALTED)) {
            if (_isOpen(word, market)) return age;
            nextOpen = market.nextOpen;
        }

        age = age.max(nextOpen == 0 ? _UNKNOWN_CLOSURE_SECONDS : nextOpen - observedAt);
    }

    /// @dev Whether an asset's market is open by its calendar, which is asked only if the word does not know.
    function _isOpen(uint256 word, MarketNow memory market) private view returns (bool) {
        uint256 calendarId = word.calendarIdOf();
        if (calendarId == 0) return true;

        if (market.calendarId != calendarId) {
            market.calendarId = calendarId;
            market.open = block.timestamp < word.openUntil();
            if (market.open) return true;

            (market.open, market.nextOpen) = calendar.marketAt(uint16(calendarId), block.timestamp);
        }
        return market.open;
    }
}
