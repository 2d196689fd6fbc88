"""What happens to everybody: prices, time, samples of volatility, and the life of markets."""

from __future__ import annotations

from random import Random

from hypothesis.stateful import rule

from tests.support.options_machine.bench import CHOICES, FIRST_PRICES, MOST_PRICE_CHANGE, Bench

BPS, HOUR, DAY = 10_000, 3_600, 86_400
CALM, WILD = (-200, 200), (-6_000, 15_000)  # bps
MAX_MARKETS = 6  # of a venue in one run


class WorldRules(Bench):
    """Nobody's trades."""

    @rule(random=CHOICES)
    def move_prices(self, random: Random) -> None:
        """All prices move, a little or far; a jump is confirmed or left pending."""
        reach = random.choice((CALM, CALM, WILD))
        for symbol, first in FIRST_PRICES.items():
            low, high = CALM if symbol == "USDC" else reach
            moved = self.prices[symbol] * (BPS + random.randint(low, high)) / BPS
            self.prices[symbol] = min(max(moved, first / MOST_PRICE_CHANGE), first * MOST_PRICE_CHANGE)
        self._publish(confirmed=random.random() < 0.8)
        self._count(f"move prices {'far' if reach == WILD else 'a little'}")

    @rule(random=CHOICES)
    def wait(self, random: Random) -> None:
        """Time passes, seconds or days, over nights and weekends."""
        seconds = random.choice((random.randint(1, 120), random.randint(1, 12) * HOUR, random.randint(1, 6) * DAY))
        self.world.wait_until(self.world.now + seconds)
        self._count("wait")

    @rule(random=CHOICES)
    def sample(self, random: Random) -> None:
        """Anybody has the volatility of a market sampled."""
        venue = random.choice(self.venues)
        market_id = random.choice(tuple(venue.kinds))
        self._attempt(
            "sample",
            venue,
            lambda: self.options.sampleVolatility(market_id, self._from("keeper")),
            lambda now: venue.ledger.sample(market_id, now[market_id]),
        )

    @rule(random=CHOICES)
    def end_market(self, random: Random) -> None:
        """A market's closing is announced, or, mostly once that is due, its last price is fixed."""
        venue = random.choice(self.venues)
        announced = [id_ for id_ in venue.ledger.books.closings if not venue.ledger.final(id_)]
        market_id = random.choice(announced or tuple(venue.kinds))
        closing = venue.ledger.books.closings.get(market_id)
        if closing is None and random.random() < 0.8:
            self._attempt(
                "announce a closing",
                venue,
                lambda: self.options.announceClosing(market_id, self.world.as_("governor")),
                lambda now: venue.ledger.announce_closing(market_id, now[market_id]),
            )
            return
        if closing and random.random() < 0.8:
            self.world.wait_until(max(closing.closes_at, self.world.now + 1))
            self._publish()
        self._attempt(
            "fix a last price",
            venue,
            lambda: self.options.fixFinalPrice(market_id, self._from("keeper")),
            lambda now: venue.ledger.fix_final_price(market_id, now[market_id]),
            is_steady=False,
        )

    @rule(random=CHOICES)
    def cash_out(self, random: Random) -> None:
        """A leg is bought for cash, or delisted: its index is fixed for good, and options are worth their payoff."""
        venue = random.choice(self.venues)
        market_id = random.choice(tuple(venue.kinds))
        index = venue.moments()[market_id].index.mid * random.randint(5_000, 15_000) // BPS
        self._attempt(
            "cash out",
            venue,
            lambda: self.options.cashOut(market_id, index, self.world.as_("governor")),
            lambda now: venue.ledger.cash_out(market_id, now[market_id], index),
            is_steady=False,
        )

    @rule(random=CHOICES)
    def open_market(self, random: Random) -> None:
        """A market follows one that has been closed."""
        venue = random.choice(self.venues)
        gone = venue.kinds.keys() - set(venue.open_markets())
        if gone and len(venue.kinds) < MAX_MARKETS:
            venue.add_market(venue.kinds[random.choice(sorted(gone))])
            self._count("open a market")
