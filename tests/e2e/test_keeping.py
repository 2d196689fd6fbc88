"""Keepers on the whole protocol: what they know of it is what it is, and what they do is done once."""

import pytest
from brownie import chain, web3
from eth_account import Account as Keys
from eth_utils import keccak

from evershare.keeper.desk import Limits
from evershare.keeper.facts import FUNDING_SCALE, Account
from evershare.keeper.store import ACCOUNT, Store
from evershare.keeper.tables import LEASES, METADATA, OUTBOX, WORKERS
from evershare.localnet import wad
from tests.support import chaos
from tests.support.bad_node import DROP, between, every
from tests.support.clients import deployment
from tests.support.commands import Shell
from tests.support.credit import USDC
from tests.support.keeping import KEEPER, worker
from tests.support.own_node import OwnNode, dump
from tests.support.postgres import emptied, postgres_url
from tests.support.weekend import BTC_ON_SUNDAY, HOUR, MONDAY, SUNDAY, weekend

__all__ = ["postgres_url", "weekend"]

HOLDER = "small_cap_holder"
SIZE = "1.5"
PRICES = {"BTC": BTC_ON_SUNDAY, "USDC": "1", "TSLA": "207.6", "ACME": "8.40"}
OTHER_KEEPER = Keys.from_key(keccak(text="another keeper's key"))


class Killed(BaseException):
    """The worker's process ended at this point."""


@pytest.fixture
def url(request, tmp_path):
    if getattr(request, "param", "sqlite") == "sqlite":
        return f"sqlite:///{tmp_path / 'keeper.db'}"
    return emptied(request.getfixturevalue("postgres_url"), METADATA)


@pytest.fixture(scope="module")
def ready(weekend):
    """The holder has bought 1.5 puts on credit, on Sunday."""
    weekend.let_borrow()
    return weekend.buy(SIZE).events["Opened"]["seriesId"]


def known(url):
    """The accounts as the keepers' database has them, by address in small letters."""
    store = Store(url)
    facts = {key: Account.from_json(text) for key, text in store.facts(ACCOUNT).items()}
    store.close()
    return facts


def on_chain(world, address):
    """An account as the contracts have it: balances and locks, debt shares, positions and what they owe."""
    vault, options = world.vault, world["PerpetualOptions"]
    held = {id_: int(vault.balanceOf(address, id_)) for id_ in world.asset_ids.values()}
    locked = {id_: int(vault.lockedOf(address, id_)) for id_ in world.asset_ids.values()}
    pools = {world.asset_ids["USDC"]: world.usdc_pool, world.asset_ids["TSLA"]: world.tsla_pool}
    owed = {id_: int(pool.debtSharesOf(address)) for id_, pool in pools.items()}
    positions = {int(id_): tuple(map(int, options.positionOf(address, id_))) for id_ in options.positionsOf(address)}
    return *({key: value for key, value in one.items() if value} for one in (held, locked, owed)), positions


def assert_is_known(world, url):
    facts = known(url)
    everybody = {str(one.address).lower() for one in world.people.values()} | facts.keys()
    for address in everybody:
        account = facts.get(address, Account())
        held, locked, owed, positions = on_chain(world, address)
        assert (account.held, account.locked, account.owed) == (held, locked, owed), address
        assert account.positions.keys() == positions.keys()
        for id_, (size, index) in positions.items():
            assert account.positions[id_].size == size
            # Never more than it has paid, and short of it by a token unit at most.
            unit = 10**18 if account.positions[id_].asset != world.asset_ids["USDC"] else USDC
            missing = size * index - account.positions[id_].paid
            assert 0 <= missing <= FUNDING_SCALE // unit + size, address


def test_the_state_from_events_is_that_of_the_chain(weekend, ready, url):
    """After a weekend of what moves balances, debts and positions."""
    holder, options = weekend.people[HOLDER], weekend["PerpetualOptions"]
    weekend.buy("0.3", is_call=True)
    weekend.wait_until(MONDAY)
    weekend.publish_all(BTC_ON_SUNDAY)
    options.settle(holder, ready, weekend.as_("keeper"))
    options.close(holder, ready, wad("0.5"), 0, weekend.now + 60, weekend.as_(HOLDER))
    second = hex(int(holder.address, 16) ^ 1)
    options.movePosition(holder, second, ready, wad("0.1"), weekend.as_(HOLDER))
    one = worker(weekend, url, ("calendar",))

    one.round()
    one.close()

    assert_is_known(weekend, url)


