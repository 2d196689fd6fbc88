"""The market behind the app: the playground's, in New York's hours, with dollars to borrow and options in dollars."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import ClassVar

from web3.types import RPCEndpoint

from evershare.calendar import NEW_YORK_SUMMER, Session, weekday_sessions
from evershare.client.units import to_units, to_wad
from evershare.dapp.tape import Tape
from evershare.demo.prices import utc
from evershare.deploying.contracts import Containers, Deployer
from evershare.devchain import BLOCK_SECONDS
from evershare.errors import NodeFailed
from evershare.localnet import FIRST_SIGMA, RESERVE_FACTOR_BPS, STABLE_CURVE, market_values
from evershare.playground import STOCK, Playground, key
from evershare.risk import Tier

DOLLAR, DOLLAR_DECIMALS = "USDC", 6
START = utc("2024-08-01 14:30")  # the first day of the prices, an hour after the bell
_DAYS = 90
_MARGINS = {STOCK: 50, DOLLAR: 2_000}  # of somebody who has traded already
_MARGINS = {STOCK: 50, DOLLAR: 2_000}  # of somebody who has traded already
_SUPPLY, _LENT, _COVER, _GIFT = 10_000_000, 1_000_000, 500_000, 5_000


class Market(Playground):
    """A playground that starts in August 2024. `visitor` is the key that the page offers to whoever has no wallet."""

    drifts: ClassVar[Mapping[str, int]] = {**Playground.drifts, DOLLAR: 2}

    def __init__(self, rpc: str, folder: Path, tape: Tape) -> None:
        self.tape, self._dollar, self._rates = tape, "", ""
        super().__init__(rpc, folder, prices=self.prices_at(START))
        self.ask("anvil_setBlockTimestampInterval", BLOCK_SECONDS)
        self.ask("anvil_setTime", START)

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

    def build(self, *players: str) -> Path:
        """Build the playground's market and what this one adds; the visitor is a player."""
        path = super().build()
        self._lend()
        self._trade()
        for player in (key("visitor").address, *players):
            self.welcome(player)
        return path

    def welcome(self, player: str) -> None:
        """Give a player ether, stock tokens and dollars."""
        super().welcome(player)
        gift = to_units("gift", _GIFT, DOLLAR_DECIMALS)
        self._send("provider", "Token", "transfer", player, gift, at=self._dollar)

    def _sessions(self) -> tuple[datetime.date, Sequence[Session]]:
        first = datetime.datetime.fromtimestamp(START, datetime.UTC).date() - datetime.timedelta(days=1)
        return first, weekday_sessions(first, _DAYS, NEW_YORK_SUMMER)

    def _deploy_more(self, containers: Containers, deployer: Deployer) -> None:
        dollar = deployer.deploy(containers["MockToken"], "USD Coin", DOLLAR, DOLLAR_DECIMALS)
        dollar.mint(key("provider").address, to_units("supply", _SUPPLY, DOLLAR_DECIMALS), {"from": deployer})
        self._dollar = dollar.address
        curve = (STABLE_CURVE.base, STABLE_CURVE.kink, STABLE_CURVE.at_kink, STABLE_CURVE.at_full)
        self._rates = deployer.deploy(containers["InterestRateModel"], curve).address

    def _trade(self) -> None:
        trader = key("trader")
        self.welcome(trader.address)
        client = self._client("trader")
        for settlement, amount in _MARGINS.items():
            client.trader.deposit(settlement, amount)
            client.trader.open("BTC", settlement, "put", "0.2")

    def _lend(self) -> None:
        client = self._client("keeper")
        ids = {asset.symbol: asset.id for asset in client.info.assets()}
        self._send("governor", "CollateralVault", "listAsset", ids[DOLLAR], self._dollar)
        self._send("governor", "RiskEngine", "setFactors", ids[DOLLAR], Tier.STABLE.as_tuple())
        cap = to_units("cap", _LENT, DOLLAR_DECIMALS)
        pool = self._send(
            "governor", "LendingPoolFactory", "createPool", ids[DOLLAR], self._rates, RESERVE_FACTOR_BPS, cap
        ).result
        self._send("governor", "CollateralVault", "setLendingPool", ids[DOLLAR], pool)
        values = market_values(ids["BTC"], ids[DOLLAR], minPremium=to_wad("least", 1))
        self._send("risk", "PerpetualOptions", "createMarket", values, FIRST_SIGMA, to_units("limit", _COVER, 6))

        provider = self._client("provider").provider
        provider.lend(DOLLAR, _LENT)
        provider.create_pool(DOLLAR)
        provider.deposit(DOLLAR, _COVER)
        provider.claim(DOLLAR)
