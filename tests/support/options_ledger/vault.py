"""Balances of accounts, and the shares of pools without open interest."""

from __future__ import annotations

from collections import Counter

from tests.support.options_ledger.books import Books, all_or_nothing
from tests.support.options_ledger.terms import BPS, Estimate, Market, Pool, Refused, Terms, ValueOf, Volatility

INSURANCE_FEE_BPS = 6_000
ACCOUNTS = 256  # of each owner


class VaultBooks:
    """One settlement token, its markets and the pools that write in it. Accounts are addresses with checksum."""

    def __init__(
        self,
        value_of: ValueOf,
        volatility: Volatility,
        markets: dict[int, Market],
        estimates: dict[int, Estimate],
        pools: list[Pool],
        *,
        options: str,
        insurance: str,
        treasury: str,
        is_stock: bool,
        decimals: int,
    ) -> None:
        self.value_of, self.volatility, self.markets = value_of, volatility, dict(markets)
        self.is_stock, self.unit = is_stock, 10**decimals
        self.pools = {pool.address: pool for pool in pools}
        self.options, self.insurance, self.treasury = options, insurance, treasury
        self.books = Books(estimates=dict(estimates), shares={pool.address: Counter() for pool in pools})

    # What is held

    @property
    def total(self) -> int:
        return sum(self.books.balances.values())

    def cash(self, pool: str) -> int:
        return self.books.balances[pool]

    def open_positions(self, pool: str | None = None) -> list[tuple[str, Terms]]:
        """Who holds which series, of one pool or of all."""
        held = [key for key, position in self.books.positions.items() if position.size]
        return [key for key in held if pool in (None, key[1].pool)]

    # Wallets and accounts

    @all_or_nothing
    def deposit(self, payer: str, account: str, amount: int) -> None:
        self._require_may_credit(account, payer)
        self.books.wallets[payer] -= amount
        self.books.balances[account] += amount

    @all_or_nothing
    def withdraw(self, account: str, receiver: str, amount: int) -> None:
        self._debit(account, amount)
        self.books.wallets[receiver] += amount

    @all_or_nothing
    def transfer(self, origin: str, to: str, amount: int, owner: str) -> None:
        self._require_may_credit(to, owner)
        self._move(origin, to, amount)

    def donate(self, payer: str, amount: int, *, to_vault: bool) -> None:
        """Tokens sent to a contract past its books: nobody's (A2)."""
        self.books.wallets[payer] -= amount
        self.books.donated += amount if to_vault else 0

    # Pools. The shares of an idle one have one virtual share and unit; see support/pool_queue.py for epochs.

    def provide(self, pool: str, owner: str, assets: int) -> None:
        shares = assets * (self.books.shares[pool].total() + 1) // (self.cash(pool) + 1)
        self.books.shares[pool][owner] += shares
        self.add_cover(pool, owner, assets)

    def redeem(self, pool: str, owner: str, shares: int) -> None:
        assets = shares * (self.cash(pool) + 1) // (self.books.shares[pool].total() + 1)
        self.books.shares[pool][owner] -= shares
        self.books.balances[pool] -= assets
        self.books.wallets[owner] += assets

    def add_cover(self, pool: str, owner: str, assets: int) -> None:
        """He adds to a pool's cash."""
        self.books.wallets[owner] -= assets
        self.books.balances[pool] += assets

    @all_or_nothing
    def remove_cover(self, pool: str, owner: str, assets: int, reserve: int) -> None:
        """The owner of a private pool takes what is not cover."""
        if assets > self.cash(pool) - reserve:
            raise Refused("CoverInUse")
        self.books.balances[pool] -= assets
        self.books.wallets[owner] += assets

    # Fees

    def distribute_fees(self) -> None:
        """All but the integrators' go to the insurance and the treasury."""
        fees = self.books.balances[self.options] - self.books.integrator_fees.total()
        to_insurance = fees * INSURANCE_FEE_BPS // BPS
        self._move(self.options, self.insurance, to_insurance)
        self._move(self.options, self.treasury, fees - to_insurance)

    def claim_integrator_fees(self, integrator: str, account: str) -> int:
        amount = self.books.integrator_fees[integrator]
        self.books.integrator_fees[integrator] = 0
        self._move(self.options, account, amount)
        return amount

    # Helpers

    def _require_may_credit(self, account: str, payer: str) -> None:
        if is_owner(account, payer):
            return
        if account in self.pools or account == self.options:
            raise Refused("CreditToProtocolAccount")
        if not self.books.balances[account]:
            raise Refused("AssetNotHeld")

    def _move(self, origin: str, to: str, amount: int) -> None:
        self._debit(origin, amount)
        self.books.balances[to] += amount

    def _debit(self, account: str, amount: int) -> None:
        if self.books.balances[account] < amount:
            raise Refused("InsufficientAccountBalance")
        self.books.balances[account] -= amount


def is_owner(account: str, person: str) -> bool:
    """Whether it is one of his 256 accounts."""
    return int(account, 16) ^ int(person, 16) < ACCOUNTS
