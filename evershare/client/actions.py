"""What can be done with an account of the ledger: alone, or several together in one batch with one health check."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from eth_account.messages import encode_typed_data
from eth_account.signers.local import LocalAccount

from evershare.client import names, reverts
from evershare.client.codec import Call
from evershare.client.core import Account, Core, checked_address
from evershare.client.effects import Steps
from evershare.client.errors import InsufficientFunds
from evershare.client.info import position_size, quote_close, quote_open
from evershare.client.types import Series
from evershare.client.units import MAX, MAX_UINT256, SLIPPAGE, from_units, to_wad
from evershare.errors import InvalidInput
from evershare.model.numbers import Number, read_fraction

DEADLINE_SECONDS = 120  # after the latest block
DELAY_SECONDS = 15  # that a close may wait for its block, as long as prices are good for an open


class Action(Protocol):
    """Something that an owner does with his account."""

    def call(self, core: Core, account: str) -> Steps[Call]:
        """The call that does it for an account, after what has to be done first, such as an approval."""
        ...


@dataclass(frozen=True)
class Deposit:
    """Put tokens of the wallet into the account: by permit where the token has it, or else by an approval before."""

    symbol: str
    amount: Number

    def call(self, core: Core, account: str) -> Steps[Call]:
        """See `Action`. InsufficientFunds if the wallet holds less."""
        asset, token = yield from core.token(self.symbol)
        units, owner = asset.units("amount", self.amount), core.signer
        deployment = yield from core.deployment()
        vault = deployment.address("CollateralVault")
        yield from require_tokens(core, self.symbol, units)
        if (yield from core.read("Token", "allowance", owner.address, vault, at=token)) < units:
            deadline = yield from deadline_of(core, DEADLINE_SECONDS)
            signature = yield from permit(core, token, owner, vault, units, deadline)
            if signature:
                return (
                    yield from core.call(
                        "CollateralVault", "depositWithPermit", asset.id, account, units, deadline, *signature
                    )
                )
            yield from approve(core, token, vault, units)
        return (yield from core.call("CollateralVault", "deposit", asset.id, account, units))


@dataclass(frozen=True)
class Withdraw:
    """Pay tokens out of the account, to the owner's wallet unless a receiver is named; `"max"` for all of them."""

    symbol: str
    amount: Number
    receiver: str | None = None

    def call(self, core: Core, account: str) -> Steps[Call]:
        """See `Action`."""
        asset, _ = yield from core.token(self.symbol)
        if self.amount == MAX:
            held = yield from core.read("CollateralVault", "balanceOf", account, asset.id)
            units = held - (yield from core.read("CollateralVault", "lockedOf", account, asset.id))
            if not units:
                raise InvalidInput(f"{account} holds no {self.symbol} that could be withdrawn")
        else:
            units = asset.units("amount", self.amount)
        receiver = checked_address("receiver", self.receiver or core.signer.address)
        return (yield from core.call("CollateralVault", "withdraw", asset.id, account, receiver, units))


@dataclass(frozen=True)
class Transfer:
    """Move tokens to another account of the ledger."""

    symbol: str
    amount: Number
    to: Account

    def call(self, core: Core, account: str) -> Steps[Call]:
        """See `Action`."""
        asset, _ = yield from core.token(self.symbol)
        units = asset.units("amount", self.amount)
        return (yield from core.call("CollateralVault", "transfer", asset.id, account, core.account(self.to), units))


@dataclass(frozen=True)
class Borrow:
    """Borrow tokens into the account, against all that it holds."""

    symbol: str
    amount: Number

    def call(self, core: Core, account: str) -> Steps[Call]:
        """See `Action`."""
        asset, _ = yield from core.token(self.symbol)
        return (
            yield from core.call("CollateralVault", "borrow", asset.id, account, asset.units("amount", self.amount))
        )


@dataclass(frozen=True)
class Repay:
    """Repay a debt out of the account; `"max"` for all of it."""

    symbol: str
    amount: Number

    def call(self, core: Core, account: str) -> Steps[Call]:
        """See `Action`."""
        asset, _ = yield from core.token(self.symbol)
        units = MAX_UINT256 if self.amount == MAX else asset.units("amount", self.amount)
        return (yield from core.call("CollateralVault", "repay", asset.id, account, account, units))


