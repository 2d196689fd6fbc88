"""A register of shares kept in Python, and a clerk who does the same in it and in the contracts, and compares."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from brownie.exceptions import VirtualMachineError

from tests.support.custody import HOUR, SUPPLY_CAP, WAD
from tests.support.requests import DAY, RequestDesk

HOLDERS = ("authorised_participant", "trader", "stranger")
PARTICIPANT = "authorised_participant"
MAX_AGE = 26 * HOUR
UNSURE_SECONDS = 300  # around the end of an attestation's use, where a run of transactions may pass it
ISSUE_PER_DAY = 20_000 * WAD
REDEEM_PER_DAY = 50_000 * WAD  # the least that the desk's supply cap allows
MULTIPLIERS = WAD // 10**4, 10**4 * WAD


def floor_shares(raw: int, multiplier: int) -> int:
    return raw * multiplier // WAD


def ceil_shares(raw: int, multiplier: int) -> int:
    return -(-raw * multiplier // WAD)


@dataclass
class Limit:
    """A leaky bucket."""

    per_day: int
    level: int = 0
    at: int = 0

    def has_room(self, amount: int, now: int) -> bool:
        return amount <= self.per_day and self.level + amount - self.per_day <= (now - self.at) * self.per_day // DAY

    def change(self, amount: int, now: int) -> None:
        leaked = (now - self.at) * self.per_day // DAY
        self.level, self.at = max(max(self.level - leaked, 0) + amount, 0), now


@dataclass
class Request:
    """What somebody asked for. The price limit is per share at the multiplier of its time, both WAD."""

    who: str
    is_redeem: bool
    remaining: int
    price: int
    multiplier: int
    cancellable_at: int
    fills: int = 0


@dataclass
class Register:
    """What the contracts must say, kept without them. Raw tokens, shares and cash have 18 decimals."""

    balances: dict[str, int] = field(default_factory=lambda: dict.fromkeys(HOLDERS, 0))
    escrowed: dict[str, int] = field(default_factory=lambda: dict.fromkeys(HOLDERS, 0))
    held: dict[str, int] = field(default_factory=lambda: dict.fromkeys(HOLDERS, 0))
    cash: dict[str, int] = field(default_factory=lambda: dict.fromkeys((*HOLDERS, "issuer"), 0))
    deferred: dict[str, int] = field(default_factory=lambda: dict.fromkeys(HOLDERS, 0))
    denied: set[str] = field(default_factory=set)
    refused_cash: set[str] = field(default_factory=set)
    requests: list[Request] = field(default_factory=list)
    multiplier: int = WAD
    nonce: int = 0
    reserve: int = 0
    reserve_nonce: int = 0
    reserve_as_of: int = 0
    reserve_is_uniform: bool = True
    redemptions: int = 0
    open_redemptions: dict[int, int] = field(default_factory=dict)  # number: raw
    # By custodian: delivered shares, time.
    releasable: dict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    later: dict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    elsewhere: int = 0  # what is not in wallets or waits for them
    records: list[tuple[dict[str, int], int]] = field(default_factory=list)  # holdings and supply
    issue_limit: Limit = field(default_factory=lambda: Limit(ISSUE_PER_DAY))
    net_limit: Limit = field(default_factory=lambda: Limit(ISSUE_PER_DAY))
    redeem_limit: Limit = field(default_factory=lambda: Limit(REDEEM_PER_DAY))

    @property
    def holdings(self) -> dict[str, int]:
        """What is each holder's, wherever it waits."""
        return {who: self.balances[who] + self.escrowed[who] + self.held[who] for who in HOLDERS}

    @property
    def supply(self) -> int:
        return sum(self.holdings.values()) + self.elsewhere

    @property
    def owed(self) -> int:
        pending = sum(self.open_redemptions.values())
        delivered = (group for groups in (self.releasable, self.later) for group in groups.values())
        return ceil_shares(pending, self.multiplier) + sum(count for group in delivered for count, _ in group)

    def due(self, extra_raw: int = 0) -> int:
        return ceil_shares(self.supply + extra_raw, self.multiplier) + self.owed

    def owe(self, raw: int) -> None:
        self.redemptions += 1
        self.open_redemptions[self.redemptions] = raw

    def deliver(self, count: int, time: int, custodian: int) -> None:
        """Shares leave a custodian. A delivery after the first waits in a second group."""
        (self.later if self.releasable[custodian] else self.releasable)[custodian].append((count, time))

    def release(self, as_of: int, custodian: int) -> None:
        """A statement ends what is due for a group when it was made after the group's last delivery."""
        while self.releasable[custodian] and self.releasable[custodian][-1][1] < as_of:
            self.releasable[custodian], self.later[custodian] = self.later[custodian], []


