"""Custody against a register of shares kept in Python, step by step: C1 to C6, with requests, fills and limits."""

from __future__ import annotations

import os
import random
from collections import Counter
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.support.custody import SUPPLY_CAP, WAD
from tests.support.requests import RequestDesk
from tests.support.share_register import HOLDERS, ISSUE_PER_DAY, PARTICIPANT, REDEEM_PER_DAY, Clerk

RUNS, STEPS = (200, 40) if os.environ.get("EVERSHARE_FUZZ") else (20, 20)
WALKS, WALK_STEPS = (100, 120) if os.environ.get("EVERSHARE_FUZZ") else (4, 110)
COMPARED_EVERY = 5  # steps of a walk
RATIOS = ((10, 1), (1, 10), (3, 2), (2, 3), (4, 3))
HOURS = (1, 7, 25, 80)
EXTRA = (0, 0, 0, 0, 1)  # a fill at the price limit, or one unit off it
shares = st.integers(1, 1_000 * WAD)
prices = st.integers(WAD, 500 * WAD)
holders = st.sampled_from(HOLDERS)
picks = st.integers(0, 99)
parts = st.integers(1, 110)

# Actions and refusals that the seeded walks together must have met.
REACHED = (
    "issue",
    "redeem",
    "deliver",
    "transfer",
    "split",
    "ask to buy",
    "ask to redeem",
    "fill a purchase",
    "fill a redemption",
    "fill after a split",
    "cancel",
    "escrow",
    "deferred payment",
    "release escrow",
    "release payment",
    "AttestationTooOld",
    "ActionNonceMismatch",
    "ReserveExceeded",
    "ERC7943CannotSend",
    "ERC7943CannotReceive",
    "IssueLimitExceeded",
    "RequestNotCancellable",
    "FillExceedsRequest",
    "FillAboveLimit",
    "FillBelowLimit",
    "replayed Attestation",
    "replayed Receipt",
    "replayed Fill",
)


@pytest.fixture(scope="module")
def desk(containers, roles, chain, module_isolation):
    """Limits that are met, and cash for everybody."""
    custody = RequestDesk(containers, roles, chain)
    governor = {"from": roles["governor"]}
    custody.market.setIssueLimits(custody.token, ISSUE_PER_DAY, ISSUE_PER_DAY, governor)
    custody.market.setRedeemLimit(custody.token, REDEEM_PER_DAY, governor)
    for who in HOLDERS:
        custody.cash.mint(roles[who], SUPPLY_CAP * 100, governor)
        custody.cash.approve(custody.market, 2**255, {"from": roles[who]})
    custody.cash.mint(roles["issuer"], SUPPLY_CAP * 10**6, governor)
    return custody