def sent(key=KEEPER):
    """How many transactions a keeper has sent."""
    return web3.eth.get_transaction_count(key.address)


def rounds(world, url, *roles, count=1, **options):
    """A worker starts, does some rounds, and stops. How many transactions it sent."""
    before = sent(options.get("key", KEEPER))
    one = worker(world, url, roles, **options)
    for _ in range(count):
        one.round()
    one.close()
    return sent(options.get("key", KEEPER)) - before


@pytest.fixture
def under_water(weekend, ready):
    """It is Monday, ACME has opened at an eighth of its price, and the keeper has USDC to buy it with."""
    weekend.usdc.mint(KEEPER.address, 100_000 * USDC, weekend.as_("stranger"))
    weekend.people["deployer"].transfer(KEEPER.address, 10**18)
    one = worker(weekend, "sqlite://", ("calendar",))
    usdc, vault = weekend.asset_ids["USDC"], weekend.vault
    one.desk.contracts.send("Token", "approve", vault.address, 2**255, at=weekend.usdc.address)
    one.desk.contracts.send("CollateralVault", "deposit", usdc, KEEPER.address, 100_000 * USDC)
    one.close()
    weekend.wait_until(MONDAY)
    weekend.publish_all("68000", acme="1.00")


def test_an_account_under_water_is_marked_and_liquidated_and_then_left_alone(weekend, under_water, url):
    holder, collateral = weekend.people[HOLDER], weekend.balance(HOLDER, "ACME")
    assert rounds(weekend, url, "liquidations") == 1
    assert weekend["Liquidation"].markedAt(holder) == weekend.now

    assert rounds(weekend, url, "liquidations") == 1

    assert weekend["PerpetualOptions"].positionsOf(holder) == ()
    assert weekend.balance(HOLDER, "ACME") < collateral
    assert int(weekend.vault.balanceOf(KEEPER.address, weekend.asset_ids["ACME"])) > 0
    assert weekend["Liquidation"].markedAt(holder) == 0
    assert rounds(weekend, url, "liquidations", count=2) == 0
    assert_is_known(weekend, url)


def test_a_sale_waits_until_it_is_worth_it(weekend, under_water, url):
    """The option goes at once, which needs no money. The tokens are left until their discount pays for the gas."""
    holder, collateral = weekend.people[HOLDER], weekend.balance(HOLDER, "ACME")
    dear = Limits(least_profit=200, ether_usd=2_500)
    weekend["Liquidation"].mark(holder, weekend.as_("keeper"))
    weekend["Liquidation"].liquidate(
        holder,
        weekend.people["stranger"],
        [(weekend["PerpetualOptions"].positionsOf(holder)[0], 2**256 - 1)],
        [],
        weekend.as_("stranger"),
    )

    assert rounds(weekend, url, "liquidations", limits=dear) == 0
    weekend.wait_until(MONDAY + HOUR)
    assert rounds(weekend, url, "liquidations", limits=dear) == 1

    assert weekend.balance(HOLDER, "ACME") < collateral


def test_a_mark_ends_when_the_account_covers_its_debts_again(weekend, under_water, url):
    holder = weekend.people[HOLDER]
    weekend["Liquidation"].mark(holder, weekend.as_("keeper"))
    weekend.publish_all("68000", acme="8.40")

    assert rounds(weekend, url, "liquidations") == 1

    assert weekend["Liquidation"].markedAt(holder) == 0


