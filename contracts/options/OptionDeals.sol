// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

import { IOptionMarkets } from "../../interfaces/IOptionMarkets.sol";
import { Integrator, OptionContext, Quote, SeriesTerms } from "../../interfaces/IOptionTypes.sol";
import { OptionTrades } from "../libraries/OptionTrades.sol";
import { OptionPositions } from "./OptionPositions.sol";

/// @title OptionDeals
/// @notice What an opening and a closing trade of `PerpetualOptions` do before and after they have a price: the same whether
/// the pool sets it or a quote.
abstract contract OptionDeals is OptionPositions {
    using FixedPointMathLib for uint256;
    using OptionTrades for OptionContext;

    /// @notice The pool's part of a trading fee.
    uint256 public constant POOL_FEE_BPS = 5000;

    /// @dev What a trade works on.
    struct Deal {
        Series series;
        Position position;
        uint256 locks; // what its pool locks for an opening one, token units
        uint256 offered; // the price of a quote, WAD; zero without one
    }

    /* OPENING */

    /// @dev The series and the account's position with the funding until now charged and collected.
    function _beginOpening(OptionContext memory context, address account, SeriesTerms memory terms)
        internal
        returns (Deal memory deal)
    {
        deal.series = _seriesAt(context.seriesId);
        deal.position = _positionAt(account, context.seriesId);

        _accrue(deal.series, context);
        _collect(deal.series, deal.position, context, account, address(0), true);
        if (deal.series.place == 0) _enlist(deal.series, context, terms);
    }

    function _completeOpening(
        Deal memory deal,
        OptionContext memory context,
        address account,
        uint256 size,
        uint256 maxPremium,
        Quote memory quote,
        address integrator
    ) internal returns (uint256 cost) {
        cost = quote.net;
        require(cost <= maxPremium, PremiumAboveMaximum(cost, maxPremium));

        _add(deal.position, size, deal.series.fundingIndex);
        _addTo(deal.series, context, size, deal.locks);
        _save(context.seriesId, deal.series);
        Place place = _setPosition(account, context.seriesId, deal.position);

        emit Opened(account, context.seriesId, size, quote.price, quote.gross, quote.fee);

        uint256 toProtocol = _keepFees(context.market.settlementId, quote, integrator);
        _payPool(context, account, cost - toProtocol, toProtocol, place);
    }

    /// @dev The number of a book; a pool that writes in a market for the first time gets one.
    function _bookFor(SeriesTerms memory terms) internal returns (uint256 bookId) {
        bookId = _bookIds[terms.pool][terms.marketId];
        if (bookId == 0) bookId = IOptionMarkets(address(this)).registerBook(terms.pool, terms.marketId);
    }

    /* CLOSING */

    /// @dev Sells to the pool at its bid, or at the price that a quote offers if that is more.
    function _close(
        Deal memory deal,
        OptionContext memory context,
        address account,
        uint256 size,
        uint256 minPayout,
        Integrator memory integrator
    ) internal returns (uint256 payout) {
        deal.series = _seriesAt(context.seriesId);

        _accrue(deal.series, context);
        _collect(deal.series, deal.position, context, account, address(0), false);

        Quote memory quote = _reduceAtBid(deal, context, account, size, integrator.feeBps);
        payout = quote.net;
        require(payout >= minPayout, PayoutBelowMinimum(payout, minPayout));

        _save(context.seriesId, deal.series);
        Place place = _setPosition(account, context.seriesId, deal.position);

        emit Closed(account, context.seriesId, size, quote.price, payout, quote.fee);
        if (quote.funding != 0) emit FundingCollected(account, context.seriesId, quote.funding, 0);

        uint256 toProtocol = _keepFees(context.market.settlementId, quote, integrator.account);
        _payAccount(context, account, payout, toProtocol, place);
    }

    function _reduceAtBid(
        Deal memory deal,
        OptionContext memory context,
        address account,
        uint256 size,
        uint256 integratorFeeBps
    ) private returns (Quote memory quote) {
        uint256 held = deal.position.size;
        uint256 owed = _owed(deal.series, deal.position, context, size.min(held));
        quote = context.quoteClose(held, size, owed, integratorFeeBps, deal.offered);
        _reduce(deal.series, deal.position, context, account, size, owed, quote.funding);
    }

    /* FEES */

    /// @dev What this contract keeps of a trade's fees: all but the pool's part.
    function _keepFees(uint16 assetId, Quote memory quote, address integrator) private returns (uint256 kept) {
        kept = quote.fee - quote.fee.mulDivUp(POOL_FEE_BPS, BPS) + quote.integratorFee;
        if (quote.integratorFee == 0) return kept;

        _integratorFees[integrator][assetId] += quote.integratorFee;
        _allIntegratorFees[assetId] += quote.integratorFee;

        emit IntegratorFeeCharged(integrator, assetId, quote.integratorFee);
    }
}
