"""StockToken as an ERC-20 that obeys ERC-7943: random walks of transfers and allowances beside a book in Python."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest
from brownie.exceptions import VirtualMachineError

from tests.support.custody import SUPPLY_CAP, WAD, CustodyDesk, containers, roles  # noqa: F401
from tests.support.effort import runs, steps

WALKS, STEPS = runs(4, 40), steps(60, 100)
HOLDERS = ("authorised_participant", "trader", "stranger")
LIMITLESS = 2**256 - 1
REACHED = (
    "transfer",
    "transferFrom",
    "to oneself",
    "of nothing",
    "of everything",
    "by a limitless allowance",
    "ERC20InsufficientBalance",
    "ERC20InsufficientAllowance",
    "ERC7943CannotSend",
    "ERC7943CannotReceive",
    "ERC7943InsufficientUnfrozenBalance",
)


class Book:
    """What the token must say, kept without it."""

    def __init__(self, desk: CustodyDesk, choice: random.Random) -> None:
        self.desk, self.token, self.choice = desk, desk.token, choice
        self.balances = dict.fromkeys(HOLDERS, 100 * WAD)
        self.allowances: dict[tuple[str, str], int] = Counter()
        self.frozen: dict[str, int] = Counter()
        self.denied: set[str] = set()
        self.reached: Counter[str] = Counter()

    def account(self, who: str) -> Any:
        return self.desk.roles[who]

    def amount(self, who: str) -> int:
        """Nothing, everything, a part, or a little too much."""
        held = self.balances[who]
        return self.choice.choice((0, 1, held, held + 1, self.choice.randint(0, held), self.choice.randint(0, held)))

    def step(self) -> None:
        move = self.choice.choices((self.transfer, self.spend, self.approve, self.freeze, self.deny), (5, 5, 3, 1, 1))
        move[0]()
        self.compare()

    def transfer(self) -> None:
        source, target = self.choice.choice(HOLDERS), self.choice.choice(HOLDERS)
        self.move("transfer", source, target, self.amount(source), source)

    def spend(self) -> None:
        source, target, spender = (self.choice.choice(HOLDERS) for _ in range(3))
        self.move("transferFrom", source, target, self.amount(source), spender)

    def approve(self) -> None:
        owner, spender = self.choice.choice(HOLDERS), self.choice.choice(HOLDERS)
        value = self.choice.choice((0, self.amount(owner), LIMITLESS))
        tx = self.token.approve(self.account(spender), value, {"from": self.account(owner)})
        self.allowances[owner, spender] = value
        assert tx.return_value is True
        assert tx.events["Approval"]["value"] == value

    def freeze(self) -> None:
        who = self.choice.choice(HOLDERS)
        self.frozen[who] = self.choice.choice((0, 0, self.amount(who), 200 * WAD))
        self.token.setFrozenTokens(self.account(who), self.frozen[who], {"from": self.account("issuer")})

    def deny(self) -> None:
        who, denied = self.choice.choice(HOLDERS), self.choice.random() < 0.4
        self.token.setListed(self.account(who), denied, {"from": self.account("issuer")})
        (self.denied.add if denied else self.denied.discard)(who)

    def move(self, kind: str, source: str, target: str, value: int, spender: str) -> None:
        """Succeeds exactly when balance, allowance and the rules allow it."""
        refusal = self.refusal(kind, source, target, value, spender)
        parties = [self.account(target), value] if kind == "transfer" else [*map(self.account, (source, target)), value]
        call = getattr(self.token, kind)
        if refusal is not None:
            with pytest.raises(VirtualMachineError, match=refusal):
                call(*parties, {"from": self.account(spender)})
            self.reached[refusal] += 1
            return
        tx = call(*parties, {"from": self.account(spender)})
        allowed = self.allowances[source, spender]
        if kind == "transferFrom" and allowed != LIMITLESS:
            self.allowances[source, spender] -= value
        held = self.balances[source]
        self.balances[source] -= value
        self.balances[target] += value
        assert tx.return_value is True
        event = tx.events["Transfer"]
        assert (event["from"], event["to"], event["value"]) == (self.account(source), self.account(target), value)
        self.reached[kind] += 1
        self.reached["to oneself"] += source == target
        self.reached["of nothing"] += value == 0
        self.reached["of everything"] += value == held != 0
        self.reached["by a limitless allowance"] += kind == "transferFrom" and allowed == LIMITLESS

    def refusal(self, kind: str, source: str, target: str, value: int, spender: str) -> str | None:
        """The error that must stop it, in the order of the checks. What ``canTransfer`` says must agree."""
        held = self.balances[source]
        unfrozen = max(held - self.frozen[source], 0)
        by_rule = None
        if source in self.denied:
            by_rule = "ERC7943CannotSend"
        elif unfrozen < value <= held:
            by_rule = "ERC7943InsufficientUnfrozenBalance"
        elif target in self.denied:
            by_rule = "ERC7943CannotReceive"
        assert self.token.canTransfer(self.account(source), self.account(target), value) is (by_rule is None)
        if kind == "transferFrom" and self.allowances[source, spender] < value:
            return "ERC20InsufficientAllowance"
        return by_rule or ("ERC20InsufficientBalance" if value > held else None)

    def compare(self) -> None:
        held = {who: self.token.balanceOf(self.account(who)) for who in HOLDERS}
        assert held == self.balances
        assert self.token.totalSupply() == sum(held.values())
        for (owner, spender), value in self.allowances.items():
            assert self.token.allowance(self.account(owner), self.account(spender)) == value


@pytest.fixture(scope="module")
def desk(containers, roles, chain, module_isolation):  # noqa: F811
    """Three holders with 100 tokens each."""
    custody = CustodyDesk(containers, roles, chain)
    custody.attest(SUPPLY_CAP)
    for who in HOLDERS:
        custody.issue(100 * WAD, recipient=roles[who].address)
    return custody


def test_walks_of_transfers_and_allowances(desk):
    """Totals, allowances, transfers to oneself and of nothing, and each refusal with the standard's error."""
    reached: Counter[str] = Counter()
    for seed in range(WALKS):
        desk.chain.snapshot()
        book = Book(desk, random.Random(seed))
        for _ in range(STEPS):
            book.step()
        reached += book.reached
        desk.chain.revert()

    assert {what: reached[what] for what in REACHED if not reached[what]} == {}, reached