def test_the_scan_has_the_health_that_the_chain_has_at_any_price(weekend, ready, url):
    """One worker from Monday's bell on: after each price, it computes anew whom that touches."""
    holder = weekend.people[HOLDER].address
    weekend.wait_until(MONDAY)
    weekend.publish_all(BTC_ON_SUNDAY)
    one, seen = worker(weekend, url, ("liquidations",), is_dry=True), set()
    for acme in ("8.40", "4.00", "1.00", "0.50", "6.00"):
        weekend.publish_all(BTC_ON_SUNDAY, acme=acme)
        one.round()
        collateral, debt = weekend.health(HOLDER)
        rows = [row for row, address in enumerate(one.desk.book.addresses) if address == holder.lower()]
        assert one.desk.book.scan.margins(rows)[0] == pytest.approx((collateral - debt) / 10**22, rel=1e-4, abs=1e-3)
        assert (holder.lower() in one.desk.book.flagged()) is (collateral < debt)
        seen.add(collateral < debt)
    one.close()
    assert seen == {True, False}


def test_a_node_that_drops_answers_is_asked_again(weekend, under_water, url):
    with between(web3.provider.endpoint_uri, every(5, DROP)) as bad:
        assert rounds(weekend, url, "liquidations", node=bad) == 1
    assert weekend["Liquidation"].markedAt(weekend.people[HOLDER]) > 0


def test_two_hours_of_chaos_end_as_two_quiet_hours_do(weekend, ready, tmp_path):
    """But for interest and funding on the delay: what is owed in USDC, and what the lenders and the pool have of it."""
    pool, provider = weekend.usdc_options, weekend.people["liquidity_provider"]
    pool.requestRedeem(10**11, provider, provider, weekend.as_("liquidity_provider"))
    weekend.wait_until(MONDAY)
    state, deployed = dump(web3.provider.endpoint_uri, tmp_path / "monday.json"), deployment(weekend.protocol)
    keys = [KEEPER, OTHER_KEEPER, Keys.from_key(keccak(text="a third keeper's key"))]
    ends = []
    for number, happens in enumerate((chaos.quiet, lambda fleet: chaos.chaotic(fleet, tmp_path))):
        node = OwnNode(tmp_path)
        node.start(state)
        try:
            fleet = chaos.Fleet(node, deployed, dict(PRICES), f"sqlite:///{tmp_path / str(number)}.db", keys)
            happens(fleet)
            node.wait_until(MONDAY + 2 * HOUR)
            fleet.rounds(1, ("prices",), key=1)
            ends.append(chaos.end_of(fleet, weekend, HOLDER))
        finally:
            node.stop()

    (still, amounts), (shaken, other_amounts) = ends
    assert still == shaken
    assert (still["positions"], still["marked"], still["queued"]) == ([], 0, 0)
    # For two hours at most: 60 % a year on the debt, and on the options 5 % of the notional a week.
    most = 12_000 * USDC * 0.6 * 2 / 8_760 + 1.5 * 61_000 * USDC * 0.05 * 2 / 168
    assert amounts.keys() == other_amounts.keys()
    assert all(abs(amount - other_amounts[name]) <= most for name, amount in amounts.items())
    assert amounts != other_amounts  # or there was no delay


def test_nothing_is_sent_in_a_dry_run_or_while_gas_is_too_dear(weekend, under_water, url):
    dear = Limits(least_profit=0, most_gas_gwei=0.0, ether_usd=2_500)
    assert rounds(weekend, url, "liquidations", is_dry=True) == 0
    assert rounds(weekend, url, "liquidations", limits=dear) == 0
    assert weekend["Liquidation"].markedAt(weekend.people[HOLDER]) == 0


@pytest.mark.parametrize("url", ["sqlite", "postgresql"], indirect=True)
def test_a_worker_killed_before_sending_does_it_neither_twice_nor_never(weekend, under_water, url):
    """It dies with a signed mark in its hand. Another, with another key, sends those very bytes, and no others."""
    holder = weekend.people[HOLDER]
    dead = worker(weekend, url, ("liquidations",), name="dead")
    record = dead.outbox.record

    def die(*arguments):
        record(*arguments)
        raise Killed

    dead.outbox.record = die
    with pytest.raises(Killed):
        dead.round()
    assert weekend["Liquidation"].markedAt(holder) == 0
    with dead.store.engine.begin() as connection:  # a minute passes, after which its leases are over
        for table in (LEASES, WORKERS):
            connection.execute(table.update().values(until=0))
    dead.store.close()

    other = worker(weekend, url, ("liquidations",), name="other", key=OTHER_KEEPER)
    before = sent()
    other.round()
    assert weekend["Liquidation"].markedAt(holder) > 0
    other.round()

    assert sent() - before == 1
    with other.store.engine.begin() as connection:
        marks = connection.execute(OUTBOX.select().where(OUTBOX.c.job.startswith("mark "))).all()
    assert [(row.sender, row.state) for row in marks] == [(KEEPER.address, "mined")]
    other.close()


