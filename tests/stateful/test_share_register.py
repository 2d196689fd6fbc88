"""Custody against a register of shares kept in Python, step by step: C1 to C6 as far as the token itself goes."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.support.custody import HOUR, WAD
from tests.support.reverts import reverts

RUNS, STEPS = (200, 40) if os.environ.get("EVERSHARE_FUZZ") else (20, 20)
MAX_AGE = 26 * HOUR
HOLDERS = ("authorised_participant", "trader", "stranger")
RATIOS = ((10, 1), (1, 10), (3, 2), (2, 3), (4, 3))
shares = st.integers(1, 1_000 * WAD)
holders = st.sampled_from(HOLDERS)


def floor_shares(raw: int, multiplier: int) -> int:
    return raw * multiplier // WAD


def ceil_shares(raw: int, multiplier: int) -> int:
    return -(-raw * multiplier // WAD)


@dataclass
class Register:
    """What the contracts must say, kept without them."""

    balances: dict[str, int] = field(default_factory=lambda: dict.fromkeys(HOLDERS, 0))
    denied: set[str] = field(default_factory=set)
    multiplier: int = WAD
    nonce: int = 0
    reserve: int = 0
    reserve_nonce: int = 0
    reserve_as_of: int = 0
    open_redemptions: dict[int, int] = field(default_factory=dict)  # number: raw
    releasable: list[tuple[int, int]] = field(default_factory=list)  # delivered shares, time
    later: list[tuple[int, int]] = field(default_factory=list)
    records: list[tuple[dict[str, int], int]] = field(default_factory=list)  # balances and supply

    @property
    def supply(self) -> int:
        return sum(self.balances.values())

    @property
    def owed(self) -> int:
        pending = sum(self.open_redemptions.values())
        return ceil_shares(pending, self.multiplier) + sum(count for count, _ in (*self.releasable, *self.later))

    def due(self, extra_raw: int = 0) -> int:
        return ceil_shares(self.supply + extra_raw, self.multiplier) + self.owed

    def deliver(self, count: int, time: int) -> None:
        """Shares leave the custodian. A delivery after the first waits in a second group."""
        (self.later if self.releasable else self.releasable).append((count, time))

    def release(self, as_of: int) -> None:
        """A statement ends what is due for a group when it was made after the group's last delivery."""
        while self.releasable and self.releasable[-1][1] < as_of:
            self.releasable, self.later = self.later, []


