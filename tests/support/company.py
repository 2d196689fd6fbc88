"""A stock with everything that its holders can do with it, and the clerk who does all of it twice."""

from __future__ import annotations

from copy import copy, deepcopy
from dataclasses import astuple, dataclass, field, replace
from typing import Any

import pytest
from brownie.exceptions import VirtualMachineError
from eth_utils import keccak

from evershare.actions import ActionKind, ActionState
from evershare.model.credit import RateCurve
from evershare.signing import Domain
from tests.support.custody import SUPPLY_CAP, WAD, Containers
from tests.support.requests import DAY, RequestDesk
from tests.support.share_register import HOLDERS, ISSUE_PER_DAY, PARTICIPANT, REDEEM_PER_DAY, Clerk, floor_shares
from tests.support.statements import Custodians, Statements

TSLA_ID, CASH_ID = 7, 8
WALLET = "0x" + "00" * 20
PLACES = ("wallet", "vault", "pool")
SHARES_PER_TOKEN = 10**6  # of the pool, which earns nothing here
VOTING_SECONDS = 5 * DAY
CURVE = RateCurve(base=0, kink=9 * 10**17, at_kink=6 * 10**16, at_full=6 * 10**17)
AGENDA = keccak(text="1. Elect the board.")


class CompanyDesk(RequestDesk):
    """Two custodians, a ledger, a lending pool, dividends in cash, and meetings. Everybody has cash."""

    def __init__(self, containers: Containers, roles: dict[str, Any], chain: Any) -> None:
        super().__init__(containers, roles, chain, custodians=2)
        governor = {"from": roles["governor"]}
        # Nobody borrows here, so that a person stands for who computes health.
        self.vault = containers.CollateralVault.deploy(self.manager, roles["governor"], governor)
        self.vault.listAsset(TSLA_ID, self.token, governor)
        self.vault.listAsset(CASH_ID, self.cash, governor)
        self.actions = containers.MockActions.deploy(governor)
        self.distributor = containers.Distributor.deploy(self.vault, self.actions, governor)
        self.meeting = containers.ShareholderMeeting.deploy(self.vault, self.actions, self.registry, governor)
        code = containers.LendingPool.deploy(self.vault, self.manager, roles["governor"], governor)
        factory = containers.LendingPoolFactory.deploy(self.manager, self.vault, code, governor)
        self.vault.addModule(factory, governor)
        rates = containers.InterestRateModel.deploy(astuple(CURVE), governor)
        self.pool = containers.LendingPool.at(factory.createPool(TSLA_ID, rates, 0, SUPPLY_CAP, governor).return_value)
        for keeper in (self.vault, self.pool):
            self.registry.setRegisteredContract(keeper, True, governor)

        self.market.setIssueLimits(self.token, ISSUE_PER_DAY, ISSUE_PER_DAY, governor)
        self.market.setRedeemLimit(self.token, REDEEM_PER_DAY, governor)
        for who in (*HOLDERS, "issuer"):
            person = {"from": roles[who]}
            self.cash.mint(roles[who], SUPPLY_CAP * 10**6, governor)
            for spender in (self.market, self.distributor):
                self.cash.approve(spender, 2**255, person)
            for spender in (self.vault, self.pool):
                self.token.approve(spender, 2**255, person)

    def via(self, place: str) -> Any:
        return {"wallet": WALLET, "vault": self.vault.address, "pool": self.pool.address}[place]

    def record(self, delay: int = 3_600) -> None:
        """Let a record time of token and ledger pass."""
        record_at = self.chain[-1].timestamp + delay
        self.token.scheduleRecord(record_at, {"from": self.roles["corporate_actions"]})
        self.vault.scheduleRecord(TSLA_ID, record_at, {"from": self.roles["governor"]})
        self.wait(delay + 1)

    def confirmed(self, kind: ActionKind, epoch: int, amount: int = 0) -> int:
        """A confirmed action of a record. Returns its number."""
        action = {
            "token": self.token,
            "kind": kind,
            "state": ActionState.VERIFIED,
            "effectiveAt": 0,
            "recordAt": 0,
            "payoutToken": self.cash,
            "amount": amount,
            "numerator": 0,
            "denominator": 0,
            "recordEpoch": epoch,
            "assetId": TSLA_ID,
            "multiplier": WAD,
            "returnFactor": WAD,
            "documentHash": AGENDA,
        }
        added = self.actions.addAction(tuple(action.values()), {"from": self.roles["stranger"]})
        return int(added.return_value)


