"""All balances of the model and of the chain, side by side."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from evershare.model.interval import WAD
from evershare.replay.lending import INSURANCE, LENDER
from evershare.replay.onchain.net import KEEPER, PROVIDER

if TYPE_CHECKING:
    from evershare.replay.onchain.mirror import Mirror


class Compared(NamedTuple):
    """One balance, or another amount, of the model and of the chain, in units."""

    name: str
    model: float
    chain: int

    @property
    def apart(self) -> float:
        """By what part of it they differ."""
        return abs(self.model - self.chain) / max(abs(self.model), self.chain, 1)


def balances(mirror: Mirror) -> Iterator[Compared]:
    """Everybody's balances, sizes, debts and shares, and what pools hold, reserve and have lost."""
    yield from _of_buyers(mirror)
    yield from _of_option_pools(mirror)
    yield from _of_loans(mirror)
    yield from _of_lending_pools(mirror)


def _of_buyers(mirror: Mirror) -> Iterator[Compared]:
    net = mirror.net
    for buyer in mirror.replay.trading.buyers:
        account, name = mirror.account_of(buyer.name), buyer.name
        yield Compared(f"{name}: balance", buyer.margin.balance, net.balance(account, buyer.pool.token))
        if buyer.margin.series:
            size, _ = net.options.positionOf(account, mirror.series_of[name])
            yield Compared(f"{name}: size", buyer.margin.size * WAD, int(size))


def _of_option_pools(mirror: Mirror) -> Iterator[Compared]:
    net, options = mirror.net, mirror.net.options
    for token, pool in mirror.replay.trading.pools.items():
        address = net.pools[token].address
        yield Compared(f"{token} options: cash", pool.cash, net.balance(address, token))
        yield Compared(f"{token} options: fees", pool.fees, net.balance(options.address, token))
        yield Compared(f"{token} options: rewards", pool.rewards, net.balance(net.address_of(KEEPER), token))
        yield Compared(f"{token} options: uncollected", pool.uncollected, int(options.uncollectedOf(address)))
        yield Compared(f"{token} options: reserve", pool.reserve(), int(options.reserveOf(address)[0]))


def _of_loans(mirror: Mirror) -> Iterator[Compared]:
    net = mirror.net
    for book in mirror.replay.lending.books:
        for loan in book.loans:
            account, debt = mirror.account_of(loan.name), book.pool.debt_of(loan.name)
            yield Compared(f"{loan.name}: collateral", loan.held, net.balance(account, book.held_asset))
            yield Compared(f"{loan.name}: debt", debt, int(net.lending[book.borrowed].debtOf(account)))


def _of_lending_pools(mirror: Mirror) -> Iterator[Compared]:
    net = mirror.net
    people = {LENDER: net.address_of(PROVIDER), INSURANCE: net.address_of("insurance")}
    for asset, pool in mirror.replay.lending.pools.items():
        chain = net.lending[asset]
        yield Compared(f"{asset} lending: cash", pool.cash, int(chain.cash()))
        yield Compared(f"{asset} lending: debt", pool.total_debt, int(chain.totalDebt()))
        yield Compared(f"{asset} lending: reserve", pool.reserve, int(chain.reserve()))
        yield Compared(f"{asset} lending: loss", pool.total_loss, int(chain.totalLoss()))
        for who, address in people.items():
            yield Compared(f"{asset} lending: {who}", pool.shares.get(who, 0), int(chain.balanceOf(address)))