class Clerk:
    """Does everything twice. Each action succeeds exactly if the register says that it may, or fails with its error."""

    def __init__(self, desk: RequestDesk) -> None:
        self.desk, self.book = desk, Register()
        self.spent: list[Any] = []
        self.reached: Counter[str] = Counter()
        for who in self.book.cash:
            self.book.cash[who] = desk.cash_of(who)

    @property
    def now(self) -> int:
        return int(self.desk.chain[-1].timestamp)

    def account(self, name: str) -> Any:
        return self.desk.roles[name]

    def expect(self, refusal: str | None, act: Callable[[], Any], name: str) -> Any:
        """The transaction, or nothing if it was refused as it must be."""
        self.reached[refusal or name] += 1
        if refusal is None:
            return act()
        with pytest.raises(VirtualMachineError, match=refusal):
            act()
        return None

    # In kind

    def attest(self, count: int) -> None:
        """The custodian states what it holds now."""
        message = self.desk.attestation(count)
        self.desk.submit(message)
        book = self.book
        book.reserve, book.reserve_nonce, book.reserve_as_of = count, book.nonce, message.as_of
        book.release(message.as_of, 1)
        self.spent.append(message)

    def is_unsure(self) -> bool:
        return abs(self.now - self.book.reserve_as_of - MAX_AGE) < UNSURE_SECONDS

    def cannot_issue(self, count: int, raw: int) -> str | None:
        """The error that must stop an issue in the next second, in the order of the registry's checks."""
        book = self.book
        if raw == 0:
            return "ConvertsToNothing"
        if book.supply + raw > SUPPLY_CAP:
            return "SupplyCapExceeded"
        if self.now - book.reserve_as_of > MAX_AGE:
            return "AttestationTooOld"
        if not book.reserve_is_uniform:
            return "AttestationsNotUniform"
        if book.reserve_nonce != book.nonce:
            return "ActionNonceMismatch"
        return "ReserveExceeded" if book.due(raw) > book.reserve else None

    def exceeds_limits(self, raw: int) -> str | None:
        if not self.book.issue_limit.has_room(raw, self.now + 1):
            return "IssueLimitExceeded"
        return None if self.book.net_limit.has_room(raw, self.now + 1) else "NetIssueLimitExceeded"

    def issue(self, count: int, recipient: str) -> None:
        """The participant uses a receipt."""
        if self.is_unsure():
            return
        book = self.book
        raw = count * WAD // book.multiplier
        receipt = self.desk.receipt(count, recipient=self.account(recipient).address)
        refusal = self.cannot_issue(count, raw)
        refusal = refusal or ("ERC7943CannotReceive" if recipient in book.denied else self.exceeds_limits(raw))
        tx = self.expect(refusal, lambda: self.desk.use(receipt), "issue")
        if tx is None:
            return
        assert tx.return_value == raw
        self.issued(raw)
        book.balances[recipient] += raw
        self.spent.append(receipt)

    def issued(self, raw: int) -> None:
        for limit in (self.book.issue_limit, self.book.net_limit):
            limit.change(raw, self.now)
        assert self.desk.registry.sharesDue(self.desk.token) <= self.book.reserve  # C1

    def redeem(self, part: int) -> None:
        """The participant redeems a part of its wallet in kind."""
        book, who = self.book, PARTICIPANT
        raw = book.balances[who] * part // 100
        refusal = None
        if not book.redeem_limit.has_room(raw, self.now + 1):
            refusal = "RedeemLimitExceeded"
        elif floor_shares(raw, book.multiplier) == 0:
            refusal = "ConvertsToNothing"
        elif who in book.denied:
            refusal = "ERC7943CannotSend"
        if self.expect(refusal, lambda: self.desk.redeem(raw), "redeem") is not None:
            book.balances[who] -= raw
            self.retired(raw)

    def retired(self, raw: int) -> None:
        self.book.owe(raw)
        self.book.redeem_limit.change(raw, self.now)
        self.book.net_limit.change(-raw, self.now)

    def deliver(self, pick: int, custodian: int = 1) -> None:
        """A custodian delivers an open redemption: what its tokens are worth now."""
        book = self.book
        if not book.open_redemptions:
            return
        number = sorted(book.open_redemptions)[pick % len(book.open_redemptions)]
        tx = self.desk.fill(number, custodian)
        value = floor_shares(book.open_redemptions.pop(number), book.multiplier)
        assert tx.return_value == value
        book.deliver(value, tx.timestamp, custodian)
        self.reached["deliver"] += 1

    # By request

    def ask_issue(self, who: str, payment: int, price: int) -> None:
        book = self.book
        refusal = "ERC7943CannotReceive" if who in book.denied else None
        if refusal is None and who in book.refused_cash:
            refusal = "MockAccountDenied"
        tx = self.expect(refusal, lambda: self.desk.ask_issue(payment, who, price=price), "ask to buy")
        if tx is not None:
            book.cash[who] -= payment
            self.asked(who, False, payment, price)

    def ask_redeem(self, who: str, part: int, price: int) -> None:
        book = self.book
        raw = book.balances[who] * part // 100
        refusal = "ERC7943CannotSend" if who in book.denied else None
        if raw == 0:
            refusal = "RequestOfNothing"
        tx = self.expect(refusal, lambda: self.desk.ask_redeem(raw, who, price=price), "ask to redeem")
        if tx is not None:
            book.balances[who] -= raw
            book.held[who] += raw
            self.asked(who, True, raw, price)

    def asked(self, who: str, is_redeem: bool, given: int, price: int) -> None:
        """No calendar is published: three whole days, UTC."""
        until = (-(-self.now // DAY) + 3) * DAY
        self.book.requests.append(Request(who, is_redeem, given, price, self.book.multiplier, until))

    def fill(self, pick: int, part: int, extra: int) -> None:
        """The issuer fills a part of an open request at the price limit, or ``extra`` units off it."""
        numbered = [(n, r) for n, r in enumerate(self.book.requests, 1) if r.remaining]
        if not numbered or self.is_unsure():
            return
        number, request = numbered[pick % len(numbered)]
        (self.fill_redeem if request.is_redeem else self.fill_issue)(number, request, part, extra)

    def fill_issue(self, number: int, request: Request, part: int, extra: int) -> None:
        book = self.book
        count = request.remaining * part // 100 * WAD // request.price * book.multiplier // request.multiplier
        raw = count * WAD // book.multiplier
        most = raw * request.price * request.multiplier // WAD**2
        payment = most + extra
        refusal = "FillExceedsRequest" if payment > request.remaining else None
        refusal = refusal or self.cannot_issue(count, raw) or self.exceeds_limits(raw)
        refusal = refusal or ("FillAboveLimit" if payment > most else None)
        tx = self.use_fill(number, request, count, max(payment, 0), refusal, "fill a purchase")
        if tx is None:
            return
        assert tx.return_value == raw
        self.issued(raw)
        request.remaining -= payment
        self.to_wallet_or_escrow(request.who, raw)
        book.cash["issuer"] += payment

    def fill_redeem(self, number: int, request: Request, part: int, extra: int) -> None:
        book = self.book
        raw = -(-request.remaining * part // 100)
        least = -(-raw * request.price * request.multiplier // WAD**2)
        payment = max(least - extra, 0)
        refusal = None
        if payment < least:
            refusal = "FillBelowLimit"
        elif raw > request.remaining:
            refusal = "FillExceedsRequest"
        elif not book.redeem_limit.has_room(raw, self.now + 1):
            refusal = "RedeemLimitExceeded"
        elif floor_shares(raw, book.multiplier) == 0:
            refusal = "ConvertsToNothing"
        tx = self.use_fill(number, request, raw, payment, refusal, "fill a redemption")
        if tx is None:
            return
        request.remaining -= raw
        book.held[request.who] -= raw
        self.retired(raw)
        book.cash["issuer"] -= payment
        self.pay(request.who, payment)

    def use_fill(self, number: int, request: Request, amount: int, payment: int, refusal: str | None, name: str) -> Any:
        message = self.desk.fill_of(number, amount, payment)
        tx = self.expect(refusal, lambda: self.desk.use_fill(message), name)
        if tx is not None:
            request.fills += 1
            self.spent.append(message)
            self.reached["fill after a split"] += request.multiplier != self.book.multiplier
        return tx

    def cancel(self, pick: int) -> None:
        """A requester takes back what was not filled."""
        numbered = [(n, r) for n, r in enumerate(self.book.requests, 1) if r.remaining]
        if not numbered:
            return
        number, request = numbered[pick % len(numbered)]
        refusal = None if self.now + 1 >= request.cancellable_at else "RequestNotCancellable"
        if self.expect(refusal, lambda: self.desk.cancel(number, request.who), "cancel") is None:
            return
        returned, request.remaining = request.remaining, 0
        if request.is_redeem:
            self.book.held[request.who] -= returned
            self.to_wallet_or_escrow(request.who, returned)
        else:
            self.pay(request.who, returned)

    def to_wallet_or_escrow(self, who: str, raw: int) -> None:
        (self.book.escrowed if who in self.book.denied else self.book.balances)[who] += raw
        self.reached["escrow"] += who in self.book.denied

    def pay(self, who: str, amount: int) -> None:
        (self.book.deferred if who in self.book.refused_cash else self.book.cash)[who] += amount
        self.reached["deferred payment"] += who in self.book.refused_cash

    def collect(self, who: str) -> None:
        """Anybody releases what waits for a holder, tokens and cash."""
        book, sender = self.book, {"from": self.account("stranger")}
        if book.escrowed[who]:
            refusal = "ERC7943CannotReceive" if who in book.denied else None
            if self.expect(refusal, lambda: self.desk.token.releaseEscrow(self.account(who), sender), "release escrow"):
                book.balances[who] += book.escrowed[who]
                book.escrowed[who] = 0
        if book.deferred[who]:
            refusal = "MockAccountDenied" if who in book.refused_cash else None
            release = self.desk.market.releasePayment
            if self.expect(refusal, lambda: release(self.desk.cash, self.account(who), sender), "release payment"):
                book.cash[who] += book.deferred[who]
                book.deferred[who] = 0

    def close(self) -> None:
        """Once nobody is denied, everything that waits can be taken back, whatever the reserve and the last action."""
        for who in HOLDERS:
            self.deny(who, False)
            self.refuse_cash(who, False)
        self.wait(96)
        for _ in [request for request in self.book.requests if request.remaining]:
            self.cancel(0)
        for who in HOLDERS:
            self.collect(who)
        self.compare()
        assert not any((*self.book.held.values(), *self.book.escrowed.values(), *self.book.deferred.values()))
        assert self.desk.cash_of(self.desk.market) == 0

    # What happens around

    def split(self, numerator: int, denominator: int) -> None:
        """A split or its inverse takes effect; no raw balance moves (C2)."""
        multiplier = self.book.multiplier * numerator // denominator
        if MULTIPLIERS[0] <= multiplier <= MULTIPLIERS[1]:
            self.desk.split(multiplier)
            self.book.multiplier, self.book.nonce = multiplier, self.book.nonce + 1
            self.reached["split"] += 1

    def transfer(self, payer: str, payee: str, part: int) -> None:
        """A holder sends a part; only who is denied is refused (C6)."""
        book = self.book
        raw = book.balances[payer] * part // 100
        refusal = "ERC7943CannotSend" if payer in book.denied else None
        refusal = refusal or ("ERC7943CannotReceive" if payee in book.denied else None)
        sender = {"from": self.account(payer)}
        if self.expect(refusal, lambda: self.desk.token.transfer(self.account(payee), raw, sender), "transfer"):
            book.balances[payer] -= raw
            book.balances[payee] += raw

    def deny(self, who: str, denied: bool) -> None:
        """The issuer denies a holder the stock, or allows it again."""
        self.desk.deny(who, denied)
        (self.book.denied.add if denied else self.book.denied.discard)(who)

    def refuse_cash(self, who: str, refused: bool) -> None:
        """The payment token refuses a holder, or takes it back."""
        self.desk.cash.deny(self.account(who), refused, {"from": self.account("governor")})
        (self.book.refused_cash.add if refused else self.book.refused_cash.discard)(who)

    def record(self) -> None:
        """A record time passes."""
        self.desk.record()
        self.book.records.append((self.book.holdings, self.book.supply))

    def wait(self, hours: int) -> None:
        self.desk.wait(hours * HOUR)

    def replay(self, pick: int) -> None:
        """What was used once is refused, altered or not (C4)."""
        if not self.spent:
            return
        message = self.spent[pick % len(self.spent)]
        name = type(message).__name__
        late = {"valid_until": 2**40 - 1} if name == "Attestation" else {"expiry": 2**40 - 1}
        again = replace(message, **late)
        act, refusals = {
            "Attestation": (self.desk.submit, "SequenceNotIncreasing"),
            "Receipt": (self.desk.use, "ReceiptUsed"),
            "Fill": (self.desk.use_fill, "FillOutOfOrder|RequestClosed"),
        }[name]
        self.reached[f"replayed {name}"] += 1
        with pytest.raises(VirtualMachineError, match=refusals):
            act(again)

    # Comparison

    def compare(self) -> None:
        """What the contracts say is what the register says."""
        views = self.views()
        found = self.desk.read([(view, arguments) for view, arguments, _ in views])
        for (view, arguments, expected), value in zip(views, found, strict=True):
            assert value == expected, (view, arguments)

    def views(self) -> list[tuple[Any, tuple[Any, ...], Any]]:
        """Balances, escrow, supply, cash, multiplier and what is owed (C1 to C3, C6): a view, arguments, the answer."""
        desk, book, token = self.desk, self.book, self.desk.token
        at = {who: self.account(who) for who in (*HOLDERS, "issuer")}
        in_escrow = sum(request.remaining for request in book.requests if not request.is_redeem)
        views = [
            (token.totalSupply, (), book.supply),
            (token.multiplierAndNonce, (), (book.multiplier, book.nonce)),
            (token.recordEpoch, (), len(book.records)),
            (desk.registry.sharesOwed, (token,), book.owed),
            (desk.registry.sharesDue, (token,), book.due()),
            (desk.cash.balanceOf, (desk.market,), in_escrow + sum(book.deferred.values())),
            *((desk.cash.balanceOf, (at[who],), cash) for who, cash in book.cash.items()),
        ]
        for who in HOLDERS:
            views += [
                (token.balanceOf, (at[who],), book.balances[who]),
                (token.heldOf, (at[who],), book.held[who]),
                (token.escrowOf, (at[who],), book.held[who] + book.escrowed[who]),
            ]
        # Who held at a record time is never rewritten, and holders add up to the supply (C5).
        for epoch, (holdings, supply) in enumerate(book.records[-2:], max(1, len(book.records) - 1)):
            views += [(token.balanceAtRecord, (at[who], epoch), held) for who, held in holdings.items()]
            views.append((token.supplyAtRecord, (epoch,), supply))
        return views
