"""Corporate actions of one stock against a model of their states: what is possible when, and what is frozen."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pytest
from brownie import chain, project

from evershare.actions import FREEZE_SECONDS, NOTICE_SECONDS, TIMEOUT_SECONDS, ActionKind, ActionState, TokenState
from evershare.localnet import WAD, wad
from tests.support.actions import DAY, THURSDAY, ActionsWorld
from tests.support.effort import runs, steps
from tests.support.reverts import reverts

RUNS, STEPS = runs(7, 200), steps(35, 40)
MOST_LAST_STEPS = 80
HOUR = 3_600
OPEN, CLOSE = 13 * HOUR + 1_800, 20 * HOUR
RATIOS = ((10, 1), (3, 2), (1, 4), (1, 10))
REINVESTED = (5, 4)  # the most that a dividend can be, so that a false one is out of the price's band
KINDS = list(ActionKind)
WEIGHTS = (5, 5, 2, 3, 0.2, 0.2, 2)  # what ends a stock is rare
RATIO_KINDS = (ActionKind.SPLIT, ActionKind.REVERSE_SPLIT, ActionKind.REINVESTED_DIVIDEND)
ENDED = (TokenState.CASHED_OUT, TokenState.DELISTED)


@dataclass
class Model:
    """One pending action, by stored state and times, and the stock as it is outside."""

    kind: ActionKind | None = None
    stored: ActionState = ActionState.NONE
    effective_at: int = 0
    record_at: int = 0
    ratio: tuple[int, int] = (1, 1)
    multiplier: int = WAD  # before the action
    is_true: bool = True  # whether the company really does what is announced
    has_continued: bool = False
    nonce: int = 0
    scheduled: int = 0  # ratios ever scheduled: nonces are not used again
    attested: int = 0

    @property
    def deadline(self) -> int:
        times = [self.record_at] if self.record_at else []
        if self.kind != ActionKind.MEETING:
            times.append(self.effective_at - FREEZE_SECONDS)
        return min(times)

    def state(self, now: int) -> ActionState:
        if self.stored == ActionState.ANNOUNCED and now >= self.deadline:
            return ActionState.LAPSED
        if self.stored != ActionState.SCHEDULED or self.kind == ActionKind.MEETING:
            return self.stored
        if now >= self.effective_at:
            return ActionState.EFFECTIVE
        return ActionState.FROZEN if now >= self.effective_at - FREEZE_SECONDS else self.stored

    def token_state(self, now: int) -> TokenState:
        state = self.state(now)
        if state == ActionState.VERIFIED and self.kind == ActionKind.CASH_OUT:
            return TokenState.CASHED_OUT
        if state == ActionState.VERIFIED and self.kind == ActionKind.DELISTING:
            return TokenState.DELISTED
        return TokenState(state) if ActionState.ANNOUNCED <= state <= ActionState.EFFECTIVE else TokenState.ACTIVE

    def multiplier_at(self, now: int) -> int:
        is_due = self.stored in (ActionState.SCHEDULED, ActionState.VERIFIED) and now >= self.effective_at
        if self.kind not in RATIO_KINDS or not is_due:
            return self.multiplier
        return self.multiplier * self.ratio[0] // self.ratio[1]


class Company:
    """What people do about one stock, right or wrong, at any time."""

    def __init__(self, world: ActionsWorld, draw: random.Random, done: Counter[str]) -> None:
        self.world, self.draw, self.done = world, draw, done
        self.model, self.id = Model(), 0
        self.kinds: list[ActionKind] = self.draw.choices(KINDS, WEIGHTS, k=100)  # what is announced, in turn

    def step(self) -> None:
        """Something happens, and everything is as the model says."""
        self.draw.choices(
            (self.announce, self.confirm, self.cancel, self.wait, self.trade, self.attest, self.verify, self.undo),
            (4, 0.5, 0.3, 5, 2, 2, 4, 2),
        )[0]()
        self.states_are_the_models()
        self.exits_are_open()

    @property
    def now(self) -> int:
        return self.world.now

    @property
    def next(self) -> int:
        """The time of the next transaction."""
        return self.now + 1

    def announce(self):
        """The issuer announces what the company does, or claims that it does, at midnight some days ahead."""
        kind = self.kinds.pop() if len(self.kinds) > 1 else self.kinds[0]
        ratio, days, is_true = self.draw.choice(RATIOS), self.draw.randint(1, 6), self.draw.random() < 0.6
        day = THURSDAY + (self.now - THURSDAY) // DAY * DAY + days * DAY
        terms: dict[str, Any] = {}
        if kind == ActionKind.REINVESTED_DIVIDEND:
            ratio = REINVESTED
        elif kind in RATIO_KINDS:
            kind = ActionKind.SPLIT if ratio[0] > ratio[1] else ActionKind.REVERSE_SPLIT
        if kind in RATIO_KINDS:
            terms = {"numerator": ratio[0], "denominator": ratio[1]}
        if kind in (ActionKind.CASH_DIVIDEND, ActionKind.CASH_OUT):
            amount = wad(2) * WAD // self.model.multiplier_at(self.next)
            if kind == ActionKind.CASH_OUT:
                amount = self.world.raw_price() * WAD // self.model.multiplier_at(self.next)
            terms = {"amount": amount, "payoutToken": self.world.usdc}
        state = self.model.token_state(self.next)
        by_session = kind in (ActionKind.CASH_DIVIDEND, ActionKind.MEETING)
        if by_session and (day - THURSDAY) // DAY % 7 in (2, 3):
            return
        effective_at = day + OPEN if by_session else day
        before = max(d for d in range(day - 4 * DAY, day, DAY) if (d - THURSDAY) // DAY % 7 not in (2, 3))
        record_at = before + CLOSE if by_session else 0
        candidate = Model(kind, ActionState.ANNOUNCED, effective_at, record_at, ratio if terms else (1, 1))
        if state in ENDED:
            with reverts("TokenEnded", self.world.tsla):
                self.world.announce("TSLA", kind, day, **terms)
        elif state != TokenState.ACTIVE:
            with reverts("ActionPending", self.world.tsla, self.id):
                self.world.announce("TSLA", kind, day, **terms)
        elif candidate.deadline < self.next + NOTICE_SECONDS:
            with reverts("NoticeTooShort", candidate.deadline, self.next + NOTICE_SECONDS):
                self.world.announce("TSLA", kind, day, **terms)
        else:
            old = self.model
            self.id = self.world.announce("TSLA", kind, day, **terms)
            candidate.multiplier = old.multiplier_at(self.now)
            candidate.is_true = is_true
            candidate.nonce, candidate.scheduled, candidate.attested = self.nonce_of(old), old.scheduled, old.attested
            self.model = candidate
            if self.draw.random() < 0.8:
                self.confirm()

    def nonce_of(self, model):
        is_in_force = model.stored in (ActionState.SCHEDULED, ActionState.VERIFIED) and self.now >= model.effective_at
        return model.scheduled if model.kind in RATIO_KINDS and is_in_force else model.nonce

    def confirm(self):
        """The custodian signs what it is shown, also what is false."""
        state = self.model.state(self.next)
        if not self.id:
            return
        if state == ActionState.ANNOUNCED:
            self.world.confirm(self.id)
            self.model.stored = ActionState.SCHEDULED
            if self.model.kind in RATIO_KINDS:
                self.model.scheduled += 1
        else:
            with reverts("ActionNotInState", self.id, state, ActionState.ANNOUNCED):
                self.world.confirm(self.id)

    def cancel(self):
        """The issuer calls it off, in time or not."""
        state = self.model.state(self.next)
        if not self.id:
            return
        is_early = state == ActionState.SCHEDULED and self.next < self.model.deadline
        if state == ActionState.ANNOUNCED or is_early:
            self.world.actions.cancel(self.id, self.world.as_("issuer"))
            self.model.stored = ActionState.CANCELLED
        else:
            with reverts("CancellationTooLate", self.id, state):
                self.world.actions.cancel(self.id, self.world.as_("issuer"))

    def wait(self):
        """Time passes to about the second from which something else is possible."""
        where, early = self.draw.choice(("deadline", "effective", "effective", "timeout")), self.draw.randint(0, 2)
        model = self.model
        if not self.id:
            return
        times = {"effective": model.effective_at, "timeout": model.effective_at + TIMEOUT_SECONDS}
        at = (times | {"deadline": model.deadline})[where] - early
        # Weeks of nothing would leave the calendar.
        if at > self.now and (where != "timeout" or model.state(self.now) == ActionState.EFFECTIVE):
            self.world.wait_until(at)

    def trade(self):
        """The next session begins, and a share trades near where it did: the price follows what is true."""
        ticks = self.draw.randint(-100, 100)
        model = self.model
        day = (self.now - THURSDAY) // DAY
        while day % 7 in (2, 3) or THURSDAY + day * DAY + OPEN + HOUR <= self.now + 2:
            day += 1
        at = THURSDAY + day * DAY + OPEN + HOUR
        raw = self.world.raw_price()
        if (
            model.kind == ActionKind.CASH_DIVIDEND
            and model.stored == ActionState.SCHEDULED
            and at >= model.effective_at
        ):
            raw = raw if self.world.oracle.adjustmentOf(self.world.tsla_id)[1] == 0 else raw - wad(2)
        self.world.wait_until(at)
        shares = self.price_unit(at)
        price = raw * WAD // shares * (100_000 + ticks) // 100_000
        self.world.publish_prices({"TSLA": f"{price / WAD:.8f}"})
        is_awaited = model.kind in RATIO_KINDS and model.state(self.now) == ActionState.EFFECTIVE
        if is_awaited and model.multiplier_at(self.now) == shares:
            model.has_continued = True

    def price_unit(self, at):
        """Shares that a raw token really stands for, WAD: a false split leaves them as they were."""
        model = self.model
        is_due = model.stored in (ActionState.SCHEDULED, ActionState.VERIFIED) and at >= model.effective_at
        if model.kind in RATIO_KINDS and is_due and not model.is_true:
            return model.multiplier
        return model.multiplier_at(at)

    def attest(self):
        """The custodian states enough shares, with the nonce in force."""
        if self.now < self.model.effective_at <= self.next:
            return  # what is signed now would be of yesterday when it is submitted
        self.world.attest("TSLA", 10**6)
        self.model.attested = self.nonce_of(self.model)

    def verify(self):
        """Anybody tries to verify."""
        model = self.model
        state = model.state(self.next)
        if model.stored != ActionState.SCHEDULED:
            with reverts("ActionNotInState", self.id, state, ActionState.SCHEDULED):
                self.world.verify_action("TSLA")
            return
        due_at = model.record_at if model.kind == ActionKind.MEETING else model.effective_at
        if self.next < due_at:
            with reverts("ActionNotEffective", due_at):
                self.world.verify_action("TSLA")
        elif model.kind in RATIO_KINDS and not model.has_continued:
            with reverts("ContinuityNotObserved", self.world.tsla_id):
                self.world.verify_action("TSLA")
            self.done["not continuous"] += 1
        elif model.kind in RATIO_KINDS and model.attested != model.scheduled:
            with reverts("NonceNotAttested", model.attested, model.scheduled):
                self.world.verify_action("TSLA")
        else:
            self.world.verify_action("TSLA")
            model.stored = ActionState.VERIFIED
            self.done[model.kind.name] += 1

    def undo(self):
        """The issuer tries to undo a ratio."""
        model = self.model
        if model.kind not in RATIO_KINDS or model.state(self.next) != ActionState.EFFECTIVE:
            return
        timeout = model.effective_at + TIMEOUT_SECONDS
        issuer = self.world.as_("issuer")
        if self.next < timeout:
            with reverts("TimeoutNotReached", timeout):
                self.world.actions.correct(self.world.tsla, 1, 1, issuer)
            return
        if model.is_true:
            return
        self.world.actions.correct(self.world.tsla, 1, 1, issuer)
        # Until the correction takes effect the false ratio is in force.
        effective_at = self.now + FREEZE_SECONDS
        self.world.wait_until(effective_at)
        model.effective_at, model.ratio, model.is_true, model.has_continued = effective_at, (1, 1), True, False
        model.scheduled += 1
        self.done["undone"] += 1

    def states_are_the_models(self):
        """Token, action, freeze and multiplier, at every second on which something happened."""
        world, model = self.world, self.model
        assert world.state == model.token_state(self.now)
        assert world.actions.actionState(self.id) == model.state(self.now)
        frozen = model.token_state(self.now) in (TokenState.FROZEN, TokenState.EFFECTIVE)
        assert world.actions.isFrozen(world.tsla) == frozen
        if model.kind != ActionKind.CASH_DIVIDEND and model.kind != ActionKind.MEETING:
            assert world.oracle.isFrozen(world.tsla_id) == (frozen or model.token_state(self.now) in ENDED)
        assert world.tsla.multiplier() == model.multiplier_at(self.now)

    def exits_are_open(self):
        """P1 and V5: what closes and settles is always answered."""
        low, mid, high = self.world.oracle.indexOf(self.world.asset_ids["BTC"], self.world.tsla_id)
        assert 0 < low <= mid <= high


@pytest.fixture(scope="module")
def world(accounts, module_isolation):
    return ActionsWorld(project.get_loaded_projects()[0], accounts, chain)


def test_corporate_actions_follow_their_model(world):
    """Seeded walks. Each ends with an action of its own kind, so that together they reach everything."""
    done: Counter[str] = Counter()
    for seed in range(RUNS):
        chain.snapshot()
        company = Company(world, random.Random(seed), done)
        for _ in range(STEPS):
            company.step()
        company.kinds = [KINDS[seed % len(KINDS)]]
        for _ in range(MOST_LAST_STEPS):
            if company.model.token_state(company.now) in ENDED or done[company.kinds[0].name]:
                break
            company.step()
        chain.revert()

    for what in (*(kind.name for kind in KINDS), "not continuous", "undone"):
        assert done[what], f"never reached: {what}"
