"""What every actor of a client shares: the node, the deployment, the signer, and the names of assets."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from eth_account.signers.local import LocalAccount
from eth_utils.address import is_address, to_checksum_address

from evershare.client import codec, reverts
from evershare.client.codec import Call
from evershare.client.deployment import Deployment
from evershare.client.effects import Steps
from evershare.client.errors import NoSigner, NotDeployed, UnknownSymbol, WrongChain
from evershare.client.node import SUPPOSED, Node
from evershare.client.prices import PriceService
from evershare.client.sending import Receipt, Sender, Sent
from evershare.client.units import from_units, to_units
from evershare.deployment import LOCAL_CHAIN_IDS, ZERO_ADDRESS
from evershare.errors import InvalidInput
from evershare.model.numbers import Number

USD = "USD"
SUBACCOUNTS = 256

Account = str | int | None
"""An account of the ledger: an address, the number of one's own sub-account, or None for the first of them."""


@dataclass(frozen=True)
class Asset:
    """Something that has a price. What the ledger holds of it has a token and decimals."""

    symbol: str
    id: int
    token: str | None = None
    decimals: int | None = None

    def units(self, name: str, amount: Number) -> int:
        """An amount of whole tokens in token units. InvalidInput if the ledger holds no such token."""
        return to_units(name, amount, self.held_decimals())

    def whole(self, units: int) -> Decimal:
        """Token units as whole tokens."""
        return from_units(units, self.held_decimals())

    def held_decimals(self) -> int:
        """The token's decimals. InvalidInput if the ledger holds no such token."""
        if self.decimals is None:
            raise InvalidInput(f"{self.symbol} has a price and no token in the ledger: it cannot be held")
        return self.decimals


