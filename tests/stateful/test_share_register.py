"""Custody against a register of shares kept in Python, step by step: C1 to C6, with two custodians, requests, fills and
limits, what is in the ledger and in a pool, splits, records, dividends and votes.
"""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests.support.company import PLACES, CompanyClerk, CompanyDesk
from tests.support.custody import WAD
from tests.support.effort import of_a_machine, runs, steps
from tests.support.share_register import HOLDERS

WALKS, WALK_STEPS = runs(4, 60), steps(200, 300)
COMPARED_EVERY = 5  # steps of a walk
RATIOS = ((10, 1), (1, 10), (3, 2), (2, 3), (4, 3))
HOURS = (1, 7, 25, 80)
EXTRA = (0, 0, 0, 0, 1)  # a fill at the price limit, or one unit off it
shares = st.integers(1, 1_000 * WAD)
prices = st.integers(WAD, 500 * WAD)
holders = st.sampled_from(HOLDERS)
places = st.sampled_from(PLACES)
stores = st.sampled_from(PLACES[1:])
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
    "waiting statement",
    "AttestationsNotUniform",
    "AttestationExpired",
    "ActionNonceUnknown",
    "CustodianSignatureInvalid",
    "NotEnoughSignatures",
    "NotCustodianSigner",
    "round trip",
    "deposit",
    "pool",
    "leave the vault",
    "leave the pool",
    "leave the vault, denied",
    "leave the pool, denied",
    "give pool shares",
    "declare",
    "fund",
    "funded short",
    "FundingExceedsPromise",
    "claim for the wallet",
    "claim for the vault",
    "claim for the pool",
    "claim, denied the stock",
    "NothingToClaim",
    "convene",
    "vote by the wallet",
    "vote by the vault",
    "vote by the pool",
    "vote again",
    "WeightExceeded",
    "MeetingClosed",
)


@pytest.fixture(scope="module")
def desk(containers, roles, chain, module_isolation):
    return CompanyDesk(containers, roles, chain)


