"""What issuers, custodians and authorised participants do."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from eth_utils.crypto import keccak

from evershare.actions import ActionKind, ActionState, TokenState
from evershare.client.actions import approve, deadline_of
from evershare.client.core import Core, checked_address
from evershare.client.effects import Actor, D, Steps, operation
from evershare.client.errors import InsufficientFunds, UnknownSymbol
from evershare.client.sending import Receipt
from evershare.client.statements import KINDS, Statement
from evershare.client.types import moment
from evershare.client.units import WAD_DECIMALS, from_units, to_wad
from evershare.deployment import ZERO_ADDRESS
from evershare.errors import InvalidInput
from evershare.model.numbers import Number
from evershare.signing import ActionConfirmation, Attestation, Domain, Fill, TypedMessage, VoteCertificate
from evershare.signing import Receipt as CustodyReceipt

HOUR = 3600
ATTESTATION_SECONDS = 26 * HOUR  # after which the registry issues nothing by it


@dataclass(frozen=True)
class Stock:
    """A stock token. Shares and tokens are whole ones; `multiplier` is shares a raw token."""

    symbol: str
    name: str
    token: str
    issuer: str
    custodians: tuple[int, ...]
    supply: Decimal
    multiplier: Decimal
    action_nonce: int
    state: TokenState
    supply_cap: Decimal
    reserve: Decimal
    due: Decimal
    is_short: bool


@dataclass(frozen=True)
class CorporateAction:
    """An action of a company."""

    id: int
    token: str
    kind: ActionKind
    state: ActionState
    effective_at: datetime.datetime
    record_at: datetime.datetime | None
    ratio: tuple[int, int]
    amount: Decimal  # USD a share


@dataclass(frozen=True)
class Votes:
    """Votes on one resolution, in tokens."""

    in_favour: Decimal
    against: Decimal
    abstaining: Decimal


class CustodyActor(Actor[D]):
    """Somebody who deals with stocks."""

    def __init__(self, core: Core, driver: D) -> None:
        super().__init__(driver)
        self._core = core


class Custody(CustodyActor[D]):
    """What anybody may see of stocks, and submit: statements that others have signed."""

    @operation
    def stocks(self) -> Steps[list[Stock]]:
        """All stocks."""
        found = []
        for place in range((yield from self._core.read("CustodyRegistry", "stockCount"))):
            token = yield from self._core.read("CustodyRegistry", "tokenAt", place)
            found.append((yield from _stock(self._core, token)))
        return found

    @operation
    def stock(self, symbol: str) -> Steps[Stock]:
        """A stock by its symbol."""
        return (yield from _stock(self._core, (yield from stock_token(self._core, symbol))))

    @operation
    def action(self, action_id: int) -> Steps[CorporateAction]:
        """An action by its number."""
        return (yield from _action(self._core, action_id))

    @operation
    def tally(self, meeting_id: int) -> Steps[list[Votes]]:
        """The votes of a meeting so far, for each resolution."""
        return [_votes(raw) for raw in (yield from self._core.read("ShareholderMeeting", "tallyOf", meeting_id))]

    @operation
    def submit(self, statement: Statement) -> Steps[Receipt]:
        """Send a statement that has its signatures. A receipt is only for the participant whom it names."""
        contract = statement.contract
        address = (yield from self._core.deployment()).address(contract)
        if (yield from _domain(self._core, statement.message)) != statement.domain:
            raise InvalidInput(
                f"the statement is for {statement.domain.verifying_contract} on chain {statement.domain.chain_id}, "
                f"not for {address} of this deployment"
            )
        message, signatures = statement.message, list(statement.signatures)
        match message:
            case Attestation():
                arguments: tuple[Any, ...] = ("attest", message.as_tuple(), signatures)
            case CustodyReceipt():
                arguments = ("issueInKind", message.as_tuple(), signatures)
            case VoteCertificate():
                arguments = ("certify", message.as_tuple(), signatures)
            case ActionConfirmation():
                arguments = ("confirm", message.action_id, statement.custodian_id, signatures)
            case _:
                if len(signatures) != 1:
                    raise InvalidInput(f"a fill has one signature, this one {len(signatures)}")
                arguments = ("fillRequest", message.as_tuple(), *signatures[0])
        return (yield from self._core.send(contract, *arguments)).receipt

    @operation
    def verify(self, symbol: str) -> Steps[Receipt]:
        """Verify the effective action of a stock, which ends its freeze."""
        token = yield from stock_token(self._core, symbol)
        return (yield from self._core.send("CorporateActions", "verify", token)).receipt


class Custodian(CustodyActor[D]):
    """Writes what a custodian states. Nothing is sent: `Statement.signed` adds signatures, `custody.submit` sends."""

    @operation
    def attestation(
        self, symbol: str, custodian_id: int, shares: Number, report: bytes, seconds: int = ATTESTATION_SECONDS
    ) -> Steps[Statement]:
        """How many shares the custodian holds now, good for so many seconds. `report` explains it, and is hashed."""
        core = self._core
        token = yield from stock_token(core, symbol)
        held = yield from core.read("CustodyRegistry", "holdingOf", token, custodian_id)
        now = yield from deadline_of(core, 0)
        message = Attestation(
            token=token,
            custodian_id=custodian_id,
            shares_held=to_wad("shares", shares),
            action_nonce=(yield from core.read("StockToken", "actionNonce", at=token)),
            as_of=now,
            valid_until=now + seconds,
            sequence=held["sequence"] + 1,
            report_hash=keccak(report),
        )
        return (yield from _statement(core, message, custodian_id))

    @operation
    def receipt(
        self,
        symbol: str,
        custodian_id: int,
        shares: Number,
        participant: str,
        receipt_id: int,
        recipient: str | None = None,
        seconds: int = HOUR,
    ) -> Steps[Statement]:
        """That a participant has delivered shares, who may mint tokens for them until so many seconds from now."""
        core = self._core
        token = yield from stock_token(core, symbol)
        message = CustodyReceipt(
            token=token,
            custodian_id=custodian_id,
            participant=checked_address("participant", participant),
            recipient=checked_address("recipient", recipient or participant),
            shares=to_wad("shares", shares),
            action_nonce=(yield from core.read("StockToken", "actionNonce", at=token)),
            receipt_id=receipt_id,
            expiry=(yield from deadline_of(core, seconds)),
        )
        return (yield from _statement(core, message, custodian_id))

    @operation
    def confirmation(self, action_id: int, custodian_id: int) -> Steps[Statement]:
        """That an announced action is true."""
        raw = yield from self._core.read("CorporateActions", "actionOf", action_id)
        names = [name for name in ActionConfirmation.MEMBERS if name != "actionId"]
        message = ActionConfirmation(action_id, *(raw[name] for name in names))
        return (yield from _statement(self._core, message, custodian_id))

    @operation
    def certificate(self, meeting_id: int, custodian_id: int) -> Steps[Statement]:
        """That the custodian has cast all votes of a meeting as they were given."""
        core = self._core
        meeting = yield from core.read("ShareholderMeeting", "meetingOf", meeting_id)
        tally = yield from core.read("ShareholderMeeting", "tallyOf", meeting_id)
        kinds = [tuple(votes[kind] for votes in tally) for kind in ("inFavour", "against", "abstaining")]
        message = VoteCertificate(meeting_id, custodian_id, meeting["agendaHash"], *kinds)
        return (yield from _statement(core, message, custodian_id))


class Issuer(CustodyActor[D]):
    """Acts for the issuer of a stock."""

    @operation
    def set_participant(self, symbol: str, participant: str, is_authorised: bool = True) -> Steps[Receipt]:
        """Authorise a participant of a stock, or end that."""
        token = yield from stock_token(self._core, symbol)
        named = checked_address("participant", participant)
        return (yield from self._core.send("PrimaryMarket", "setParticipant", token, named, is_authorised)).receipt

    @operation
    def announce(
        self,
        symbol: str,
        kind: ActionKind,
        effective_at: datetime.datetime,
        document: bytes,
        ratio: tuple[int, int] = (0, 0),
        amount: Number | None = None,
        paid_in: str | None = None,
    ) -> Steps[int]:
        """Announce an action, and return its number. It needs a custodian's confirmation.

        `ratio` is of a split, new shares for old ones; `amount` USD a share of a cash dividend or a buy-out, in the
        token of the symbol `paid_in`; `document` is the announcement or a meeting's resolutions, and is hashed.
        """
        core = self._core
        terms = {
            "token": (yield from stock_token(core, symbol)),
            "kind": kind.value,
            "effectiveAt": int(effective_at.timestamp()),
            "numerator": ratio[0],
            "denominator": ratio[1],
            "amount": 0 if amount is None else to_wad("amount", amount),
            "payoutToken": (yield from core.token(paid_in))[1] if paid_in else ZERO_ADDRESS,
            "documentHash": keccak(document),
        }
        return int((yield from core.send("CorporateActions", "announce", terms)).result)

    @operation
    def cancel(self, action_id: int) -> Steps[Receipt]:
        """Call an action off, before its record and its freeze."""
        return (yield from self._core.send("CorporateActions", "cancel", action_id)).receipt

    @operation
    def pay_dividend(self, action_id: int) -> Steps[int]:
        """Declare the dividend of an action after its record, pay in what is still missing, and return its number.

        Run again after a stop, it goes on where it was.
        """
        core = self._core
        id_ = yield from core.read("Distributor", "dividendOf", action_id)
        if not id_:
            id_ = (yield from core.send("Distributor", "declareDividend", action_id)).result
        distribution = yield from core.read("Distributor", "distributionOf", id_)
        missing = (yield from core.read("Distributor", "promisedOf", id_)) - distribution["funded"]
        if missing > 0:
            distributor = (yield from core.deployment()).address("Distributor")
            yield from approve(core, distribution["token"], distributor, missing)
            yield from core.send("Distributor", "fund", id_, missing)
        return int(id_)

    @operation
    def convene(self, action_id: int, deadline: datetime.datetime, resolutions: int) -> Steps[int]:
        """Let the holders at an action's record vote until a time, and return the meeting's number."""
        until = int(deadline.timestamp())
        return int((yield from self._core.send("ShareholderMeeting", "convene", action_id, until, resolutions)).result)

    @operation
    def fill(self, request_id: int, amount: Number, payment_units: int, seconds: int = HOUR) -> Steps[Statement]:
        """A fill of a request, to be signed: shares or tokens, and units of the payment token."""
        core = self._core
        request = yield from core.read("PrimaryMarket", "requestOf", request_id)
        message = Fill(
            request_id=request_id,
            number=request["fills"] + 1,
            amount=to_wad("amount", amount),
            payment=payment_units,
            action_nonce=(yield from core.read("StockToken", "actionNonce", at=request["token"])),
            expiry=(yield from deadline_of(core, seconds)),
        )
        return (yield from _statement(core, message, 0))

    @operation
    def record_delivery(self, redemption_id: int, custodian_id: int) -> Steps[Receipt]:
        """Record that a custodian has delivered the shares of a redemption."""
        return (yield from self._core.send("PrimaryMarket", "fillRedemption", redemption_id, custodian_id)).receipt


class Participant(CustodyActor[D]):
    """Acts for an authorised participant, who mints by `custody.submit` of a receipt."""

    @operation
    def redeem(self, symbol: str, amount: Number, instruction: bytes) -> Steps[int]:
        """Burn tokens for their shares, delivered as the custodian was told; return the redemption's number."""
        token = yield from stock_token(self._core, symbol)
        units = to_wad("amount", amount)
        yield from require_stock(self._core, symbol, token, units)
        sent = yield from self._core.send("PrimaryMarket", "redeemInKind", token, units, keccak(instruction))
        return int(sent.result)


