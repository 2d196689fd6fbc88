"""A signed order for 0.1 BTC, with fresh prices, in a series with positions. Its group is new, and its account has a
position in another series.

A single one is a private pool's quote that a trader takes. In a batch, each is a limit order of another account, filled
by a quote: two signatures each."""

import pytest

from evershare.localnet import wad
from tests.support.ledger import sub_account
from tests.support.orders import YEAR, OrderDesk

SIZE = "0.1"
GAS_PER_FILL = 1_000_000


@pytest.fixture(scope="module")
def accounts_of_trader(world, desk):
    """Five more accounts of the trader, each with tokens and an option of the public pool."""
    vault, trader = world["CollateralVault"], {"from": desk.trader}
    accounts = [sub_account(desk.trader, number) for number in range(1, 6)]
    world.refresh()
    for account in accounts:
        vault.transfer(world.asset_ids["TSLA"], desk.trader, account, wad(20), trader)
        vault.setOperator(account, desk.trader_signer.address, world.now + YEAR, trader)
        world.refresh()
        world["PerpetualOptions"].open(world.terms(is_call=True), account, wad(SIZE), wad(10), world.now + YEAR, trader)
    return accounts


@pytest.fixture(scope="module")
def desk(world, module_isolation):
    """Somebody has a position in the series that is traded, and has filled the first of the maker's quotes."""
    desk = OrderDesk(world)
    world.refresh()
    world.open("trader", SIZE, is_call=True)
    world.refresh()
    desk.take(desk.quote(), SIZE, role="second_trader")
    return desk


def test_a_single_one(world, desk, gas_snapshot):
    world.refresh()
    quote = desk.quote(group=2)
    gas_snapshot("signed order, single", desk.take(quote, SIZE).gas_used)


def test_each_further_in_a_batch(world, desk, accounts_of_trader, gas_snapshot):
    """By how much three cost more than two, all of accounts and groups that have traded alike."""
    part = desk.part(desk.quote(size=wad(1)), SIZE)
    fillings = [
        desk.filling(desk.order(account=account, size=wad(SIZE), group=number), part)
        for number, account in enumerate(accounts_of_trader, start=10)
    ]
    used = []
    for some in (fillings[:2], fillings[2:]):
        world.refresh()
        batch = desk.orders.fillBatch(some, GAS_PER_FILL, world.as_("keeper"))
        assert tuple(batch.return_value) == (True,) * len(some)
        used.append(batch.gas_used)

    gas_snapshot("signed order, each further in a batch", used[1] - used[0])
