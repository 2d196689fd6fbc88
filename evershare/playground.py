"""A market to play on: the protocol on a local node, with a stock, a price of bitcoin, and a pool that writes options.

It needs a checkout that is set up (`make setup`) and a node whose balances can be set; the node needs no accounts. The
stock's market never closes here. All keys are derived from public words: worthless, and for this alone.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from eth_account import Account
from eth_account.signers.local import LocalAccount
from eth_utils.crypto import keccak
from web3 import Web3
from web3.types import RPCEndpoint

from evershare.calendar import MINUTES_PER_DAY, Session, publications, unix_day
from evershare.client import Client, Deployment, FixedPrices
from evershare.client.sending import Sent
from evershare.client.statements import Statement
from evershare.client.units import to_wad
from evershare.deploying import compiler
from evershare.deploying.contracts import Containers, Deployer, explainer
from evershare.deploying.journal import Journal
from evershare.deploying.sender import Sender
from evershare.deployment import LOCAL_CHAIN_IDS, ZERO_ADDRESS, Officers, deploy, write_record
from evershare.errors import InvalidInput, NodeFailed
from evershare.localnet import (
    CUSTODIAN_THRESHOLD,
    FIRST_SIGMA,
    MARKET_LIMIT,
    NEW_YORK,
    SUPPLY_CAP,
    feed_id,
    market_values,
)
from evershare.model.numbers import Number
from evershare.oracle import asset_config, signed_source
from evershare.risk import Tier

PRICES = {"BTC": "64000", "TSLA": "227.5"}
STOCK, NAME, ISIN = "TSLA", "Tesla, tokenised", "ISIN US88160R1014"
SHARES, POOL, GIFT = 10_000, 2_000, 100
ETHER = 10**21
_ALWAYS = Session(0, 0, MINUTES_PER_DAY, MINUTES_PER_DAY)
_DAYS = 60
_SET_BALANCE = ("anvil_setBalance", "hardhat_setBalance")


def key(role: str) -> LocalAccount:
    """The key of one of the playground's people."""
    account: LocalAccount = Account.from_key(keccak(text=f"evershare playground: {role}"))
    return account


