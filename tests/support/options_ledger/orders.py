"""Signed quotes and limit orders, from docs/design.md, section 5."""

from __future__ import annotations

from evershare.deployment import ZERO_ADDRESS
from evershare.errors import InvalidInput
from evershare.signing import Domain, LimitOrder, OrderFill, PoolQuote, QuoteFill, recover
from tests.support.options_ledger.books import Series, all_or_nothing
from tests.support.options_ledger.terms import BPS, WAD, Moment, Refused, Terms, ceil
from tests.support.options_ledger.trades import FrontEnd, TradeBooks
from tests.support.options_ledger.values import Moments
from tests.support.options_ledger.vault import is_owner


class Ledger(TradeBooks):
    """All of it: balances, pools, trades, and what was signed for ``domain``."""

    domain: Domain

    @all_or_nothing
    def fill_quote(self, fill: QuoteFill, account: str, limit: int, moment: Moment, front_end: FrontEnd) -> int:
        """Returns what the account pays or receives."""
        return self._take(fill, account, limit, moment, front_end)

    @all_or_nothing
    def fill_order(self, fill: OrderFill, moment: Moment, executor: str) -> int:
        """Returns what the account pays or receives, the executor's fee apart."""
        order = fill.order
        size = fill.pool_size + sum(part.size for part in fill.quotes)
        if not size:
            raise Refused("NothingToFill")
        self._require_in_force(order, moment)
        if (order.account, order.signer) not in self.books.operators:
            raise Refused("SignerNotAuthorised")
        self._require_signed(order, fill.signature)
        self._consume(order, size)

        front_end = FrontEnd(order.integrator, order.integrator_fee_bps)
        amount = sum(self._take_for(order, part, moment, front_end) for part in fill.quotes)
        if fill.pool_size:
            amount += self._trade(fill, moment, front_end)
        self._move(order.account, executor, order.executor_fee * size // order.size)
        return amount

    def fill_batch(self, fills: list[OrderFill], moments: Moments, executor: str) -> list[str]:
        """Each by itself. Returns what refused it, empty where it was filled."""
        return [self._try(fill, moments, executor) for fill in fills]

    def _try(self, fill: OrderFill, moments: Moments, executor: str) -> str:
        try:
            self.fill_order(fill, moments[fill.order.market_id], executor)
        except Refused as refusal:
            return refusal.error
        return ""

    def set_operator(self, account: str, signer: str) -> None:
        """From now on he may sign for the account."""
        self.books.operators.add((account, signer))

    def cancel_group(self, signer: str, group: int) -> None:
        self.books.cancelled.add((signer, group))

    def bump_epoch(self, signer: str) -> None:
        self.books.epochs[signer] += 1

    def set_signer(self, pool: str, signer: str) -> None:
        self.books.signers[pool] = signer

    def left_of(self, signed: PoolQuote | LimitOrder) -> int:
        """What can still be filled, WAD."""
        key = (signed.signer, signed.group)
        return 0 if key in self.books.cancelled else max(signed.size - self.books.consumed[key], 0)

    # How a quote is filled

    def _take_for(self, order: LimitOrder, part: QuoteFill, moment: Moment, front_end: FrontEnd) -> int:
        quote = part.quote
        self._require_ordered(order, quote.pool)
        same = ("market_id", "strike", "width_bps", "is_call", "is_open")
        if any(getattr(order, name) != getattr(quote, name) for name in same):
            raise Refused("QuoteOfOtherTerms")
        return self._take(part, order.account, self._limit_of(order, part.size), moment, front_end)

    def _take(self, part: QuoteFill, account: str, limit: int, moment: Moment, front_end: FrontEnd) -> int:
        quote = part.quote
        if quote.taker != ZERO_ADDRESS and not is_owner(account, quote.taker):
            raise Refused("QuoteForOtherTaker")
        self._require_in_force(quote, moment)
        if self.books.signers.get(quote.pool) != quote.signer:
            raise Refused("NotPoolSigner")
        self._require_signed(quote, part.signature)
        self._consume(quote, part.size)

        terms = Terms(quote.pool, quote.market_id, quote.strike, quote.width_bps, quote.is_call)
        if quote.is_open:
            return self._open_offered(account, terms, part.size, moment, quote, limit, front_end)
        if not self._position(account, terms).size:
            raise Refused("NoPosition")
        self._require_good(self._at(terms.market_id, moment), quote)
        return self._close(account, terms, part.size, moment, limit, front_end, quote.price)

    def _open_offered(
        self,
        account: str,
        terms: Terms,
        size: int,
        moment: Moment,
        quote: PoolQuote,
        limit: int,
        front_end: FrontEnd,
    ) -> int:
        if terms.market_id in self.books.closings:
            raise Refused("MarketNotOpen")
        self._require_good(moment, quote)
        self._begin_opening(account, terms, moment)
        self._cover(terms, size)
        mid = moment.index.mid
        if not terms.payoff(mid) <= quote.price <= terms.max_payoff:
            raise Refused("OfferedPriceOutOfRange")
        fee = self._fee(mid, max(quote.price, self._fair(terms, moment)), self.markets[terms.market_id])
        return self._complete_opening(account, terms, size, quote.price, fee, limit, front_end)

    def _trade(self, fill: OrderFill, moment: Moment, front_end: FrontEnd) -> int:
        order, size = fill.order, fill.pool_size
        self._require_ordered(order, fill.pool)
        terms = Terms(fill.pool, order.market_id, order.strike, order.width_bps, order.is_call)
        limit = self._limit_of(order, size)
        if order.is_open:
            return self._open(order.account, terms, size, moment, limit, front_end)
        self.books.series.setdefault(terms, Series())
        return self._close(order.account, terms, size, moment, limit, front_end)

    # What must hold of a message

    def _require_in_force(self, signed: PoolQuote | LimitOrder, moment: Moment) -> None:
        if moment.time < signed.valid_from:
            raise Refused("SignedTooEarly")
        if moment.time > signed.valid_until:
            raise Refused("SignatureExpired")
        if signed.epoch != self.books.epochs[signed.signer]:
            raise Refused("SignedInOtherEpoch")

    def _require_signed(self, signed: PoolQuote | LimitOrder, signature: bytes) -> None:
        try:
            is_genuine = recover(signed, self.domain, signature) == signed.signer
        except InvalidInput:
            is_genuine = False
        if not is_genuine:
            raise Refused("OrderSignatureInvalid")

    def _consume(self, signed: PoolQuote | LimitOrder, size: int) -> None:
        if size > self.left_of(signed):
            raise Refused("FillExceedsSize")
        self.books.consumed[signed.signer, signed.group] += size

    def _require_good(self, moment: Moment, quote: PoolQuote) -> None:
        index = moment.index
        if not quote.index_lo <= index.mid <= quote.index_hi:
            raise Refused("IndexOutsideBand")
        if ceil((index.hi - index.lo) * BPS, index.lo) > quote.max_interval_bps:
            raise Refused("IntervalAboveOffered")

    def _require_ordered(self, order: LimitOrder, pool: str) -> None:
        if order.pool not in (ZERO_ADDRESS, pool):
            raise Refused("PoolNotOrdered")

    def _limit_of(self, order: LimitOrder, size: int) -> int:
        exact = order.price * size * self.unit
        return exact // (WAD * WAD) if order.is_open else ceil(exact, WAD * WAD)