def test_funding_is_collected_once_its_reward_pays_for_the_gas(weekend, ready, url):
    weekend.usdc.mint(weekend.people[HOLDER], 10_000 * USDC, weekend.as_("stranger"))
    weekend.deposit(HOLDER, "USDC", 10_000)
    dear = Limits(least_profit=1, ether_usd=2_500)
    assert rounds(weekend, url, "funding", limits=dear) == 0

    weekend.wait_until(SUNDAY + 48 * HOUR)

    assert rounds(weekend, url, "funding", limits=dear) == 1
    assert rounds(weekend, url, "funding", limits=dear) == 0
    assert_is_known(weekend, url)


def test_prices_are_brought_when_they_are_old_and_no_others(weekend, url):
    """On Sunday bitcoin and the dollar trade, and the stocks do not."""
    weekend.wait_until(SUNDAY + HOUR)
    assert rounds(weekend, url, "prices", prices=PRICES) == 3  # a refresh of both, and a sample of each market
    observed = {
        symbol: int(weekend["PriceOracle"].observationOf(id_)["observedAt"])
        for symbol, id_ in weekend.asset_ids.items()
    }
    assert {symbol for symbol, at in observed.items() if weekend.now - at < 60} == {"BTC", "USDC"}
    assert rounds(weekend, url, "prices", prices=PRICES) == 0


def test_an_epoch_is_settled_a_day_after_the_last(weekend, ready, url):
    pool, provider = weekend.usdc_options, weekend.people["liquidity_provider"]
    pool.requestRedeem(10**11, provider, provider, weekend.as_("liquidity_provider"))
    weekend.wait_until(MONDAY + 24 * HOUR)

    assert rounds(weekend, url, "epochs", prices=PRICES) == 1

    assert pool.queue()["queuedShares"] == 0
    assert rounds(weekend, url, "epochs", prices=PRICES) == 0


def test_what_blocks_did_that_left_the_chain_is_undone(weekend, ready, url):
    """Five blocks go, and six others come: a deposit is smaller, and a close never was."""
    holder, options = weekend.people[HOLDER], weekend["PerpetualOptions"]
    weekend.usdc.mint(holder, 1_000 * USDC, weekend.as_("stranger"))
    rounds(weekend, url, "calendar")
    fork = web3.provider.make_request("evm_snapshot", [])["result"]
    weekend.deposit(HOLDER, "USDC", 500)
    options.close(holder, ready, wad("0.5"), 0, weekend.now + 60, weekend.as_(HOLDER))
    chain.mine(2)
    rounds(weekend, url, "calendar")
    assert_is_known(weekend, url)

    web3.provider.make_request("evm_revert", [fork])
    weekend.deposit(HOLDER, "USDC", 400)
    chain.mine(5)
    one = worker(weekend, url, ("calendar",))
    one.round()

    assert one.metrics.registry.get_sample_value("evershare_keeper_undone_blocks_total") >= 4
    one.close()
    assert_is_known(weekend, url)


def test_the_command_runs_once_and_says_what_is_wrong(weekend, under_water, tmp_path):
    shell = Shell(tmp_path, weekend.protocol)
    database = ("--database", f"sqlite:///{tmp_path / 'command.db'}")
    done = shell.run("keeper", "run", "--once", "--dry-run", "--roles", "liquidations", *database)
    assert '"outcome": "dry run"' in done.stderr

    keystore = shell.keystore(KEEPER, "keeper.json")
    shell.run("keeper", "run", "--once", "--roles", "liquidations", "--keystore", keystore, *database)

    assert weekend["Liquidation"].markedAt(weekend.people[HOLDER]) > 0
    assert "this needs a key to sign with" in shell.error("keeper", "run", "--once", *database)
