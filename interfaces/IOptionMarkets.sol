// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IOptionEvents } from "./IOptionEvents.sol";
import { Market, SeriesTerms } from "./IOptionTypes.sol";

/// @title Markets, pools and series of perpetual options
/// @notice What can be traded, within which limits, and at which volatility. A *book* is a pool in a market, registered
/// when the pool writes its first option there. The id of a series spells out its book and terms: see `SeriesIds`.
interface IOptionMarkets is IOptionEvents {
    /* MARKETS */

    /// @notice Creates a market. For RISK. Each parameter has bounds, and both legs have been observed.
    /// @param sigma The first volatility, WAD, yearly, within the market's floor and cap.
    /// @param limit The most that the market's options lock in all public pools together, in units of the settlement token.
    function createMarket(Market calldata market, uint256 sigma, uint256 limit) external returns (uint32 marketId);

    /// @notice Changes a market's parameters, within the same bounds, but not its legs and its period. For RISK.
    /// Elapsed funding keeps its rate, and sigma0 follows a new floor, cap or premium by at most 20 % an hour.
    function setMarket(uint32 marketId, Market calldata market) external;

    /// @notice Sets the most that a market's options lock in all public pools together, in units of the settlement token.
    /// For RISK. A limit is lowered at once, and raised by at most 20 % a day.
    function setMarketLimit(uint32 marketId, uint256 limit) external;

    /// @notice Sets that limit to anything. For the GOVERNOR.
    function resetMarketLimit(uint32 marketId, uint256 limit) external;

    /// @notice Stops a market's openings, and gives 7 days' notice of its end. For the GOVERNOR.
    function announceClosing(uint32 marketId) external;

    /// @notice Fixes the last price of a market whose notice has run out: the index now, once its interval is tight, or
    /// after five more days whatever it is. For anyone. From then on funding rests and `closeFinal` pays every position.
    function fixFinalPrice(uint32 marketId) external;

    /// @notice Fixes the last index of a market of which a leg was paid out in cash or delisted: every option of it is
    /// worth its payoff there. For the GOVERNOR.
    /// @param index Settlement tokens per unit of the base, WAD. Zero when the base is worth nothing.
    function cashOut(uint32 marketId, uint256 index) external;

    /// @notice Samples the volatility of a market, if its last sample is 30 minutes old. For anyone; every trade and
    /// settlement does it by itself, first of all.
    function sampleVolatility(uint32 marketId) external;

    /* POOLS */

    /// @notice Lets a pool write options. For the pool factory.
    /// @param assetId The asset that the pool holds, with at most 18 decimals.
    /// @param isPublic Whether anybody may buy from it at the ask.
    function registerPool(address pool, uint16 assetId, bool isPublic) external;

    /// @notice Sets the most that a pool locks of its cash for new trades, at most 90 %. For RISK. A limit is lowered at
    /// once, and raised once a day, by at most 20 % or to 1 % of the cash.
    function setPoolLimit(address pool, uint16 limitBps) external;

    /// @notice Gives a pool's book in a market its number, when its first option is written. For this contract itself.
    function registerBook(address pool, uint32 marketId) external returns (uint256 bookId);

    /* FEES */

    /// @notice Moves the fees collected in an asset to the insurance and the treasury. For anyone.
    function distributeFees(uint16 assetId) external;

    /// @notice Moves the fees that the caller has earned as a front end to one of his accounts.
    function claimIntegratorFees(uint16 assetId, address account) external returns (uint256 amount);

    /// @notice What a front end has earned in an asset and not claimed yet.
    function integratorFeesOf(address integrator, uint16 assetId) external view returns (uint256);

    /// @notice Funding that positions ended without paying, by pool, in units of its token.
    function uncollectedOf(address pool) external view returns (uint256);

    /* VIEWS */

    /// @notice How many markets there are; they are numbered from 1.
    function marketCount() external view returns (uint32);

    /// @notice The parameters of a market. Reverts with `UnknownMarket`.
    function marketOf(uint32 marketId) external view returns (Market memory);

    /// @notice What a market's options lock in all public pools together and the most that they may, in units of the
    /// settlement token. What a private pool locks is its owner's affair.
    function openInterestOf(uint32 marketId) external view returns (uint256 locked, uint256 limit);

    /// @notice A market's volatility as of its last sample.
    /// @return index The index then, WAD.
    /// @return variance The measured variance, WAD, a year.
    /// @return sigma sigma0, WAD, yearly.
    /// @return sampledAt Unix seconds.
    function volatilityOf(uint32 marketId)
        external
        view
        returns (uint256 index, uint256 variance, uint256 sigma, uint256 sampledAt);

    /// @notice How a market ends.
    /// @return closesAt When its notice runs out, Unix seconds; zero without notice.
    /// @return fixedAt When its last price was fixed, Unix seconds; zero before.
    /// @return index The last index, WAD.
    /// @return sigma The volatility that its options are valued with, WAD, yearly; zero when they are worth their payoff.
    function closingOf(uint32 marketId)
        external
        view
        returns (uint256 closesAt, uint256 fixedAt, uint256 index, uint256 sigma);

    /// @notice The asset of a registered pool. Reverts with `UnknownPool`.
    function assetOfPool(address pool) external view returns (uint16 assetId);

    /// @notice The most that a pool locks of its cash for new trades, bps.
    function poolLimitOf(address pool) external view returns (uint256 limitBps);

    /// @notice What a pool has locked: the sum over its series of size times maximum payoff, and the calls' part of it.
    function reserveOf(address pool) external view returns (uint256 reserve, uint256 callReserve);

    /// @notice The live series of a pool, 64 at most.
    function liveSeriesOf(address pool) external view returns (uint32[] memory);

    /// @notice How many books there are; they are numbered from 1.
    function bookCount() external view returns (uint256);

    /// @notice The pool and the market of a book, zero when there is no such book.
    function bookOf(uint256 bookId) external view returns (address pool, uint32 marketId);

    /// @notice The id of a series whether traded or not; zero if its pool has not traded in its market.
    function seriesIdOf(SeriesTerms calldata terms) external view returns (uint32);
}
