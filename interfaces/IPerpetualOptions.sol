// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The parameters of a market, in one storage slot.
/// @param baseId The asset that the options are on (B). 0 is USD.
/// @param settlementId The asset that prices, premium, funding and payout are in (Q).
/// @param period The funding period T, in seconds.
/// @param sigma The annualised volatility sigma0 of the index, WAD.
/// @param minPremium The least premium of an opening trade, in whole settlement tokens, WAD.
/// @param spreadBps What a closing trade gives up of the value, bps.
/// @param feeBps The trading fee on the index, bps.
/// @param rentBps The least funding of a year, as a part of the maximum payoff, bps.
/// @param utilisationSlopeBps `a` in the volatility of an opening trade, `sigma * (1 + a q^2)`, bps of one.
struct Market {
    uint16 baseId;
    uint16 settlementId;
    uint32 period;
    uint64 sigma;
    uint64 minPremium;
    uint16 spreadBps;
    uint16 feeBps;
    uint16 rentBps;
    uint16 utilisationSlopeBps;
}

/// @notice What makes a series: the same terms are the same series, always.
/// @param pool The option pool that writes it.
/// @param marketId The market.
/// @param strike Settlement tokens per unit of the base, WAD, on the 5 % grid.
/// @param widthBps How far the option pays: the cap of a call is `strike * (1 + width)`, bps.
/// @param isCall True for a call, false for a put.
struct SeriesTerms {
    address pool;
    uint32 marketId;
    uint96 strike;
    uint16 widthBps;
    bool isCall;
}

/// @title Perpetual options, covered and coin-margined
/// @notice Options without expiry that pay funding instead. Option pools write and lock the most that each option can
/// pay; traders buy and close. A position whose margin runs out pays its funding by shrinking, and is never liquidated.
/// @dev Units: an index, a strike and a price are settlement tokens per unit of the base, WAD; a size is units of the
/// base, WAD; premium, fee, funding, payout and reserve are in units of the settlement token.
interface IPerpetualOptions {
    /// @notice The state of a series.
    /// @param terms What it is.
    /// @param size The sum of its positions' sizes, WAD.
    /// @param fundingIndex Funding per unit since the first opening, settlement tokens with 36 decimals.
    /// @param fundingRate Funding per unit and second until the next touch, settlement tokens with 27 decimals.
    /// @param updatedAt When `fundingIndex` was brought up to date, Unix seconds.
    /// @param live Whether it takes one of its pool's places.
    struct SeriesState {
        SeriesTerms terms;
        uint256 size;
        uint256 fundingIndex;
        uint256 fundingRate;
        uint256 updatedAt;
        bool live;
    }

    /// @notice What a trade would cost or pay now.
    /// @param price The ask or the bid per unit, WAD.
    /// @param gross The price times the size: the premium of an open, the payout of a close before deductions.
    /// @param fee The trading fee.
    /// @param funding Funding due on the position: first collected from the account, of a close then from the payout.
    /// @param net What the account pays for an open, or receives for a close, funding apart.
    struct Quote {
        uint256 price;
        uint256 gross;
        uint256 fee;
        uint256 funding;
        uint256 net;
    }

    /* EVENTS */

    /// @notice Emitted when a market is created.
    event MarketCreated(uint32 indexed marketId, Market market);

    /// @notice Emitted when the volatility of a market changes.
    event VolatilitySet(uint32 indexed marketId, uint64 sigma);

    /// @notice Emitted when a pool may write options.
    event PoolRegistered(address indexed pool, uint16 indexed assetId, bool isStock);

    /// @notice Emitted when terms are traded for the first time.
    event SeriesCreated(uint32 indexed seriesId, SeriesTerms terms);

    /// @notice Emitted after an opening trade.
    event Opened(
        address indexed account, uint32 indexed seriesId, uint256 size, uint256 price, uint256 premium, uint256 fee
    );

    /// @notice Emitted after a closing trade. `payout` is what the account received.
    event Closed(
        address indexed account, uint32 indexed seriesId, uint256 size, uint256 price, uint256 payout, uint256 fee
    );

    /// @notice Emitted when funding has been collected from a balance or a payout. `reward` of it went to the caller.
    event FundingCollected(address indexed account, uint32 indexed seriesId, uint256 collected, uint256 reward);

