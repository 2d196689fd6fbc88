"""Trades at quoted prices, which modules of the ledger ask for: tests/unit/SignedOrders has them in full."""

import pytest

from evershare.localnet import wad
from tests.support.reverts import reverts

OFFER = (wad(10), 0, wad(1_000), 10_000)
NO_INTEGRATOR = ("0x" + "0" * 40, 0)


@pytest.mark.parametrize("function", ["openOffered", "closeOffered"])
def test_for_modules_alone(world, options, trader, function):
    """Not even for the account's owner, or the governor."""
    for caller in (trader, world.people["governor"]):
        with reverts("NotModule", caller):
            getattr(options, function)(world.terms(), trader, 1, wad(10), NO_INTEGRATOR, OFFER, {"from": caller})