@pytest.fixture(scope="module")
def begun(desk):
    """There are tokens in every place, at a record with a dividend that is half funded and a meeting."""
    clerk = CompanyClerk(desk)
    clerk.attest(10_000 * WAD)
    for who in HOLDERS:
        clerk.issue(2_500 * WAD, who)
        clerk.put(who, "vault", 20)
        clerk.put(who, "pool", 40)
    clerk.record()
    clerk.declare(0, WAD // 3, 50)
    clerk.convene(0)
    clerk.reached.clear()
    return clerk


class ShareRegister(RuleBasedStateMachine):
    desk: Any
    begun: CompanyClerk

    def __init__(self) -> None:
        super().__init__()
        self.desk.chain.revert()
        self.clerk = self.begun.copy()

    @rule(held=st.integers(0, 10_000 * WAD), part=st.integers(0, 100))
    def attest(self, held, part):
        """The custodians state what they hold now."""
        self.clerk.attest(held, part)

    @rule(custodian=st.integers(1, 2), held=st.integers(0, 10_000 * WAD))
    def attest_one(self, custodian, held):
        """One custodian states what it holds now; the other may have moved it there."""
        self.clerk.attest_one(custodian, held)

    @rule(kind=st.integers(0, 4))
    def forge(self, kind):
        """A statement that must not count."""
        self.clerk.forge(kind)

    @rule(count=shares, recipient=holders)
    def issue(self, count, recipient):
        """The participant uses a receipt."""
        self.clerk.issue(count, recipient)

    @rule(part=parts, pick=picks)
    def redeem_and_deliver(self, part, pick):
        """The participant redeems in kind, and a custodian delivers something."""
        self.clerk.redeem(min(part, 100))
        self.clerk.deliver(pick, 1 + pick % 2)

    @rule(count=shares)
    def round_trip(self, count):
        """Issued, redeemed and delivered at once."""
        self.clerk.round_trip(count)

    @rule(who=holders, place=stores, part=parts)
    def put(self, who, place, part):
        """A holder puts a part into the ledger or the pool."""
        self.clerk.put(who, place, min(part, 100))

    @rule(who=holders, place=stores, part=parts)
    def take(self, who, place, part):
        """A holder takes a part back."""
        self.clerk.take(who, place, min(part, 100))

    @rule(payer=holders, payee=holders, part=parts)
    def give(self, payer, payee, part):
        """A holder gives pool shares to another."""
        self.clerk.give(payer, payee, min(part, 100))

    @rule(pick=picks, amount=st.integers(1, 9 * WAD), part=st.integers(0, 100))
    def declare(self, pick, amount, part):
        """A dividend, of which a part is paid in."""
        self.clerk.declare(pick, amount, part)

    @rule(pick=picks, part=parts)
    def fund(self, pick, part):
        """More of a dividend is paid in."""
        self.clerk.fund(pick, part)

    @rule(pick=picks, place=places, who=holders)
    def claim(self, pick, place, who):
        """A holder claims for one of his places."""
        self.clerk.claim(pick, place, who)

    @rule(pick=picks)
    def convene(self, pick):
        """A meeting."""
        self.clerk.convene(pick)

    @rule(pick=picks, place=places, who=holders, in_favour=parts, against=parts)
    def vote(self, pick, place, who, in_favour, against):
        """A holder votes with one of his places."""
        self.clerk.vote(pick, place, who, in_favour, against)

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


def test_register_of_shares(desk, begun):
    machine = type("BoundRegister", (ShareRegister,), {"desk": desk, "begun": begun})
    desk.chain.snapshot()
    run_state_machine_as_test(machine, settings=of_a_machine())
    desk.chain.revert()


def step(clerk: CompanyClerk, choice: random.Random) -> None:
    """One action of a kind that is drawn by its weight."""
    who, other = choice.choice(HOLDERS), choice.choice(HOLDERS)
    place, store = choice.choice(PLACES), choice.choice(PLACES[1:])
    pick, part = choice.randrange(100), choice.randint(1, 110)
    count, price = choice.randint(1, 1_000 * WAD), choice.randint(WAD, 500 * WAD)
    actions = {
        lambda: clerk.attest(choice.choice((clerk.book.due(), 10**7 * WAD, 10**7 * WAD))): 5,
        lambda: clerk.issue(count * choice.choice((1, 1, 1_000)), who): 4,
        lambda: clerk.redeem(min(part, 100)): 2,
        lambda: clerk.deliver(pick, 1 + pick % 2): 1,
        lambda: clerk.attest_one(1 + pick % 2, choice.choice((clerk.book.due(), 10**6 * WAD))): 3,
        lambda: clerk.forge(pick % 5): 3,
        lambda: clerk.round_trip(count): 1,
        lambda: clerk.put(who, store, part % 101): 3,
        lambda: clerk.take(who, store, part % 101): 3,
        lambda: clerk.give(who, other, part % 101): 1,
        lambda: clerk.declare(pick, count % (9 * WAD) + 1, part % 101): 1,
        lambda: clerk.fund(pick, part): 2,
        lambda: clerk.claim(pick, place, who): 5,
        lambda: clerk.convene(pick): 1,
        lambda: clerk.vote(pick, place, who, part, pick): 4,
        lambda: clerk.ask_issue(who, count * 100, price): 3,
        lambda: clerk.ask_redeem(who, min(part, 100), price): 2,
        lambda: clerk.fill(pick, part, choice.choice(EXTRA)): 7,
        lambda: clerk.cancel(pick): 2,
        lambda: clerk.collect(who): 3,
        lambda: clerk.split(*choice.choice(RATIOS)): 2,
        lambda: clerk.transfer(who, other, part % 101): 2,
        lambda: clerk.deny(who, choice.random() < 0.5): 3,
        lambda: clerk.refuse_cash(who, choice.random() < 0.5): 3,
        lambda: clerk.record(): 1,
        lambda: clerk.wait(choice.choice(HOURS)): 2,
        lambda: clerk.replay(pick): 2,
    }
    choice.choices(list(actions), list(actions.values()))[0]()


def test_seeded_walks(desk, begun):
    """Longer than Hypothesis goes; together they meet every action and every refusal, and everybody can leave."""
    reached: Counter[str] = Counter()
    for seed in range(WALKS):
        desk.chain.snapshot()
        clerk, choice = begun.copy(), random.Random(seed)
        for number in range(1, WALK_STEPS + 1):
            step(clerk, choice)
            if number % COMPARED_EVERY == 0:
                clerk.compare()
        clerk.close()
        reached += clerk.reached
        desk.chain.revert()

    assert {what for what in REACHED if not reached[what]} == set(), reached
