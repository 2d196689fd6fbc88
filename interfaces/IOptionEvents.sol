// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Market, SeriesTerms } from "./IOptionTypes.sol";

/// @title What perpetual options report and refuse
/// @notice The events tell all that an indexer needs to rebuild every market, series and position.
interface IOptionEvents {
    /* EVENTS: MARKETS AND POOLS */

    /// @notice Emitted when a market is created, with its first volatility (WAD, yearly).
    event MarketCreated(uint32 indexed marketId, Market market, uint256 sigma);

    /// @notice Emitted when the parameters of a market change.
    event MarketChanged(uint32 indexed marketId, Market market);

    /// @notice Emitted when a market's volatility is sampled: the index (WAD), the measured variance (WAD, a year) and
    /// sigma0 (WAD, yearly).
    event VolatilitySampled(uint32 indexed marketId, uint256 index, uint256 variance, uint256 sigma);

    /// @notice Emitted when a market's limit on what its options lock changes, in units of the settlement token.
    event MarketLimitSet(uint32 indexed marketId, uint256 limit);

    /// @notice Emitted when a market is announced to close.
    event ClosingAnnounced(uint32 indexed marketId, uint256 closesAt);

    /// @notice Emitted when the last price of a market is fixed. `sigma` is what its options are valued with (WAD,
    /// yearly), zero when they are worth their payoff.
    event MarketFinal(uint32 indexed marketId, uint256 index, uint256 sigma);

    /// @notice Emitted when a pool may write options.
    event PoolRegistered(address indexed pool, uint16 indexed assetId, bool isStock, bool isPublic);

    /// @notice Emitted when the most that a pool locks of its cash changes, bps.
    event PoolLimitSet(address indexed pool, uint256 limitBps);

    /// @notice Emitted when a pool writes its first option in a market.
    event BookRegistered(uint256 indexed bookId, address indexed pool, uint32 indexed marketId);

    /// @notice Emitted when a series takes a place in its pool.
    event SeriesListed(uint32 indexed seriesId, SeriesTerms terms);

    /// @notice Emitted when a series has no position any more, and frees its place.
    event SeriesFreed(uint32 indexed seriesId);

    /* EVENTS: POSITIONS */

    /// @notice Emitted after an opening trade.
    event Opened(
        address indexed account, uint32 indexed seriesId, uint256 size, uint256 price, uint256 premium, uint256 fee
    );

    /// @notice Emitted after a closing trade. `payout` is what the account received.
    event Closed(
        address indexed account, uint32 indexed seriesId, uint256 size, uint256 price, uint256 payout, uint256 fee
    );

    /// @notice Emitted when a position, or a part of it, went to another account.
    event PositionMoved(address indexed from, address indexed to, uint32 indexed seriesId, uint256 size);

    /// @notice Emitted when an account's owner lets another account take up to `size` of a position.
    event PositionOffered(address indexed from, address indexed to, uint32 indexed seriesId, uint256 size);

    /// @notice Emitted when funding has been collected from a balance or a payout. `reward` of it went to the caller.
    event FundingCollected(address indexed account, uint32 indexed seriesId, uint256 collected, uint256 reward);

    /// @notice Emitted when a position paid its funding by shrinking.
    event Shrunk(address indexed account, uint32 indexed seriesId, uint256 size, uint256 shortfall);

    /// @notice Emitted when funding stays due, because the interval is too wide to shrink by or the position is closing.
    event FundingCarried(address indexed account, uint32 indexed seriesId, uint256 carried);

    /// @notice Emitted when a position ended without having paid all of its funding.
    event FundingUncollected(address indexed account, uint32 indexed seriesId, uint256 amount);

    /// @notice Emitted when the funding rate of a series is set anew (27 decimals, per unit and second).
    event FundingRateUpdated(uint32 indexed seriesId, uint256 fundingIndex, uint256 fundingRate);

    /// @notice Emitted when collected fees go to the insurance and the treasury.
    event FeesDistributed(uint16 indexed assetId, uint256 toInsurance, uint256 toTreasury);

    /// @notice Emitted when a trade has earned a front end its fee.
    event IntegratorFeeCharged(address indexed integrator, uint16 indexed assetId, uint256 amount);

    /// @notice Emitted when a front end has taken its fees.
    event IntegratorFeesClaimed(address indexed integrator, uint16 indexed assetId, address account, uint256 amount);

    /* ERRORS: MARKETS AND POOLS */

    /// @notice Thrown when a market parameter is outside its bounds.
    error MarketParameterOutOfBounds(bytes32 name, uint256 given, uint256 least, uint256 most);

    /// @notice Thrown when the base and the settlement asset of a market are the same.
    error SameLegs(uint16 assetId);

    /// @notice Thrown when the period is not 1, 7 or 30 days.
    error UnsupportedPeriod(uint256 period);

    /// @notice Thrown when a change would give a market other legs or another period.
    error MarketIdentityChanged(uint32 marketId);

    /// @notice Thrown when there is no such market.
    error UnknownMarket(uint32 marketId);

