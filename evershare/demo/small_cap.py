"""The demo's third trader: he has nothing but tokens of a small company, and buys a put on BTC with them on Sunday.

The company and its two prices are invented, BTC's are real. The premium is borrowed from a lending pool of USDC, in
which the option is settled too. Amounts are whole USDC, and whole tokens of the company.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from evershare.demo.checks import InvariantBroken
from evershare.demo.prices import Print, utc
from evershare.localnet import LocalNet, wad
from evershare.model import nearest_strike
from evershare.risk import Tier

HOLDER, LENDER, WRITER = "small_cap_holder", "lender", "market_maker"
SYMBOL, DRIFT_BPS = "ACME", 288  # 90 % a year, at 3 standard deviations of an hour
ATTESTED_SHARES, ISSUED, HELD = 100_000, 20_000, 5_000
LENT, COVER, DEBT_CAP = 200_000, 500_000, 100_000
SIZE = Decimal("1.5")  # BTC
WIDTH_BPS, DEADLINE_SECONDS, MOST_COST = 5_000, 60, 10_000

PRICED_AT, BUY_AT, SELL_AT = utc("2024-08-02 19:30"), utc("2024-08-04 12:00"), utc("2024-08-05 14:30")
PRICES = {PRICED_AT: Decimal("8.40"), SELL_AT: Decimal("7.50")}  # USD


@dataclass
class CreditTrade:
    """One option bought with borrowed money."""

    size: Decimal = SIZE
    held: int = HELD
    before: Decimal = PRICES[PRICED_AT]
    after: Decimal = PRICES[SELL_AT]
    strike: Decimal = Decimal(0)
    index_bought: Decimal = Decimal(0)  # USD
    index_sold: Decimal = Decimal(0)  # USD
    may_owe: Decimal = Decimal(0)  # USD, at most, when he buys
    borrowed: Decimal = Decimal(0)  # premium and fee
    repaid: Decimal = Decimal(0)  # and funding, and interest
    payout: Decimal = Decimal(0)
    profit: Decimal = Decimal(0)


class SmallCapHolder:
    """What he and those who lend to him do. ``act`` after each print; ``count`` notes what a transaction cost."""

    def __init__(self, net: LocalNet, count: Callable[[str, Any], None]) -> None:
        self.net, self._count = net, count
        self.trade = CreditTrade()
        self._pool: Any = None
        self._market_id = self._series_id = 0

    def arrive(self) -> None:
        """On Thursday, once USDC is listed: pools that lend it and write options in it, and the holder's tokens."""
        net = self.net
        net.list_stock(SYMBOL, "Acme, tokenised", "", DRIFT_BPS)
        net.set_tier(SYMBOL, Tier.SPECULATIVE)
        net.set_tier("USDC", Tier.STABLE)
        net.attest(SYMBOL, ATTESTED_SHARES)
        net.issue(SYMBOL, ISSUED)
        net.tokens[SYMBOL].transfer(net.people[HOLDER], wad(HELD), net.as_("authorised_participant"))
        net.deposit(HOLDER, SYMBOL, HELD)
        net.publish_confirmed_prices({"USDC": 1})
        for role, amount in ((LENDER, LENT), (WRITER, COVER)):
            net.tokens["USDC"].mint(net.people[role], net.units("USDC", amount), net.as_("stranger"))
        net.lend(LENDER, net.create_lending_pool("USDC", DEBT_CAP), "USDC", LENT)
        self._pool = net.create_pool("USDC")
        net.provide_liquidity(WRITER, self._pool, "USDC", COVER)
        self._market_id = net.create_market("BTC", "USDC")

    def act(self, printed: Print) -> None:
        """Do what is due at a print."""
        if printed.at == PRICED_AT:
            self.net.publish_confirmed_prices({SYMBOL: PRICES[PRICED_AT]})
        elif printed.at == BUY_AT:
            self._buy(printed.prices["BTC"])
        elif printed.at == SELL_AT:
            self._sell(printed.prices["BTC"])

    def _buy(self, btc: Decimal) -> None:
        net, vault, trade = self.net, self.net["CollateralVault"], self.trade
        holder = net.people[HOLDER]
        vault.setAutoBorrow(holder, True, net.as_(HOLDER))
        self._publish({"BTC": btc, "USDC": 1})
        trade.index_bought, trade.strike = btc, Decimal(nearest_strike(btc))
        bid = net["PriceOracle"].intervalOf(net.asset_ids[SYMBOL])[0]
        factor = net["RiskEngine"].factorsOf(net.asset_ids[SYMBOL])[0]
        trade.may_owe = HELD * Decimal(int(bid)).scaleb(-18) * int(factor) / 10_000

        terms = (self._pool.address, self._market_id, wad(trade.strike), WIDTH_BPS, False)
        most, deadline = net.units("USDC", MOST_COST), net.now + DEADLINE_SECONDS
        opened = net["PerpetualOptions"].open(terms, holder, wad(SIZE), most, deadline, net.as_(HOLDER))
        self._count("opening on credit", opened)
        self._series_id = int(opened.events["Opened"]["seriesId"])
        trade.borrowed = self._usdc(opened.events["Borrowed"]["amount"])

    def _sell(self, btc: Decimal) -> None:
        """Close the option and repay in one transaction, then take the profit and the tokens home."""
        net, vault, options, trade = self.net, self.net["CollateralVault"], self.net["PerpetualOptions"], self.trade
        holder, usdc = net.people[HOLDER], net.asset_ids["USDC"]
        self._publish({"BTC": btc, "USDC": 1, SYMBOL: PRICES[SELL_AT]})
        trade.index_sold = btc
        deadline = net.now + DEADLINE_SECONDS
        calls = [
            (options, options.close.encode_input(holder, self._series_id, wad(SIZE), 0, deadline)),
            (vault, vault.repay.encode_input(usdc, holder, holder, 2**256 - 1)),
        ]
        left = vault.batch(calls, net.as_(HOLDER))
        self._count("closing and repaying", left)
        trade.payout = self._usdc(left.events["Closed"]["payout"])
        trade.repaid = self._usdc(left.events["DebtRepaid"]["amount"])

        balance = vault.balanceOf(holder, usdc)
        trade.profit = self._usdc(balance)
        if trade.profit != trade.payout - trade.repaid or vault.debtsOf(holder):
            raise InvariantBroken(f"A1: the put on credit made {trade.profit}, of {trade.payout} less {trade.repaid}")
        vault.withdraw(usdc, holder, holder, balance, net.as_(HOLDER))
        vault.withdraw(net.asset_ids[SYMBOL], holder, holder, wad(HELD), net.as_(HOLDER))

    def _publish(self, prices: dict[str, Decimal | int]) -> None:
        self.net.publish_confirmed_prices(prices)

    def _usdc(self, units: int) -> Decimal:
        return Decimal(int(units)).scaleb(-6)
