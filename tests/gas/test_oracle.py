"""Pulling one signed price."""

import pytest

from evershare.localnet import PYTH_UPDATE_FEE, feed_id
from evershare.oracle import pyth_update

SYMBOLS = ("BTC", "ETH")


@pytest.fixture
def publish(world):
    """Publishes a new price of each asset straight to Pyth."""
    world.list_price("ETH", drift_bps=320)

    def publish(price):
        updates = [pyth_update(feed_id(symbol), price, world.now, 0) for symbol in SYMBOLS]
        world.pyth.updatePriceFeeds(updates, {**world.as_("keeper"), "value": len(updates) * PYTH_UPDATE_FEE})

    return publish


def test_refresh_of_one_price(world, publish, gas_snapshot, SourceReaderMock):
    """One price more, less what reading one more costs a contract that does nothing else. A transaction
    with one price costs about a thousand more."""
    keeper = world.as_("keeper")
    reader = SourceReaderMock.deploy(keeper)
    oracle, source = world["PriceOracle"], world["PythSource"]

    def gas_of(count):
        symbols = SYMBOLS[:count]
        refreshed = oracle.refresh([world.asset_ids[symbol] for symbol in symbols], [], keeper)
        assert [event.name for event in refreshed.events] == ["PriceObserved"] * count
        return refreshed.gas_used - reader.read(source, [feed_id(symbol) for symbol in symbols], keeper).gas_used

    publish("64000")
    gas_of(2)
    publish("64100")
    one = gas_of(1)
    publish("64200")

    gas_snapshot("refresh one price, beyond its source's own cost", gas_of(2) - one)
