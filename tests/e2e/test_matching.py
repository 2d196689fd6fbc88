"""Matched off chain and settled on it: a maker's program, a trader's order, a service that dies, and a real contract.

It is Sunday, and the market of TSLA is closed: the public pool is wide, a private pool is quoted tighter.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import requests
from brownie import web3
from eth_account import Account
from eth_utils import keccak
from fastapi.testclient import TestClient

from evershare import devchain
from evershare.anvil import free_port
from evershare.errors import InvalidInput
from evershare.localnet import wad
from evershare.maker.decide import Terms
from evershare.maker.loop import Maker
from evershare.maker.reading import CONTRACTS, Reader
from evershare.maker.settings import Settings
from evershare.matcher.book import Group, Kind
from evershare.matcher.chain import ChainUnreachable, Pending, Refusal
from evershare.matcher.limits import Limits, Refused
from evershare.matcher.models import Submission
from evershare.matcher.server import create_app
from evershare.matcher.service import Service
from evershare.matcher.settlement import Settler
from evershare.matcher.store import State, Store
from evershare.matcher.stream import Hub
from evershare.matcher.web3_chain import Web3Chain
from evershare.model import nearest_strike
from evershare.signing import PoolQuote
from tests.support.clients import deployment
from tests.support.orders import OrderDesk
from tests.support.world import SESSION_TIME, World

SUNDAY = SESSION_TIME + 3 * 86_400
EXECUTOR = Account.from_key(keccak(text="the matcher's key"))
FEE = wad("0.01")
STRIKE = nearest_strike("281.3")


class Killed(BaseException):
    """The service's process ended at this point."""


class Sunday(OrderDesk):
    """A maker and a matcher around a private pool, on a Sunday afternoon."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        world.people["deployer"].transfer(EXECUTOR.address, 10**18)
        world.wait_until(SUNDAY)
        world.refresh()
        self.addresses = deployment(world.protocol).addresses
        self.url = web3.provider.endpoint_uri

    def chain(self) -> Web3Chain:
        """The service's view of the chain, with its own key."""
        return Web3Chain(self.url, self.addresses, EXECUTOR)

    def maker(self, site: TestClient) -> Maker:
        """A maker whose quotes go to a served matcher."""
        settings = Settings(
            pool=self.pool.address,
            market_id=self.world.market_id,
            base="BTC",
            settlement="TSLA",
            matcher="http://testserver",
            strikes=("1",),
            widths_bps=(5_000,),
            quote_size="0.3",
            spread="0.02",
            sigma_spread="0.02",
            edge="0.2",
            utilisation_skew="1",
            delta_skew="0.02",
            most_locked="0.8",
            most_delta="5",
            most_vega="1000",
            band="0.02",
            most_interval_bps=9_000,
            valid_seconds=3_600,
            requote_move="0.003",
        )
        reader = Reader(self.url, {name: self.addresses[name] for name in CONTRACTS}, settings)
        reader.require_signer(self.signer.address)

        def post(path: str, body: dict[str, Any]) -> dict[str, Any]:
            answer = site.post(path, json=body)
            assert answer.is_success, answer.json()
            return dict(answer.json())

        return Maker(reader, post, self.signer, settings)

    def quote(self, **changes: Any) -> PoolQuote:
        """For a weekend's interval, which is wider than a session's."""
        return super().quote(**{"max_interval_bps": 6_000, **changes})

    def submission(self, message: Any) -> Submission:
        """A message with its signature as JSON."""
        return Submission(message=message.to_json(), signature="0x" + self.sign(message).hex())


@pytest.fixture(scope="module")
def sunday(world: World) -> Sunday:
    return Sunday(world)


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'matcher.db'}"


@pytest.fixture
def service(sunday: Sunday, database: str) -> Service:
    return Service(Store(database), sunday.chain(), Limits())


@pytest.fixture
def site(service: Service) -> TestClient:
    return TestClient(create_app(service, Hub(service.limits)))


def settle(service: Service, rounds: int = 2) -> None:
    settler = Settler(service)
    for _ in range(rounds):
        settler.round()
    for _ in range(100):
        if not service.store.pending():
            return
        time.sleep(0.05)  # the node mines by itself
        settler.round()
    raise AssertionError("it is not mined")


