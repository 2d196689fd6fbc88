"""The index of the protocol's events: what people did is in it, and what the chain forgets is not."""

from __future__ import annotations

from decimal import Decimal

import pytest

from evershare.client import Client, FixedPrices
from evershare.client.units import from_units
from evershare.playground import PRICES, SHARES, STOCK, Playground, key
from tests.support.indexing import CHAIN_ID, Node, indexing

TRADER, SECOND, THIRD, FOURTH = PLAYERS = [key(f"player {number}") for number in range(4)]
DAY = 86_400
BEYOND_UNDOING = 70  # blocks; the index can undo the last 30 to 60


@pytest.fixture(autouse=True)
def _isolation():
    """The chain of the tests is not touched."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("index")


@pytest.fixture(scope="module")
def node(folder):
    """A playground's node, which tests stop and start again."""
    node = Node(folder)
    node.start()
    try:
        Playground(node.url, folder).build(*(player.address for player in PLAYERS))
        yield node
    finally:
        node.stop()


@pytest.fixture(scope="module")
def index(node, folder):
    with indexing(node.url, folder / f"{CHAIN_ID}.json", folder / "index.log") as index:
        yield index


class DailyPrices(FixedPrices):
    """A stock's price that changes a little each day, as the last one of a session is no price of the next."""

    def updates(self, feeds, now):
        today = PRICES | {STOCK: Decimal(PRICES[STOCK]) + Decimal(now // DAY % 100) / 1_000}
        return (yield from FixedPrices(today).updates(feeds, now))


@pytest.fixture
def client(node, folder):
    """Makes a client of somebody."""
    return lambda account: Client(node.url, folder / f"{CHAIN_ID}.json", account, DailyPrices(PRICES))


def owner_of(account):
    return account.address[:-2].lower() + "00"


def deposits_of(index, account):
    deposits = index.rows("change", "ledgerMovements", owner=owner_of(account), kind="deposit")
    return [from_units(int(row["change"])) for row in deposits]


def wait_for_transaction(index, hash_, table="trades"):
    """Wait for what a transaction did, and so for all before it."""
    index.wait_until(lambda index: bool(index.rows("id", table, transaction=hash_)), f"{hash_} in {table}")


def wait_for_loss(index, hash_, table):
    """Wait until nothing of a transaction is left."""
    index.wait_until(lambda index: not index.rows("id", table, transaction=hash_), f"{hash_} to go from {table}")


def assert_equals_the_chain(index, node, client):
    """Every balance and position is the contract's, and every trade is of a transaction in the chain."""
    read = client(TRADER).contracts.read
    balances = index.rows("account assetId amount", "balances")
    positions = index.rows("account seriesId size", "positions")
    trades = index.rows("transaction block", "trades")
    assert balances
    assert positions
    assert trades
    for row in balances:
        assert int(row["amount"]) == read("CollateralVault", "balanceOf", row["account"], row["assetId"])
    for row in positions:
        found = read("PerpetualOptions", "positionOf", row["account"], int(row["seriesId"]))
        assert int(row["size"]) == found["size"]
    for row in trades:
        assert node.web3.eth.get_transaction_receipt(row["transaction"])["blockNumber"] == row["block"]


def test_what_a_trader_did_is_in_it_with_its_amounts(index, node, client):
    trader = client(TRADER).trader
    trader.deposit(STOCK, 60)
    opened = trader.open("BTC", STOCK, "put", "0.2", max_premium=5)
    trader.transfer(STOCK, 5, to=1)
    node.ask("evm_increaseTime", DAY)
    client(key("keeper")).keeper.settle(TRADER.address, opened.series_id)
    closed = trader.close(opened.series_id, "0.05")
    paid_out = trader.withdraw(STOCK, 10)
    wait_for_transaction(index, paid_out.hash, "ledgerMovements")

    owner = owner_of(TRADER)
    trades = index.rows(
        "kind transaction size amount fee series { strike isCall market { base { symbol } settlement { symbol } } }",
        "trades",
        owner=owner,
    )
    assert [row["kind"] for row in trades] == ["open", "close"]
    assert [row["transaction"] for row in trades] == [opened.receipt.hash, closed.receipt.hash]
    assert [from_units(int(row["size"])) for row in trades] == [Decimal("0.2"), Decimal("0.05")]
    assert from_units(int(trades[0]["amount"]) + int(trades[0]["fee"])) == opened.cost
    assert from_units(int(trades[1]["amount"])) == closed.payout
    series = trades[0]["series"]
    assert from_units(int(series["strike"])) == opened.series.strike
    assert not series["isCall"]
    assert series["market"] == {"base": {"symbol": "BTC"}, "settlement": {"symbol": STOCK}}

    funding = index.rows("kind amount", "fundingPayments", owner=owner)
    assert {row["kind"] for row in funding} == {"collected"}
    funded = sum(from_units(int(row["amount"])) for row in funding)
    assert funded > 0

    # The account's movements are what the client says of each, and leave what the account holds.
    account = client(TRADER).info.account()
    left = 60 - opened.cost - 5 - funded + closed.payout - 10
    assert left == next(one.amount for one in account.balances if one.symbol == STOCK)
    movements = index.rows("kind change", "ledgerMovements", account=TRADER.address.lower())
    assert sum(from_units(int(row["change"])) for row in movements) == left
    assert [row["kind"] for row in movements if row["kind"] != "transfer"] == ["deposit", "withdrawal"]
    assert {row["account"]: row["size"] for row in index.rows("account size", "positions", owner=owner)} == {
        TRADER.address.lower(): str(15 * 10**16)
    }
    assert_equals_the_chain(index, node, client)


def test_what_a_provider_did_is_in_it_by_pool(index, node, client):
    provider, keeper = client(SECOND).provider, client(key("keeper")).keeper
    client(SECOND).trader.deposit(STOCK, 20)
    client(SECOND).trader.open("BTC", STOCK, "call", "0.1", max_premium=5)
    provider.deposit(STOCK, 30)
    node.ask("evm_increaseTime", DAY)
    keeper.settle_epoch(STOCK)
    claimed = provider.claim(STOCK)
    shares = provider.stake(STOCK).shares
    asked = provider.redeem(STOCK)
    wait_for_transaction(index, asked.hash, "poolActions")

    pool = index.rows("address", "pools", kind="option")[0]["address"]
    actions = index.rows("kind assets shares transaction", "poolActions", owner=owner_of(SECOND), pool=pool)
    assert [row["kind"] for row in actions] == ["requestDeposit", "deposit", "requestRedeem"]
    assert [row["assets"] for row in actions] == [str(30 * 10**18), str(30 * 10**18), None]
    assert actions[1]["transaction"] == claimed[0].hash
    decimals = client(SECOND).contracts.read("OptionPool", "decimals", at=pool)
    assert from_units(int(actions[1]["shares"]), decimals) == shares
    last = index.rows("depositedAssets issuedShares filledShares", "poolEpochs", pool=pool)[-1]
    assert last == {"depositedAssets": str(30 * 10**18), "issuedShares": actions[1]["shares"], "filledShares": "0"}


def test_a_stocks_reserve_and_supply_are_in_it(index):
    stock = index.rows("token symbol", "stocks")[0]
    assert stock["symbol"] == STOCK
    attested = index.rows("sharesHeld reserveShares", "attestations", token=stock["token"])
    assert attested == [{"sharesHeld": str(SHARES * 10**18), "reserveShares": str(SHARES * 10**18)}]
    issued = index.rows("kind shares", "supplyChanges", token=stock["token"])
    assert issued == [{"kind": "issued", "shares": str(SHARES // 2 * 10**18)}]


def test_a_reorganisation_of_two_blocks_is_undone(index, node, client):
    trader = client(THIRD).trader
    trader.deposit(STOCK, 40)
    kept = trader.open("BTC", STOCK, "call", "0.01", max_premium=5)
    snapshot = node.ask("evm_snapshot")
    node.ask("evm_mine")
    lost = trader.deposit(STOCK, 7)
    assert lost.block == kept.receipt.block + 2
    wait_for_transaction(index, lost.hash, "ledgerMovements")

    node.ask("evm_revert", snapshot)
    again = client(THIRD).trader.deposit(STOCK, 3)
    assert again.block == lost.block - 1
    node.ask("evm_mine")
    wait_for_loss(index, lost.hash, "ledgerMovements")
    wait_for_transaction(index, again.hash, "ledgerMovements")
    assert deposits_of(index, THIRD) == [40, 3]
    assert index.rows("id", "trades", transaction=kept.receipt.hash)
    assert_equals_the_chain(index, node, client)


def test_a_node_that_starts_again_from_an_older_state_is_followed(index, node, client):
    trader = client(FOURTH).trader
    trader.deposit(STOCK, 40)
    kept = trader.open("BTC", STOCK, "call", "0.02", max_premium=5)
    state = node.dump()
    lost = trader.open("BTC", STOCK, "put", "0.02", max_premium=5)
    node.ask("anvil_mine", hex(BEYOND_UNDOING))
    later = trader.deposit(STOCK, 1)
    wait_for_transaction(index, later.hash, "ledgerMovements")

    node.stop()
    node.start(state)
    wait_for_loss(index, lost.receipt.hash, "trades")
    closed = client(FOURTH).trader.close(kept.series_id)
    wait_for_transaction(index, closed.receipt.hash)
    trades = index.rows("transaction", "trades", owner=owner_of(FOURTH))
    assert [row["transaction"] for row in trades] == [kept.receipt.hash, closed.receipt.hash]
    assert deposits_of(index, FOURTH) == [40]
    assert_equals_the_chain(index, node, client)
