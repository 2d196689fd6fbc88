"""The index of the protocol's events: what people did is in it, and what the chain forgets is not."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal

import pytest
import sqlalchemy as sql
from eth_utils.crypto import keccak

from evershare.client import Client, Deployment, FixedPrices
from evershare.client.units import from_units, to_units
from evershare.dapp.company import AGENDA, DIVIDEND_PER_SHARE, SPLIT
from evershare.dapp.market import DOLLAR, MARGIN, START, Market
from evershare.dapp.tape import Tape
from evershare.localnet import CUSTODIAN_THRESHOLD
from evershare.playground import SHARES, STOCK, key
from tests.support.indexing import indexing
from tests.support.own_node import CHAIN_ID, OwnNode
from tests.support.postgres import postgres_url

__all__ = ["postgres_url"]

TRADER, SECOND, THIRD, FOURTH, MOVER, HOLDER, BORROWER, MAKER = PLAYERS = [
    key(f"player {number}") for number in range(8)
]
INSURANCE = key("insurance")
DAY = 86_400
PUBLIC_CHAIN_ID = 84_532
# What is compared of two indexes. An `id` of an event begins with that of the chain.
COMPARED = {
    "balances": "account assetId amount",
    "trades": "transaction kind account size amount",
    "poolEpochs": "transaction epoch issuedShares",
    "supplyChanges": "transaction kind shares",
    "corporateActions": "id kind state amount",
    "distributions": "id kind funded",
    "prices": "transaction assetId mid",
}
NOWHERE = "0x" + "00" * 20
PRICES = Tape().at(START) | {DOLLAR: Decimal(1)}
BEYOND_UNDOING = 70  # blocks; the index can undo the last 30 to 60


@pytest.fixture(autouse=True)
def _isolation():
    """The chain of the tests is not touched."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("index")


@pytest.fixture(scope="module")
def node(folder):
    """A node with a market, which tests stop and start again."""
    node = OwnNode(folder)
    node.start()
    try:
        Market(node.url, folder, Tape(), [HOLDER]).build(
            *(one.address for one in (*PLAYERS, INSURANCE) if one != HOLDER)
        )
        yield node
    finally:
        node.stop()


@pytest.fixture(scope="module")
def index(node, folder):
    with indexing(node.url, folder / f"{CHAIN_ID}.json", folder / "index.log") as index:
        index.wait_for_block(node.web3.eth.block_number)
        yield index