def test_a_trader_buys_on_a_sunday_for_less_than_the_public_pool_asks(
    sunday: Sunday, service: Service, site: TestClient
) -> None:
    maker = sunday.maker(site)
    view = maker.step()
    assert view is not None
    sunday.world.refresh()
    public = int(sunday.world.quote_open("0.2", is_call=True)["net"])
    limit = public * 9 // 10  # for 0.2
    order = sunday.order(size=wad("0.2"), price=limit * 5, executor_fee=FEE)

    answer = site.post("/v1/orders", json=sunday.submission(order).model_dump()).json()
    assert answer["matched"] == str(wad("0.2"))
    before = sunday.balance(sunday.trader)
    settle(service)

    assert sunday.held() == wad("0.2")
    assert before - sunday.balance(sunday.trader) <= limit + FEE
    assert sunday.balance(EXECUTOR.address) == FEE
    assert service.state_of(answer["id"]) is State.FILLED
    seen = maker.step()
    assert seen is not None, "the trade makes it quote anew"
    assert seen.seen.written == {Terms(STRIKE, "call", 5_000): Decimal("0.2")}


def test_it_is_sold_back_to_the_maker(sunday: Sunday, service: Service, site: TestClient) -> None:
    sunday.world.refresh()
    sunday.take(sunday.quote(group=50), size="0.2")
    sunday.maker(site).step()
    order = sunday.order(is_open=False, price=1, size=wad("0.2"), group=51)

    assert site.post("/v1/orders", json=sunday.submission(order).model_dump()).json()["matched"] == str(wad("0.2"))
    settle(service)

    assert sunday.held() == 0


