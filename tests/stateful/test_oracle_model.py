"""The oracle against a model of its rules kept in Python, step by step: P1 to P4.

A stock has two feeds: a signed one that prices shares, and one that pushes and prices the raw token.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

import pytest
from brownie import chain
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from evershare import devchain
from evershare.model.interval import NANO, WAD, Interval, around, drift_up, half_width_up
from tests.support.effort import of_a_machine, runs, steps
from tests.support.oracle import (
    CLOSE,
    DAY,
    DRIFT_BPS,
    FIRST_DAY,
    HOUR,
    NEW_YORK,
    OPEN,
    PUBLISHED_DAYS,
    THURSDAY,
    TSLA_KEY,
    OracleDesk,
    desk,
    move_to,
    roles,
)

__all__ = ["desk", "roles"]

WALKS, WALK_STEPS = runs(4, 40), steps(60, 200)
MULTIPLIER = 3 * WAD // 2
MAX_CONFIDENCE_BPS = 500
SECONDS_AFTER_OPEN = 60
AGREEMENT, MIN_BAND = WAD // 200, WAD // 100
CONFIRM, PATIENCE, FADE = 120, 1_800, 60
UNKNOWN = 72 * HOUR
FIRST_PRICE = 200 * WAD
WAITS = (1, 1, 1, 14, 14, 16, 30, 61, 117, 119, 600, 1_800, 2 * HOUR, 18 * HOUR)
CHANGES_BPS = (1, 0, -1, 40, -90, 99, 101, 300, -2_000, 4_000)
CONFIDENCES_BPS = (0, 0, 5, 500, 501)
LAGS = (0, 0, 0, 0, 0, 3, 20, 200, -30)  # seconds
SESSIONS = [
    ((FIRST_DAY + offset) * DAY + OPEN, (FIRST_DAY + offset) * DAY + CLOSE)
    for offset in range(PUBLISHED_DAYS)
    if offset % 7 < 5  # the first day is a Monday
]


@dataclass(frozen=True)
class Feed:
    """One source: its terms, what it last published, and what of it last counted."""

    base: int
    max_age: int
    is_signed: bool
    multiplier: int
    price: int = 0
    confidence: int = 0
    published_at: int = 0
    counted_price: int | None = None
    counted_session: int | None = None


@dataclass(frozen=True)
class Answer:
    place: int
    mid: int
    lo: int
    hi: int
    time: int
    session: int


@dataclass(frozen=True)
class Jump:
    price: int
    since: int
    first_at: int
    newest_at: int


@dataclass(frozen=True)
class Stored:
    """The observation that counts: all zero before the first."""

    mid: int = 0
    below: int = 0
    above: int = 0
    base: int = 0
    observed_at: int = 0
    source: int = 0
    is_signed: bool = False


class ModelOracle:
    """What DESIGN section 4 says of one stock."""

    def __init__(self, feeds: list[Feed]) -> None:
        self.feeds = feeds
        self.stored = Stored()
        self.jump: Jump | None = None

    @property
    def seen_at(self) -> int:
        return self.jump.newest_at if self.jump else self.stored.observed_at

    def refresh(self, now: int) -> None:
        answers = [answer for place in range(len(self.feeds)) if (answer := self._answer(place, now))]
        if not answers:
            return
        newest = max(answers, key=lambda answer: (answer.time, -answer.place))
        if newest.time <= self.seen_at:
            return
        fresh = [a for a in answers if newest.time - a.time <= self.feeds[a.place].max_age]
        for answer in fresh:
            feed = self.feeds[answer.place]
            self.feeds[answer.place] = replace(feed, counted_price=feed.price, counted_session=answer.session)
        lo, hi = min(a.lo for a in fresh), max(a.hi for a in fresh)
        witness = any(a is not newest and within(a.mid, newest.mid, AGREEMENT) for a in fresh)
        if witness or not self._is_jump(newest) or self._is_confirmed(newest):
            feed = self.feeds[newest.place]
            lo, hi = take_in_recent(self.stored, self.jump is not None, newest, lo, hi)
            below, above = reach(newest.mid, lo, hi)
            self.stored = Stored(newest.mid, below, above, feed.base, newest.time, newest.place, feed.is_signed)
            self.jump = None
            return
        below, above = reach(self.stored.mid, lo, hi)
        self.stored = replace(self.stored, below=max(self.stored.below, below), above=max(self.stored.above, above))
        self.jump = self._pending(newest)

    def interval(self, now: int) -> Interval:
        stored = self.stored
        age = now - stored.observed_at
        if not is_open(now):
            coming = [opens for opens, _ in SESSIONS if opens > now]
            age = max(age, coming[0] - stored.observed_at if coming else UNKNOWN)
        base = stored.base * (3 if stored.is_signed and age > 15 else 1)
        return around(stored.mid, stored.below, stored.above, half_width_up(base, DRIFT_BPS, age))

    def _answer(self, place: int, now: int) -> Answer | None:
        feed = self.feeds[place]
        begun = [(opens, closes) for opens, closes in SESSIONS if opens <= feed.published_at]
        if not feed.price or feed.published_at > now or not begun:
            return None
        if feed.confidence > feed.price * MAX_CONFIDENCE_BPS // 10_000:
            return None
        opens, closes = begun[-1]
        if feed.published_at - opens < SECONDS_AFTER_OPEN:
            return None
        is_closed = feed.published_at > closes
        if feed.price == feed.counted_price and (is_closed or opens != feed.counted_session):
            return None
        scaled = [(feed.price + offset) * feed.multiplier for offset in (0, -feed.confidence, feed.confidence)]
        return Answer(
            place,
            mid=scaled[0] // WAD,
            lo=scaled[1] // WAD,
            hi=-(-scaled[2] // WAD),
            time=min(feed.published_at, closes),
            session=opens,
        )

    def _is_jump(self, newest: Answer) -> bool:
        if not self.stored.mid:
            return False
        band = max(MIN_BAND, drift_up(4 * DRIFT_BPS, newest.time - self.stored.observed_at))
        return not within(newest.mid, self.stored.mid, band)

    def _is_confirmed(self, newest: Answer) -> bool:
        if not self.jump:
            return False
        same = within(newest.mid, self.jump.price, AGREEMENT)
        return newest.time >= self.jump.first_at + PATIENCE or (same and newest.time >= self.jump.since + CONFIRM)

    def _pending(self, newest: Answer) -> Jump:
        if self.jump and within(newest.mid, self.jump.price, AGREEMENT):
            return replace(self.jump, newest_at=newest.time)
        first_at = self.jump.first_at if self.jump else newest.time
        return Jump(newest.mid, newest.time, first_at, newest.time)


def within(price: int, other: int, tolerance: int) -> bool:
    return abs(price - other) * WAD <= tolerance * other


def reach(mid: int, lo: int, hi: int) -> tuple[int, int]:
    """How far a hull goes below and above a mid, 1e-9 of it, rounded up, as far as a word holds."""
    below, above = (max(-(-distance * NANO // mid), 0) for distance in (mid - lo, hi - mid))
    return min(below, NANO - 1), min(above, 2**32 - 1)


def take_in_recent(stored: Stored, is_pending: bool, newest: Answer, lo: int, hi: int) -> tuple[int, int]:
    """A hull with the last one in it, less by less over a minute; of a pending jump only the price before it."""
    left = FADE - (newest.time - stored.observed_at)
    if not stored.mid or left <= 0:
        return lo, hi
    below, above = (0, 0) if is_pending else (stored.below, stored.above)
    last_lo = stored.mid * (NANO - below) // NANO
    last_hi = -(-stored.mid * (NANO + above) // NANO)
    faded_lo = newest.mid - -(-max(newest.mid - last_lo, 0) * left // FADE)
    faded_hi = newest.mid + -(-max(last_hi - newest.mid, 0) * left // FADE)
    return min(lo, faded_lo), max(hi, faded_hi)


def is_open(time: int) -> bool:
    return any(opens <= time < closes for opens, closes in SESSIONS)


class OracleModel(RuleBasedStateMachine):
    desk: OracleDesk

    def __init__(self) -> None:
        super().__init__()
        chain.revert()
        self.now = devchain.now()
        self.last: tuple[Stored, Interval] | None = None

    @initialize()
    def list_stock(self) -> None:
        keeper = {"from": self.desk.roles["keeper"]}
        self.desk.token.setMultiplier(MULTIPLIER, keeper)
        self.push = self.desk.containers.PriceSourceMock.deploy(False, keeper)
        self.stock = self.desk.list_asset(
            self.desk.source(key=TSLA_KEY, pricesShares=True),
            self.desk.source(source=self.push, key=TSLA_KEY, baseBps=70, deviationBps=50, maxAge=HOUR),
            calendarId=NEW_YORK,
            token=self.desk.token,
        )
        self.model = ModelOracle([Feed(10, 15, True, MULTIPLIER), Feed(70, HOUR, False, WAD)])
        move_to(THURSDAY + OPEN + 3 * HOUR)

    @rule(seed=st.integers(0, 2**64 - 1))
    def step(self, seed: int) -> None:
        """One of the next four. Drawing a seed covers more in few runs than drawing each choice."""
        random = Random(seed)
        action = random.choice((self.publish, self.publish, self.follow, self.fail, self.restamp_while_closed))
        action(random)

    def publish(self, random: Random) -> None:
        """Time passes; a feed moves, or says the same again, now, late or from the future; all is read."""
        move_to(devchain.now() + random.choice(WAITS))
        if not is_open(devchain.now()) and random.random() < 0.6:
            move_to(next((opens for opens, _ in SESSIONS if opens > devchain.now()), devchain.now()) + 59)
        place = random.choice((0, 0, 1))
        feed = self.model.feeds[place]
        last = feed.price or FIRST_PRICE * MULTIPLIER // feed.multiplier
        price = last + last * random.choice(CHANGES_BPS) // 10_000
        confidence = price * random.choice(CONFIDENCES_BPS) // 10_000
        self._say(place, price, confidence, devchain.now() + 2 - random.choice(LAGS))
        self.refresh()

    def follow(self, random: Random) -> None:
        """A pending jump is said again, when it just may or may not be believed; or a new one, by one feed or both."""
        jump, now = self.model.jump, devchain.now()
        if jump and jump.since + CONFIRM - 3 > now:
            move_to(jump.since + CONFIRM - random.choice((2, 3)))
        price = jump.price if jump else (self.model.stored.mid or FIRST_PRICE * 3 // 2) * random.choice((9, 11)) // 10
        places = random.choice(((0,), (1,), (0, 1)))
        published_at = devchain.now() + 1 + len(places)  # a block for each, and one for the refresh
        for place in places:
            said = (price + price * random.choice((0, 1, 49, 51, -50)) // 10_000) * WAD
            self._say(place, said // self.model.feeds[place].multiplier, 0, published_at)
        self.refresh()

    def fail(self, random: Random) -> None:
        """The signed feed answers nothing for a while."""
        feed = self.model.feeds[0]
        self._say(0, 0, 0, devchain.now())
        move_to(devchain.now() + random.choice((30, 1_800)))
        self.refresh()
        self._say(0, feed.price, feed.confidence, feed.published_at)

    def refresh(self) -> None:
        """Anybody refreshes."""
        seen_before, mid_before = self.model.seen_at, self.model.stored.mid
        refreshed = self.desk.refresh(self.stock)
        self.model.refresh(refreshed.timestamp)

        assert self.model.seen_at >= seen_before  # P2
        if self.model.jump:
            assert self.model.stored.mid == mid_before  # P3

    def restamp_while_closed(self, random: Random) -> None:
        """P4: both feeds say the same again while the market sleeps; nothing becomes narrower."""
        seconds = random.choice((1, HOUR, 20 * HOUR))
        if not self.model.stored.mid or is_open(devchain.now()) or is_open(devchain.now() + seconds + 3):
            return
        if any(feed.price != feed.counted_price for feed in self.model.feeds):
            return
        before = self.desk.interval(self.stock)
        move_to(devchain.now() + seconds)
        for place, feed in enumerate(self.model.feeds):
            self._say(place, feed.price, feed.confidence, devchain.now())
        self.refresh()
        after = self.desk.interval(self.stock)
        assert after.lo <= before.lo
        assert after.mid == before.mid
        assert after.hi >= before.hi

    @invariant()
    def stored_as_the_model_says(self) -> None:
        stored, jump = self.model.stored, self.model.jump
        flags = 1 << 6 | stored.source << 4 | (4 if stored.is_signed else 0) | (1 if jump else 0)
        fields = (stored.mid, stored.below, stored.above, stored.base, DRIFT_BPS, stored.observed_at, flags, NEW_YORK)
        assert self.desk.observation(self.stock) == fields
        pending = (jump.price, jump.since, jump.first_at, jump.newest_at) if jump else (0, 0, 0, 0)
        assert self.desk.pending(self.stock) == pending

    @invariant()
    def ordered_and_widening(self) -> None:
        """P1."""
        if not self.model.stored.mid:
            return
        interval = self.desk.interval(self.stock)
        assert interval == self.model.interval(devchain.now())
        assert 0 < interval.lo <= interval.mid <= interval.hi
        if self.last and self.last[0] == self.model.stored:
            assert interval.lo <= self.last[1].lo
            assert interval.hi >= self.last[1].hi
        self.last = (self.model.stored, interval)

    def _say(self, place: int, price: int, confidence: int, published_at: int) -> None:
        source = (self.desk.feed, self.push)[place]
        source.set(TSLA_KEY, price, confidence, published_at, {"from": self.desk.roles["keeper"]})
        self.model.feeds[place] = replace(
            self.model.feeds[place], price=price, confidence=confidence, published_at=published_at
        )


def machine_of(desk: OracleDesk) -> type[OracleModel]:
    return type("Machine", (OracleModel,), {"desk": desk})


def test_oracle_model(desk: OracleDesk) -> None:
    chain.snapshot()
    run_state_machine_as_test(machine_of(desk), settings=of_a_machine())


@pytest.mark.parametrize("seed", range(WALKS))
def test_long_walk(desk: OracleDesk, seed: int) -> None:
    """Hypothesis likes short and similar runs; jumps take a longer one."""
    chain.snapshot()
    machine = machine_of(desk)()
    machine.list_stock()
    random = Random(seed)
    for _ in range(WALK_STEPS):
        machine.step(random.getrandbits(64))
        machine.stored_as_the_model_says()
        machine.ordered_and_widening()
