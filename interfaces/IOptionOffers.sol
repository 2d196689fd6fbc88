// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IOptionEvents } from "./IOptionEvents.sol";
import { Integrator, Offer, SeriesTerms } from "./IOptionTypes.sol";

/// @title Trades at a quoted price
/// @notice What `SignedOrders` settles by. For modules of the ledger, which answer for it that the pool's signer has made the
/// offer and that the account takes it.
interface IOptionOffers is IOptionEvents {
    /// @notice Buys from a private pool at the price of an offer. Prices may be as old and as uncertain as the offer allows:
    /// the writer knows what he risks. The pool's reserve and limits, the least premium and the fees are those of `open`.
    /// @param maxPremium The most that premium and fees may be together.
    /// @return seriesId The series.
    /// @return cost What the account paid, premium and fees; funding due on an older part of the position is apart.
    function openOffered(
        SeriesTerms calldata terms,
        address account,
        uint256 size,
        uint256 maxPremium,
        Integrator calldata integrator,
        Offer calldata offer
    ) external returns (uint32 seriesId, uint256 cost);

    /// @notice Sells back to a pool at the price of an offer, or at the bid if that is higher.
    /// @param minPayout The least that the account must receive.
    /// @return seriesId The series.
    /// @return payout What the account received, fees and funding that its balance did not cover deducted.
    function closeOffered(
        SeriesTerms calldata terms,
        address account,
        uint256 size,
        uint256 minPayout,
        Integrator calldata integrator,
        Offer calldata offer
    ) external returns (uint32 seriesId, uint256 payout);
}