def test_killed_after_sending(sunday: Sunday, service: Service, database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The transaction is mined, and nobody has noted it: the next process reads it from the chain."""
    sunday.world.refresh()
    quote_id = service.submit(Kind.QUOTE, sunday.submission(sunday.quote(group=60))).id
    order_id = service.submit(Kind.ORDER, sunday.submission(sunday.order(group=61))).id
    send = service.chain.send

    def send_and_die(raw: str) -> None:
        send(raw)
        raise Killed

    monkeypatch.setattr(service.chain, "send", send_and_die)
    with pytest.raises(Killed):
        settle(service, rounds=1)
    assert sunday.held() == wad("0.4")

    again = Service(Store(database), sunday.chain(), Limits())
    again.recover()
    settle(again, rounds=3)

    assert sunday.held() == wad("0.4")
    assert again.state_of(order_id) is State.FILLED
    assert again.state_of(quote_id) is State.OPEN
    (shown,) = again.of_signer(sunday.signer.address, 10)
    assert shown.remaining == str(wad("0.1"))
    assert again.store.pending() == []


def test_killed_before_sending(
    sunday: Sunday, service: Service, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sunday.world.refresh()
    service.submit(Kind.QUOTE, sunday.submission(sunday.quote(group=60)))
    order_id = service.submit(Kind.ORDER, sunday.submission(sunday.order(group=61))).id

    def die(raw: str) -> None:
        raise Killed

    monkeypatch.setattr(service.chain, "send", die)
    with pytest.raises(Killed):
        settle(service, rounds=1)
    assert sunday.held() == 0

    again = Service(Store(database), sunday.chain(), Limits())
    again.recover()
    settle(again)

    assert sunday.held() == wad("0.4")
    assert again.state_of(order_id) is State.FILLED


def test_one_bad_order_of_a_batch_fails_alone(
    sunday: Sunday, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its signer cancels it between the simulation and the block; the chain says why."""
    sunday.world.refresh()
    service.submit(Kind.QUOTE, sunday.submission(sunday.quote(group=60)))
    bad = service.submit(Kind.ORDER, sunday.submission(sunday.order(group=61, size=wad("0.1")))).id
    good = service.submit(Kind.ORDER, sunday.submission(sunday.order(group=62, size=wad("0.1")))).id
    prepare = service.chain.prepare

    def cancel_first(fills: Any) -> Any:
        sunday.world.people["deployer"].transfer(sunday.trader_signer.address, 10**17)
        cancelled = web3.eth.account.sign_transaction(
            {
                "to": sunday.orders.address,
                "data": sunday.orders.cancelGroup.encode_input(61),
                "nonce": web3.eth.get_transaction_count(sunday.trader_signer.address),
                "gas": 100_000,
                "maxFeePerGas": 10**10,
                "maxPriorityFeePerGas": 0,
                "chainId": web3.eth.chain_id,
            },
            sunday.trader_signer.key,
        )
        web3.eth.wait_for_transaction_receipt(web3.eth.send_raw_transaction(cancelled.raw_transaction))
        return prepare(fills)

    monkeypatch.setattr(service.chain, "prepare", cancel_first)
    settle(service)

    assert sunday.held() == wad("0.1")
    assert service.state_of(good) is State.FILLED
    assert service.state_of(bad) is State.CANCELLED
    (fill,) = service.store.fills_of(bad)
    assert fill.reason.startswith("FillExceedsSize")


def test_the_contract_judges_what_comes_in(sunday: Sunday, service: Service) -> None:
    """What only the chain knows: whose pool it is, who may act for an account, and what has been used up."""
    sunday.world.refresh()
    stranger = Account.from_key(keccak(text="nobody's key"))
    for kind, message, reason in (
        (Kind.QUOTE, sunday.quote(signer=stranger.address), "NotPoolSigner"),
        (Kind.ORDER, sunday.order(signer=stranger.address), "SignerNotAuthorised"),
        (Kind.ORDER, sunday.order(epoch=7), "SignedInOtherEpoch"),
        (Kind.ORDER, sunday.order(market_id=99), "UnknownMarket"),
    ):
        signer = stranger if message.signer == stranger.address else None
        body = Submission(message=message.to_json(), signature="0x" + sunday.sign(message, signer).hex())
        with pytest.raises(Refused, match=reason):
            service.submit(kind, body)

    message = sunday.quote(group=70, size=wad("0.3"))
    sunday.take(message, size="0.2")
    service.submit(Kind.QUOTE, sunday.submission(message))
    (shown,) = service.of_signer(sunday.signer.address, 10)
    assert shown.remaining == str(wad("0.1"))


def test_the_adapter(sunday: Sunday) -> None:
    chain = sunday.chain()
    group = Group(sunday.signer.address, 1)
    assert chain.domain == sunday.domain
    assert chain.is_contract(sunday.pool.address)
    assert not chain.is_contract(EXECUTOR.address)
    assert not chain.has_signed(sunday.pool.address, b"\0" * 32, b"")
    assert [(state.consumed, state.epoch) for state in chain.states([group, group])] == [(0, 0), (0, 0)]
    assert chain.states([]) == []
    assert chain.outcome("0x" + "12" * 32, 0) is Pending.WAITING
    assert 0 < chain.fee(sunday.world.market_id) < wad(1)
    with pytest.raises(Refusal, match="UnknownMarket"):
        chain.fee(99)
    with pytest.raises(InvalidInput, match="there is no contract at"):
        Web3Chain(sunday.url, {**sunday.addresses, "SignedOrders": EXECUTOR.address}, EXECUTOR)
    with pytest.raises(ChainUnreachable, match="the chain does not answer"):
        Web3Chain("http://127.0.0.1:9", sunday.addresses, EXECUTOR)


def test_the_command_is_killed_and_goes_on(sunday: Sunday, tmp_path: Path) -> None:
    """Two processes, one after the other: the first is killed with a match that it has not settled."""
    sunday.world.refresh()
    contracts = {name: {"address": address, "block": 1} for name, address in sunday.addresses.items()}
    record, keystore = tmp_path / "record.json", tmp_path / "executor.json"
    record.write_text(json.dumps({"chain_id": web3.chain_id, "contracts": contracts}))
    keystore.write_text(json.dumps(Account.encrypt(EXECUTOR.key, "password", kdf="pbkdf2", iterations=1)))
    port = free_port()
    site = f"http://127.0.0.1:{port}/v1"

    def start(every: str) -> subprocess.Popen[bytes]:
        options = {
            "--rpc": sunday.url,
            "--deployment": record,
            "--keystore": keystore,
            "--port": port,
            "--every": every,
        }
        options["--database"] = f"sqlite:///{tmp_path / 'matcher.db'}"
        words = [str(word) for option in options.items() for word in option]
        process = subprocess.Popen(
            [sys.executable, "-m", "evershare.matcher", *words],
            cwd=devchain.ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        assert process.stdin is not None
        process.stdin.write(b"password\n")
        process.stdin.close()
        return process

    first = start(every="3600")
    try:
        _until(lambda: requests.get(f"{site}/info", timeout=5).ok)
        for path, message in (("quotes", sunday.quote(group=60)), ("orders", sunday.order(group=61))):
            answer = requests.post(f"{site}/{path}", json=sunday.submission(message).model_dump(), timeout=5)
            assert answer.status_code == 201
        entry = answer.json()
        assert entry["matched"] == str(wad("0.4"))
    finally:
        first.kill()
        first.wait()
    assert sunday.held() == 0

    sunday.world.refresh()
    second = start(every="0.1")
    try:
        _until(lambda: requests.get(f"{site}/entries/{entry['id']}", timeout=5).json()["state"] == "filled")
    finally:
        second.kill()
        second.wait()
    assert sunday.held() == wad("0.4")


def _until(true: Callable[[], bool]) -> None:
    """Ask again and again, for a minute at most."""
    for _ in range(600):
        try:
            if true():
                return
        except requests.ConnectionError:
            pass
        time.sleep(0.1)
    raise AssertionError("it did not happen within a minute")
