"""What must hold after every step, by the ids of docs/design.md, section 7.

Each check says first what it has to know of the chain, and is told; so all of them together ask the node once. O4 and
O6 compare a step with what was before it, see `Bench._attempt`; O7 has a rule of its own, see `TradeRules.poke_often`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator
from typing import Any

from hypothesis.stateful import invariant

from tests.support.options_ledger.terms import Terms
from tests.support.options_ledger.values import Moments
from tests.support.options_machine.bench import PEOPLE, Bench
from tests.support.options_machine.values import numbers
from tests.support.options_machine.venue import Venue, estimate_of

Check = Generator[list[tuple[Any, ...]], list[Any], None]
"""It yields calls of views, as for `Reader.read`, and gets their answers."""


class Invariants(Bench):
    """Of every venue."""

    @invariant()
    def everything_holds(self) -> None:
        """All checks below."""
        checks = [
            check(self, venue, moments) for venue in self.venues for moments in [venue.moments()] for check in CHECKS
        ]
        calls = [next(check) for check in checks]
        answers = self.reader.read(*(call for several in calls for call in several))
        for check, several in zip(checks, calls, strict=True):
            mine, answers = answers[: len(several)], answers[len(several) :]
            try:
                check.send(mine)
            except StopIteration:
                continue


def a1_balances_sum_to_the_tokens_held(bench: Bench, venue: Venue, _: Moments) -> Check:
    """A1, and A2: every balance and wallet is what the books say, donations or not."""
    ledger, vault, token = venue.ledger, bench.vault, venue.token
    accounts = sorted({*bench.accounts.values(), *ledger.books.balances})
    people = [person.address for person in bench.people.values()]
    answers = yield [
        (vault.totalBalance, venue.asset_id),
        (token.balanceOf, vault),
        *((vault.balanceOf, account, venue.asset_id) for account in accounts),
        *((token.balanceOf, person) for person in people),
    ]
    total, held, *rest = numbers(answers)
    balances, wallets = rest[: len(accounts)], rest[len(accounts) :]

    assert balances == [ledger.books.balances[account] for account in accounts]
    assert sum(balances) == total == ledger.total
    assert held == total + ledger.books.donated
    assert wallets == [ledger.books.wallets[person] for person in people]


def a2_donations_change_no_share_price(bench: Bench, venue: Venue, moments: Moments) -> Check:
    """A2: the pools are worth what the books say, at both edges, and so are the shares."""
    ledger, pools = venue.ledger, venue.pools
    shares, owners = ledger.books.shares[venue.public], [bench.people[name].address for name in PEOPLE]
    public = pools[venue.public]
    answers = yield [
        *((pool.netAssetValue, high) for pool in pools.values() for high in (False, True)),
        *((bench.options.accruedFundingOf, pool) for pool in pools),
        (public.totalSupply,),
        *((public.balanceOf, owner) for owner in owners),
    ]

    assert list(numbers(answers)) == [
        *(ledger.net_asset_value(pool, moments, high=high) for pool in pools for high in (False, True)),
        *(ledger.accrued_funding(pool, moments) for pool in pools),
        shares.total(),
        *(shares[owner] for owner in owners),
    ]


def o1_pools_cover_what_they_wrote(bench: Bench, venue: Venue, _: Moments) -> Check:
    """O1: R <= cash in every pool, and R is the sum of size times maximum payoff."""
    answers = yield [
        *((bench.options.reserveOf, pool) for pool in venue.pools),
        *((pool.cash,) for pool in venue.pools.values()),
    ]
    count = len(venue.pools)
    for pool, (reserve, calls), held in zip(venue.pools, answers[:count], answers[count:], strict=True):
        assert reserve == venue.ledger.reserve(pool)
        assert calls == venue.ledger.reserve(pool, calls_only=True)
        assert reserve <= held == venue.ledger.cash(pool)


def o2_sizes_sum_to_the_size_of_their_series(bench: Bench, venue: Venue, _: Moments) -> Check:
    """O2: and every series, position and volatility is what the books say."""
    books, ids, options = venue.ledger.books, venue.series_ids, bench.options
    known = {key: position for key, position in books.positions.items() if key[1] in ids}
    answers = yield [
        *((options.positionOf, account, ids[terms]) for account, terms in known),
        *((options.seriesOf, series_id) for series_id in ids.values()),
        *((options.volatilityOf, market_id) for market_id in venue.kinds),
    ]
    sizes: Counter[Terms] = Counter()
    for (_, terms), position in known.items():
        assert numbers(answers.pop(0)) == ((position.size, position.funding_index) if position.size else (0, 0))
        sizes[terms] += position.size
    for terms in ids:
        (written, *state), series = answers.pop(0), books.series[terms]
        expected = (series.size, series.accrued, series.funding_index, series.rate, series.updated_at, series.live)
        assert (str(written[0]), *numbers(written[1:])) == terms
        assert numbers(state) == expected
        assert sizes[terms] == series.size
    assert [estimate_of(answer) for answer in answers] == [books.estimates[market_id] for market_id in venue.kinds]


def o2_lists_name_what_is_held(bench: Bench, venue: Venue, _: Moments) -> Check:
    """O2: pools and accounts list the series that they have written or hold, and no other."""
    held: dict[str, list[int]] = {account: [] for account in bench.accounts.values()}
    for each in bench.venues:
        for account, terms in each.ledger.open_positions():
            held[account].append(each.series_ids[terms])
    answers = yield [
        *((bench.options.liveSeriesOf, pool) for pool in venue.pools),
        *((bench.options.positionsOf, account) for account in held),
    ]

    assert [sorted(answer) for answer in answers] == [
        *(sorted(venue.series_ids[terms] for terms, _ in venue.ledger.live_series(pool)) for pool in venue.pools),
        *(sorted(series_ids) for series_ids in held.values()),
    ]


def o3_prices_are_in_order(_: Bench, venue: Venue, moments: Moments) -> Check:
    """O3: at one index 0 <= payoff <= bid <= ask <= M. The values are the chain's own, see `ChainValues`."""
    yield []
    for terms, _ in venue.ledger.live_series():
        final = venue.ledger.final(terms.market_id)
        payoff = terms.payoff(final.index if final else moments[terms.market_id].index.mid)
        bid, ask = venue.ledger.bid_and_ask(terms, moments)
        assert 0 <= payoff <= bid <= ask <= terms.max_payoff