@dataclass
class Dividend:
    """Of one record: what each place weighs, and what was paid."""

    id: int
    weights: dict[tuple[str, str], int]
    supply: int
    promised: int
    funded: int = 0
    paid: dict[tuple[str, str], int] = field(default_factory=dict)

    def due(self, place: tuple[str, str]) -> int:
        return self.weights[place] * self.funded // self.supply - self.paid.get(place, 0)


@dataclass
class Poll:
    """A meeting of one record, with one resolution."""

    id: int
    weights: dict[tuple[str, str], int]
    deadline: int
    votes: dict[tuple[str, str], tuple[int, int, int]] = field(default_factory=dict)

    @property
    def tally(self) -> tuple[int, ...]:
        return tuple(sum(votes) for votes in zip((0, 0, 0), *self.votes.values(), strict=True))


class CompanyClerk(Clerk):
    """The register goes on where tokens leave the wallets: into the ledger and the pool, and to records."""

    desk: CompanyDesk

    def __init__(self, desk: CompanyDesk) -> None:
        super().__init__(desk)
        self.custodians = Custodians({number: Statements() for number in desk.keys})
        self.vaulted = dict.fromkeys(HOLDERS, 0)
        self.pooled = dict.fromkeys(HOLDERS, 0)
        self.weights: list[dict[tuple[str, str], int]] = []  # at each record
        self.dividends: list[Dividend] = []
        self.polls: list[Poll] = []

    def copy(self) -> CompanyClerk:
        """A clerk who goes on from here, at the same desk."""
        other = copy(self)
        for name, value in vars(self).items():
            if name != "desk":
                setattr(other, name, deepcopy(value))
        return other

    # Statements

    def attest(self, count: int, part: int = 60) -> None:
        """Both custodians together state so many shares, and the first once more, so that all of it counts."""
        first = count * part // 100
        for custodian, shares in ((1, first), (2, count - first), (1, first)):
            self.attest_one(custodian, shares)

    def attest_one(self, custodian: int, count: int) -> None:
        """One custodian states what it holds. More than before waits for the other (C1)."""
        message = self.desk.attestation(count, custodian)
        self.desk.submit(message)
        book = self.book
        book.reserve, book.reserve_as_of, book.reserve_is_uniform = self.custodians.state(
            custodian, count, message.as_of, book.nonce, book.multiplier
        )
        book.reserve_nonce = book.nonce
        book.release(message.as_of, custodian)
        self.spent.append(message)
        self.reached["waiting statement"] += self.custodians.by_number[custodian].waiting is not None

    def forge(self, kind: int) -> None:
        """A statement that is late, for another action, another chain or under-signed, or another's: refused (C4)."""
        desk = self.desk
        message = desk.attestation(10**6 * WAD)
        domain, keys = desk.registry_domain, desk.keys[1][:2]
        if kind == 0:
            message, refusal = replace(message, valid_until=self.now - 1), "AttestationExpired"
        elif kind == 1:
            message, refusal = replace(message, action_nonce=self.book.nonce + 1), "ActionNonceUnknown"
        elif kind == 2:
            domain, refusal = Domain(domain.name, desk.chain.id + 1, desk.registry.address), "CustodianSignatureInvalid"
        elif kind == 3:
            keys, refusal = keys[:1], "NotEnoughSignatures"
        else:
            keys, refusal = desk.keys[2][:2], "NotCustodianSigner"
        self.expect(refusal, lambda: desk.submit(message, desk.signed(message, keys, domain)), "forgery accepted")

    def round_trip(self, count: int) -> None:
        """The participant issues and redeems at once, and no share is gained (C3)."""
        issued, before = self.book.redemptions, self.book.balances[PARTICIPANT]
        self.issue(count, PARTICIPANT)
        raw = self.book.balances[PARTICIPANT] - before
        if not raw or not self.book.redeem_limit.has_room(raw, self.now + 1):
            return
        if PARTICIPANT in self.book.denied or floor_shares(raw, self.book.multiplier) == 0:
            return
        self.desk.redeem(raw)
        self.book.balances[PARTICIPANT] -= raw
        self.retired(raw)
        assert self.book.redemptions == issued + 1
        delivery = self.desk.fill(self.book.redemptions)
        value = floor_shares(self.book.open_redemptions.pop(self.book.redemptions), self.book.multiplier)
        assert delivery.return_value == value <= count
        self.book.deliver(value, delivery.timestamp, 1)
        self.reached["round trip"] += 1

    # Ledger and pool

    def moved(self, who: str, raw: int) -> None:
        self.book.balances[who] -= raw
        self.book.elsewhere += raw

    def returned(self, who: str, raw: int) -> None:
        self.book.elsewhere -= raw
        self.to_wallet_or_escrow(who, raw)

    def put(self, who: str, place: str, part: int) -> None:
        """A holder puts a part of his wallet into his account of the ledger, or into the pool."""
        raw = self.book.balances[who] * part // 100
        if raw == 0:
            return
        refusal = "ERC7943CannotSend" if who in self.book.denied else None
        person, sender = self.account(who), {"from": self.account(who)}
        desk, held = self.desk, self.vaulted if place == "vault" else self.pooled
        if place == "vault":
            tx = self.expect(refusal, lambda: desk.vault.deposit(TSLA_ID, person, raw, sender), "deposit")
        else:
            tx = self.expect(refusal, lambda: desk.pool.deposit(raw, person, sender), "pool")
        if tx is not None:
            held[who] += raw
            self.moved(who, raw)

    def take(self, who: str, place: str, part: int) -> None:
        """A holder takes a part back; if he may not receive it, it waits for him (C6)."""
        held = self.vaulted if place == "vault" else self.pooled
        raw = held[who] * part // 100
        if raw == 0:
            return
        person, sender, desk = self.account(who), {"from": self.account(who)}, self.desk
        if place == "vault":
            desk.vault.withdraw(TSLA_ID, person, person, raw, sender)
        else:
            desk.pool.redeem(raw * SHARES_PER_TOKEN, person, person, sender)
        held[who] -= raw
        self.returned(who, raw)
        self.reached[f"leave the {place}"] += 1
        self.reached[f"leave the {place}, denied"] += who in self.book.denied

    def give(self, payer: str, payee: str, part: int) -> None:
        """A holder sends shares of the pool to another."""
        raw = self.pooled[payer] * part // 100
        self.desk.pool.transfer(self.account(payee), raw * SHARES_PER_TOKEN, {"from": self.account(payer)})
        self.pooled[payer] -= raw
        self.pooled[payee] += raw
        self.reached["give pool shares"] += raw != 0

    # Records

    def record(self) -> None:
        """A record time passes: what is pending or in escrow is still its requester's."""
        super().record()
        places = {"wallet": self.book.holdings, "vault": dict(self.vaulted), "pool": dict(self.pooled)}
        self.weights.append({(place, who): raw for place, held in places.items() for who, raw in held.items()})

    def declare(self, pick: int, amount: int, part: int) -> None:
        """A dividend of so much a token (WAD) for one of the last records, of which a part is paid in."""
        if not self.weights:
            return
        epoch = len(self.weights) - pick % min(3, len(self.weights))
        supply = self.book.records[epoch - 1][1]
        refusal = None if supply else "NobodyHeld"
        if supply and supply * amount // WAD == 0:
            return
        action = self.desk.confirmed(ActionKind.CASH_DIVIDEND, epoch, amount)
        sender = {"from": self.account("stranger")}
        tx = self.expect(refusal, lambda: self.desk.distributor.declareDividend(action, sender), "declare")
        if tx is None:
            return
        promised = supply * amount // WAD
        self.dividends.append(Dividend(int(tx.return_value), self.weights[epoch - 1], supply, promised))
        self.fund(len(self.dividends) - 1, part)
        with pytest.raises(VirtualMachineError, match="RecordActionUsed"):
            self.desk.distributor.declareDividend(action, sender)

    def fund(self, pick: int, part: int) -> None:
        """The issuer pays in a part of what is missing, or a unit too much."""
        if not self.dividends:
            return
        dividend = self.dividends[pick % len(self.dividends)]
        missing = dividend.promised - dividend.funded
        amount = missing * part // 100 if part <= 100 else missing + 1
        if amount == 0:
            return
        refusal = "FundingExceedsPromise" if amount > missing else None
        sender = {"from": self.account("issuer")}
        if self.expect(refusal, lambda: self.desk.distributor.fund(dividend.id, amount, sender), "fund"):
            dividend.funded += amount
            self.book.cash["issuer"] -= amount
            self.reached["funded short"] += dividend.funded < dividend.promised

    def claim(self, pick: int, place: str, who: str) -> None:
        """A holder claims what is due to one of his places, for whatever record (C5)."""
        if not self.dividends:
            return
        dividend = self.dividends[pick % len(self.dividends)]
        due = dividend.due((place, who))
        refusal = None if due else "NothingToClaim"
        if due and who in self.book.refused_cash:
            refusal = "MockAccountDenied"
        claim = self.desk.distributor.claim
        arguments = (dividend.id, self.desk.via(place), self.account(who), {"from": self.account(who)})
        tx = self.expect(refusal, lambda: claim(*arguments), f"claim for the {place}")
        if tx is not None:
            assert tx.return_value == due
            dividend.paid[place, who] = dividend.paid.get((place, who), 0) + due
            self.book.cash[who] += due
            self.reached["claim, denied the stock"] += who in self.book.denied

    def convene(self, pick: int) -> None:
        """The company lets the holders of one of the last records vote."""
        if not self.weights:
            return
        epoch = len(self.weights) - pick % min(3, len(self.weights))
        refusal = None if self.book.records[epoch - 1][1] else "NobodyMayVote"
        action, deadline = self.desk.confirmed(ActionKind.MEETING, epoch), self.now + VOTING_SECONDS
        convene, sender = self.desk.meeting.convene, {"from": self.account("issuer")}
        tx = self.expect(refusal, lambda: convene(action, deadline, 1, sender), "convene")
        if tx is not None:
            self.polls.append(Poll(int(tx.return_value), self.weights[epoch - 1], deadline))

    def vote(self, pick: int, place: str, who: str, in_favour: int, against: int) -> None:
        """A holder votes with parts of what one of his places weighed, or a unit too much, or thinks again (C5)."""
        if not self.polls:
            return
        poll = self.polls[pick % len(self.polls)]
        weight = poll.weights[place, who]
        in_favour = weight * in_favour // 100 if in_favour <= 100 else weight + 1
        votes = (in_favour, max(weight - in_favour, 0) * min(against, 100) // 100, 0)
        refusal = None
        if self.now + 1 > poll.deadline:
            refusal = "MeetingClosed"
        elif sum(votes) > weight:
            refusal = "WeightExceeded"
        vote, via, person = self.desk.meeting.vote, self.desk.via(place), self.account(who)
        tx = self.expect(refusal, lambda: vote(poll.id, via, person, [votes], {"from": person}), f"vote by the {place}")
        if tx is not None:
            self.reached["vote again"] += (place, who) in poll.votes
            poll.votes[place, who] = votes

    # The end, and comparison

    def close(self) -> None:
        """Everybody leaves the ledger and the pool; what is funded is claimed, to the unit."""
        for who in HOLDERS:
            self.deny(who, False)
            self.refuse_cash(who, False)
            for place in ("vault", "pool"):
                self.take(who, place, 100)
        for number, dividend in enumerate(self.dividends):
            self.fund(number, 100)
            for place, who in dividend.weights:
                if dividend.due((place, who)):
                    self.claim(number, place, who)
            assert 0 <= dividend.promised - sum(dividend.paid.values()) < len(dividend.weights)
        assert self.book.elsewhere == 0
        super().close()

    def views(self) -> list[tuple[Any, tuple[Any, ...], Any]]:
        """Besides the register: reserve, ledger, pool, weights at records, claims and tallies (C1, C2, C5, C6)."""
        desk, at = self.desk, {who: self.account(who) for who in HOLDERS}
        stored = sum(self.vaulted.values()) + sum(self.pooled.values())
        unclaimed = sum(dividend.funded - sum(dividend.paid.values()) for dividend in self.dividends)
        views = [
            *super().views(),
            (desk.token.balanceOf, (desk.vault,), stored),
            (desk.vault.totalBalance, (TSLA_ID,), stored),
            (desk.cash.balanceOf, (desk.distributor,), unclaimed),
        ]
        for who in HOLDERS:
            views.append((desk.vault.balanceOf, (at[who], TSLA_ID), self.vaulted[who]))
            views.append((desk.pool.balanceOf, (at[who],), self.pooled[who] * SHARES_PER_TOKEN))
        if self.weights:
            epoch, weights = len(self.weights), self.weights[-1]
            assert sum(weights.values()) == self.book.records[-1][1]
            for (place, who), weight in weights.items():
                views.append((desk.distributor.weightOf, (desk.token, epoch, desk.via(place), at[who]), weight))
        for dividend in self.dividends[-1:]:
            for place, who in dividend.weights:
                due = dividend.due((place, who))
                views.append((desk.distributor.claimable, (dividend.id, desk.via(place), at[who]), due))
        for poll in self.polls[-1:]:
            assert sum(poll.tally) <= sum(poll.weights.values())
            views.append((desk.meeting.tallyOf, (poll.id,), (poll.tally,)))
        return views

    def compare(self) -> None:
        super().compare()
        reserve = self.desk.registry.reserveOf(self.desk.token).dict()
        assert (reserve["shares"], reserve["isUniform"]) == (self.book.reserve, self.book.reserve_is_uniform)
