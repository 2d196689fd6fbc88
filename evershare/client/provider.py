"""What liquidity providers do: option pools, public and private, and lending pools."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from evershare.client import names
from evershare.client.actions import approve, require_tokens
from evershare.client.core import Account, Core, checked_address
from evershare.client.effects import Actor, D, Steps, operation
from evershare.client.sending import Receipt
from evershare.client.units import MAX, from_units, to_units
from evershare.errors import InvalidInput
from evershare.model.numbers import Number

REQUEST_ID = 0  # all requests of one controller count together


@dataclass(frozen=True)
class Stake:
    """What somebody has in a public option pool: shares, and what waits or can be claimed."""

    symbol: str
    shares: Decimal
    value: Decimal  # tokens, as redemptions are paid
    pending_deposit: Decimal  # tokens
    claimable_deposit: Decimal  # tokens
    pending_redemption: Decimal  # shares
    claimable_redemption: Decimal  # shares


class Provider(Actor[D]):
    """Provides tokens for options and loans. Requests are settled in epochs, in an idle pool at once."""

    def __init__(self, core: Core, driver: D) -> None:
        super().__init__(driver)
        self._core = core

    @operation
    def stake(self, symbol: str, owner: str | None = None) -> Steps[Stake]:
        """What the signer, or somebody else, has in the public option pool of an asset."""
        core = self._core
        asset, pool = yield from names.pool(core, symbol)
        who = checked_address("owner", owner) if owner else core.signer.address
        decimals = yield from core.read("OptionPool", "decimals", at=pool)
        shares = yield from core.read("OptionPool", "balanceOf", who, at=pool)
        value = yield from core.read("OptionPool", "convertToAssets", shares, at=pool)
        waiting = []
        for view in (
            "pendingDepositRequest",
            "claimableDepositRequest",
            "pendingRedeemRequest",
            "claimableRedeemRequest",
        ):
            waiting.append((yield from core.read("OptionPool", view, REQUEST_ID, who, at=pool)))
        return Stake(
            symbol=symbol,
            shares=from_units(shares, decimals),
            value=asset.whole(value),
            pending_deposit=asset.whole(waiting[0]),
            claimable_deposit=asset.whole(waiting[1]),
            pending_redemption=from_units(waiting[2], decimals),
            claimable_redemption=from_units(waiting[3], decimals),
        )

    @operation
    def create_pool(self, symbol: str) -> Steps[str]:
        """Create the public option pool of an asset, and return its address."""
        asset, _ = yield from self._core.token(symbol)
        return str((yield from self._core.send("OptionPoolFactory", "createPool", asset.id)).result)

    @operation
    def deposit(self, symbol: str, amount: Number) -> Steps[Receipt]:
        """Ask the public pool to take tokens of the wallet. They are deposited with the next epoch, in an idle pool at
        once; then `claim` brings the shares.
        """
        core = self._core
        asset, pool = yield from names.pool(core, symbol)
        units, owner = asset.units("amount", amount), core.signer.address
        yield from require_tokens(core, symbol, units)
        yield from approve(core, asset.token or "", pool, units)
        return (yield from core.send("OptionPool", "requestDeposit", units, owner, owner, at=pool)).receipt

    @operation
    def deposit_from_account(self, symbol: str, amount: Number, account: Account = None) -> Steps[Receipt]:
        """Like `deposit`, with tokens that are in an account of the ledger already."""
        core = self._core
        asset, pool = yield from names.pool(core, symbol)
        units, who = asset.units("amount", amount), core.signer.address
        arguments = (units, who, core.account(account))
        return (yield from core.send("OptionPool", "requestDepositFromAccount", *arguments, at=pool)).receipt

    @operation
    def redeem(self, symbol: str, shares: Number = MAX) -> Steps[Receipt]:
        """Ask the public pool to redeem shares, all of them unless told otherwise; then `claim` brings the tokens."""
        core = self._core
        _, pool = yield from names.pool(core, symbol)
        owner = core.signer.address
        decimals = yield from core.read("OptionPool", "decimals", at=pool)
        held = yield from core.read("OptionPool", "balanceOf", owner, at=pool)
        units = held if shares == MAX else to_units("shares", shares, decimals)
        if not 0 < units <= held:
            raise InvalidInput(f"shares: {owner} has {from_units(held, decimals):f} of the pool of {symbol}")
        return (yield from core.send("OptionPool", "requestRedeem", units, owner, owner, at=pool)).receipt

    @operation
    def claim(self, symbol: str) -> Steps[list[Receipt]]:
        """Claim what has been settled of the signer's requests: shares of deposits, tokens of redemptions."""
        core = self._core
        _, pool = yield from names.pool(core, symbol)
        who, receipts = core.signer.address, []
        assets = yield from core.read("OptionPool", "claimableDepositRequest", REQUEST_ID, who, at=pool)
        if assets:
            receipts.append((yield from core.send("OptionPool", "deposit", assets, who, who, at=pool)).receipt)
        shares = yield from core.read("OptionPool", "claimableRedeemRequest", REQUEST_ID, who, at=pool)
        if shares:
            receipts.append((yield from core.send("OptionPool", "redeem", shares, who, who, at=pool)).receipt)
        return receipts

    @operation
    def cancel(self, symbol: str) -> Steps[list[Receipt]]:
        """Call off what waits of the signer's requests: from the epoch after them, a deposit also after 5 days."""
        core = self._core
        _, pool = yield from names.pool(core, symbol)
        who, receipts = core.signer.address, []
        for pending, call_off in (
            ("pendingDepositRequest", "cancelDepositRequest"),
            ("pendingRedeemRequest", "cancelRedeemRequest"),
        ):
            if (yield from core.read("OptionPool", pending, REQUEST_ID, who, at=pool)):
                receipts.append((yield from core.send("OptionPool", call_off, who, at=pool)).receipt)
        return receipts

    @operation
    def create_private_pool(self, symbol: str, quote_signer: str | None = None) -> Steps[str]:
        """Create a private option pool of the signer's, and return its address. `quote_signer` signs its quotes."""
        asset, _ = yield from self._core.token(symbol)
        key = checked_address("quote_signer", quote_signer or self._core.signer.address)
        return str((yield from self._core.send("OptionPoolFactory", "createPrivatePool", asset.id, key)).result)

    @operation
    def fund_private_pool(self, pool: str, symbol: str, amount: Number) -> Steps[Receipt]:
        """Put tokens of the wallet into a private pool of the signer's."""
        core, address = self._core, checked_address("pool", pool)
        asset, token = yield from core.token(symbol)
        units = asset.units("amount", amount)
        yield from require_tokens(core, symbol, units)
        yield from approve(core, token, address, units)
        return (yield from core.send("PrivateOptionPool", "deposit", units, at=address)).receipt

    @operation
    def drain_private_pool(self, pool: str, symbol: str, amount: Number = MAX) -> Steps[Receipt]:
        """Take out of a private pool what covers no option."""
        core, address = self._core, checked_address("pool", pool)
        asset, _ = yield from core.token(symbol)
        free = yield from core.read("PrivateOptionPool", "freeCash", at=address)
        units = free if amount == MAX else asset.units("amount", amount)
        arguments = (units, core.signer.address)
        return (yield from core.send("PrivateOptionPool", "withdraw", *arguments, at=address)).receipt

    @operation
    def lend(self, symbol: str, amount: Number) -> Steps[Receipt]:
        """Put tokens of the wallet into the pool that lends an asset."""
        core = self._core
        asset, pool = yield from names.lending_pool(core, symbol)
        units, who = asset.units("amount", amount), core.signer.address
        yield from require_tokens(core, symbol, units)
        yield from approve(core, asset.token or "", pool, units)
        return (yield from core.send("LendingPool", "deposit", units, who, at=pool)).receipt

    @operation
    def stop_lending(self, symbol: str, amount: Number = MAX) -> Steps[Receipt]:
        """Take tokens out of the pool that lends an asset, all that the signer has there unless told otherwise."""
        core = self._core
        asset, pool = yield from names.lending_pool(core, symbol)
        who = core.signer.address
        if amount == MAX:
            shares = yield from core.read("LendingPool", "maxRedeem", who, at=pool)
            if not shares:
                raise InvalidInput(f"{who} has lent no {symbol} that could be taken out now")
            return (yield from core.send("LendingPool", "redeem", shares, who, who, at=pool)).receipt
        units = asset.units("amount", amount)
        return (yield from core.send("LendingPool", "withdraw", units, who, who, at=pool)).receipt
