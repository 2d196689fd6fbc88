"""A1, A2, O1, O2 and O5 after every step of random trading, against a second set of books (support/options_ledger.py).

The ledger takes three answers from the chain: the index interval, the value of an option, and the arithmetic of the
volatility estimate, of which the latter two are held to the model first. All balances, sizes, rates, reserves and
refusals have to come out of its own arithmetic to the wei.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any

import pytest
from brownie import chain
from brownie.exceptions import VirtualMachineError
from eth_utils import to_checksum_address
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from evershare.localnet import MARKET_LIMIT, wad
from evershare.model import nearest_strike, volatility
from evershare.model.interval import Interval
from tests.support.options import Option
from tests.support.options_ledger import (
    BPS,
    WAD,
    Estimate,
    EstimateTerms,
    Ledger,
    Moment,
    Refused,
    Sigmas,
    Terms,
    market_of,
)
from tests.support.world import BTC_PRICE, TSLA_PRICE, World

EFFORT = {} if os.environ.get("EVERSHARE_FUZZ") else {"max_examples": 10, "stateful_step_count": 20}

HOUR, DAY = 3_600, 86_400
NO_LIMIT = 2**128
FOREVER = 2**40
MOST_PRICE_CHANGE = 8  # how far prices may wander from where they started, as a factor

# Accounts by name: whose they are, and which of his 256.
ACCOUNTS = {
    "trader": ("trader", 0),
    "trader_margin": ("trader", 1),
    "second_trader": ("second_trader", 0),
    "liquidity_provider": ("liquidity_provider", 255),
    "keeper": ("keeper", 0),
}
TRADING = ("trader", "trader_margin", "second_trader", "liquidity_provider")
PEOPLE = ("trader", "second_trader", "liquidity_provider", "keeper", "authorised_participant")
FUNDING_EVENTS = (
    ("FundingCollected", "collected"),
    ("FundingCollected", "reward"),
    ("FundingCarried", "carried"),
    ("FundingUncollected", "amount"),
    ("Shrunk", "shortfall"),
)

account_names = st.sampled_from(tuple(ACCOUNTS))
traders = st.sampled_from(TRADING)
shares = st.one_of(st.integers(1, BPS), st.just(BPS))  # bps of what there is, often all of it
choices = st.integers(0, 999)
small_moves, large_moves = st.integers(-200, 200), st.integers(-5_000, 9_000)  # bps
moves = st.one_of(small_moves, small_moves, large_moves)
waits = st.one_of(st.integers(1, 120), st.integers(1, 12).map(HOUR.__mul__), st.integers(1, 6).map(DAY.__mul__))


class OptionsMachine(RuleBasedStateMachine):
    """Traders, liquidity providers and keepers on one pool with two markets. The chain is rewound for every run."""

    world: World
    estimator: Any
    reached: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        # Hypothesis would leave out most rules in most runs; with as few runs as these, nobody would ever trade.
        self._rules_strategy.enabled_rules_strategy = st.just(AllRules())
        chain.revert()
        world = self.world
        self.vault, self.options, self.pool = world["CollateralVault"], world["PerpetualOptions"], world.pool
        self.token, self.asset_id = world.tokens["TSLA"], world.asset_ids["TSLA"]
        self.people = {name: world.people[name] for name in PEOPLE}
        self.accounts = {name: self._address(*which) for name, which in ACCOUNTS.items()}
        self.lens = world["OptionsLens"]
        self.markets = {world.market_id: bitcoin_market(world), world.market_id + 1: dollar_market(world)}
        self.prices = {"BTC": Decimal(BTC_PRICE), "TSLA": Decimal(TSLA_PRICE)}
        self.published = 0
        self.series_ids: dict[Terms, int] = {}
        self.funding_events: Counter[str] = Counter()
        self.touches = 0  # each may round once

        self.ledger = Ledger(
            cache(self._value_of),
            ChainVolatility(self.estimator),
            {market_id: market_of(values) for market_id, values in self.markets.items()},
            {market_id: self._estimate(market_id) for market_id in self.markets},
            pool=self.pool.address,
            options=self.options.address,
            insurance=world.people["insurance"].address,
            treasury=world.people["treasury"].address,
            is_stock=True,
        )
        for name in ("trader", "second_trader"):
            self.ledger.deposit(self.accounts[name], wad(300), by_owner=True)
        self.ledger.provide(self.people["liquidity_provider"].address, wad(2_000))
        self.wallets = Counter({name: int(self.token.balanceOf(person)) for name, person in self.people.items()})

    # Rules: the vault

    @rule(account=account_names, payer=st.sampled_from(PEOPLE), by_owner=st.booleans(), share=shares)
    def deposit(self, account: str, payer: str, by_owner: bool, share: int) -> None:
        """Somebody, mostly the owner, puts tokens of his wallet into an account."""
        payer = ACCOUNTS[account][0] if by_owner else payer
        amount = part(self.wallets[payer], share)
        if not amount:
            return
        is_owner = payer == ACCOUNTS[account][0]
        paid = self._attempt(
            "deposit" if is_owner else "deposit for another",
            lambda: self.vault.deposit(self.asset_id, self.accounts[account], amount, self._from(payer)),
            lambda: self.ledger.deposit(self.accounts[account], amount, by_owner=is_owner),
        )
        self.wallets[payer] -= paid or 0

    @precondition(lambda self: self._funded())
    @rule(choice=choices, share=shares)
    def withdraw(self, choice: int, share: int) -> None:
        """An owner takes tokens out, often all of them, with positions open or not."""
        name = pick(self._funded(), choice)
        owner, amount = ACCOUNTS[name][0], part(self._balance(name), share)
        self._attempt(
            "withdraw",
            lambda: self.vault.withdraw(
                self.asset_id, self.accounts[name], self.people[owner], amount, self._from(owner)
            ),
            lambda: self.ledger.withdraw(self.accounts[name], amount),
        )
        self.wallets[owner] += amount

    @precondition(lambda self: self._funded())
    @rule(choice=choices, to=account_names, share=shares)
    def transfer(self, choice: int, to: str, share: int) -> None:
        """An owner moves a balance to one of his accounts or, if it holds the asset, to somebody else's."""
        name = pick(self._funded(), choice)
        owner, amount = ACCOUNTS[name][0], part(self._balance(name), share)
        self._attempt(
            "transfer",
            lambda: self.vault.transfer(
                self.asset_id, self.accounts[name], self.accounts[to], amount, self._from(owner)
            ),
            lambda: self.ledger.transfer(
                self.accounts[name], self.accounts[to], amount, by_owner=owner == ACCOUNTS[to][0]
            ),
        )

    @precondition(lambda self: self.wallets["authorised_participant"] > WAD)
    @rule(to=st.sampled_from(("vault", "pool", "options")), amount=st.integers(1, WAD))
    def donate(self, to: str, amount: int) -> None:
        """Tokens are sent to a contract past its books (A2)."""
        receiver = getattr(self, to)
        self.token.transfer(receiver, amount, self._from("authorised_participant"))
        self.wallets["authorised_participant"] -= amount
        if to == "vault":
            self.ledger.donate(amount)
        self._count("donate")

    # Rules: the pool's shares

    @rule(provider=st.sampled_from(("liquidity_provider", "second_trader")), share=shares)
    def provide(self, provider: str, share: int) -> None:
        """Somebody deposits into the pool while it has no open interest: epochs have a walk of their own."""
        amount, owner = part(self.wallets[provider], share), self.people[provider]
        if not amount or self.ledger.reserve():
            return

        def deposit() -> Any:
            self.pool.requestDeposit(amount, owner, owner, self._from(provider))
            return self.pool.deposit(amount, owner, self._from(provider))

        self._attempt("pool deposit", deposit, lambda: self.ledger.provide(owner.address, amount))
        self.wallets[provider] -= amount

    @precondition(lambda self: self._holders())
    @rule(choice=choices, share=shares)
    def redeem(self, choice: int, share: int) -> None:
        """A holder of pool shares redeems some while the pool has no open interest."""
        if self.ledger.reserve():
            return
        name = pick(self._holders(), choice)
        owner = self.people[name]
        amount = part(self.ledger.books.shares[owner.address], share)

        def redeem() -> Any:
            self.pool.requestRedeem(amount, owner, owner, self._from(name))
            return self.pool.redeem(amount, owner, owner, self._from(name))

        paid = self._attempt("pool redeem", redeem, lambda: self.ledger.redeem(owner.address, amount))
        self.wallets[name] += paid or 0

    # Rules: trades

    @rule(
        account=traders,
        market=st.booleans(),
        step=st.one_of(st.integers(-3, 3), st.integers(-13, 13)),
        is_call=st.booleans(),
        width_bps=st.sampled_from((5_000, 2_500, 10_000)),
        lock=st.integers(50, 2_500),
    )
    def open(self, account: str, market: bool, step: int, is_call: bool, width_bps: int, lock: int) -> None:
        """A trader brings a price and buys an option that locks about ``lock`` bps of the pool's cash."""
        self._publish()
        market_id = self.world.market_id + market
        strike = nearest_strike(Decimal(self._moment(market_id).index.mid) / WAD * Decimal("1.05") ** step)
        terms = Terms(self.pool.address, market_id, wad(strike), width_bps, is_call)
        self._open(account, terms, lock)

    @initialize(is_call=st.booleans(), step=st.integers(-3, 3))
    def start_with_positions(self, is_call: bool, step: int) -> None:
        """Two traders hold a call and a put when the run begins, so that there is funding to collect."""
        self.open("trader", market=False, step=step, is_call=is_call, width_bps=5_000, lock=1_000)
        self.open("second_trader", market=False, step=-step, is_call=not is_call, width_bps=2_500, lock=1_000)

    @precondition(lambda self: self.ledger.open_positions())
    @rule(account=traders, choice=choices, lock=st.integers(1, 1_000))
    def open_more(self, account: str, choice: int, lock: int) -> None:
        """A trader brings a price and buys of a series that somebody holds already."""
        self._publish()
        _, terms = pick(self.ledger.open_positions(), choice)
        self._open(account, terms, lock)

    @precondition(lambda self: self.ledger.open_positions())
    @rule(choice=choices, share=shares)
    def close(self, choice: int, share: int) -> None:
        """An owner sells some of a position, or all of it, at whatever the price and its age are."""
        account, terms = pick(self.ledger.open_positions(), choice)
        size = part(self.ledger.books.positions[account, terms].size, share)
        self._close(account, terms, size)

    @precondition(lambda self: self.ledger.open_positions())
    @rule(choice=choices, collector=account_names, fresh=st.booleans())
    def settle(self, choice: int, collector: str, fresh: bool) -> None:
        """Anybody collects the funding of a position, at a fresh price or an old one."""
        if fresh:
            self._publish()
        account, terms = pick(self.ledger.open_positions(), choice)
        caller = self.people[ACCOUNTS[collector][0]]
        self._attempt(
            "settle",
            lambda: self.options.settle(account, self.series_ids[terms], {"from": caller}),
            lambda: self.ledger.settle(account, terms, self._moment(terms.market_id), caller.address),
        )

    @precondition(lambda self: self.ledger.open_positions())
    @rule(choice=choices, to=traders, share=shares)
    def move_position(self, choice: int, to: str, share: int) -> None:
        """A part of a position goes to another account, whose owner takes it."""
        account, terms = pick(self.ledger.open_positions(), choice)
        size = part(self.ledger.books.positions[account, terms].size, share)
        giver, taker, receiver = self._owner_of(account), ACCOUNTS[to][0], self.accounts[to]
        if giver != taker:
            self.options.offerPosition(account, receiver, self.series_ids[terms], size, self._from(giver))
        self._attempt(
            "move position",
            lambda: self.options.movePosition(account, receiver, self.series_ids[terms], size, self._from(taker)),
            lambda: self.ledger.move_position(account, receiver, terms, size),
        )

    @rule(market=st.booleans())
    def sample(self, market: bool) -> None:
        """Anybody has the volatility of a market sampled."""
        market_id = self.world.market_id + market
        self._attempt(
            "sample",
            lambda: self.options.sampleVolatility(market_id, self._from("keeper")),
            lambda: self.ledger.sample(market_id, self._moment(market_id)),
        )

    @rule()
    def distribute_fees(self) -> None:
        """Anybody moves the fees to the insurance and the treasury."""
        self._attempt(
            "distribute fees",
            lambda: self.options.distributeFees(self.asset_id, self._from("keeper")),
            self.ledger.distribute_fees,
        )

    # Rules: the world

    @rule(btc=moves, tsla=moves, confirmed=st.booleans())
    def move_prices(self, btc: int, tsla: int, confirmed: bool) -> None:
        """Both prices move, a little or far; a jump is confirmed or left pending."""
        for symbol, move, start in (("BTC", btc, BTC_PRICE), ("TSLA", tsla, TSLA_PRICE)):
            moved = self.prices[symbol] * (BPS + move) / BPS
            first = Decimal(start)
            self.prices[symbol] = min(max(moved, first / MOST_PRICE_CHANGE), first * MOST_PRICE_CHANGE)
        self._publish(confirmed=confirmed)
        self._count("move prices")

    @rule(seconds=waits)
    def wait(self, seconds: int) -> None:
        """Time passes, seconds or days, over nights and weekends."""
        self.world.wait_until(self.world.now + seconds)
        self._count("wait")

    # Invariants

    @invariant()
    def a1_balances_sum_to_the_tokens_held(self) -> None:
        """A1, and A2: every balance is what the books say, donations or not."""
        books = self.ledger.books
        known = {*self.accounts.values(), *books.balances}
        balances = {account: int(self.vault.balanceOf(account, self.asset_id)) for account in known}

        assert balances == {account: books.balances[account] for account in known}
        assert sum(balances.values()) == self.vault.totalBalance(self.asset_id) == self.ledger.total
        assert self.token.balanceOf(self.vault) == self.ledger.total + books.donated
        assert {name: self.token.balanceOf(person) for name, person in self.people.items()} == dict(self.wallets)

    @invariant()
    def a2_donations_change_no_share_price(self) -> None:
        """A2: the pool's shares are worth what the books say, at both edges."""
        moments = {market_id: self._moment(market_id) for market_id in self.markets}
        for high in (False, True):
            assert self.pool.netAssetValue(high) == self.ledger.net_asset_value(moments, high=high)
        assert self.options.accruedFundingOf(self.pool) == self.ledger.accrued_funding(moments)
        assert self.pool.totalSupply() == self.ledger.books.shares.total()
        for name in self._holders():
            owner = self.people[name]
            assert self.pool.balanceOf(owner) == self.ledger.books.shares[owner.address]

    @invariant()
    def o1_the_pool_covers_what_it_wrote(self) -> None:
        """O1: R <= cash, and R is the sum of size times maximum payoff."""
        reserve, calls = numbers(self.options.reserveOf(self.pool))

        assert reserve == self.ledger.reserve()
        assert calls == self.ledger.reserve(calls_only=True)
        assert reserve <= self.pool.cash() == self.ledger.cash

    @invariant()
    def o2_sizes_sum_to_the_size_of_their_series(self) -> None:
        """O2: and every series and position is what the books say."""
        books, sizes = self.ledger.books, Counter[Terms]()
        for (account, terms), position in books.positions.items():
            if terms not in self.series_ids:
                continue
            on_chain = numbers(self.options.positionOf(account, self.series_ids[terms]))
            if position.size:
                assert on_chain == (position.size, position.funding_index)
            else:
                assert on_chain == (0, 0)
            sizes[terms] += on_chain[0]
        live = set()
        for terms, series_id in self.series_ids.items():
            written, *state = self.options.seriesOf(series_id)
            series = books.series[terms]
            assert (str(written[0]), *numbers(written[1:])) == terms
            expected = (series.size, series.accrued, series.funding_index, series.rate, series.updated_at, series.live)
            assert numbers(state) == expected
            assert sizes[terms] == series.size
            live |= {series_id} if series.live else set()
        assert set(self.options.liveSeriesOf(self.pool)) == live
        held: dict[str, set[int]] = {account: set() for account in self.accounts.values()}
        for account, terms in self.ledger.open_positions():
            held[account].add(self.series_ids[terms])
        for account, series_ids in held.items():
            assert sorted(self.options.positionsOf(account)) == sorted(series_ids)
        for market_id in self.markets:
            assert self._estimate(market_id) == books.estimates[market_id]

    @invariant()
    def o5_collected_funding_reaches_the_pool_and_the_callers(self) -> None:
        """O5: by the chain's own events, and no funding is lost: the rest is carried or recorded."""
        funding, seen = self.ledger.books.funding, self.funding_events

        assert funding.collected == funding.to_pool + funding.to_callers
        assert seen["collected"] == funding.to_pool + funding.to_callers + funding.from_payouts
        assert seen["reward"] == funding.to_callers
        assert self.options.uncollectedOf(self.pool) == funding.uncollected == seen["amount"]
        now = self.world.now
        for account, terms in self.ledger.open_positions():
            owed = self.options.fundingOwed(account, self.series_ids[terms])
            assert owed == self.ledger.owed(account, terms, now)
        for terms, series in self.ledger.live_series():
            due = sum(
                self.ledger.owed(account, held, now) for account, held in self.ledger.open_positions() if held == terms
            )
            assert abs(series.accrued_at(now, self.ledger.unit) - due) <= self.touches

    def teardown(self) -> None:
        """Every winner is paid: all positions close at the last price, whatever it is, and the pool is left to its
        share holders, who take all but what rounding keeps."""
        for account, terms in self.ledger.open_positions():
            self._close(account, terms, self.ledger.books.positions[account, terms].size)
        assert numbers(self.options.reserveOf(self.pool)) == (0, 0)
        for _ in self._holders():
            self.redeem(choice=0, share=BPS)
        assert self.ledger.books.shares.total() == 0
        self.a1_balances_sum_to_the_tokens_held()

    # How a step is made

    def _open(self, account: str, terms: Terms, lock: int) -> None:
        name, size = ACCOUNTS[account][0], max(self.ledger.cash * lock // BPS, 1) * WAD // terms.max_payoff
        address = self.accounts[account]
        self._attempt(
            "open",
            lambda: self.options.open(terms, address, size, NO_LIMIT, FOREVER, self._from(name)),
            lambda: self.ledger.open(address, terms, size, self._moment(terms.market_id)),
        )
        if terms in self.ledger.books.series:
            self.series_ids[terms] = int(self.options.seriesIdOf(terms))

    def _close(self, account: str, terms: Terms, size: int) -> None:
        owner = self._owner_of(account)
        self._attempt(
            "close",
            lambda: self.options.close(account, self.series_ids[terms], size, 0, FOREVER, self._from(owner)),
            lambda: self.ledger.close(account, terms, size, self._moment(terms.market_id)),
        )

    def _attempt(self, what: str, send: Callable[[], Any], book: Callable[[], Any]) -> Any:
        """Do it on chain and, at the moment of its block, in the books: both do it, or both refuse it alike."""
        refused = None
        try:
            transaction = send()
        except VirtualMachineError as error:
            refused = str(error.revert_msg).partition(":")[0]
        try:
            result = book()
        except Refused as refusal:
            assert refused == refusal.error, what  # noqa: PT017 (the books' refusal, not the chain's)
            self._count(f"{what}: refused, {refused}")
            return None

        assert refused is None, f"{what}: {refused}"
        self._count(what)
        self._read_funding(transaction.events)
        return result

    def _read_funding(self, events: Any) -> None:
        for name, field in FUNDING_EVENTS:
            for entry in events[name] if name in events else ():  # noqa: SIM401 (Brownie's events have no get)
                self.funding_events[field] += entry[field]
                if entry[field]:
                    self._count(f"{name}.{field}")

    def _publish(self, *, confirmed: bool = True) -> None:
        """Publish both prices, each time a millionth apart, as the oracle takes no price twice for news."""
        self.published += 1
        prices = {symbol: price * (1 + Decimal(self.published).scaleb(-6)) for symbol, price in self.prices.items()}
        publish = self.world.publish_confirmed_prices if confirmed else self.world.publish_prices
        publish(prices)

    def _moment(self, market_id: int) -> Moment:
        """Now, as the last block saw it."""
        base, quote = self.markets[market_id][:2]
        return Moment(self.world.now, Interval(*numbers(self.world["PriceOracle"].indexOf(base, quote))))

    def _value_of(self, index: int, strike: int, is_call: bool, width: int, sigma: int, period: int) -> int:
        """The chain's value, once it is as near to the model's as DESIGN asks."""
        option = Option(index, strike, is_call, width, sigma, period)
        value = int(self.lens.optionValue(*option.row))
        assert option.error(value) <= option.tolerance
        return value

    def _count(self, what: str) -> None:
        self.touches += 1
        self.reached[what] += 1

    def _funded(self) -> list[str]:
        return [name for name in ACCOUNTS if self._balance(name)]

    def _holders(self) -> list[str]:
        return [name for name in PEOPLE if self.ledger.books.shares[self.people[name].address]]

    def _balance(self, name: str) -> int:
        return self.ledger.books.balances[self.accounts[name]]

    def _owner_of(self, account: str) -> str:
        return next(ACCOUNTS[name][0] for name, address in self.accounts.items() if address == account)

    def _estimate(self, market_id: int) -> Estimate:
        index, variance, sigma, sampled_at = numbers(self.options.volatilityOf(market_id))
        return Estimate(index, variance, sigma // 10**9, sampled_at)

    def _from(self, name: str) -> dict[str, Any]:
        return {"from": self.people[name]}

    def _address(self, owner: str, sub: int) -> str:
        return to_checksum_address(int(self.world.people[owner].address, 16) ^ sub)


class AllRules:
    """Which rules a run may use: every one."""

    def is_enabled(self, name: str) -> bool:
        return True


def part(whole: int, share: int) -> int:
    """``share`` bps of it, at least 1 unless there is nothing."""
    return min(max(whole * share // BPS, 1), whole)


def numbers(values: Iterable[Any]) -> tuple[int, ...]:
    """Brownie's answers as plain numbers, which compare with any."""
    return tuple(map(int, values))


def pick(things: list[Any], choice: int) -> Any:
    return things[choice % len(things)]


MEASURED = {"floorBps": 2_000, "capBps": 25_000}


def bitcoin_market(world: World) -> tuple[Any, ...]:
    """The world's own market, with a volatility that is measured."""
    return world.market("BTC", "TSLA", **MEASURED)


def dollar_market(world: World) -> tuple[Any, ...]:
    """Options on the dollar, settled in TSLA tokens: a put is a covered call on TSLA. Daily funding."""
    return world.market("BTC", "TSLA", baseId=0, period=DAY, **MEASURED)


class ChainVolatility:
    """The chain's arithmetic of the estimate, once it is as near to the model's as its storage allows."""

    def __init__(self, estimator: Any) -> None:
        self.estimator = estimator

    def sample(self, state: Estimate, index: int, time: int, terms: EstimateTerms) -> Estimate:
        answer = Estimate(*numbers(self.estimator.sample(state, index, time, terms)))
        expected = volatility.sample(plain_estimate(state), Decimal(index) / WAD, time, plain_terms(terms))
        assert abs(Decimal(answer.variance) / WAD - expected.variance) <= max(expected.variance.scaleb(-12), WEI * 9)
        assert abs(Decimal(answer.sigma_nano).scaleb(-9) - expected.sigma) <= Decimal("3e-9")
        return answer

    def sigmas(self, state: Estimate, index: int, terms: EstimateTerms) -> Sigmas:
        answer = Sigmas(*numbers(self.estimator.quote(state, index, terms)))
        expected = volatility.quote(plain_estimate(state), Decimal(index) / WAD, plain_terms(terms))
        for found, wanted in zip(answer, expected, strict=True):
            assert abs(Decimal(found) / WAD - wanted) <= Decimal("1e-8")
        return answer


WEI = Decimal(1).scaleb(-18)


def plain_estimate(state: Estimate) -> volatility.State:
    index, variance = (Decimal(number) / WAD for number in state[:2])
    return volatility.State(index, variance, Decimal(state.sigma_nano).scaleb(-9), state.sampled_at)


def plain_terms(terms: EstimateTerms) -> volatility.Terms:
    return volatility.Terms(*(Decimal(number) / WAD for number in terms[:3]), terms.half_life)


@pytest.fixture(scope="module")
def machine(world: World) -> type[OptionsMachine]:
    """The machine on a world with two markets, in which everybody has approved the vault and the pool."""
    options = world["PerpetualOptions"]
    options.setMarket(world.market_id, bitcoin_market(world), world.as_("risk"))
    options.createMarket(dollar_market(world), wad("0.6"), MARKET_LIMIT, world.as_("risk"))
    estimator = world.people["deployer"].deploy(world.project["VolatilityMock"])
    for name in PEOPLE:
        for spender in (world["CollateralVault"], world.pool):
            world.tokens["TSLA"].approve(spender, NO_LIMIT, world.as_(name))
    return type("OptionsMachine", (OptionsMachine,), {"world": world, "estimator": estimator, "reached": Counter()})


WALKS, STEPS = (40, 60) if os.environ.get("EVERSHARE_FUZZ") else (6, 30)
CALM_MOVES = (-200, 200)  # bps
WILD_MOVES = (-5_000, 9_000)  # bps


def step(machine: OptionsMachine, random: Random) -> None:
    """One rule with random arguments, if it can be used now; rules that need positions come often."""
    account, share, choice = (
        random.choice(TRADING),
        random.choice((random.randint(1, BPS), BPS)),
        random.randrange(1_000),
    )
    has_positions, is_funded = bool(machine.ledger.open_positions()), bool(machine._funded())
    moves = random.choice((CALM_MOVES, CALM_MOVES, WILD_MOVES))
    rules: list[tuple[int, bool, Callable[[], None]]] = [
        (2, True, lambda: machine.deposit(account, random.choice(PEOPLE), random.random() < 0.7, share)),
        (2, is_funded, lambda: machine.withdraw(choice, share)),
        (1, is_funded, lambda: machine.transfer(choice, random.choice(tuple(ACCOUNTS)), share)),
        (1, True, lambda: machine.donate(random.choice(("vault", "pool", "options")), random.randint(1, WAD))),
        (1, True, lambda: machine.provide("liquidity_provider", share)),
        (1, bool(machine._holders()), lambda: machine.redeem(choice, share)),
        (
            4,
            True,
            lambda: machine.open(
                account,
                random.random() < 0.3,
                random.randint(-4, 4),
                random.random() < 0.5,
                random.choice((2_500, 5_000, 10_000)),
                random.randint(50, 1_500),
            ),
        ),
        (2, has_positions, lambda: machine.open_more(account, choice, random.randint(1, 500))),
        (3, has_positions, lambda: machine.close(choice, share)),
        (6, has_positions, lambda: machine.settle(choice, random.choice(tuple(ACCOUNTS)), random.random() < 0.5)),
        (2, has_positions, lambda: machine.move_position(choice, account, share)),
        (1, True, lambda: machine.sample(random.random() < 0.5)),
        (1, True, machine.distribute_fees),
        (3, True, lambda: machine.move_prices(random.randint(*moves), random.randint(*moves), random.random() < 0.8)),
        (3, True, lambda: machine.wait(random.choice((random.randint(1, 120), random.randint(1, 6 * DAY))))),
    ]
    usable = [(weight, act) for weight, can, act in rules if can]
    random.choices([act for _, act in usable], [weight for weight, _ in usable])[0]()


def check(machine: OptionsMachine) -> None:
    """Every invariant."""
    machine.a1_balances_sum_to_the_tokens_held()
    machine.a2_donations_change_no_share_price()
    machine.o1_the_pool_covers_what_it_wrote()
    machine.o2_sizes_sum_to_the_size_of_their_series()
    machine.o5_collected_funding_reaches_the_pool_and_the_callers()


def test_seeded_walks(machine: type[OptionsMachine]) -> None:
    """Long walks, the same in each run; Hypothesis alone repeats few rules. `-s` prints what was reached."""
    for seed in range(WALKS):
        random, walk = Random(seed), machine()
        walk.start_with_positions(is_call=bool(seed % 2), step=seed % 3)
        for _ in range(STEPS):
            step(walk, random)
            check(walk)
        walk.teardown()

    print("\n" + "\n".join(f"{count:5} {what}" for what, count in sorted(machine.reached.items())))
    for what in (
        "deposit",
        "withdraw",
        "transfer",
        "open",
        "close",
        "settle",
        "move position",
        "donate",
        "pool redeem",
    ):
        assert machine.reached[what], f"never reached: {what}"


def test_options_machine(machine: type[OptionsMachine]) -> None:
    """The same rules, in the order that Hypothesis chooses and shrinks."""
    effort = settings(settings(), deadline=None, suppress_health_check=HealthCheck.all(), **EFFORT)

    run_state_machine_as_test(machine, settings=effort)

    assert machine.reached["open"]