class DailyPrices(FixedPrices):
    """A stock's price that changes a little each day, as the last one of a session is no price of the next."""

    def updates(self, feeds, now):
        today = PRICES | {STOCK: PRICES[STOCK] + Decimal(now // DAY % 100) / 1_000}
        return (yield from FixedPrices(today).updates(feeds, now))


@pytest.fixture
def client(node, folder):
    """Makes a client of somebody."""
    return lambda account: Client(node.url, folder / f"{CHAIN_ID}.json", account, DailyPrices(PRICES))


def wait_for_next_session(node):
    """Go to an hour after the bell of the next day on which the stock's market opens."""
    at = datetime.datetime.fromtimestamp(node.web3.eth.get_block("latest")["timestamp"], datetime.UTC)
    days = {4: 3, 5: 2}.get(at.weekday(), 1)
    opened = (at + datetime.timedelta(days=days)).replace(hour=14, minute=30, second=0)
    wait(node, int((opened - at).total_seconds()))


def wait(node, seconds):
    node.ask("evm_setNextBlockTimestamp", node.web3.eth.get_block("latest")["timestamp"] + seconds)
    node.ask("evm_mine")


def owner_of(account):
    return account.address[:-2].lower() + "00"


def account_of(owner, number):
    return f"0x{int(owner.address, 16) ^ number:040x}"


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
    wait_for_next_session(node)
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
    wait_for_next_session(node)
    keeper.settle_epoch(STOCK)
    claimed = provider.claim(STOCK)
    shares = provider.stake(STOCK).shares
    asked = provider.redeem(STOCK)
    wait_for_transaction(index, asked.hash, "poolActions")

    pool = client(SECOND).info.pool(STOCK).address.lower()
    assert pool in [row["address"] for row in index.rows("address", "pools", kind="option")]
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
    assert {(row["sharesHeld"], row["reserveShares"]) for row in attested} == {2 * (str(SHARES * 10**18),)}
    issued = index.rows("kind shares", "supplyChanges", token=stock["token"])
    assert issued == [{"kind": "issued", "shares": str(SHARES // 2 * 10**18)}]


def test_a_position_that_moved_is_given_and_received(index, client):
    mover = client(MOVER)
    mover.trader.deposit(STOCK, 20)
    opened = mover.trader.open("BTC", STOCK, "put", "0.1", max_premium=5)
    other = account_of(MOVER, 1)
    size = to_units("size", "0.04", 18)
    moved = mover.contracts.send("PerpetualOptions", "movePosition", MOVER.address, other, opened.series_id, size)
    wait_for_transaction(index, moved.receipt.hash)
    rows = index.rows("kind account size amount", "trades", transaction=moved.receipt.hash)
    assert rows == [
        {"kind": "give", "account": MOVER.address.lower(), "size": str(size), "amount": None},
        {"kind": "receive", "account": other, "size": str(size), "amount": None},
    ]
    held = index.rows("account size", "positions", owner=owner_of(MOVER))
    assert {row["account"]: int(row["size"]) for row in held} == {
        MOVER.address.lower(): 6 * 10**16,
        other: size,
    }


def test_a_private_pools_cover_and_a_lenders_tokens_are_in_it(index, client):
    maker = client(MAKER).provider
    pool = maker.create_private_pool(STOCK)
    added, taken = maker.fund_private_pool(pool, STOCK, 30), maker.drain_private_pool(pool, STOCK, 12)
    lent, back = maker.lend(DOLLAR, 1_000), maker.stop_lending(DOLLAR, 400)
    wait_for_transaction(index, back.hash, "poolActions")

    fields = "kind assets transaction"
    assert index.rows("kind creator", "pools", address=pool.lower()) == [
        {"kind": "privateOption", "creator": MAKER.address.lower()}
    ]
    assert index.rows(fields, "poolActions", owner=owner_of(MAKER), pool=pool.lower()) == [
        {"kind": "deposit", "assets": str(30 * 10**18), "transaction": added.hash},
        {"kind": "withdraw", "assets": str(12 * 10**18), "transaction": taken.hash},
    ]
    lender = client(MAKER).info.lending(DOLLAR).address.lower()
    assert index.rows("kind creator", "pools", address=lender) == [{"kind": "lending", "creator": None}]
    assert index.rows(fields, "poolActions", owner=owner_of(MAKER), pool=lender) == [
        {"kind": "deposit", "assets": str(1_000 * 10**6), "transaction": lent.hash},
        {"kind": "withdraw", "assets": str(400 * 10**6), "transaction": back.hash},
    ]


def test_what_a_company_did_and_its_holders_got_and_said_is_in_it(index, client, folder):
    holder = client(HOLDER).holder
    read = client(HOLDER).contracts.read
    (dividend,) = index.rows("id", "distributions")
    (meeting,) = index.rows("id", "meetings")
    dividend_id, meeting_id = int(dividend["id"]), int(meeting["id"])
    paid = {NOWHERE: holder.claim(dividend_id), "ledger": holder.claim(dividend_id, via="vault")}
    holder.vote(meeting_id, ["for", "against"], via="vault")
    changed = holder.vote(meeting_id, ["abstain", "against"], via="vault")
    stock = client(HOLDER).custody.stock(STOCK).token.lower()
    index.wait_until(lambda index: bool(index.rows("time", "votes", transaction=changed.hash)), "the last vote")

    kinds = index.rows("kind state numerator denominator amount documentHash", "corporateActions", token=stock)
    assert [(row["kind"], row["state"]) for row in kinds] == [
        ("meeting", "verified"),
        ("cashDividend", "verified"),
        ("split", "scheduled"),
    ]
    assert kinds[0]["documentHash"] == "0x" + keccak(AGENDA).hex()
    assert from_units(int(kinds[1]["amount"])) == DIVIDEND_PER_SHARE
    assert (int(kinds[2]["numerator"]), int(kinds[2]["denominator"])) == SPLIT

    claims = index.rows("holder via amount", "distributionClaims", owner=owner_of(HOLDER))
    vault = Deployment.read(folder / f"{CHAIN_ID}.json").address("CollateralVault").lower()
    assert [(row["via"], from_units(int(row["amount"]), 6)) for row in claims] == [
        (NOWHERE, paid[NOWHERE]),
        (vault, paid["ledger"]),
    ]
    declared = read("Distributor", "distributionOf", dividend_id)
    (dividend,) = index.rows("kind source promised funded claimed", "distributions")
    assert (dividend["kind"], dividend["source"]) == ("dividend", stock)
    assert int(dividend["funded"]) == declared["funded"]
    assert int(dividend["claimed"]) == sum(int(row["amount"]) for row in claims) == declared["claimed"]

    (meeting,) = index.rows("resolutionCount deadline", "meetings", token=stock)
    assert meeting["resolutionCount"] == 2
    votes = index.rows("resolution inFavour against abstaining", "votes", owner=owner_of(HOLDER))
    weight = str(MARGIN * 10**18)
    assert votes == [
        {"resolution": 0, "inFavour": "0", "against": "0", "abstaining": weight},
        {"resolution": 1, "inFavour": "0", "against": weight, "abstaining": "0"},
    ]


def test_a_request_to_an_issuer_is_in_it_as_far_as_it_is_filled(index, client):
    asked = client(MAKER).holder.request_issue(STOCK, DOLLAR, 1_000, max_price=300)
    issuer, payment = client(key("issuer")), 450 * 10**6
    held = issuer.custodian.attestation(STOCK, 1, SHARES, b"counted again")
    issuer.custody.submit(held.signed(*(key(f"custodian {number}") for number in range(CUSTODIAN_THRESHOLD))))
    filled = issuer.custody.submit(issuer.issuer.fill(asked, 2, payment).signed(key("issuer")))
    index.wait_for_block(filled.block)
    fields = "id kind given remaining limitPrice filledRaw filledPayment isCancelled"
    assert index.rows(fields, "stockRequests", owner=owner_of(MAKER)) == [
        {
            "id": str(asked),
            "kind": "issue",
            "given": str(1_000 * 10**6),
            "remaining": str(550 * 10**6),
            "limitPrice": str(300 * 10**6),
            "filledRaw": str(2 * 10**18),
            "filledPayment": str(payment),
            "isCancelled": False,
        }
    ]


def test_a_loan_that_ends_in_a_liquidation_is_in_it_step_by_step(index, node, client):
    """The stock loses most of its worth: own dollars, collateral, dust, insurance and lenders pay, in this order."""
    snapshot = node.ask("evm_snapshot")
    borrower, keeper = client(BORROWER).trader, client(MAKER).keeper
    borrower.deposit(STOCK, 50)
    borrower.borrow(DOLLAR, 4_200)
    borrower.repay(DOLLAR, 200)
    borrower.withdraw(DOLLAR, 3_900)
    client(MAKER).trader.deposit(DOLLAR, 3_000)
    client(INSURANCE).trader.deposit(DOLLAR, 100)

    crash = PRICES | {STOCK: Decimal(60)}
    for _ in range(3):  # a price that far from the last is believed when it has stayed
        wait(node, 600)
        keeper.refresh(prices=crash)
    keeper.mark(BORROWER.address)
    price = client(MAKER).contracts.read("Liquidation", "salePriceOf", BORROWER.address, *ids_of(client, STOCK, DOLLAR))
    done = keeper.liquidate(BORROWER.address, STOCK, DOLLAR, max_paid=round(from_units(price) * Decimal("49.9"), 6))
    wait_for_transaction(index, done.receipt.hash, "liquidationSteps")

    steps = index.rows("kind liquidator amount paid", "liquidationSteps", owner=owner_of(BORROWER))
    kinds = ["marked", "debtNetted", "collateralSold", "dustSwept", "insuranceRepaid", "markEnded"]
    assert [row["kind"] for row in steps] == kinds
    by_kind = {row["kind"]: row for row in steps}
    assert by_kind["marked"]["liquidator"] == by_kind["collateralSold"]["liquidator"] == MAKER.address.lower()
    assert int(by_kind["debtNetted"]["amount"]) == 100 * 10**6
    assert from_units(int(by_kind["collateralSold"]["amount"])) == done.bought
    assert from_units(int(by_kind["collateralSold"]["paid"]), 6) == done.paid
    assert from_units(int(by_kind["dustSwept"]["amount"])) == 50 - done.bought
    assert int(by_kind["insuranceRepaid"]["amount"]) == 100 * 10**6

    loans = index.rows("kind amount", "loanActions", owner=owner_of(BORROWER))
    assert [row["kind"] for row in loans] == ["borrow", "repay", "repay", "repay", "repay", "writeOff"]
    owed = {row["kind"]: int(row["amount"]) for row in loans}
    repaid = sum(int(row["amount"]) for row in loans if row["kind"] == "repay")
    assert owed["borrow"] == 4_200 * 10**6
    assert repaid == (200 + 100 + 100) * 10**6 + int(by_kind["collateralSold"]["paid"])
    interest = repaid + owed["writeOff"] - owed["borrow"]
    assert 0 < interest < 10**6

    # As if it had never been.
    node.ask("evm_revert", snapshot)
    node.ask("evm_mine")
    wait_for_loss(index, done.receipt.hash, "liquidationSteps")
    assert index.rows("id", "loanActions", owner=owner_of(BORROWER)) == []


def ids_of(client, *symbols):
    ids = {asset.symbol: asset.id for asset in client(TRADER).info.assets()}
    return [ids[symbol] for symbol in symbols]


def test_the_index_of_a_public_chain_is_in_postgresql(index, node, folder, postgres_url, monkeypatch):
    """The same events on a chain of another id: what is in PostgreSQL is what the embedded database has, and stays."""
    state = node.dump()
    index.wait_for_block(node.web3.eth.block_number)
    embedded = {table: index.rows(fields, table) for table, fields in COMPARED.items()}
    assert all(embedded.values())
    record = json.loads((folder / f"{CHAIN_ID}.json").read_text()) | {"chainId": PUBLIC_CHAIN_ID}
    (path := folder / f"{PUBLIC_CHAIN_ID}.json").write_text(json.dumps(record))

    url = sql.make_url(postgres_url).set(drivername="postgresql")
    monkeypatch.setenv("DATABASE_URL", url.render_as_string(hide_password=False))
    public = OwnNode(folder, PUBLIC_CHAIN_ID)
    public.start(state)
    try:
        with indexing(public.url, path, folder / "postgres.log") as other:
            other.wait_for_block(public.web3.eth.block_number)
            assert {table: other.rows(fields, table) for table, fields in COMPARED.items()} == embedded
            ids = [row["id"] for row in other.rows("id", "trades")]
    finally:
        public.stop()
    engine = sql.create_engine(postgres_url)
    with engine.connect() as connection:
        kept = connection.execute(sql.text("SELECT id FROM evershare.trade ORDER BY id")).scalars().all()
    engine.dispose()
    assert kept == ids


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
    closed = client(FOURTH).trader.close(kept.series_id, min_payout=0)
    wait_for_transaction(index, closed.receipt.hash)
    trades = index.rows("transaction", "trades", owner=owner_of(FOURTH))
    assert [row["transaction"] for row in trades] == [kept.receipt.hash, closed.receipt.hash]
    assert deposits_of(index, FOURTH) == [40]
    assert_equals_the_chain(index, node, client)
