// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

import { IOptionEvents } from "../../interfaces/IOptionEvents.sol";
import { Cover, OptionContext, Quote } from "../../interfaces/IOptionTypes.sol";
import { OptionQuotes } from "./OptionQuotes.sol";
import { TokenUnits } from "./TokenUnits.sol";

/// @title What a trade costs or pays, and what it may lock
/// @notice From a context and a size to amounts in units of the settlement token. Trades and quotes are made by the same
/// functions.
library OptionTrades {
    using FixedPointMathLib for uint256;
    using OptionQuotes for OptionContext;

    uint256 private constant BPS = 1e4;

    /// @notice The most of its cash that a pool locks for new trades.
    uint256 internal constant MAX_RESERVE_BPS = 9000;

    /// @notice The most of its cash that a pool of a stock token locks for calls.
    uint256 internal constant MAX_CALL_RESERVE_BPS = 6000;

    /// @notice The least of its cash that a pool locks for a series in its first trade.
    uint256 internal constant MIN_SERIES_RESERVE_BPS = 50;

    /// @notice The most that a front end adds to a fee.
    uint256 internal constant MAX_INTEGRATOR_FEE_BPS = 1000;

    /// @notice What a pool locks for a size, rounded up.
    function locked(OptionContext memory context, uint256 size) internal pure returns (uint256) {
        return TokenUnits.amountUp(context.option.maxPayoff, size, context.unit);
    }

    /// @notice What a pool locks for `size` of a series more than for `seriesSize` of it.
    function lockedMore(OptionContext memory context, uint256 seriesSize, uint256 size)
        internal
        pure
        returns (uint256)
    {
        return locked(context, seriesSize + size) - locked(context, seriesSize);
    }

    /// @notice An opening trade. Reverts where it would break a limit.
    /// @return quote What it costs.
    /// @return more What the pool locks for it.
    function quoteOpen(OptionContext memory context, Cover memory cover, uint256 size, uint256 integratorFeeBps)
        internal
        pure
        returns (Quote memory quote, uint256 more)
    {
        _requireSize(size);
        more = lockedMore(context, cover.seriesSize, size);
        uint256 utilisation = _requireCover(context, cover, more);

        (uint256 price, uint256 feePerUnit) = context.ask(utilisation);
        quote = _openAt(context, size, price, feePerUnit, integratorFeeBps);
    }

    /// @notice An opening trade at the price of a quote: not less than the payoff, not more than the option can ever pay.
    /// @return quote What it costs.
    /// @return more What the pool locks for it.
    function quoteOffered(
        OptionContext memory context,
        Cover memory cover,
        uint256 size,
        uint256 integratorFeeBps,
        uint256 price
    ) internal pure returns (Quote memory quote, uint256 more) {
        _requireSize(size);
        more = lockedMore(context, cover.seriesSize, size);
        _requireCover(context, cover, more);
        uint256 payoff = context.fairValue - context.timeValue;
        uint256 most = context.option.maxPayoff;
        require(price >= payoff && price <= most, IOptionEvents.OfferedPriceOutOfRange(price, payoff, most));

        quote = _openAt(context, size, price, context.feeOfOffer(price), integratorFeeBps);
    }

    function _openAt(
        OptionContext memory context,
        uint256 size,
        uint256 price,
        uint256 feePerUnit,
        uint256 integratorFeeBps
    ) private pure returns (Quote memory quote) {
        quote.price = price;
        quote.gross = TokenUnits.amountUp(price, size, context.unit);
        quote.fee = TokenUnits.amountUp(feePerUnit, size, context.unit);
        quote.integratorFee = _integratorFee(quote.fee, integratorFeeBps);
        quote.net = quote.gross + quote.fee + quote.integratorFee;

        uint256 minPremium = TokenUnits.fromWadUp(context.market.minPremium, context.unit);
        require(quote.gross >= minPremium, IOptionEvents.PremiumBelowMinimum(quote.gross, minPremium));
    }

    /// @notice A closing trade. It pays, in this order, the funding due on what is closed, the fees and the account.
    /// @param owed The funding due on the size, as far as the balance has not paid it.
    /// @param offered The price of a quote, which counts if it is above the bid; zero without one.
    function quoteClose(
        OptionContext memory context,
        uint256 positionSize,
        uint256 size,
        uint256 owed,
        uint256 integratorFeeBps,
        uint256 offered
    ) internal pure returns (Quote memory quote) {
        uint256 most = context.option.maxPayoff;
        require(offered <= most, IOptionEvents.OfferedPriceOutOfRange(offered, 0, most));
        require(size != 0, IOptionEvents.InvalidSize(size, positionSize));
        require(size <= positionSize, IOptionEvents.CloseExceedsPosition(size, positionSize));

        uint256 feePerUnit;
        (quote.price, feePerUnit) = context.bid(offered);
        quote.gross = TokenUnits.amountDown(quote.price, size, context.unit);
        quote.funding = owed.min(quote.gross);
        uint256 left = quote.gross - quote.funding;
        quote.fee = TokenUnits.amountUp(feePerUnit, size, context.unit).min(left);
        left -= quote.fee;
        quote.integratorFee = _integratorFee(quote.fee, integratorFeeBps).min(left);
        quote.net = left - quote.integratorFee;
    }

    function _requireSize(uint256 size) private pure {
        require(size != 0 && size <= type(uint96).max, IOptionEvents.InvalidSize(size, type(uint96).max));
    }

    /// @dev The limits on what is locked. Returns the mean of reserve / cash before and after the trade, WAD.
    function _requireCover(OptionContext memory context, Cover memory cover, uint256 more)
        private
        pure
        returns (uint256 utilisation)
    {
        uint256 reserve = cover.reserve + more;

        uint256 limit = cover.cash.mulDiv(cover.limitBps, BPS);
        require(reserve <= limit, IOptionEvents.ReserveExceeded(reserve, limit));
        if (context.option.isCall && cover.isStock) {
            uint256 callLimit = cover.cash.mulDiv(MAX_CALL_RESERVE_BPS, BPS);
            uint256 callReserve = cover.callReserve + more;
            require(callReserve <= callLimit, IOptionEvents.CallReserveExceeded(callReserve, callLimit));
        }
        if (cover.seriesSize == 0) {
            uint256 minimum = cover.cash.mulDivUp(MIN_SERIES_RESERVE_BPS, BPS);
            require(more >= minimum, IOptionEvents.SeriesReserveBelowMinimum(more, minimum));
        }
        uint256 openInterest = cover.openInterest + more;
        require(
            openInterest <= cover.openInterestLimit,
            IOptionEvents.OpenInterestExceeded(openInterest, cover.openInterestLimit)
        );

        utilisation = (cover.reserve + reserve).divWadUp(2 * cover.cash);
    }

    function _integratorFee(uint256 fee, uint256 feeBps) private pure returns (uint256) {
        require(feeBps <= MAX_INTEGRATOR_FEE_BPS, IOptionEvents.IntegratorFeeTooHigh(feeBps, MAX_INTEGRATOR_FEE_BPS));
        return fee.mulDiv(feeBps, BPS);
    }
}
