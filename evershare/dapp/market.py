"""The market behind the app: the playground's, in New York's hours, with all that a holder of stock tokens can do.

Dollars can be borrowed, and options are settled in them; a buffer swaps them against the stock at any hour; the stock's
company has paid a dividend, holds a meeting, and has announced a split.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import ClassVar

from eth_account.signers.local import LocalAccount
from web3.types import RPCEndpoint

from evershare.calendar import NEW_YORK_SUMMER, Session, weekday_sessions
from evershare.client.types import moment
from evershare.client.units import to_units, to_wad
from evershare.dapp.company import Company
from evershare.dapp.tape import Tape
from evershare.demo.prices import utc
from evershare.deploying.contracts import Containers, Deployer, explainer
from evershare.deploying.journal import Journal
from evershare.deploying.sender import Sender
from evershare.devchain import BLOCK_SECONDS
from evershare.errors import NodeFailed
from evershare.localnet import FIRST_SIGMA, RESERVE_FACTOR_BPS, STABLE_CURVE, market_values
from evershare.playground import SHARES, STOCK, Playground, key
from evershare.risk import Tier

DOLLAR, DOLLAR_DECIMALS = "USDC", 6
FOUNDED = utc("2024-07-26 14:30")  # early enough for what the company does before trading starts
START = utc("2024-08-01 14:30")  # the first day of the prices, an hour after the bell
MARGIN = 20  # stock tokens that each holder has in the ledger
_DAYS = 90
_MARGINS = {STOCK: 50, DOLLAR: 2_000}  # of somebody who has traded already
_SUPPLY, _LENT, _COVER, _GIFT, _PAYROLL = 10_000_000, 1_000_000, 500_000, 5_000, 10_000
_SPREAD_BPS, _MOST_STOCK, _STOCKED, _CASH = 20, 1_000, 500, 200_000  # the buffer's


class Market(Playground):
    """A playground that starts in August 2024. `visitor` is the key that the page offers to whoever has no wallet.

    `holders`, and the visitor, held the stock at the records of dividend and meeting: a part of what players are given
    in their wallets, and a part as margin. `buffer` is where the redemption buffer is.
    """

    drifts: ClassVar[Mapping[str, int]] = {**Playground.drifts, DOLLAR: 2}

    def __init__(self, rpc: str, folder: Path, tape: Tape, holders: Sequence[LocalAccount] = ()) -> None:
        self.tape, self.buffer, self._dollar, self._rates = tape, "", "", ""
        self._holders = (key("visitor"), *holders)
        self._containers: Containers | None = None
        super().__init__(rpc, folder, prices=self.prices_at(FOUNDED))
        self.ask("anvil_setBlockTimestampInterval", BLOCK_SECONDS)
        self.ask("anvil_setTime", FOUNDED)

    @property
    def visitor(self) -> str:
        """The page's own key."""
        return "0x" + key("visitor").key.hex()

    @property
    def now(self) -> int:
        """The chain's time, Unix seconds."""
        return int(self.web3.eth.get_block("latest")["timestamp"])

    def prices_at(self, moment: int) -> dict[str, Decimal]:
        """What publishers say at a moment, USD by symbol."""
        return self.tape.at(moment) | {DOLLAR: Decimal(1)}

    def ask(self, method: str, *parameters: object) -> object:
        """A node's method of its own. NodeFailed with its answer where it refuses."""
        answer = self.web3.provider.make_request(RPCEndpoint(method), list(parameters))
        if "error" in answer:
            raise NodeFailed(f"{self.rpc} refuses {method}: {answer['error']['message']}")
        return answer["result"]

    def wait_until(self, moment: int) -> None:
        """Mine a block at a time, Unix seconds."""
        self.ask("evm_setNextBlockTimestamp", moment)
        self.ask("evm_mine")

    def build(self, *players: str) -> Path:
        """Build the playground's market and what this one adds."""
        path = super().build(*players)
        self._lend()
        self._stock_buffer()
        self._trade()
        return path

    def welcome(self, player: str) -> None:
        """Give a player ether, stock tokens and dollars."""
        super().welcome(player)
        gift = to_units("gift", _GIFT, DOLLAR_DECIMALS)
        self.send("provider", "Token", "transfer", player, gift, at=self._dollar)

    def _sessions(self) -> tuple[datetime.date, Sequence[Session]]:
        first = moment(FOUNDED).date() - datetime.timedelta(days=1)
        return first, weekday_sessions(first, _DAYS, NEW_YORK_SUMMER)

    def _deploy_more(self, containers: Containers, deployer: Deployer) -> None:
        dollar = deployer.deploy(containers["MockToken"], "USD Coin", DOLLAR, DOLLAR_DECIMALS)
        dollar.mint(key("provider").address, to_units("supply", _SUPPLY, DOLLAR_DECIMALS), {"from": deployer})
        self._dollar, self._containers = dollar.address, containers
        curve = (STABLE_CURVE.base, STABLE_CURVE.kink, STABLE_CURVE.at_kink, STABLE_CURVE.at_full)
        self._rates = deployer.deploy(containers["InterestRateModel"], curve).address

    def _open_market(self) -> None:
        ids = {asset.symbol: asset.id for asset in self.client("governor").info.assets()}
        self.send("governor", "CollateralVault", "listAsset", ids[DOLLAR], self._dollar)
        self.send("governor", "RiskEngine", "setFactors", ids[DOLLAR], Tier.STABLE.as_tuple())
        self.send("governor", "PrimaryMarket", "setPaymentToken", self._dollar, True)
        for holder in self._holders:
            self.welcome(holder.address)
            self.client_of(holder).trader.deposit(STOCK, MARGIN)
        payroll = to_units("payroll", _PAYROLL, DOLLAR_DECIMALS)
        self.send("provider", "Token", "transfer", key("issuer").address, payroll, at=self._dollar)
        Company(self.client("issuer"), self.wait_until, self.signed, DOLLAR).act()

        self.wait_until(START)
        self.prices = self.prices_at(START)
        client = self.client("keeper")
        client.custody.submit(self.signed(client.custodian.attestation(STOCK, 1, SHARES, b"first of August")))
        client.keeper.refresh()
        super()._open_market()

    def _stock_buffer(self) -> None:
        """The provider's buffer between the stock and dollars."""
        assert self._containers
        client, owner = self.client("provider"), key("provider")
        ids = {asset.symbol: asset.id for asset in client.info.assets()}
        journal = Journal(self.folder / "buffer.journal.json", self.web3.eth.chain_id, owner.address)
        deployer = Deployer(Sender(self.web3, owner, journal, explainer(self._containers.build)))
        terms = (owner.address, self.address("PriceOracle"), self.address("CollateralVault"), ids[DOLLAR])
        self.buffer = deployer.deploy(self._containers["RedemptionBuffer"], *terms).address
        journal.finish()

        stocked, cash = to_wad("stock", _STOCKED), to_units("cash", _CASH, DOLLAR_DECIMALS)
        token = client.custody.stock(STOCK).token
        self.send("participant", "Token", "transfer", owner.address, stocked, at=token)
        most = to_wad("most", _MOST_STOCK)
        self.send("provider", "RedemptionBuffer", "setLine", ids[STOCK], _SPREAD_BPS, most, at=self.buffer)
        for asset, address, amount in ((STOCK, token, stocked), (DOLLAR, self._dollar, cash)):
            self.send("provider", "Token", "approve", self.buffer, amount, at=address)
            self.send("provider", "RedemptionBuffer", "addInventory", ids[asset], amount, at=self.buffer)

    def _trade(self) -> None:
        trader = key("trader")
        self.welcome(trader.address)
        client = self.client("trader")
        for settlement, amount in _MARGINS.items():
            client.trader.deposit(settlement, amount)
            client.trader.open("BTC", settlement, "put", "0.2")

    def _lend(self) -> None:
        client = self.client("keeper")
        ids = {asset.symbol: asset.id for asset in client.info.assets()}
        cap = to_units("cap", _LENT, DOLLAR_DECIMALS)
        pool = self.send(
            "governor", "LendingPoolFactory", "createPool", ids[DOLLAR], self._rates, RESERVE_FACTOR_BPS, cap
        ).result
        self.send("governor", "CollateralVault", "setLendingPool", ids[DOLLAR], pool)
        values = market_values(ids["BTC"], ids[DOLLAR], minPremium=to_wad("least", 1))
        self.send("risk", "PerpetualOptions", "createMarket", values, FIRST_SIGMA, to_units("limit", _COVER, 6))

        provider = self.client("provider").provider
        provider.lend(DOLLAR, _LENT)
        provider.create_pool(DOLLAR)
        provider.deposit(DOLLAR, _COVER)
        provider.claim(DOLLAR)