class ShareRegister(RuleBasedStateMachine):
    desk: Any

    def __init__(self) -> None:
        super().__init__()
        self.desk.chain.revert()
        self.model = Register()
        self.redemptions = 0
        self.spent: list[Any] = []

    @property
    def now(self) -> int:
        return int(self.desk.chain[-1].timestamp)

    def account(self, name: str) -> Any:
        return self.desk.roles[name]

    @initialize(held=st.integers(WAD, 10_000 * WAD))
    def first_statement(self, held):
        """The custodian states a reserve, and the participant issues half of it."""
        self.attest(held)
        self.issue(held // 2, "authorised_participant")

    @rule(held=st.integers(0, 10_000 * WAD))
    def attest(self, held):
        """The custodian states what it holds now."""
        message = self.desk.attestation(held)
        self.desk.submit(message)
        self.model.reserve, self.model.reserve_nonce = held, self.model.nonce
        self.model.reserve_as_of = message.as_of
        self.model.release(message.as_of)
        self.spent.append(message)

    @rule(count=shares, recipient=holders)
    def issue(self, count, recipient):
        """The participant uses a receipt: it works if and only if the register says that it may."""
        model = self.model
        age = self.now - model.reserve_as_of
        if abs(age - MAX_AGE) < 300:
            return
        raw = count * WAD // model.multiplier
        receipt = self.desk.receipt(count, recipient=self.account(recipient).address)
        expected = self.refusal(raw, count, recipient, age)
        if expected is None:
            assert self.desk.use(receipt).return_value == raw
            model.balances[recipient] += raw
            assert self.desk.registry.sharesDue(self.desk.token) <= model.reserve  # C1
            self.spent.append(receipt)
        else:
            try:
                self.desk.use(receipt)
            except Exception as refused:
                assert expected in str(refused)  # noqa: PT017
            else:
                raise AssertionError(f"issued in spite of {expected}")

    def refusal(self, raw: int, count: int, recipient: str, age: int) -> str | None:
        """The error that must stop a receipt, in the order of the checks."""
        model = self.model
        if raw == 0:
            return "ConvertsToNothing"
        if age > MAX_AGE:
            return "AttestationTooOld"
        if model.reserve_nonce != model.nonce:
            return "ActionNonceMismatch"
        if model.due(raw) > model.reserve:
            return "ReserveExceeded"
        return "ERC7943CannotReceive" if recipient in model.denied else None

    @rule(part=st.integers(1, 100))
    def redeem(self, part):
        """The participant redeems a part of what it holds, unless it is denied."""
        model, who = self.model, "authorised_participant"
        raw = model.balances[who] * part // 100
        value = floor_shares(raw, model.multiplier)
        if value == 0:
            return
        if who in model.denied:
            with reverts("ERC7943CannotSend", self.account(who)):
                self.desk.redeem(raw)
            return
        self.desk.redeem(raw)
        self.redemptions += 1
        model.open_redemptions[self.redemptions] = raw
        model.balances[who] -= raw

    @rule(data=st.data())
    def fill(self, data):
        """The issuer fills an open redemption with what its tokens are worth now."""
        model = self.model
        if not model.open_redemptions:
            return
        number = data.draw(st.sampled_from(sorted(model.open_redemptions)))
        tx = self.desk.fill(number)
        value = floor_shares(model.open_redemptions.pop(number), model.multiplier)
        assert tx.return_value == value
        model.deliver(value, tx.timestamp)

    @rule(ratio=st.sampled_from(RATIOS))
    def split(self, ratio):
        """A split or its inverse takes effect; no raw balance moves (C2)."""
        model = self.model
        multiplier = model.multiplier * ratio[0] // ratio[1]
        if not WAD // 10**4 <= multiplier <= 10**4 * WAD:
            return
        self.desk.split(multiplier)
        model.multiplier, model.nonce = multiplier, model.nonce + 1

    @rule(payer=holders, payee=holders, part=st.integers(0, 100))
    def transfer(self, payer, payee, part):
        """A holder sends a part; only who is denied is refused (C6)."""
        model = self.model
        raw = model.balances[payer] * part // 100
        send = {"from": self.account(payer)}
        if payer in model.denied:
            with reverts("ERC7943CannotSend", self.account(payer)):
                self.desk.token.transfer(self.account(payee), raw, send)
        elif payee in model.denied:
            with reverts("ERC7943CannotReceive", self.account(payee)):
                self.desk.token.transfer(self.account(payee), raw, send)
        else:
            self.desk.token.transfer(self.account(payee), raw, send)
            model.balances[payer] -= raw
            model.balances[payee] += raw

    @rule(who=holders, denied=st.booleans())
    def deny(self, who, denied):
        """The issuer denies a holder, or allows it again."""
        self.desk.token.setListed(self.account(who), denied, {"from": self.account("issuer")})
        (self.model.denied.add if denied else self.model.denied.discard)(who)

    @rule()
    def record(self):
        """A record time passes."""
        self.desk.record()
        self.model.records.append((dict(self.model.balances), self.model.supply))

    @rule(hours=st.sampled_from((1, 7, 25)))
    def wait(self, hours):
        """Time passes."""
        self.desk.wait(hours * HOUR)

    @rule(data=st.data())
    def replay(self, data):
        """What was used once is refused, altered or not (C4)."""
        if not self.spent:
            return
        message = data.draw(st.sampled_from(self.spent))
        try:
            if hasattr(message, "receipt_id"):
                self.desk.use(replace(message, expiry=2**40 - 1))
            else:
                self.desk.submit(replace(message, valid_until=2**40 - 1))
        except Exception as refused:
            assert any(name in str(refused) for name in ("ReceiptUsed", "SequenceNotIncreasing"))  # noqa: PT017
        else:
            raise AssertionError("a spent signature was accepted")

    @invariant()
    def register_agrees(self):
        """Balances, supply, multiplier and what is owed are those of the register (C1 to C3)."""
        token, model = self.desk.token, self.model
        assert [token.balanceOf(self.account(who)) for who in HOLDERS] == [model.balances[who] for who in HOLDERS]
        assert token.totalSupply() == model.supply
        assert tuple(token.multiplierAndNonce()) == (model.multiplier, model.nonce)
        assert self.desk.registry.sharesOwed(token) == model.owed
        assert self.desk.registry.sharesDue(token) == model.due()

    @invariant()
    def records_stand(self):
        """Who held at a record time is never rewritten, and holders add up to the supply (C5)."""
        token = self.desk.token
        assert token.recordEpoch() == len(self.model.records)
        for epoch, (balances, supply) in enumerate(self.model.records[-2:], max(1, len(self.model.records) - 1)):
            assert {who: token.balanceAtRecord(self.account(who), epoch) for who in HOLDERS} == balances
            assert token.supplyAtRecord(epoch) == supply


def test_register_of_shares(desk):
    machine = type("BoundRegister", (ShareRegister,), {"desk": desk})
    run_state_machine_as_test(
        machine, settings=settings(max_examples=RUNS, stateful_step_count=STEPS, deadline=None, print_blob=True)
    )
