"""Epochs of the world's option pool, at prices that are fresh in each session."""

from __future__ import annotations

from typing import Any

from evershare.localnet import wad
from tests.support.world import BTC_PRICE, TSLA_PRICE, World

DAY = 86_400


class PoolDesk:
    """Whoever settles the epochs of a pool, and what people ask of it."""

    def __init__(self, world: World) -> None:
        self.world, self.pool = world, world.pool
        self.vault, self.asset_id = world["CollateralVault"], world.asset_ids["TSLA"]
        self._publications = 0

    def next_session(self) -> None:
        """Go to the middle of the next session that is at least a day away."""
        self.world.wait_for_session(at_least=DAY)

    def settle(self, btc: Any = BTC_PRICE, tsla: Any = TSLA_PRICE, role: str = "keeper") -> Any:
        """Settle an epoch now. A price that was there before is no news, so each differs by a millionth."""
        self._publications += 1
        nudge = 1 + self._publications / 10**6
        prices = {"BTC": f"{float(btc) * nudge:.6f}", "TSLA": f"{float(tsla) * nudge:.6f}"}
        return self.world.settle_epoch(self.pool, prices, role)

    def settle_next(self, **prices: Any) -> Any:
        """Settle an epoch in the next session."""
        self.next_session()
        return self.settle(**prices)

    def request_deposit(self, role: str, amount: Any) -> Any:
        """A person asks the pool to take tokens of his wallet."""
        return self.world.request_deposit(role, self.pool, "TSLA", amount)

    def request_redeem(self, role: str, shares: Any) -> Any:
        """A person asks for tokens for some of his shares."""
        person = self.world.people[role]
        return self.pool.requestRedeem(wad(shares), person, person, {"from": person})

    def balance(self, account: Any) -> int:
        """What an account of the ledger holds."""
        return int(self.vault.balanceOf(account, self.asset_id))

    def locked(self, account: Any) -> int:
        """What of it is locked."""
        return int(self.vault.lockedOf(account, self.asset_id))