def o5_collected_funding_reaches_pools_and_callers(bench: Bench, venue: Venue, moments: Moments) -> Check:
    """O5: by the chain's own events, and no funding is lost: the rest is carried or recorded."""
    ledger, funding = venue.ledger, venue.ledger.books.funding
    held = ledger.open_positions()
    answers = yield [
        *((bench.options.uncollectedOf, pool) for pool in venue.pools),
        *((bench.options.fundingOwed, account, venue.series_ids[terms]) for account, terms in held),
    ]
    seen: Counter[str] = Counter()
    for pool in venue.pools:
        seen.update({name: amount for (where, name), amount in bench.events.items() if where == pool})
        assert answers.pop(0) == funding.uncollected[pool] == bench.events[pool, "FundingUncollected.amount"]
    assert funding.collected == funding.to_pool + funding.to_callers
    assert seen["FundingCollected.collected"] == funding.collected + funding.from_payouts
    assert seen["FundingCollected.reward"] == funding.to_callers

    due: Counter[Terms] = Counter()
    for (account, terms), answer in zip(held, answers, strict=True):
        assert answer == ledger.owed(account, terms, moments)
        due[terms] += answer
    for terms, series in ledger.live_series():
        final = ledger.final(terms.market_id)
        now = final.fixed_at if final else moments[terms.market_id].time
        assert abs(series.accrued_at(now, ledger.unit) - due[terms]) <= bench.touches


def messages_are_consumed_as_far_as_they_were_filled(bench: Bench, venue: Venue, _: Moments) -> Check:
    """None is filled above its size, nor after it was cancelled."""
    books = venue.ledger.books
    groups = sorted({*books.consumed, *books.cancelled})
    answers = yield [(bench.orders.consumedOf, *group) for group in groups]

    assert list(numbers(answers)) == [
        2**256 - 1 if group in books.cancelled else books.consumed[group] for group in groups
    ]


CHECKS: tuple[Callable[[Bench, Venue, Moments], Check], ...] = (
    a1_balances_sum_to_the_tokens_held,
    a2_donations_change_no_share_price,
    o1_pools_cover_what_they_wrote,
    o2_sizes_sum_to_the_size_of_their_series,
    o2_lists_name_what_is_held,
    o3_prices_are_in_order,
    o5_collected_funding_reaches_pools_and_callers,
    messages_are_consumed_as_far_as_they_were_filled,
)
