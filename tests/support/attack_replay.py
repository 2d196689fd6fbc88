"""A sequence that the search found, carried out in the tests' world."""

from __future__ import annotations

from typing import Any

from evershare.localnet import wad
from evershare.model import nearest_strike
from tests.support.attack_search import ACCOUNTS, Action, Done, Found, Kind, Series
from tests.support.ledger import sub_account
from tests.support.pool import PoolDesk
from tests.support.world import TSLA_PRICE, World

FOREVER = 2**40
OTHERS_MARGIN = 900
BPS = 10_000


class Replay:
    """The trader is the actor. His money waits in his first account and goes to where it is needed.

    An unchanged price is no news, so each that is published differs by a ten-millionth from the last.
    """

    def __init__(self, world: World, desk: PoolDesk, found: Found) -> None:
        self.world, self.desk, self.found = world, desk, found
        self.pool, self.options, self.vault = world.pool, world["PerpetualOptions"], world["CollateralVault"]
        self.actor, self.by_actor = world.people["trader"], world.as_("trader")
        self.accounts = [sub_account(self.actor, 1 + number) for number in range(ACCOUNTS)]
        self._published = 0

    def gain(self) -> int:
        """What the actor has more after the sequence, and after leaving, than before."""
        self._set_up()
        before = self._wealth()
        for done in self.found.done:
            self._act(done)
        for number in range(ACCOUNTS):
            for series_id in self.options.positionsOf(self.accounts[number]):
                self._close(number, series_id, 1.0)
        self._redeem(1.0)
        return self._wealth() - before

    def _set_up(self) -> None:
        """The actor's 500 tokens are in the vault, and another trader holds what the scenario says."""
        token, participant = self.world.tokens["TSLA"], self.world.as_("authorised_participant")
        token.transfer(self.world.people["second_trader"], wad(OTHERS_MARGIN), participant)
        self.world.deposit("second_trader", "TSLA", OTHERS_MARGIN)
        self._bank()
        (series,), (held,) = self.found.scenario.series, self.found.scenario.held
        for one, size in zip(series, held, strict=True):
            if size:
                self._refresh()
                self.world.open("second_trader", f"{size:.9f}", **self._option(one))

    def _act(self, done: Done) -> None:
        action = done.action
        series = self.found.scenario.series[0][action.series]
        if action.kind is Kind.DEPOSIT:
            self._deposit(action.part)
        elif action.kind is Kind.REDEEM:
            self._redeem(action.part)
        elif action.kind is Kind.OPEN:
            self._open(action.account, series, done.amount)
        elif action.kind is Kind.CLOSE:
            self._close(action.account, self._series_id(series), action.part)
        else:
            self._move(action, self._series_id(series))

    def _deposit(self, part: float) -> None:
        amount = self._part(self.desk.balance(self.actor), part)
        self.pool.requestDepositFromAccount(amount, self.actor, self.actor, self.by_actor)
        self._settle_if_open()
        self.pool.deposit(self.pool.maxDeposit(self.actor), self.actor, self.by_actor)

    def _redeem(self, part: float) -> None:
        """What the free cash does not pay goes back to the actor."""
        shares = self._part(self.pool.balanceOf(self.actor), part)
        if not shares:
            return
        self.pool.requestRedeem(shares, self.actor, self.actor, self.by_actor)
        self._settle_if_open()
        if paid := self.pool.maxRedeem(self.actor):
            self.pool.redeem(paid, self.actor, self.actor, self.by_actor)
        if self.pool.pendingRedeemRequest(0, self.actor):
            self.pool.cancelRedeemRequest(self.actor, self.by_actor)
        self._bank()

    def _open(self, number: int, series: Series, size: float) -> None:
        """A hundredth less than in the model, where there are no fees, and no more than there is money for."""
        account, terms, money = self.accounts[number], self._option(series), self.desk.balance(self.actor)
        self._refresh()
        units = wad(f"{size * 0.99:.18f}")
        cost = int(self.world["OptionsLens"].quoteOpen(self.world.terms(**terms), units, 0)["net"])
        units = min(units, units * money * 99 // (cost * 100))
        self._transfer(self.actor, account, money)
        self.options.open(self.world.terms(**terms), account, units, wad(10**6), FOREVER, self.by_actor)
        self._collect(number)

    def _close(self, number: int, series_id: int, part: float) -> None:
        size = self._part(int(self.options.positionOf(self.accounts[number], series_id)[0]), part)
        self._refresh()
        self.options.close(self.accounts[number], series_id, size, 0, FOREVER, self.by_actor)
        self._collect(number)

    def _move(self, action: Action, series_id: int) -> None:
        origin, to = self.accounts[action.account], self.accounts[(action.account + 1) % ACCOUNTS]
        size = self._part(int(self.options.positionOf(origin, series_id)[0]), action.part)
        self.options.movePosition(origin, to, series_id, size, self.by_actor)

    # Helpers

    def _settle_if_open(self) -> None:
        if self.options.reserveOf(self.pool)[0]:
            self.desk.next_session()
            self.desk.settle(tsla=self._price())

    def _wealth(self) -> int:
        accounts = sum(map(self.desk.balance, [self.actor, *self.accounts]))
        shares = self.pool.convertToAssets(self.pool.balanceOf(self.actor))
        return int(accounts + self.world.tokens["TSLA"].balanceOf(self.actor) + shares)

    def _bank(self) -> None:
        token, asset_id = self.world.tokens["TSLA"], self.desk.asset_id
        if units := token.balanceOf(self.actor):
            token.approve(self.vault, units, self.by_actor)
            self.vault.deposit(asset_id, self.actor, units, self.by_actor)

    def _collect(self, number: int) -> None:
        self._transfer(self.accounts[number], self.actor, self.desk.balance(self.accounts[number]))

    def _transfer(self, origin: Any, to: Any, units: int) -> None:
        if units:
            self.vault.transfer(self.desk.asset_id, origin, to, units, self.by_actor)

    def _refresh(self) -> None:
        self.world.refresh(tsla=self._price())

    def _price(self) -> str:
        self._published += 1
        return f"{float(TSLA_PRICE) * (1 + self._published / 10**7):.7f}"

    def _series_id(self, series: Series) -> int:
        return self.world.series_id(**self._option(series))

    def _option(self, series: Series) -> dict[str, Any]:
        strike = nearest_strike(f"{series.strike}")
        return {"strike": strike, "is_call": series.side == "call", "width_bps": round(series.width * BPS)}

    def _part(self, whole: int, part: float) -> int:
        return int(whole) if part == 1 else int(whole) * round(part * BPS) // BPS
