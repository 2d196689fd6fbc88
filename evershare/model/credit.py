"""Lending in whole token units, rounded as the contracts round: what the chain must agree with to the wei."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field

from evershare.model.interval import BPS, WAD
from evershare.model.numbers import ceil_div

YEAR_SECONDS = 365 * 86_400
INDEX_SCALE = 10**36
FIRST_INDEX = 10**27
MAX_INDEX = 2**128 - 1
MAX_EXPONENT = 20 * WAD
VIRTUAL_SHARES = 10**6  # and one virtual token unit
MAX_HOLD_SECONDS = 24 * 3_600


def exp_wad(x: int) -> int:
    """exp(x) for x >= 0, both WAD: Solady's rational approximation in its own integers, within 1e-18 of the truth."""
    ln2 = 54916777467707473351141471128  # 2**96 * ln 2
    x = (x << 78) // 5**18
    k = ((x << 96) // ln2 + 2**95) >> 96
    x -= k * ln2
    y = (((x + 1346386616545796478920950773328) * x) >> 96) + 57155421227552351082224309758442
    p = (((y + x - 94201549194550492254356042504812) * y) >> 96) + 28719021644029726153956944680412240
    p = p * x + (4385272521454847904659076985693276 << 96)
    q = x - 2855989394907223263936484059900
    for term in (
        50020603652535783019961831881945,
        -533845033583426703283633433725380,
        3604857256930695427073651918091429,
        -14423608567350463180887372962807573,
        26449188498355588339934803723976023,
    ):
        q = ((q * x) >> 96) + term
    return ((p // q) * 3822833074963236453042738258902158003155416615667) >> (195 - k)


@dataclass(frozen=True)
class RateCurve:
    """A yearly rate (WAD) over utilisation (WAD): straight to the kink, then straight to the rate at full."""

    base: int
    kink: int
    at_kink: int
    at_full: int

    def rate_per_year(self, cash: int, debt: int) -> int:
        """What borrowers pay while ``debt`` is lent and ``cash`` is left."""
        if debt == 0:
            return self.base
        utilisation = debt * WAD // (cash + debt)
        if utilisation <= self.kink:
            return self.base + (self.at_kink - self.base) * utilisation // self.kink
        return self.at_kink + (self.at_full - self.at_kink) * (utilisation - self.kink) // (WAD - self.kink)


@dataclass
class LendingPool:
    """A lending pool: cash, debts by account and shares by lender. The insurance is a lender too.

    Each action takes the time in Unix seconds and books the interest until then first.
    """

    curve: RateCurve
    reserve_factor_bps: int
    now: int
    cash: int = 0
    index: int = FIRST_INDEX
    rate_per_second: int = 0
    debt_shares: dict[str, int] = field(default_factory=dict)
    shares: dict[str, int] = field(default_factory=dict)
    reserve: int = 0
    total_loss: int = 0
    hold_started_at: int = 0
    held_for: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._price()

    @property
    def total_debt(self) -> int:
        """What all accounts owe, rounded down."""
        return sum(self.debt_shares.values()) * self.index // INDEX_SCALE

    @property
    def total_assets(self) -> int:
        """What belongs to the share holders."""
        return self.cash + self.total_debt - self.reserve

    def debt_of(self, account: str) -> int:
        """What an account owes, rounded up."""
        return ceil_div(self.debt_shares.get(account, 0) * self.index, INDEX_SCALE)

    def to_shares(self, assets: int) -> int:
        """Shares for assets at the present price, rounded down."""
        return assets * self._virtual_supply // (self.total_assets + 1)

    def to_assets(self, shares: int) -> int:
        """Assets for shares at the present price, rounded down."""
        return shares * (self.total_assets + 1) // self._virtual_supply

    def accrue(self, now: int) -> None:
        """Add the interest until ``now``."""
        elapsed, self.now = now - self.now, now
        if elapsed == 0 or not any(self.debt_shares.values()):
            return
        before = self.total_debt
        growth = exp_wad(min(self.rate_per_second * elapsed, MAX_EXPONENT))
        self.index = min(ceil_div(self.index * growth, WAD), MAX_INDEX)
        self.reserve += (self.total_debt - before) * self.reserve_factor_bps // BPS

    def at(self, now: int) -> LendingPool:
        """The pool as it would be read at a later time, which books nothing."""
        later = copy.deepcopy(self)
        later.accrue(now)
        return later

    def lend(self, account: str, amount: int, now: int) -> None:
        """The account borrows."""
        self.accrue(now)
        owed = ceil_div(amount * INDEX_SCALE, self.index)
        self.debt_shares[account] = self.debt_shares.get(account, 0) + owed
        self.cash -= amount
        self._price()

    def repay(self, account: str, amount: int, now: int) -> int:
        """Up to ``amount`` of the account's debt is repaid. Returns how much."""
        self.accrue(now)
        debt = self.debt_of(account)
        if amount < debt:
            self.debt_shares[account] -= amount * INDEX_SCALE // self.index
        else:
            self.debt_shares[account] = 0
        repaid = min(amount, debt)
        self.cash += repaid
        self._price()
        return repaid

    def deposit(self, lender: str, assets: int, now: int) -> int:
        """A lender adds cash. Returns the shares."""
        self.accrue(now)
        shares = self.to_shares(assets)
        self._mint(lender, shares)
        self.cash += assets
        self._price()
        return shares

    def redeem(self, lender: str, shares: int, now: int) -> int:
        """A lender gives up shares for cash. Returns the cash."""
        self.accrue(now)
        assets = self.to_assets(shares)
        self.shares[lender] -= shares
        self.cash -= assets
        self._price()
        return assets

    def mint_reserve(self, insurance: str, now: int) -> None:
        """The reserve becomes shares of the insurance."""
        self.accrue(now)
        shares = self.to_shares(self.reserve)
        if shares:
            self.reserve = 0
            self._mint(insurance, shares)
        self._price()

    def write_off(self, account: str, insurance: str, now: int) -> int:
        """Give up a debt: the insurance's shares pay, then all shares do by their price. Returns the debt."""
        self.mint_reserve(insurance, now)
        loss = self.debt_of(account)
        held = self.shares.get(insurance, 0)
        burnt, insured = ceil_div(loss * self._virtual_supply, self.total_assets + 1), loss
        if burnt > held:
            burnt, insured = held, self.to_assets(held)
        self.shares[insurance] = held - burnt
        self.debt_shares[account] = 0
        self.total_loss += max(loss - insured, 0)
        self._price()
        return loss

    def hold(self, account: str, now: int) -> None:
        """Withdrawals wait for an account's liquidation: a day at most, and then not again for a day."""
        if now >= self.hold_started_at + 2 * MAX_HOLD_SECONDS:
            self.hold_started_at = now
            self.held_for.clear()
        if now < self.hold_started_at + MAX_HOLD_SECONDS:
            self.held_for.add(account)

    def release(self, account: str) -> None:
        """Withdrawals need not wait for an account any longer."""
        self.held_for.discard(account)

    def held_until(self, now: int) -> int:
        """When withdrawals go on at the latest; zero if they do not wait."""
        until = self.hold_started_at + MAX_HOLD_SECONDS
        return until if self.held_for and now < until else 0

    @property
    def _virtual_supply(self) -> int:
        return sum(self.shares.values()) + VIRTUAL_SHARES

    def _mint(self, lender: str, shares: int) -> None:
        self.shares[lender] = self.shares.get(lender, 0) + shares

    def _price(self) -> None:
        self.rate_per_second = self.curve.rate_per_year(self.cash, self.total_debt) // YEAR_SECONDS