class Playground:
    """Sets a playground up on a node. `on_step` is told what is done."""

    drifts: ClassVar[Mapping[str, int]] = {"BTC": 256, "TSLA": 192}  # bps per sqrt(hour)

    def __init__(
        self,
        rpc: str,
        folder: Path = Path("deployments"),
        on_step: Callable[[str], None] = lambda what: None,
        prices: Mapping[str, Number] = PRICES,
    ) -> None:
        self.rpc, self.folder, self.prices, self._on_step = rpc, folder, prices, on_step
        self.web3 = Web3(Web3.HTTPProvider(rpc))
        if self.web3.eth.chain_id not in LOCAL_CHAIN_IDS:
            raise InvalidInput(f"{rpc} is of chain {self.web3.eth.chain_id}: a playground is for a local chain alone")
        self._record: Deployment | None = None

    def build(self, *players: str) -> Path:
        """Deploy, list and fill everything, and give players 100 stock tokens and ether. Returns the record's file."""
        for role in ("deployer", "governor", "risk", "issuer", "participant", "provider", "keeper"):
            self.fund(key(role).address)
        path = self._deploy()
        self._record = Deployment.read(path)
        self._list()
        self._issue()
        self._fill()
        self._open_market()
        for player in players:
            self.welcome(player)
        return path

    def fund(self, address: str) -> None:
        """Give somebody ether. NodeFailed if the node lets nobody."""
        for method in _SET_BALANCE:
            answer = self.web3.provider.make_request(RPCEndpoint(method), [address, hex(ETHER)])
            if "error" not in answer:
                return
        raise NodeFailed(f"{self.rpc} lets nobody set a balance: use Anvil or Hardhat")

    def welcome(self, player: str) -> None:
        """Give a player ether and stock tokens."""
        self._on_step(f"welcome {player}")
        self.fund(player)
        token = self.client("participant").custody.stock(STOCK).token
        self.send("participant", "Token", "transfer", player, to_wad("gift", GIFT), at=token)

    def _deploy(self) -> Path:
        build = compiler.build()
        journal = Journal(self.folder / "playground.journal.json", self.web3.eth.chain_id, key("deployer").address)
        sender = Sender(self.web3, key("deployer"), journal, explainer(build), self._on_step)
        deployer, containers = Deployer(sender), Containers(build)
        pyth = deployer.deploy(containers["LocalPyth"], 60, 1)
        names = ("governor", "risk", "guardian", "insurance", "treasury")
        officers = Officers(*(key(name).address for name in names))
        path = write_record(deploy(containers, deployer, officers, pyth.address), self.web3.eth.chain_id, self.folder)
        self._deploy_more(containers, deployer)
        journal.finish()
        return path

    def _deploy_more(self, containers: Containers, deployer: Deployer) -> None:
        """For a market that needs contracts besides the protocol's."""

    def _sessions(self) -> tuple[datetime.date, Sequence[Session]]:
        """When the stock's market is open: the first day, and a session a day from there. Here it never closes."""
        return datetime.datetime.now(datetime.UTC).date() - datetime.timedelta(days=1), [_ALWAYS] * _DAYS

    def _list(self) -> None:
        self._on_step("publish the stock market's calendar")
        first_day, sessions = self._sessions()
        for start, part in publications(unix_day(first_day), sessions):
            self.send("governor", "TradingCalendar", "publish", NEW_YORK, start, [tuple(session) for session in part])

        self._on_step(f"list {', '.join(self.prices)}")
        signers = sorted((key(f"custodian {i}").address for i in range(3)), key=lambda one: int(one, 16))
        custodian = self.send("governor", "CustodyRegistry", "registerCustodian", signers, CUSTODIAN_THRESHOLD).result
        listing = (NAME, STOCK, keccak(text=ISIN), key("issuer").address, NEW_YORK, 1, SUPPLY_CAP, [custodian], 0)
        token = self.send("governor", "CustodyRegistry", "listStock", listing).result
        self.send("risk", "PrimaryMarket", "setIssueLimits", token, SUPPLY_CAP, SUPPLY_CAP)
        ids = {symbol: self._list_price(symbol, token if symbol == STOCK else None) for symbol in self.prices}
        self.send("governor", "CollateralVault", "listAsset", ids[STOCK], token)
        self.send("governor", "RiskEngine", "setFactors", ids[STOCK], Tier.VOLATILE.as_tuple())
        self.client("keeper").keeper.refresh(prices=self.prices)

    def _list_price(self, symbol: str, token: str | None) -> int:
        config = asset_config(symbol, NEW_YORK if token else 0, self.drifts[symbol], token or ZERO_ADDRESS)
        source = signed_source(self.address("PythSource"), feed_id(symbol), token is not None)
        return int(self.send("governor", "PriceOracle", "listAsset", config, [source]).result)

    def _issue(self) -> None:
        self._on_step(f"attest and issue {STOCK}")
        participant = key("participant").address
        client = self.client("participant")
        self.client("issuer").issuer.set_participant(STOCK, participant)
        client.custody.submit(self.signed(client.custodian.attestation(STOCK, 1, SHARES, b"playground")))
        client.custody.submit(self.signed(client.custodian.receipt(STOCK, 1, SHARES // 2, participant, 1)))

    def _fill(self) -> None:
        self._on_step(f"fill the option pool of {STOCK}")
        token = self.client("provider").custody.stock(STOCK).token
        self.send("participant", "Token", "transfer", key("provider").address, to_wad("cover", POOL), at=token)
        provider = self.client("provider").provider
        provider.create_pool(STOCK)
        provider.deposit(STOCK, POOL)
        provider.claim(STOCK)

    def _open_market(self) -> None:
        self._on_step(f"open the market of options on BTC settled in {STOCK}")
        ids = {asset.symbol: asset.id for asset in self.client("risk").info.assets()}
        market = market_values(ids["BTC"], ids[STOCK])
        self.send("risk", "PerpetualOptions", "createMarket", market, FIRST_SIGMA, MARKET_LIMIT)

    def signed(self, statement: Statement) -> Statement:
        """What a custodian states, with the signatures of as many of its keys as it needs."""
        return statement.signed(*(key(f"custodian {i}") for i in range(CUSTODIAN_THRESHOLD)))

    def address(self, contract: str) -> str:
        """Where a contract is."""
        assert self._record
        return self._record.address(contract)

    def client(self, role: str) -> Client:
        """The Python client of one of the playground's people."""
        return self.client_of(key(role))

    def client_of(self, account: LocalAccount) -> Client:
        """The Python client of anybody."""
        record = self._record or self.folder / f"{self.web3.eth.chain_id}.json"
        return Client(self.rpc, record, account, FixedPrices(self.prices))

    def send(self, role: str, contract: str, function: str, *arguments: Any, at: str | None = None) -> Sent:
        """Let one of them call a function of a contract. Arguments are those of `Contracts.send`."""
        return self.client(role).contracts.send(contract, function, *arguments, at=at)