@dataclass(frozen=True)
class Open:
    """Buy an option. Without `max_premium`, it may cost what it is quoted now and `slippage` more."""

    series: Series
    size: Number
    max_premium: Number | None = None
    slippage: Number = SLIPPAGE

    def call(self, core: Core, account: str) -> Steps[Call]:
        """See `Action`."""
        asset = yield from core.asset(self.series.settlement)
        size = to_wad("size", self.size)
        if self.max_premium is None:
            quote = yield from quote_open(core, self.series, self.size)
            most = int(quote.total.scaleb(asset.held_decimals()) * (1 + read_fraction("slippage", self.slippage)))
        else:
            most = asset.units("max_premium", self.max_premium)
        deadline = yield from deadline_of(core, DEADLINE_SECONDS)
        terms = names.terms(self.series)
        return (yield from core.call("PerpetualOptions", "open", terms, account, size, most, deadline))


@dataclass(frozen=True)
class Close:
    """Sell a position back, all of it if no size is given.

    Without `min_payout`, it may pay `slippage` less than its quote of 15 seconds from now, which is lower than that of
    now: the index interval widens with each second, and funding runs.
    """

    series_id: int
    size: Number | None = None
    min_payout: Number | None = None
    slippage: Number = SLIPPAGE

    def series(self, core: Core) -> Steps[Series]:
        """What the position is in."""
        state = yield from core.read("PerpetualOptions", "seriesOf", self.series_id)
        return (yield from names.series_of_terms(core, state["terms"]))

    def call(self, core: Core, account: str) -> Steps[Call]:
        """See `Action`."""
        units = yield from position_size(core, account, self.series_id, self.size)
        quote = yield from quote_close(core, self.series_id, from_units(units), account, later=DELAY_SECONDS)
        asset = yield from core.asset(quote.series.settlement)
        if self.min_payout is None:
            least = int(quote.total.scaleb(asset.held_decimals()) * (1 - read_fraction("slippage", self.slippage)))
        else:
            least = asset.units("min_payout", self.min_payout) if Decimal(self.min_payout) else 0
        deadline = yield from deadline_of(core, DEADLINE_SECONDS)
        return (yield from core.call("PerpetualOptions", "close", account, self.series_id, units, least, deadline))


@dataclass(frozen=True)
class AutoBorrow:
    """Let the account borrow by itself what a premium, funding or a withdrawal lacks, or end that."""

    is_allowed: bool

    def call(self, core: Core, account: str) -> Steps[Call]:
        """See `Action`."""
        return (yield from core.call("CollateralVault", "setAutoBorrow", account, self.is_allowed))


# Shared with other actors


def deadline_of(core: Core, seconds: int) -> Steps[int]:
    """So many seconds from now by the chain's clock, Unix seconds."""
    return (yield from core.now()) + seconds


def require_tokens(core: Core, symbol: str, units: int) -> Steps[None]:
    """InsufficientFunds if the signer's wallet holds fewer token units."""
    asset, token = yield from core.token(symbol)
    owner = core.signer.address
    held = yield from core.read("Token", "balanceOf", owner, at=token)
    if held < units:
        raise InsufficientFunds(
            f"the wallet {owner} holds {asset.whole(held):f} {symbol} and needs {asset.whole(units):f}: get more, "
            "or use less"
        )


def approve(core: Core, token: str, spender: str, units: int) -> Steps[None]:
    """Let a contract take so many token units, no more, unless it may already."""
    allowed = yield from core.read("Token", "allowance", core.signer.address, spender, at=token)
    if allowed >= units:
        return
    if allowed:  # some tokens let an allowance only be changed from or to zero
        yield from core.send("Token", "approve", spender, 0, at=token)
    yield from core.send("Token", "approve", spender, units, at=token)


def permit(
    core: Core, token: str, owner: LocalAccount, spender: str, units: int, deadline: int
) -> Steps[tuple[int, bytes, bytes] | None]:
    """An ERC-2612 permit as `v, r, s`, or None if the token has none that we can sign."""
    deployment = yield from core.deployment()
    try:
        nonce = yield from core.read("Token", "nonces", owner.address, at=token)
        separator = yield from core.read("Token", "DOMAIN_SEPARATOR", at=token)
        name = yield from core.read("Token", "name", at=token)
    except reverts.Reverted:
        return None
    message = encode_typed_data(
        domain_data={"name": name, "version": "1", "chainId": deployment.chain_id, "verifyingContract": token},
        message_types={"Permit": _PERMIT},
        message_data={
            "owner": owner.address,
            "spender": spender,
            "value": units,
            "nonce": nonce,
            "deadline": deadline,
        },
    )
    if message.header != separator:
        return None  # its domain is another, such as a second version
    signed: Any = owner.sign_message(message)
    return signed.v, signed.r.to_bytes(32, "big"), signed.s.to_bytes(32, "big")


_PERMIT = [
    {"name": "owner", "type": "address"},
    {"name": "spender", "type": "address"},
    {"name": "value", "type": "uint256"},
    {"name": "nonce", "type": "uint256"},
    {"name": "deadline", "type": "uint256"},
]
