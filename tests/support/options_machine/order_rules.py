"""What is signed off chain and filled on chain: a maker's quotes and traders' limit orders, good ones and bad ones."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

from hypothesis.stateful import rule

from evershare.deployment import ZERO_ADDRESS
from evershare.signing import LimitOrder, OrderFill, PoolQuote, QuoteFill
from tests.support.eip712 import sign_typed
from tests.support.options_ledger.terms import BPS, Terms
from tests.support.options_ledger.trades import FrontEnd
from tests.support.options_machine.bench import ACCOUNTS, CHOICES, NO_LIMIT, SIGNERS, TRADING, part
from tests.support.options_machine.trade_rules import TradeRules
from tests.support.options_machine.venue import Venue

HOUR = 3_600
GROUPS = 4  # few, so that messages share one
GAS_PER_FILL = 3_000_000
FLAWED = 0.1
ANY_INTERVAL = 10**9
MAKER = "market_maker"
WHO = (TRADING, (MAKER,))
"""Who may trade: anybody, or the maker alone, with pools of his own too."""


class OrderRules(TradeRules):
    """Filling and cancelling."""

    @rule(random=CHOICES)
    def take_quote(self, random: Random) -> None:
        """A trader takes a quote of the private pool, at whatever the price and its age are."""
        venue = random.choice(self.venues)
        wanted = self._wanted(venue, (venue.private,), random, random.choice(WHO))
        if not wanted:
            return
        account, terms, is_open = wanted
        quote = self._quote(venue, terms._replace(pool=venue.private), random, is_open=is_open)
        fill = self._part(venue, account, quote, random)
        owner, front_end = self._owner_of(account), self._front_end(random)
        limit = NO_LIMIT if is_open else 0
        self._attempt(
            f"take a quote to {'open' if is_open else 'close'}",
            venue,
            lambda: self.orders.fillQuote(
                quote.as_tuple(), fill.signature, account, fill.size, limit, front_end, self._from(owner)
            ),
            lambda now: venue.ledger.fill_quote(fill, account, limit, now[terms.market_id], front_end),
            actor=owner if owner == MAKER else None,
        )

    @rule(random=CHOICES)
    def fill_order(self, random: Random) -> None:
        """A keeper, or the trader himself, fills a limit order, by quotes, by the public pool or by both."""
        venue = random.choice(self.venues)
        made = self._order_fill(venue, random, random.choice(WHO))
        if made:
            fill, how = made
            executor, actor = self._executor([fill], random)
            self._attempt(
                f"fill an order by {how}",
                venue,
                lambda: self.orders.fillOrder(fill.as_tuple(), self._from(executor)),
                lambda now: venue.ledger.fill_order(fill, now[fill.order.market_id], self.people[executor].address),
                actor=actor,
            )

    @rule(random=CHOICES)
    def fill_batch(self, random: Random) -> None:
        """A keeper, or the trader of all, fills several orders at once; a bad one fails alone and says why."""
        venue, who = random.choice(self.venues), random.choice(WHO)
        made = [self._order_fill(venue, random, who) for _ in range(random.randint(2, 3))]
        fills = [each[0] for each in made if each]
        executor, actor = self._executor(fills, random)
        sent: list[Any] = []

        def send() -> Any:
            sent.append(self.orders.fillBatch([fill.as_tuple() for fill in fills], GAS_PER_FILL, self._from(executor)))
            return sent[0]

        results: list[str] = self._attempt(
            "fill a batch",
            venue,
            send,
            lambda now: venue.ledger.fill_batch(fills, now, self.people[executor].address),
            actor=actor,
        )
        assert [not result for result in results] == list(sent[0].return_value)
        for result in results:
            self._count(f"fill of a batch{': refused, ' + result if result else ''}")

    @rule(random=CHOICES)
    def cancel(self, random: Random) -> None:
        """A signer cancels a group, or once in a while all that he has signed."""
        venue = random.choice(self.venues)
        signer = random.choice((*SIGNERS, *(ACCOUNTS[name][0] for name in TRADING)))
        key, sender = self._key(venue, signer), self.setting.senders[f"{venue.symbol}: {signer}"]
        group = random.randrange(GROUPS)
        if random.random() < 0.5:
            self._attempt(
                "cancel a group",
                venue,
                lambda: self.orders.cancelGroup(group, {"from": sender}),
                lambda _: venue.ledger.cancel_group(key.address, group),
            )
        self._attempt(
            "bump an epoch",
            venue,
            lambda: self.orders.bumpEpoch({"from": sender}),
            lambda _: venue.ledger.bump_epoch(key.address),
        )

    @rule(random=CHOICES)
    def set_signer(self, random: Random) -> None:
        """The maker gives his pool another signer."""
        venue = random.choice(self.venues)
        signer = self._key(venue, random.choice(SIGNERS)).address
        self._attempt(
            "set a signer",
            venue,
            lambda: venue.pools[venue.private].setSigner(signer, self._from("market_maker")),
            lambda _: venue.ledger.set_signer(venue.private, signer),
        )

    # What is signed

    def _executor(self, fills: list[OrderFill], random: Random) -> tuple[str, str | None]:
        """Who fills, and whose trade it is if trader, maker and keeper are one person (O4)."""
        traders = {self._owner_of(fill.order.account) for fill in fills}
        if len(traders) != 1 or random.random() < 0.5:
            return "keeper", None
        trader = traders.pop()
        return trader, trader if trader == MAKER or not any(fill.quotes for fill in fills) else None

    def _wanted(
        self, venue: Venue, pools: tuple[str, ...], random: Random, who: tuple[str, ...]
    ) -> tuple[str, Terms, bool] | None:
        """Who of some wants to open, or to close what one of the pools has written. A buyer brings prices, mostly."""
        accounts = [self.accounts[name] for name in who]
        held = [held for pool in pools for held in venue.ledger.open_positions(pool)]
        own = [(account, terms) for account, terms in held if account in accounts]
        if own and random.random() < 0.4:
            account, terms = random.choice(own)
            return account, terms, False
        if not venue.open_markets():
            return None
        if random.random() < 0.8 or venue.public in pools:  # a public pool sells at new prices alone
            self._publish()
        account = random.choice(accounts)
        if held and random.random() < 0.5:
            return account, random.choice(held)[1], True
        return account, self._new_terms(venue, pools[0], random, steps=3), True

    def _quote(self, venue: Venue, terms: Terms, random: Random, *, is_open: bool) -> PoolQuote:
        """Around the model's price, good for an hour and ten per cent of the index; one in ten has something wrong."""
        moments = venue.moments()
        fair, mid = venue.ledger.fair_price(terms, moments), moments[terms.market_id].index.mid
        signer = venue.ledger.books.signers[venue.private]
        quote = PoolQuote(
            pool=terms.pool,
            signer=signer,
            market_id=terms.market_id,
            strike=terms.strike,
            width_bps=terms.width_bps,
            is_call=terms.is_call,
            is_open=is_open,
            size=self._size(venue, terms, lock=random.randint(100, 2_000)),
            price=min(fair * random.randint(9_500, 12_000) // BPS, terms.max_payoff),
            index_lo=mid * 9 // 10,
            index_hi=mid * 11 // 10,
            max_interval_bps=ANY_INTERVAL,
            valid_from=0,
            valid_until=self.world.now + HOUR,
            group=random.randrange(GROUPS),
            epoch=venue.ledger.books.epochs[signer],
        )
        if random.random() > FLAWED:
            return quote
        flaws: tuple[dict[str, Any], ...] = (
            {"index_lo": mid * 101 // 100},
            {"max_interval_bps": 1},
            {"valid_from": self.world.now + HOUR},
            {"valid_until": self.world.now - HOUR},
            {"epoch": quote.epoch + 1},
            {"taker": self.people["keeper"].address},
            {"signer": self._key(venue, random.choice(SIGNERS)).address},
            {"price": terms.max_payoff + 1},
        )
        return replace(quote, **random.choice(flaws))

    def _order_fill(self, venue: Venue, random: Random, who: tuple[str, ...]) -> tuple[OrderFill, str] | None:
        """A signed order of one of some traders, and what fills it."""
        how = random.choice(("quotes", "the public pool", "both"))
        pools = {"quotes": (venue.private,), "the public pool": (venue.public,)}.get(how, tuple(venue.pools))
        wanted = self._wanted(venue, pools, random, who)
        if not wanted:
            return None
        account, terms, is_open = wanted
        quotes: list[QuoteFill] = []
        if how != "the public pool":
            private = terms._replace(pool=venue.private)
            offered = [self._quote(venue, private, random, is_open=is_open) for _ in range(random.randint(1, 2))]
            quotes = [self._part(venue, account, quote, random) for quote in offered]
        pool_size = 0
        if how != "quotes":
            held = venue.ledger.books.positions.get((account, terms._replace(pool=venue.public)))
            pool_size = (
                part(held.size, random)
                if held and not is_open
                else self._size(venue, terms._replace(pool=venue.public), lock=100)
            )
        order = self._order(venue, account, terms, random, is_open=is_open)
        signature = sign_typed(self._signer_key(order.signer), order, venue.ledger.domain)
        return OrderFill(order, signature, tuple(quotes), venue.public if pool_size else ZERO_ADDRESS, pool_size), how

    def _order(self, venue: Venue, account: str, terms: Terms, random: Random, *, is_open: bool) -> LimitOrder:
        """At half as much again as the model's price, or half of it; one in ten has something wrong."""
        fair = venue.ledger.fair_price(terms, venue.moments())
        owner = self._owner_of(account)
        key, front_end = self._key(venue, owner), self._front_end(random)
        order = LimitOrder(
            account=account,
            signer=key.address,
            pool=ZERO_ADDRESS,
            market_id=terms.market_id,
            strike=terms.strike,
            width_bps=terms.width_bps,
            is_call=terms.is_call,
            is_open=is_open,
            size=self._size(venue, terms._replace(pool=venue.public), lock=4_000),
            price=fair * 3 // 2 + terms.max_payoff // 100 if is_open else fair // 2,
            executor_fee=random.choice((0, venue.ledger.unit // 100)),
            integrator=front_end.account,
            integrator_fee_bps=front_end.fee_bps,
            valid_from=0,
            valid_until=self.world.now + HOUR,
            group=random.randrange(GROUPS),
            epoch=venue.ledger.books.epochs[key.address],
        )
        if random.random() > FLAWED:
            return order
        flaws: tuple[dict[str, Any], ...] = (
            {"price": fair if is_open else fair * 2},
            {"pool": venue.private},
            {"valid_until": self.world.now - HOUR},
            {"epoch": order.epoch + 1},
            {"width_bps": 5_000 if terms.width_bps == 2_500 else 2_500},
            {"signer": self._key(venue, random.choice(SIGNERS)).address},
        )
        return replace(order, **random.choice(flaws))

    def _part(self, venue: Venue, account: str, quote: PoolQuote, random: Random) -> QuoteFill:
        """Some of a quote and of what it closes, or more than its group has left; one signature in twenty is false."""
        left = venue.ledger.left_of(quote)
        if not quote.is_open:
            terms = Terms(quote.pool, quote.market_id, quote.strike, quote.width_bps, quote.is_call)
            held = venue.ledger.books.positions.get((account, terms))
            left = min(left, held.size // 2) if held else left
        size = part(left, random) if left and random.random() < 0.95 else quote.size
        signer = quote.signer if random.random() < 0.95 else self._key(venue, "trader").address
        signature = sign_typed(self._signer_key(signer), quote, venue.ledger.domain)
        return QuoteFill(quote, signature, size)

    def _signer_key(self, address: str) -> Any:
        return next(key for key in self.setting.keys.values() if key.address == address)

    def _front_end(self, random: Random) -> FrontEnd:
        """A front end that adds to the fee, or none."""
        keeper = self.people["keeper"].address
        return random.choice((FrontEnd(ZERO_ADDRESS, 0), FrontEnd(keeper, random.randint(1, 1_000))))
