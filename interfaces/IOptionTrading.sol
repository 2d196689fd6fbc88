// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IOptionEvents } from "./IOptionEvents.sol";
import { Integrator, SeriesTerms } from "./IOptionTypes.sol";

/// @title Trading in perpetual options
/// @notice Options without expiry that pay funding instead. Option pools write and lock the most that each option can
/// pay; traders buy and close. A position whose margin runs out pays its funding by shrinking, and is never liquidated
/// for it; only the debts of an account are reasons to close its options.
/// @dev Units: an index, a strike and a price are settlement tokens per unit of the base, WAD; a size is units of the
/// base, WAD; premium, fee, funding, payout and reserve are in units of the settlement token.
interface IOptionTrading is IOptionEvents {
    /* TRADING */

    /// @notice Buys `size` units of a series for an account, at the ask. For the account's owner.
    /// @param terms The series; its first trade lists it.
    /// @param account Pays the premium, the fee and later the funding, all in the settlement token.
    /// @param size Units of the base, WAD.
    /// @param maxPremium The most that premium and fee may be together.
    /// @param deadline The last second at which the trade may execute.
    /// @return seriesId The series.
    /// @return cost What the account paid, premium and fee; funding due on an older part of the position is apart.
    function open(SeriesTerms calldata terms, address account, uint256 size, uint256 maxPremium, uint256 deadline)
        external
        returns (uint32 seriesId, uint256 cost);

    /// @notice Like `open`, through a front end that adds its own fee; `maxPremium` and `cost` include it.
    function open(
        SeriesTerms calldata terms,
        address account,
        uint256 size,
        uint256 maxPremium,
        uint256 deadline,
        Integrator calldata integrator
    ) external returns (uint32 seriesId, uint256 cost);

    /// @notice Sells `size` units back to the pool at the bid. For the account's owner. Always possible.
    /// @param minPayout The least that the account must receive.
    /// @param deadline The last second at which the trade may execute.
    /// @return payout What the account received: the bid less the fee and less funding that its balance did not cover.
    function close(address account, uint32 seriesId, uint256 size, uint256 minPayout, uint256 deadline)
        external
        returns (uint256 payout);

    /// @notice Like `close`, through a front end that adds its own fee, which comes off the payout.
    function close(
        address account,
        uint32 seriesId,
        uint256 size,
        uint256 minPayout,
        uint256 deadline,
        Integrator calldata integrator
    ) external returns (uint256 payout);

    /// @notice Closes a whole position in a market whose last price is fixed, at its value there and without a fee. For
    /// anyone; the payout is the account's.
    function closeFinal(address account, uint32 seriesId) external returns (uint256 payout);

    /// @notice Closes up to `size` units of an account's position at the bid, as `close` does. For the ledger and its
    /// modules, which call it when the debts of the account are to be paid.
    function liquidate(address account, uint32 seriesId, uint256 size) external returns (uint256 payout);

    /// @notice Collects the funding due on a position. For anyone, who gets 1 % of what is collected from the balance:
    /// within a batch of the ledger, whoever sent it.
    /// @dev When the balance is short and the interval tight, the position shrinks at its value by the shortfall; while
    /// the interval is wide, the shortfall stays due as a first claim on the payout.
    /// @return collected What the account paid, in units of the settlement token.
    function settle(address account, uint32 seriesId) external returns (uint256 collected);

    /* POSITIONS */

    /// @notice A position's size (WAD) and the funding index that it has paid up to (36 decimals).
    function positionOf(address account, uint32 seriesId) external view returns (uint256 size, uint256 fundingIndex);

    /// @notice The series in which an account has positions, 16 at most, in no order.
    function positionsOf(address account) external view returns (uint32[] memory);
}
