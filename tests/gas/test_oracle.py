"""Pulling one signed price."""

from evershare.localnet import PYTH_UPDATE_FEE, feed_id
from evershare.oracle import pyth_update


def test_refresh_of_one_price(world, gas_snapshot):
    """The oracle's whole transaction, less what the same update costs when it goes straight to Pyth."""
    sender = {**world.as_("keeper"), "value": PYTH_UPDATE_FEE}
    direct = world.pyth.updatePriceFeeds([pyth_update(feed_id("BTC"), "64100", world.now, 0)], sender)
    refreshed = world.publish_prices({"BTC": "64200"})

    gas_snapshot("refresh one price, beyond its source's own cost", refreshed.gas_used - direct.gas_used)