    /// @notice Thrown when the market is closing or closed.
    error MarketNotOpen(uint32 marketId);

    /// @notice Thrown when the last price of the market is fixed already.
    error MarketIsFinal(uint32 marketId);

    /// @notice Thrown when the last price of the market is not fixed yet.
    error MarketNotFinal(uint32 marketId);

    /// @notice Thrown when the notice of a closing market has not run out; zero when none was given.
    error NoticeRunning(uint32 marketId, uint256 closesAt);

    /// @notice Thrown when the interval is too wide to fix the last price before `wideFrom`.
    error IndexNotTight(uint256 lo, uint256 hi, uint256 wideFrom);

    /// @notice Thrown when a limit is raised by more than 20 % or again within a day. `most` may be set from `from` on.
    error LimitRaisedTooFast(uint256 limit, uint256 most, uint256 from);

    /// @notice Thrown when the contract is not a registered option pool.
    error UnknownPool(address pool);

    /// @notice Thrown when somebody buys from a private pool without a quote that its signer has signed.
    error QuoteRequired(address pool);

    /// @notice Thrown when the pool is registered already.
    error PoolAlreadyRegistered(address pool);

    /// @notice Thrown when a pool would be let lock more than 90 % of its cash.
    error PoolLimitTooHigh(uint256 limitBps, uint256 mostBps);

    /// @notice Thrown when a settlement token has more decimals than the reserve counter holds.
    error TooManyDecimals(uint16 assetId, uint8 decimals, uint8 most);

    /// @notice Thrown when somebody asks for a book's number otherwise than by its first trade.
    error NotFirstTrade(address caller);

    /// @notice Thrown when all ids of books are given out, or all but those kept for public pools.
    error TooManyBooks(uint256 most);

    /// @notice Thrown when there is no such series.
    error UnknownSeries(uint32 seriesId);

    /// @notice Thrown when the pool's token is not the market's settlement token.
    error SettlementMismatch(uint16 poolAssetId, uint16 settlementId);

    /// @notice Thrown when the width is not 25, 50 or 100 %.
    error UnsupportedWidth(uint16 widthBps);

    /// @notice Thrown when the strike is not on the grid; `onGrid` is, nearby.
    error StrikeOffGrid(uint256 strike, uint256 onGrid);

    /// @notice Thrown when the strike of a new series is not between half and twice the index.
    error StrikeOutOfRange(uint256 strike, uint256 least, uint256 most);

    /// @notice Thrown when all places for live series of the pool are taken.
    error TooManySeries(address pool, uint256 most);

    /* ERRORS: POSITIONS */

    /// @notice Thrown when the size of a trade is zero or above the limit.
    error InvalidSize(uint256 size, uint256 most);

    /// @notice Thrown when the deadline has passed.
    error DeadlinePassed(uint256 deadline);

    /// @notice Thrown when premium and fees exceed what the trader allows.
    error PremiumAboveMaximum(uint256 cost, uint256 maxPremium);

    /// @notice Thrown when the premium is less than the market's minimum.
    error PremiumBelowMinimum(uint256 premium, uint256 minPremium);

    /// @notice Thrown when the payout is less than the trader allows.
    error PayoutBelowMinimum(uint256 payout, uint256 minPayout);

    /// @notice Thrown when a front end would add more than 10 % of the fee.
    error IntegratorFeeTooHigh(uint256 feeBps, uint256 mostBps);

    /// @notice Thrown when a pool would lock more of its cash than its limit.
    error ReserveExceeded(uint256 reserve, uint256 limit);

    /// @notice Thrown when the calls of a stock pool would lock more than 60 % of its cash.
    error CallReserveExceeded(uint256 callReserve, uint256 limit);

    /// @notice Thrown when the first trade of a series locks less than 0.5 % of the pool's cash.
    error SeriesReserveBelowMinimum(uint256 reserve, uint256 minimum);

    /// @notice Thrown when the options of a market would lock more than its limit.
    error OpenInterestExceeded(uint256 openInterest, uint256 limit);

    /// @notice Thrown when the account has no position in the series.
    error NoPosition(address account, uint32 seriesId);

    /// @notice Thrown when more would be closed or moved than the position holds.
    error CloseExceedsPosition(uint256 size, uint256 positionSize);

    /// @notice Thrown when an account would hold more positions than its list has places.
    error TooManyPositions(address account, uint256 most);

    /// @notice Thrown when an account would take more of a position than was offered to it.
    error OfferExceeded(uint256 size, uint256 offered);

    /// @notice Thrown when a position would move to the account that it is in.
    error PositionStays(address account);

    /* ERRORS: OFFERS */

    /// @notice Thrown when the confirmed index is outside the band in which an offer is good.
    error IndexOutsideBand(uint256 index, uint256 least, uint256 most);

    /// @notice Thrown when the index is less certain than an offer asks for.
    error IntervalAboveOffered(uint256 intervalBps, uint256 maxIntervalBps);

    /// @notice Thrown when an offer's price is below the payoff of what it opens, or above what the option can ever pay.
    error OfferedPriceOutOfRange(uint256 price, uint256 least, uint256 most);
}
