"""A local net with everything that a scenario names, whose prices and clock follow a replay's hours.

Its time is the replay's, moved by whole days if that lies before the chain's first block, and some minutes later in
each hour: a price that jumps is published twice, so that it is confirmed, and not in the first minute of a session.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import astuple
from decimal import Decimal
from typing import Any

from evershare import devchain
from evershare.calendar import CLOSED, Session, publications
from evershare.errors import InvalidInput, StepFailed
from evershare.history import DAY, Bars, Sessions, sessions_of
from evershare.localnet import MARKET_LIMIT, NEW_YORK, PYTH_UPDATE_FEE, LocalNet
from evershare.model.interval import WAD
from evershare.replay.engine import Replay
from evershare.replay.scenario import USD, USDC, USDC_UNIT
from evershare.risk import Tier

FIRST_PRICES, SECOND_PRICES = 65, 195  # seconds past the replay's time
LEAST_JUMP = 0.009  # below this no price has to be confirmed
SETUP_SECONDS = 1_500  # are enough, a block each
OWNER, PROVIDER, KEEPER = "trader", "liquidity_provider", "keeper"
SHARES, DOLLARS = 400_000, 10**9  # that the owner and the provider have each
DEBT_CAP = 10**9
EVERYTHING = 2**256 - 1
GAS = 10_000_000
USDC_DRIFT_BPS = 2
NUDGE = Decimal("1.001")
CALENDAR_DAYS = 8  # published around the replay


class ReplayNet(LocalNet):
    """The owner of all accounts, and the provider of all pools, have more of each token than they need."""

    def __init__(self, project: Any, accounts: Any, chain: Any, replay: Replay, histories: dict[str, Bars]) -> None:
        super().__init__(project, accounts, chain)
        self.replay, self.transactions = replay, 0
        self.vault, self.options = self["CollateralVault"], self["PerpetualOptions"]
        earliest = self.now + SETUP_SECONDS + CALENDAR_DAYS * DAY
        self._moved = max(-(-(earliest - int(replay.at[0])) // DAY), 0) * DAY
        self._publish_calendar([sessions_of(bars) for bars in histories.values() if bars.sleeps])
        self.wait_until(self._time(0) - SETUP_SECONDS)
        self._list()
        self._fill()
        self.lending = {symbol: self._lending_pool(symbol) for symbol in self.tokens}
        self.pools = {token: self._option_pool(token, pool.cash) for token, pool in replay.trading.pools.items()}
        self.markets: dict[str, int] = {}

    def send(self, role: str, contract: Any, function: str, *arguments: Any, value: int = 0) -> None:
        """Send a transaction for a person. StepFailed if it reverts."""
        method, sender = getattr(contract, function), self.people[role].address
        self.transactions += 1
        if devchain.send(sender, contract.address, method.encode_input(*arguments), GAS, value):
            return
        try:
            reason: object = method.call(*arguments, {"from": sender, "value": value})
        except Exception as error:  # of whichever kind Brownie tells a revert by
            reason = error
        raise StepFailed(f"{function} at {self.now} reverted: {reason}")

    def go_to(self, hour: int) -> None:
        """The moment of an hour: confirmed prices, a sample of each market's volatility, and all interest booked."""
        feeds = self.replay.feeds.values()
        if any(abs(feed.floats[hour] / feed.floats[max(hour - 1, 0)] - 1) > LEAST_JUMP for feed in feeds):
            self._refresh(hour, FIRST_PRICES)
        self._refresh(hour, SECOND_PRICES)
        for pool in self.replay.scenario.options.pools:
            for base in pool.bases:
                self._sample(f"{base}/{pool.token}", base, pool.token)
        for lending in self.lending.values():
            self.send(KEEPER, lending, "accrue")

    def _refresh(self, hour: int, seconds: int) -> None:
        self.wait_until(self._time(hour) + seconds)
        prices = self.price_updates(self._prices(hour))
        self.send(KEEPER, self["PriceOracle"], "refresh", *prices, value=PYTH_UPDATE_FEE * len(self.replay.feeds))

    def balance(self, account: str, symbol: str) -> int:
        """What an account of the vault holds, in units."""
        return int(self.vault.balanceOf(account, self.asset_ids[symbol]))

    def address_of(self, role: str) -> str:
        """A person's address."""
        return str(self.people[role].address)

    def unit(self, symbol: str) -> int:
        """How many units make a token."""
        return USDC_UNIT if symbol == USDC else WAD

    def _time(self, hour: int) -> int:
        return int(self.replay.at[hour]) + self._moved

    def _prices(self, hour: int) -> dict[str, Decimal]:
        return {symbol: Decimal(feed.mids[hour]) / WAD for symbol, feed in self.replay.feeds.items()}

    def _publish_calendar(self, all_sessions: Sequence[Sessions]) -> None:
        """The sessions of the histories, which are those of one exchange."""
        if not all_sessions:
            return
        first = self._time(0) // DAY - CALENDAR_DAYS
        days = [CLOSED] * (len(self.replay.at) // 24 + 2 * CALENDAR_DAYS)
        for sessions in all_sessions:
            for opens, closes in zip(sessions.open_at.tolist(), sessions.close_at.tolist(), strict=True):
                day, minute = divmod(opens + self._moved, DAY)
                if not 0 <= day - first < len(days):
                    continue
                start, end = minute // 60, (closes + self._moved - day * DAY) // 60
                session = Session(start, start, end, end)
                if days[day - first] not in (CLOSED, session):
                    raise InvalidInput(f"{datetime.date.fromtimestamp(opens)}: the stocks' sessions differ")
                days[day - first] = session
        for start, part in publications(first, days):
            self["TradingCalendar"].publish(NEW_YORK, start, part, self.as_("governor"))

    def _list(self) -> None:
        scenario, engine = self.replay.scenario, self["RiskEngine"]
        for stock in scenario.stocks:
            self.list_stock(stock.symbol, f"{stock.symbol}, tokenised", "", stock.drift)
            factors = astuple(stock.factors)
            engine.setFactors(self.asset_ids[stock.symbol], factors, self.as_("governor"))
        for coin in scenario.coins:
            self.list_price(coin.symbol, coin.drift)
        usdc = self.people["deployer"].deploy(self.project["MockToken"], "USD Coin", USDC, 6)
        self.list_token(USDC, usdc, USDC_DRIFT_BPS)
        self.set_tier(USDC, Tier.STABLE)
        self.asset_ids[USD] = 0
        # A market that opens in the first hour takes no price for news that it had before; one that is closed takes
        # one price alone.
        is_open = {symbol: feed.is_open[0] for symbol, feed in self.replay.feeds.items()}
        prices = self._prices(0)
        self.publish_prices({symbol: price * (NUDGE if is_open[symbol] else 1) for symbol, price in prices.items()})

    def _fill(self) -> None:
        for stock in self.replay.scenario.stocks:
            self.attest(stock.symbol, 2 * SHARES)
            self.issue(stock.symbol, 2 * SHARES)
        for role in (OWNER, PROVIDER):
            for symbol, token in self.tokens.items():
                if symbol == USDC:
                    token.mint(self.people[role], DOLLARS * USDC_UNIT, self.as_("deployer"))
                else:
                    token.transfer(self.people[role], SHARES * WAD, self.as_("authorised_participant"))
                token.approve(self.vault, EVERYTHING, self.as_(role))

    def _lending_pool(self, symbol: str) -> Any:
        loans = self.replay.scenario.loans
        pool = self.create_lending_pool(symbol, DEBT_CAP, loans.curve)
        model, _ = pool.interestTerms()
        pool.setInterest(model, loans.reserve_factor_bps, self.as_("governor"))
        self.tokens[symbol].approve(pool, EVERYTHING, self.as_(PROVIDER))
        return pool

    def _option_pool(self, token: str, cash: int) -> Any:
        pool = self.create_pool(token)
        self.provide_liquidity(PROVIDER, pool, token, Decimal(cash) / self.unit(token))
        return pool

    def _sample(self, market: str, base: str, token: str) -> None:
        """Each market begins in the first hour."""
        if market in self.markets:
            self.send(KEEPER, self.options, "sampleVolatility", self.markets[market])
            return
        terms = self.replay.scenario.options
        values = self.market(
            base, token, period=terms.period_days * DAY, premiumBps=terms.premium_bps, spreadBps=terms.spread_bps
        )
        sigma = terms.first_sigma_percent * WAD // 100
        created = self.options.createMarket(values, sigma, MARKET_LIMIT, self.as_("risk"))
        self.markets[market] = int(created.return_value)