def stock_token(core: Core, symbol: str) -> Steps[str]:
    """The token of a stock, whether or not it has a price. UnknownSymbol names the stocks that there are."""
    name = symbol.encode()
    if 0 < len(name) <= 32:
        id_ = yield from core.read("PriceOracle", "assetIdOf", name.ljust(32, b"\0"))
        priced = yield from core.read("PriceOracle", "tokenOf", id_)
        if priced != ZERO_ADDRESS:
            return str(priced)
    known = []
    for place in range((yield from core.read("CustodyRegistry", "stockCount"))):
        token = yield from core.read("CustodyRegistry", "tokenAt", place)
        found = yield from core.read("Token", "symbol", at=token)
        if found == symbol:
            return str(token)
        known.append(found)
    raise UnknownSymbol(f"no stock is called {symbol!r}: there are {', '.join(known) or 'none'}")


def _stock(core: Core, token: str) -> Steps[Stock]:
    raw = yield from core.read("CustodyRegistry", "stockOf", token)
    backing = yield from core.read("CustodyRegistry", "backingOf", token)
    return Stock(
        symbol=(yield from core.read("Token", "symbol", at=token)),
        name=(yield from core.read("Token", "name", at=token)),
        token=token,
        issuer=raw["issuer"],
        custodians=tuple(raw["custodianIds"]),
        supply=from_units((yield from core.read("StockToken", "totalSupply", at=token))),
        multiplier=from_units((yield from core.read("StockToken", "multiplier", at=token))),
        action_nonce=(yield from core.read("StockToken", "actionNonce", at=token)),
        state=TokenState((yield from core.read("CorporateActions", "tokenState", token))),
        supply_cap=from_units(raw["supplyCap"]),
        reserve=from_units(backing["reserveShares"]),
        due=from_units(backing["dueShares"]),
        is_short=backing["isShort"],
    )