class ShareRegister(RuleBasedStateMachine):
    desk: Any

    def __init__(self) -> None:
        super().__init__()
        self.desk.chain.revert()
        self.clerk = Clerk(self.desk)

    @initialize(held=st.integers(WAD, 10_000 * WAD))
    def first_statement(self, held):
        """The custodian states a reserve, and the participant issues half of it."""
        self.clerk.attest(held)
        self.clerk.issue(held // 2, PARTICIPANT)

    @rule(held=st.integers(0, 10_000 * WAD))
    def attest(self, held):
        """The custodian states what it holds now."""
        self.clerk.attest(held)

    @rule(count=shares, recipient=holders)
    def issue(self, count, recipient):
        """The participant uses a receipt."""
        self.clerk.issue(count, recipient)

    @rule(part=parts, pick=picks)
    def redeem_and_deliver(self, part, pick):
        """The participant redeems in kind, and the custodian delivers something."""
        self.clerk.redeem(min(part, 100))
        self.clerk.deliver(pick)

    @rule(who=holders, payment=shares, price=prices)
    def ask_issue(self, who, payment, price):
        """A holder asks to buy."""
        self.clerk.ask_issue(who, payment, price)

    @rule(who=holders, part=parts, price=prices)
    def ask_redeem(self, who, part, price):
        """A holder asks to redeem a part."""
        self.clerk.ask_redeem(who, min(part, 100), price)

    @rule(pick=picks, part=parts, extra=st.sampled_from(EXTRA))
    def fill(self, pick, part, extra):
        """The issuer fills a part of a request."""
        self.clerk.fill(pick, part, extra)

    @rule(pick=picks)
    def cancel(self, pick):
        """A requester takes back what was not filled."""
        self.clerk.cancel(pick)

    @rule(who=holders)
    def collect(self, who):
        """Anybody releases what waits for a holder."""
        self.clerk.collect(who)

    @rule(ratio=st.sampled_from(RATIOS))
    def split(self, ratio):
        """A split or its inverse takes effect."""
        self.clerk.split(*ratio)

    @rule(payer=holders, payee=holders, part=st.integers(0, 100))
    def transfer(self, payer, payee, part):
        """A holder sends a part."""
        self.clerk.transfer(payer, payee, part)

    @rule(who=holders, denied=st.booleans())
    def deny(self, who, denied):
        """The issuer denies a holder, or allows it again."""
        self.clerk.deny(who, denied)

    @rule(who=holders, refused=st.booleans())
    def refuse_cash(self, who, refused):
        """The payment token refuses a holder, or takes it back."""
        self.clerk.refuse_cash(who, refused)

    @rule()
    def record(self):
        """A record time passes."""
        self.clerk.record()

    @rule(hours=st.sampled_from(HOURS))
    def wait(self, hours):
        """Time passes."""
        self.clerk.wait(hours)

    @rule(pick=picks)
    def replay(self, pick):
        """What was used once is refused."""
        self.clerk.replay(pick)

    @invariant()
    def register_agrees(self):
        """The contracts say what the register says."""
        self.clerk.compare()


def test_register_of_shares(desk):
    machine = type("BoundRegister", (ShareRegister,), {"desk": desk})
    desk.chain.snapshot()
    run_state_machine_as_test(
        machine, settings=settings(max_examples=RUNS, stateful_step_count=STEPS, deadline=None, print_blob=True)
    )
    desk.chain.revert()


def step(clerk: Clerk, choice: random.Random) -> None:
    """One action of a kind that is drawn by its weight."""
    who, other = choice.choice(HOLDERS), choice.choice(HOLDERS)
    pick, part = choice.randrange(100), choice.randint(1, 110)
    count, price = choice.randint(1, 1_000 * WAD), choice.randint(WAD, 500 * WAD)
    actions = {
        lambda: clerk.attest(choice.choice((clerk.book.due(), 10**7 * WAD, 10**7 * WAD))): 5,
        lambda: clerk.issue(count * choice.choice((1, 1, 1_000)), who): 4,
        lambda: clerk.redeem(min(part, 100)): 2,
        lambda: clerk.deliver(pick): 1,
        lambda: clerk.ask_issue(who, count * 100, price): 3,
        lambda: clerk.ask_redeem(who, min(part, 100), price): 2,
        lambda: clerk.fill(pick, part, choice.choice(EXTRA)): 7,
        lambda: clerk.cancel(pick): 2,
        lambda: clerk.collect(who): 3,
        lambda: clerk.split(*choice.choice(RATIOS)): 1,
        lambda: clerk.transfer(who, other, part % 101): 2,
        lambda: clerk.deny(who, choice.random() < 0.5): 3,
        lambda: clerk.refuse_cash(who, choice.random() < 0.5): 3,
        lambda: clerk.record(): 1,
        lambda: clerk.wait(choice.choice(HOURS)): 2,
        lambda: clerk.replay(pick): 2,
    }
    choice.choices(list(actions), list(actions.values()))[0]()


def test_seeded_walks(desk):
    """Longer than Hypothesis goes; together they meet every action and every refusal, and everybody can leave."""
    reached: Counter[str] = Counter()
    for seed in range(WALKS):
        desk.chain.snapshot()
        clerk, choice = Clerk(desk), random.Random(seed)
        clerk.attest(10**6 * WAD)
        for who in HOLDERS:
            clerk.issue(1_000 * WAD, who)
        for number in range(1, WALK_STEPS + 1):
            step(clerk, choice)
            if number % COMPARED_EVERY == 0:
                clerk.compare()
        clerk.close()
        reached += clerk.reached
        desk.chain.revert()

    assert {what for what in REACHED if not reached[what]} == set(), reached
