// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AssetAmount } from "../contracts/libraries/AssetAmount.sol";

/// @notice What a price may be, seen from now. 0 < lo <= mid <= hi.
/// @dev USD per whole token in WAD; for an index, settlement tokens Q per base token B in WAD.
struct Interval {
    uint256 lo; // rounded down
    uint256 mid; // the last confirmed observation
    uint256 hi; // rounded up
}

/// @notice An observation unpacked.
struct Observation {
    uint256 mid; // USD WAD per raw token, the last confirmed observation; 0 = never observed
    uint256 below; // 1e-9 of mid that the price may be lower at the moment of observation
    uint256 above; // 1e-9 of mid that the price may be higher at the moment of observation
    uint256 base; // bps, half-width at any age
    uint256 drift; // bps per sqrt(hour), half-width that grows with age
    uint256 observedAt; // Unix seconds, at a moment when the market was open
    uint256 flags; // see contracts/libraries/PriceWord.sol
    uint256 calendarId; // 0 = trades around the clock
    uint256 maxAge; // seconds that the observation stays good enough to add risk on
    uint256 openFor; // a stock's market stays open for this long after observedAt, or longer; 10 minutes
}

/// @notice Why an observation did not count.
enum Rejection {
    None,
    Reverted, // the source, or the token's multiplier, reverted
    ZeroPrice,
    FromTheFuture,
    TooUncertain, // the feed's confidence is wider than allowed
    OutOfRange, // per raw token, beyond what a price word holds
    MarketNeverOpen, // the calendar knows no session that had begun
    JustOpened, // published within 60 s of the market's open
    Restamped, // the price of an earlier session, published again
    NotNewer, // than the last observation
    Stale, // a newer source counts, and this one is older than its maxAge
    Halted, // the market is halted
    Frozen, // a corporate action is about to take effect, or ended the asset
    BeforeAction, // observed before the last corporate action took effect
    NotRegular, // the first after a corporate action has to be observed in a regular session
    Discontinuous // the first after a corporate action does not continue the price per raw token
}

/// @title IPriceOracle
/// @notice Prices as intervals around the last confirmed observation. Whatever is uncertain (a feed's confidence, an old
/// observation, a closed stock market) widens the interval; nothing stops it from answering.
/// Asset 0 is USD, whose price is [1, 1, 1] WAD, always.
interface IPriceOracle {
    /* ERRORS */

    /// @notice Thrown when an asset is read that has no observation yet, or is not listed.
    error PriceNeverObserved(uint16 assetId);

    /// @notice Thrown when a fresh price is required and the last observation is `age` seconds old, more than `maxAge`.
    error ObservationTooOld(uint16 assetId, uint256 age, uint256 maxAge);

    /// @notice Thrown when a fresh price is required between a scheduled event and the first regular price after it.
    error EventInProgress(uint16 assetId, uint256 eventAt);

    /// @notice Thrown when a fresh price is required while the chain's sequencer is down, or has just come back.
    /// @param until When the grace period ends, Unix seconds; 0 while it is down.
    error SequencerNotSettled(uint256 until);

    /// @notice Thrown when an asset id is not listed, or is USD, which needs no refresh.
    error AssetNotListed(uint16 assetId);

    /// @notice Thrown when the value sent with a refresh is below the fee of its updates.
    error UpdateFeeNotPaid(uint256 fee, uint256 value);

    /// @notice Thrown when the caller does not take back what a refresh left over.
    error UpdateRefundRefused(uint256 refund);

    /* EVENTS */

    /// @notice Emitted when an observation counts.
    /// @param mid USD WAD per raw token.
    /// @param observedAt Unix seconds; for a stock, at most the last moment its market was open.
    event PriceObserved(uint16 indexed assetId, uint256 mid, uint256 observedAt);

    /// @notice Emitted when an observation is too far from the price to be believed at once. The price stays, and its
    /// interval takes in the observation, until another confirms it or contradicts it.
    /// @param price USD WAD per raw token, unconfirmed.
    /// @param below 1e-9 of the confirmed mid.
    /// @param above 1e-9 of the confirmed mid.
    event JumpPending(uint16 indexed assetId, uint256 price, uint256 below, uint256 above, uint256 observedAt);

    /// @notice Emitted when what a source answers does not count.
    event ObservationRejected(uint16 indexed assetId, address indexed source, Rejection reason);

    /* VIEWS */

    /// @notice The price interval of an asset now: what a token is worth, without the dividends that it has paid.
    /// @param assetId Protocol-wide asset id; 0 is USD.
    /// @return USD WAD per whole (raw) token.
    function intervalOf(uint16 assetId) external view returns (Interval memory);

    /// @notice Like `intervalOf`, for swaps at once: with the conditions of `freshIndexOf`. A price that is fixed for good
    /// is always fresh.
    /// @return USD WAD per whole (raw) token.
    function freshIntervalOf(uint16 assetId) external view returns (Interval memory);

    /// @notice The interval of the index `base` in `quote`: mid = Bmid/Qmid, lo = Blo/Qhi, hi = Bhi/Qlo, of total-return
    /// prices (see `IOracleActions`), so that an ex-date moves no index.
    /// @return Whole `quote` tokens per whole `base` token, WAD.
    function indexOf(uint16 base, uint16 quote) external view returns (Interval memory);

    /// @notice The confirmed mid of the index alone.
    /// @return Whole `quote` tokens per whole `base` token, WAD.
    function indexMidOf(uint16 base, uint16 quote) external view returns (uint256);

    /// @notice Like `freshIndexOf`, for trades at prices that somebody answers for, however old the observations are: no leg
    /// may be frozen by a corporate action or wait for a scheduled event's outcome, and the sequencer must have settled.
    /// @return Whole `quote` tokens per whole `base` token, WAD.
    function tradableIndexOf(uint16 base, uint16 quote) external view returns (Interval memory);

    /// @notice Like `indexOf`, for actions that add risk: a leg whose market is open must have been observed recently,
    /// no leg may be in a scheduled event or frozen by a corporate action, and the chain's sequencer must have been up
    /// for a while.
    /// @return Whole `quote` tokens per whole `base` token, WAD.
    function freshIndexOf(uint16 base, uint16 quote) external view returns (Interval memory);

    /// @notice The worse edges of many prices in one call: what collateral is worth at least, and debt at most.
    /// @dev The ids are as in `AssetAmount`: what stands above the lowest 16 bits is left alone, so that amounts can be
    /// handed on as they came.
    /// @param lowIds Assets whose lower edge is asked for; one that was never observed is worth 0.
    /// @param highIds Assets whose upper edge is asked for.
    /// @return lows USD WAD per whole (raw) token.
    /// @return highs USD WAD per whole (raw) token.
    function boundsOf(AssetAmount[] calldata lowIds, AssetAmount[] calldata highIds)
        external
        view
        returns (uint256[] memory lows, uint256[] memory highs);

    /// @notice The last confirmed price of an asset, USD WAD per whole (raw) token; 0 if it was never observed.
    function midOf(uint16 assetId) external view returns (uint256);

    /* REFRESH */

    /// @notice Brings new observations into the oracle. Permissionless. What a source answers badly is left out and
    /// reported by an event; it never reverts the others.
    /// @param assetIds Listed assets whose sources are read.
    /// @param updateData Signed updates for the sources; their fee is paid from the value sent, the rest comes back.
    function refresh(uint16[] calldata assetIds, bytes[] calldata updateData) external payable;
}
