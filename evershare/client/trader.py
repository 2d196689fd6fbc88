"""What traders and borrowers do with their accounts of the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from evershare.client import keeper, names
from evershare.client.actions import (
    Action,
    AutoBorrow,
    Borrow,
    Close,
    Deposit,
    Open,
    Repay,
    Transfer,
    Withdraw,
    deadline_of,
)
from evershare.client.core import Account, Core, checked_address
from evershare.client.effects import Actor, D, Steps, operation
from evershare.client.info import WIDTH, position_size
from evershare.client.sending import Receipt
from evershare.client.types import Series, Side
from evershare.client.units import SLIPPAGE
from evershare.errors import InvalidInput
from evershare.model.numbers import Number


@dataclass(frozen=True)
class Opened:
    """An option that was bought: what premium and fee came to, in settlement tokens."""

    series_id: int
    series: Series
    cost: Decimal
    receipt: Receipt


@dataclass(frozen=True)
class Closed:
    """An option that was sold back: what the account received, in settlement tokens."""

    series_id: int
    payout: Decimal
    receipt: Receipt


class Trader(Actor[D]):
    """Acts for the signer's accounts. `account` is an address or the number of a sub-account; the first is 0."""

    def __init__(self, core: Core, driver: D) -> None:
        super().__init__(driver)
        self._core = core

    @operation
    def deposit(self, symbol: str, amount: Number, account: Account = None) -> Steps[Receipt]:
        """Put tokens of the wallet into an account: by permit where the token has it, or else by an approval before."""
        return (yield from self._do(account, Deposit(symbol, amount)))

    @operation
    def withdraw(
        self, symbol: str, amount: Number, account: Account = None, receiver: str | None = None
    ) -> Steps[Receipt]:
        """Pay tokens out, to the signer's wallet unless a receiver is named; `"max"` for all that is not locked."""
        return (yield from self._do(account, Withdraw(symbol, amount, receiver)))

    @operation
    def transfer(self, symbol: str, amount: Number, to: Account, account: Account = None) -> Steps[Receipt]:
        """Move tokens to another account of the ledger."""
        return (yield from self._do(account, Transfer(symbol, amount, to)))

    @operation
    def borrow(self, symbol: str, amount: Number, account: Account = None) -> Steps[Receipt]:
        """Borrow tokens into an account, against all that it holds."""
        return (yield from self._do(account, Borrow(symbol, amount)))

    @operation
    def repay(self, symbol: str, amount: Number, account: Account = None) -> Steps[Receipt]:
        """Repay a debt out of the account that owes it; `"max"` for all of it."""
        return (yield from self._do(account, Repay(symbol, amount)))

    @operation
    def set_auto_borrow(self, is_allowed: bool, account: Account = None) -> Steps[Receipt]:
        """Let an account borrow by itself what a premium, funding or a withdrawal lacks, or end that."""
        return (yield from self._do(account, AutoBorrow(is_allowed)))

    @operation
    def open(
        self,
        base: str,
        settlement: str,
        side: Side | str,
        size: Number,
        strike: Number | None = None,
        width: Number = WIDTH,
        max_premium: Number | None = None,
        slippage: Number = SLIPPAGE,
        days: int | None = None,
        pool: str | None = None,
        account: Account = None,
    ) -> Steps[Opened]:
        """Buy an option on so many units of `base`, settled in `settlement`, at the ask of its public pool.

        New prices are brought first if the client has a price service. Without `max_premium`, it may cost what it is
        quoted then and `slippage` more; without a strike, it is the one nearest the index.
        """
        core = self._core
        with (yield from keeper.with_prices(core, base, settlement)):
            series = yield from names.series(core, base, settlement, side, strike, width, days, pool)
            asset = yield from core.asset(settlement)
            receipt = yield from self._do(account, Open(series, size, max_premium, slippage))
        address = (yield from core.deployment()).address("PerpetualOptions")
        (event,) = receipt.events("PerpetualOptions", "Opened", address)
        return Opened(event["seriesId"], series, asset.whole(event["premium"] + event["fee"]), receipt)

    @operation
    def close(
        self,
        series_id: int,
        size: Number | None = None,
        min_payout: Number | None = None,
        slippage: Number = SLIPPAGE,
        account: Account = None,
    ) -> Steps[Closed]:
        """Sell a position back to its pool at the bid, all of it if no size is given. Always possible."""
        core, action = self._core, Close(series_id, size, min_payout, slippage)
        yield from position_size(core, core.account(account), series_id, size)
        series = yield from action.series(core)
        asset = yield from core.asset(series.settlement)
        with (yield from keeper.with_prices(core, series.base, series.settlement)):
            receipt = yield from self._do(account, action)
        address = (yield from core.deployment()).address("PerpetualOptions")
        (event,) = receipt.events("PerpetualOptions", "Closed", address)
        return Closed(series_id, asset.whole(event["payout"]), receipt)

    @operation
    def close_final(self, series_id: int, account: Account = None) -> Steps[Receipt]:
        """Close a position in a market whose last price is fixed."""
        address = self._core.account(account)
        return (yield from self._core.send("PerpetualOptions", "closeFinal", address, series_id)).receipt

    @operation
    def batch(self, *actions: Action, account: Account = None) -> Steps[Receipt]:
        """Do several actions of `evershare.client.actions` together, all or none, with one health check at the end, and
        with new prices before the first where options are traded.
        """
        if not actions:
            raise InvalidInput("a batch needs at least one action")
        symbols: list[str] = []
        for action in actions:
            if isinstance(action, Open | Close):
                series = action.series if isinstance(action, Open) else (yield from action.series(self._core))
                symbols += (series.base, series.settlement)
        with (yield from keeper.with_prices(self._core, *dict.fromkeys(symbols))):
            return (yield from self._do(account, *actions))

    @operation
    def set_operator(self, operator: str, seconds: int, account: Account = None) -> Steps[Receipt]:
        """Let another address act for an account for so many seconds from now; 0 dismisses it."""
        expiry = (yield from deadline_of(self._core, seconds)) if seconds else 0
        named = checked_address("operator", operator)
        address = self._core.account(account)
        return (yield from self._core.send("CollateralVault", "setOperator", address, named, expiry)).receipt

    def _do(self, account: Account, *actions: Action) -> Steps[Receipt]:
        address, calls = self._core.account(account), []
        for action in actions:
            calls.append((yield from action.call(self._core, address)))
        return (yield from self._core.act(*calls))