    /// @notice Emitted when a position paid its funding by shrinking.
    event Shrunk(address indexed account, uint32 indexed seriesId, uint256 size, uint256 shortfall);

    /// @notice Emitted when funding is carried as a first claim on the payout, because the interval is wide.
    event FundingCarried(address indexed account, uint32 indexed seriesId, uint256 carried);

    /// @notice Emitted when a position ended without having paid all of its funding.
    event FundingUncollected(address indexed account, uint32 indexed seriesId, uint256 amount);

    /// @notice Emitted when the funding rate of a series is set anew (27 decimals, per unit and second).
    event FundingRateUpdated(uint32 indexed seriesId, uint256 fundingIndex, uint256 fundingRate);

    /// @notice Emitted when collected fees go to the insurance and the treasury.
    event FeesDistributed(uint16 indexed assetId, uint256 toInsurance, uint256 toTreasury);

    /* ERRORS */

    /// @notice Thrown when a market parameter is outside its bounds.
    error MarketParameterOutOfBounds(bytes32 name, uint256 given, uint256 least, uint256 most);

    /// @notice Thrown when the base and the settlement asset of a market are the same.
    error SameLegs(uint16 assetId);

    /// @notice Thrown when the period is not 1, 7 or 30 days.
    error UnsupportedPeriod(uint256 period);

    /// @notice Thrown when there is no such market.
    error UnknownMarket(uint32 marketId);

    /// @notice Thrown when the contract is not a registered option pool.
    error UnknownPool(address pool);

    /// @notice Thrown when the pool is registered already.
    error PoolAlreadyRegistered(address pool);

    /// @notice Thrown when a settlement token has more decimals than the reserve counter holds.
    error TooManyDecimals(uint16 assetId, uint8 decimals, uint8 most);

    /// @notice Thrown when there is no such series.
    error UnknownSeries(uint32 seriesId);

    /// @notice Thrown when the pool's token is not the market's settlement token.
    error SettlementMismatch(uint16 poolAssetId, uint16 settlementId);

    /// @notice Thrown when the width is not 25, 50 or 100 %.
    error UnsupportedWidth(uint16 widthBps);

    /// @notice Thrown when the strike is not on the grid; `nearest` is.
    error StrikeOffGrid(uint256 strike, uint256 nearest);

    /// @notice Thrown when the strike of a new series is not between half and twice the index.
    error StrikeOutOfRange(uint256 strike, uint256 least, uint256 most);

    /// @notice Thrown when all places for live series of the pool are taken.
    error TooManySeries(address pool, uint256 most);

    /// @notice Thrown when the size of a trade is zero or above the limit.
    error InvalidSize(uint256 size, uint256 most);

    /// @notice Thrown when the deadline has passed.
    error DeadlinePassed(uint256 deadline);

    /// @notice Thrown when premium and fee exceed what the trader allows.
    error PremiumAboveMaximum(uint256 cost, uint256 maxPremium);

    /// @notice Thrown when the premium is less than the market's minimum.
    error PremiumBelowMinimum(uint256 premium, uint256 minPremium);

    /// @notice Thrown when the payout is less than the trader allows.
    error PayoutBelowMinimum(uint256 payout, uint256 minPayout);

    /// @notice Thrown when a pool would lock more than 90 % of its cash.
    error ReserveExceeded(uint256 reserve, uint256 limit);

    /// @notice Thrown when the calls of a stock pool would lock more than 60 % of its cash.
    error CallReserveExceeded(uint256 callReserve, uint256 limit);

    /// @notice Thrown when the first trade of a series locks less than 0.5 % of the pool's cash.
    error SeriesReserveBelowMinimum(uint256 reserve, uint256 minimum);

    /// @notice Thrown when the account has no position in the series.
    error NoPosition(address account, uint32 seriesId);

    /// @notice Thrown when more would be closed than the position holds.
    error CloseExceedsPosition(uint256 size, uint256 positionSize);

    /* MARKETS AND POOLS */

    /// @notice Creates a market. For RISK. Each parameter has bounds.
    function createMarket(Market calldata market) external returns (uint32 marketId);

    /// @notice Sets the volatility of a market, WAD, within bounds. For RISK. Elapsed funding keeps the old rate.
    function setVolatility(uint32 marketId, uint64 sigma) external;