def _action(core: Core, action_id: int) -> Steps[CorporateAction]:
    raw = yield from core.read("CorporateActions", "actionOf", action_id)
    state = ActionState(raw["state"])
    if state is ActionState.NONE:
        raise InvalidInput(f"there is no corporate action {action_id}")
    return CorporateAction(
        action_id,
        raw["token"],
        ActionKind(raw["kind"]),
        state,
        moment(raw["effectiveAt"]),
        moment(raw["recordAt"]) if raw["recordAt"] else None,
        (raw["numerator"], raw["denominator"]),
        from_units(raw["amount"]),
    )


def _domain(core: Core, message: TypedMessage) -> Steps[Domain]:
    contract, name = KINDS[type(message)]
    deployment = yield from core.deployment()
    return Domain(name, deployment.chain_id, deployment.address(contract))


def _statement(core: Core, message: TypedMessage, custodian_id: int) -> Steps[Statement]:
    return Statement(message, (yield from _domain(core, message)), custodian_id)


def _votes(raw: dict[str, int]) -> Votes:
    return Votes(*(from_units(raw[kind], WAD_DECIMALS) for kind in ("inFavour", "against", "abstaining")))


def require_stock(core: Core, symbol: str, token: str, units: int) -> Steps[None]:
    """InsufficientFunds if the signer's wallet holds fewer units of a stock token."""
    held = yield from core.read("Token", "balanceOf", core.signer.address, at=token)
    if held < units:
        raise InsufficientFunds(
            f"the wallet {core.signer.address} holds {from_units(held):f} {symbol} and needs {from_units(units):f}"
        )
