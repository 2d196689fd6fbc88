"""250 stocks listed and accepted as margin: each for the gas of the first, actions cost what they cost with one, and an
account with many works."""

from collections import defaultdict

from brownie import chain, history

from evershare.listing import read_facts
from evershare.localnet import wad
from evershare.risk import Tier
from tests.support import gas
from tests.support.credit import USDC
from tests.support.ruin import COLLATERALS, HELD, HOLDER, liquidate, ruin
from tests.support.weekend import BTC_ON_SUNDAY, HOUR, SUNDAY, weekend

__all__ = ["weekend"]

STOCKS = 250


def costs(weekend):
    """Gas of a deposit, a loan and an option bought on credit, at a fixed time, after which all is undone."""
    chain.snapshot()
    weekend.wait_until(SUNDAY + 6 * HOUR)
    weekend.publish_around_the_clock(BTC_ON_SUNDAY)
    weekend.let_borrow()
    weekend.tokens["ACME"].transfer(weekend.people[HOLDER], wad(10), weekend.as_("authorised_participant"))
    actions = [weekend.deposit(HOLDER, "ACME", 10), weekend.borrow(HOLDER, 100 * USDC), weekend.buy("1")]
    chain.revert()
    return [action.gas_used for action in actions]


def listing_costs(tokens, transactions):
    """Gas of listings without their inputs: all that were found, by the slots that the name takes beside its own."""
    found = defaultdict(set)
    for token, transaction in zip(tokens, transactions, strict=True):
        length = len(token.name().encode())
        found[-(-length // 32) if length > 31 else 0].add(gas.without_input(transaction))
    return found


def test_250_stocks(weekend):
    alone = costs(weekend)
    lister, listed, before = weekend.lister(), [], len(history)
    for stock in read_facts():
        if stock.symbol in weekend.tokens:
            continue
        lister.list_one(stock)
        weekend.set_tier(stock.symbol, Tier.MEGA_CAP)
        listed.append(stock.symbol)
    assert len(listed) >= STOCKS - 1  # TSLA was there before

    listings = [transaction for transaction in list(history)[before:] if transaction.fn_name == "listStock"]
    for used in listing_costs([weekend.tokens[symbol] for symbol in listed], listings).values():
        assert len(used) == 1

    assert costs(weekend) == alone

    held = listed[-COLLATERALS:]
    for symbol in held:
        weekend.attest(symbol, 10 * HELD)
        weekend.issue(symbol, HELD, HOLDER)
    ruin(weekend, held)
    assert liquidate(weekend, held).gas_used < gas.targets()["full liquidation, 16 assets and 16 positions"]
