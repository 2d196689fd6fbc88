"""What issuing and holding a stock token costs."""

from evershare.localnet import wad


def test_transfer_to_a_holder(world, gas_snapshot):
    transfer = world.tokens["TSLA"].transfer(world.people["second_trader"], wad(1), world.as_("trader"))

    gas_snapshot("stock token transfer, warm", transfer.gas_used)


def test_issue_in_kind(world, gas_snapshot):
    gas_snapshot("issue in kind with proof of reserve", world.issue("TSLA", 10).gas_used)
