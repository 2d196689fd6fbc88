"""The way in: one object for a node, a deployment and an account."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Generic

from eth_account.signers.local import LocalAccount

from evershare.client.contracts import Contracts
from evershare.client.core import Core
from evershare.client.custody import Custodian, Custody, Issuer, Participant
from evershare.client.deployment import Deployment
from evershare.client.effects import REQUEST_SECONDS, Async, D, Sync
from evershare.client.holder import Holder
from evershare.client.info import Info
from evershare.client.keeper import Keeper
from evershare.client.node import Node, Patience
from evershare.client.orders import Orders
from evershare.client.prices import PriceService
from evershare.client.provider import Provider
from evershare.client.trader import Trader


class _Clients(Generic[D]):
    """What `Client` and `AsyncClient` have in common: everybody who acts."""

    def __init__(self, core: Core, driver: D) -> None:
        self.info = Info(core, driver)
        self.trader = Trader(core, driver)
        self.provider = Provider(core, driver)
        self.keeper = Keeper(core, driver)
        self.custody = Custody(core, driver)
        self.custodian = Custodian(core, driver)
        self.issuer = Issuer(core, driver)
        self.participant = Participant(core, driver)
        self.holder = Holder(core, driver)
        self.orders = Orders(core, driver)
        self.contracts = Contracts(core, driver)


class Client(_Clients[Sync]):
    """The protocol from a script. Nothing is asked before the first operation.

    `rpc` is the address of a node; `deployment` a record, or its file (by default EVERSHARE_DEPLOYMENT, or
    deployments/<chainId>.json); `account` signs what is sent; `prices` brings signed prices along with trades;
    `on_news` is told what is being waited for.
    """

    def __init__(
        self,
        rpc: str,
        deployment: Deployment | Path | str | None = None,
        account: LocalAccount | None = None,
        prices: PriceService | None = None,
        patience: Patience | None = None,
        request_seconds: float = REQUEST_SECONDS,
        on_news: Callable[[str], None] = lambda text: None,
    ) -> None:
        super().__init__(Core(Node(patience), deployment, account, prices), Sync(rpc, request_seconds, on_news))


class AsyncClient(_Clients[Async]):
    """`Client` with coroutines, for whoever does several things at once."""

    def __init__(
        self,
        rpc: str,
        deployment: Deployment | Path | str | None = None,
        account: LocalAccount | None = None,
        prices: PriceService | None = None,
        patience: Patience | None = None,
        request_seconds: float = REQUEST_SECONDS,
        on_news: Callable[[str], None] = lambda text: None,
    ) -> None:
        self._driver = Async(rpc, request_seconds, on_news)
        super().__init__(Core(Node(patience), deployment, account, prices), self._driver)

    async def __aenter__(self) -> AsyncClient:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._driver.close()