    /// @notice Lets a pool write options. For the pool factory.
    /// @param assetId The asset that the pool holds, with at most 18 decimals.
    function registerPool(address pool, uint16 assetId) external;

    /* TRADING */

    /// @notice Buys `size` units of a series for an account, at the ask. For the account's owner.
    /// @param terms The series; its first trade creates it.
    /// @param account Pays the premium, the fee and later the funding, all in the settlement token.
    /// @param size Units of the base, WAD.
    /// @param maxPremium The most that premium and fee may be together.
    /// @param deadline The last second at which the trade may execute.
    /// @return seriesId The series.
    /// @return cost What the account paid, premium and fee; funding due on an older part of the position is apart.
    function open(SeriesTerms calldata terms, address account, uint256 size, uint256 maxPremium, uint256 deadline)
        external
        returns (uint32 seriesId, uint256 cost);

    /// @notice Sells `size` units back to the pool at the bid. For the account's owner. Always possible.
    /// @param minPayout The least that the account must receive.
    /// @param deadline The last second at which the trade may execute.
    /// @return payout What the account received: the bid less the fee and less funding that its balance did not cover.
    function close(address account, uint32 seriesId, uint256 size, uint256 minPayout, uint256 deadline)
        external
        returns (uint256 payout);

    /// @notice Collects the funding due on a position. For anyone, who gets 1 % of what is collected from the balance.
    /// @dev When the balance is short and the interval tight, the position shrinks at its value by the shortfall; while
    /// the interval is wide, the shortfall is carried as a first claim on the payout.
    /// @return collected What the account paid, in units of the settlement token.
    function settle(address account, uint32 seriesId) external returns (uint256 collected);

    /// @notice Moves the fees collected in an asset to the insurance and the treasury. For anyone.
    function distributeFees(uint16 assetId) external;

    /* VIEWS */

    /// @notice The value of one option, in WAD settlement tokens per unit of the base.
    /// @param index The index, WAD.
    /// @param strike The strike, WAD.
    /// @param isCall True for a call.
    /// @param width How far it pays, as a part of the strike, WAD.
    /// @param sigma Annualised volatility, WAD.
    /// @param periodSeconds The funding period in seconds.
    /// @dev DESIGN section 5: the everlasting option with the right to take the maximum once the cap is reached.
    function optionValue(
        uint256 index,
        uint256 strike,
        bool isCall,
        uint256 width,
        uint256 sigma,
        uint256 periodSeconds
    ) external pure returns (uint256);

    /// @notice What opening would cost now. Reverts like `open` for terms that cannot exist and for old observations.
    function quoteOpen(SeriesTerms calldata terms, uint256 size) external view returns (Quote memory);

    /// @notice What closing would pay now.
    function quoteClose(address account, uint32 seriesId, uint256 size) external view returns (Quote memory);

    /// @notice A position's size (WAD), the funding index it has paid up to (36 decimals) and the funding carried as a
    /// claim on its payout.
    function positionOf(address account, uint32 seriesId)
        external
        view
        returns (uint256 size, uint256 fundingIndex, uint256 carried);

    /// @notice The funding due on a position now, carried funding included.
    function fundingOwed(address account, uint32 seriesId) external view returns (uint256);

    /// @notice The value of what a pool has written, at the edge and rounding that make it high or low.
    function liabilityOf(address pool, bool high) external view returns (uint256);

    /// @notice What a pool has locked: the sum over its series of size times maximum payoff, and the calls' part of it.
    function reserveOf(address pool) external view returns (uint256 reserve, uint256 callReserve);

    /// @notice The asset of a registered pool. Reverts with `UnknownPool`.
    function assetOfPool(address pool) external view returns (uint16 assetId);

    /// @notice The live series of a pool, 64 at most.
    function liveSeriesOf(address pool) external view returns (uint32[] memory);

    /// @notice The parameters of a market. Reverts with `UnknownMarket`.
    function marketOf(uint32 marketId) external view returns (Market memory);

    /// @notice The state of a series. Reverts with `UnknownSeries`.
    function seriesOf(uint32 seriesId) external view returns (SeriesState memory);

    /// @notice The id of a series, or zero if its terms were never traded.
    function seriesIdOf(SeriesTerms calldata terms) external view returns (uint32);

    /// @notice Funding that positions ended without paying, by pool, in units of its token.
    function uncollectedOf(address pool) external view returns (uint256);
}
