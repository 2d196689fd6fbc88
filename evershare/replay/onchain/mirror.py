"""What the model of a replay does, done on the chain, and all balances of both compared."""

from __future__ import annotations

from typing import Any

from eth_utils import to_checksum_address

from evershare.localnet import wad
from evershare.model.interval import BPS, WAD
from evershare.replay.book import Book, Loan
from evershare.replay.onchain.compare import Compared, balances
from evershare.replay.onchain.net import EVERYTHING, KEEPER, OWNER, PROVIDER, ReplayNet
from evershare.replay.trading import Buyer
from evershare.replay.watch import Watcher

LIQUIDATOR = 255  # the owner's last sub-account
DEADLINE = 2**40


class Mirror(Watcher):
    """Each account of the model is a sub-account of the owner. All are compared daily, at last, and when they leave."""

    def __init__(self, net: ReplayNet) -> None:
        self.net, self.replay = net, net.replay
        self.compared: list[Compared] = []
        self._accounts: dict[str, str] = {}
        self.series_of: dict[str, int] = {}  # of each buyer
        liquidator = self._account(LIQUIDATOR)
        for symbol, token in net.tokens.items():
            half = token.balanceOf(net.people[OWNER]) // 2
            self._send("deposit", net.asset_ids[symbol], liquidator, half)

    # The model's actions

    def hour_begins(self, hour: int) -> None:
        """Prices are published, volatility is sampled and interest booked."""
        self.net.go_to(hour)

    def hour_ends(self, hour: int) -> None:
        """Compare at the end of each day, and at last."""
        if hour % 24 == 23 or hour == len(self.replay.at) - 1:
            self.compared += balances(self)

    def funded(self, asset: str, amount: int) -> None:
        """The provider lends."""
        self.net.send(PROVIDER, self.net.lending[asset], "deposit", amount, self.net.address_of(PROVIDER))

    def repaid(self, book: Book, loan: Loan) -> None:
        """The debt is paid in and repaid, and the collateral taken out."""
        account, asset = self.account_of(loan.name), self.net.asset_ids[book.borrowed]
        debt = self.net.lending[book.borrowed].debtOf(account)
        self._send("deposit", asset, account, debt)
        self._send("repay", asset, account, account, debt)
        self._take_out(account, book.held_asset)

    def borrowed(self, book: Book, loan: Loan, amount: int) -> None:
        """Collateral is paid in; what is borrowed is taken out, in one batch, as both count together."""
        account, vault = self.account_of(loan.name), self.net.vault
        asset = self.net.asset_ids[book.borrowed]
        self._send("deposit", self.net.asset_ids[book.held_asset], account, loan.held)
        calls = [
            (vault.address, vault.borrow.encode_input(asset, account, amount)),
            (vault.address, vault.withdraw.encode_input(asset, account, self.net.address_of(OWNER), amount)),
        ]
        self._send("batch", calls)

    def liquidated(self, book: Book, loan: Loan) -> None:
        """Marked and sold at once."""
        account, ids = self.account_of(loan.name), self.net.asset_ids
        order = (ids[book.held_asset], ids[book.borrowed], EVERYTHING, EVERYTHING)
        self.net.send(KEEPER, self.net["Liquidation"], "mark", account)
        self.net.send(OWNER, self.net["Liquidation"], "liquidate", account, self._account(LIQUIDATOR), [], [order])

    def settled(self, buyer: Buyer) -> None:
        """The keeper collects."""
        self.net.send(KEEPER, self.net.options, "settle", self.account_of(buyer.name), self.series_of[buyer.name])

    def opened(self, buyer: Buyer, deposit: int) -> None:
        """The margin is paid in, and the option bought."""
        account, series = self.account_of(buyer.name), buyer.margin.series
        assert series
        market, side, width, strike = series.terms
        pool = self.net.pools[buyer.pool.token].address
        terms = (pool, self.net.markets[market], wad(repr(strike)), round(width * BPS), side == "call")
        self._send("deposit", self.net.asset_ids[buyer.pool.token], account, deposit)
        size = int(buyer.margin.size * WAD)
        self.net.send(OWNER, self.net.options, "open", terms, account, size, deposit, DEADLINE)
        self.series_of[buyer.name] = int(self.net.options.seriesIdOf(terms))

    def closed(self, buyer: Buyer) -> None:
        """All of it."""
        account, series = self.account_of(buyer.name), self.series_of[buyer.name]
        size, _ = self.net.options.positionOf(account, series)
        self.net.send(OWNER, self.net.options, "close", account, series, size, 0, DEADLINE)

    def left(self, buyer: Buyer) -> None:
        """The balance is compared, and taken out."""
        balance = self._take_out(self.account_of(buyer.name), buyer.pool.token)
        self.compared.append(Compared(f"{buyer.name}, when it left", buyer.margin.balance, balance))

    # Accounts

    def _send(self, function: str, *arguments: Any) -> None:
        self.net.send(OWNER, self.net.vault, function, *arguments)

    def _take_out(self, account: str, symbol: str) -> int:
        balance = self.net.balance(account, symbol)
        if balance:
            self._send("withdraw", self.net.asset_ids[symbol], account, self.net.address_of(OWNER), balance)
        return balance

    def account_of(self, name: str) -> str:
        """The account of a loan or a buyer."""
        if name not in self._accounts:
            self._accounts[name] = self._account(len(self._accounts) + 1)
        return self._accounts[name]

    def _account(self, number: int) -> str:
        return to_checksum_address(f"{int(self.net.address_of(OWNER), 16) ^ number:040x}")