class Core:
    """The state of a client. Its methods are steps; see `evershare.client.effects`."""

    def __init__(
        self,
        node: Node,
        deployment: Deployment | Path | str | None,
        signer: LocalAccount | None,
        prices: PriceService | None,
    ) -> None:
        self.node, self.prices = node, prices
        self._chosen, self._signer = deployment, signer
        self._deployment: Deployment | None = None
        self._sender: Sender | None = None
        self._assets: dict[int, Asset] = {}
        self._symbols: dict[int, str] = {0: USD}

    # Where everything is

    def deployment(self) -> Steps[Deployment]:
        """The deployment, checked at first: the node is of its chain, and the contracts are there."""
        if self._deployment is None:
            chain_id = int((yield from self.node.ask("eth_chainId")), 16)
            chosen = self._chosen
            if isinstance(chosen, str | Path):
                found = Deployment.read(chosen)
            else:
                found = chosen or Deployment.of_chain(chain_id)
            if found.chain_id != chain_id:
                raise WrongChain(
                    f"the node is of chain {chain_id} and the deployment of chain {found.chain_id}: "
                    "use a node of that chain, or the record of this one"
                )
            if chain_id in LOCAL_CHAIN_IDS:
                self.node.is_local()
            yield from self.node.head(chain_id)
            vault = found.address("CollateralVault")
            if not (yield from self.node.code_size(vault)):
                raise NotDeployed(
                    f"no contract is at {vault} on chain {chain_id}: the chain was reset, "
                    "or the deployment record is of another; deploy again"
                )
            self._deployment = found
        return self._deployment

    def call(self, contract: str, function: str, *arguments: Any, at: str | None = None, value: int = 0) -> Steps[Call]:
        """A call to a contract of the deployment, or to one of its kind at an address."""
        deployment = yield from self.deployment()
        return codec.call(contract, at or deployment.address(contract), function, *arguments, value=value)

    def read(self, contract: str, function: str, *arguments: Any, at: str | None = None, later: int = 0) -> Steps[Any]:
        """What a view returns now, or so many seconds later; see `Node.call`."""
        call = yield from self.call(contract, function, *arguments, at=at)
        sender = self._signer.address if self._signer else None
        return (yield from self.node.call(call, sender, later))

    def now(self) -> Steps[int]:
        """The chain's time, Unix seconds, which is not the machine's."""
        deployment = yield from self.deployment()
        return (yield from self.node.now(deployment.chain_id))

    # Acting

    @property
    def signer(self) -> LocalAccount:
        """Who signs. NoSigner if nobody was named."""
        if self._signer is None:
            raise NoSigner("this needs an account to sign with: give the client one, or name a keystore with --account")
        return self._signer

    def send(self, contract: str, function: str, *arguments: Any, at: str | None = None, value: int = 0) -> Steps[Sent]:
        """Simulate a call, send it and wait until it is mined."""
        call = yield from self.call(contract, function, *arguments, at=at, value=value)
        return (yield from self.send_call(call))

    def send_call(self, call: Call) -> Steps[Sent]:
        """Simulate a call, send it and wait until it is mined."""
        deployment = yield from self.deployment()
        if self._sender is None:
            self._sender = Sender(self.node, deployment.chain_id, self.signer)
        return (yield from self._sender.send(call))

    def act(self, *calls: Call) -> Steps[Receipt]:
        """Send calls that act for accounts of the ledger in one transaction, after the prices that are supposed."""
        prices = SUPPOSED.get()
        if prices is None and len(calls) == 1:
            return (yield from self.send_call(calls[0])).receipt
        steps = [{"target": call.to, "data": call.data} for call in calls]
        if prices is None:
            return (yield from self.send("CollateralVault", "batch", steps)).receipt
        asked = yield from self.call("CollateralVault", "batchCaller")
        # It never changes: no need to simulate the prices for it, as `read` would.
        caller = asked.result((yield from self.node.raw_call(asked, None, self.node.block)))
        ids, updates = codec.arguments(prices.call)
        brought = (prices.call.to, list(ids), list(updates))
        fee = prices.call.value
        return (yield from self.send("BatchCaller", "batchAtPrices", *brought, steps, at=caller, value=fee)).receipt

    def account(self, account: Account = None) -> str:
        """The address of an account of the ledger. InvalidInput if it is neither an address nor a sub-account."""
        if isinstance(account, str):
            return checked_address("account", account)
        number = account or 0
        if not 0 <= number < SUBACCOUNTS:
            raise InvalidInput(f"sub-accounts are numbered from 0 to {SUBACCOUNTS - 1}, got {number}")
        return str(to_checksum_address(f"{int(self.signer.address, 16) ^ number:#042x}"))

    # Names

    def asset(self, symbol: str) -> Steps[Asset]:
        """The asset of a symbol. UnknownSymbol names those that there are."""
        if symbol == USD:
            return Asset(USD, 0)
        name = symbol.encode()
        if name and len(name) <= 32:
            id_ = yield from self.read("PriceOracle", "assetIdOf", name.ljust(32, b"\0"))
            if id_:
                self._symbols[id_] = symbol
                return (yield from self.asset_of_id(id_))
        known = yield from self.symbols()
        raise UnknownSymbol(f"no asset is called {symbol!r}: there are {', '.join(known.values())}")

    def token(self, symbol: str) -> Steps[tuple[Asset, str]]:
        """An asset that the ledger holds, and its token."""
        asset = yield from self.asset(symbol)
        asset.held_decimals()
        return asset, asset.token or ZERO_ADDRESS

    def asset_of_id(self, id_: int) -> Steps[Asset]:
        """The asset of an id of the oracle."""
        if id_ not in self._assets:
            if id_ not in self._symbols:
                yield from self.symbols(anew=True)
            symbol = self._symbols.get(id_, f"#{id_}")
            try:
                held = yield from self.read("CollateralVault", "assetOf", id_)
            except reverts.Reverted:
                return Asset(symbol, id_)  # may be listed in the ledger later
            self._assets[id_] = Asset(symbol, id_, held["token"], held["decimals"])
        return self._assets[id_]

    def symbols(self, anew: bool = False) -> Steps[dict[int, str]]:
        """The symbols of all assets by their ids, USD with 0: from the oracle's events, which are read once."""
        deployment = yield from self.deployment()
        count = yield from self.read("PriceOracle", "pricedAssetCount")
        if anew or len(self._symbols) <= count:
            oracle = deployment.address("PriceOracle")
            head = yield from self.node.head(deployment.chain_id)
            topics = [codec.topic("PriceOracle", "AssetListed")]
            logs = yield from self.node.logs(oracle, topics, deployment.first_block, int(head["number"], 16))
            for event in codec.events("PriceOracle", "AssetListed", oracle, logs):
                self._symbols[event["assetId"]] = event["symbol"].rstrip(b"\0").decode(errors="replace")
        return dict(sorted(self._symbols.items()))


def checked_address(name: str, address: str) -> str:
    """An address with its checksum. InvalidInput if it is none, or its checksum is wrong."""
    if not is_address(address):
        raise InvalidInput(f"{name}: {address!r} is no address, or its checksum is wrong")
    return str(to_checksum_address(address))
