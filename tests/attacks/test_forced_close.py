"""Two accounts of one actor take opposite positions far out of the money; the forced close of one pays the other

As on Deri Protocol on 28 October 2022: accounts with 750 and 16 USDC of margin took turns in a far out-of-the-money
call, until they were long 100,192 and short 96,940 BTC. Funding and a lower price brought the first under its margin,
and its liquidation moved the mark below zero. In Deri's words, the maintenance margin failed to cover the loss due to
trading-caused mark price change.
https://deri-protocol.medium.com/the-detailed-process-of-the-2022-10-28-attack-on-deri-protocol-7eb5c2f3900e
https://deri-protocol.medium.com/post-mortem-of-the-2022-10-28-attack-on-deri-protocol-3eb4f1ecd49d
"""

import pytest

from evershare.localnet import wad
from evershare.model import nearest_strike
from tests.support.ledger import sub_account

DAY = 86_400
FOREVER = 2**40
LONG, SHORT = 1, 2
TURNS = 20
FAR = nearest_strike(150)  # a put at about half the index


@pytest.fixture
def skewed(VulnerableSkew, accounts):
    """An option worth 0.1 with a mark that each unit moves by 0.01; a margin of 0.05 and funding of 0.02 a day."""
    return accounts[0].deploy(VulnerableSkew, wad(1_000), wad("0.1"), wad("0.01"), wad("0.05"), wad("0.02"))


def test_the_skewed_market_pays(skewed, accounts, chain):
    by = {"from": accounts[1]}
    margins = {LONG: wad(5), SHORT: wad(5)}
    for account, margin in margins.items():
        skewed.addMargin(account, margin, by)
    for _ in range(TURNS):
        skewed.trade(LONG, wad(5), by)
        skewed.trade(SHORT, -wad(5), by)
    assert skewed.net() == 0

    chain.mine(timestamp=chain[-1].timestamp + 5 * DAY)
    skewed.payFunding(LONG, by)
    skewed.liquidate(LONG, by)
    assert skewed.mark() < 0
    skewed.trade(SHORT, wad(5) * TURNS, by)

    received = sum(skewed.withdraw(account, by).return_value for account in margins)
    gain = received - sum(margins.values())
    print(f"\ngain of the two accounts: {gain / wad(1):.2f} with {sum(margins.values()) / wad(1):.0f} of margin")
    assert gain > sum(margins.values())
    assert skewed.pool() == wad(1_000) - gain


def test_here_the_pool_gains(world, desk):
    """O3, O4: nobody is short of the pool and no trade moves a mark; who is forced out costs no one else."""
    vault, options, trader = desk.vault, world["PerpetualOptions"], world.people["trader"]
    first, second, by = sub_account(trader, 1), sub_account(trader, 2), world.as_("trader")
    for account in (first, second):
        vault.transfer(desk.asset_id, trader, account, wad(100), by)
    accounts, cash = (trader, first, second), world.pool.cash()
    before = sum(map(desk.balance, accounts))

    for turn in range(TURNS // 4):
        world.refresh(tsla=f"{227.5 + turn / 10**5:.6f}")
        for account in (first, second):
            options.open(world.terms(strike=FAR), account, wad(1), wad(100), FOREVER, by)
        series_id = world.series_id(strike=FAR)
        options.close(second, series_id, wad("0.5"), 0, FOREVER, by)
    vault.transfer(desk.asset_id, first, trader, desk.balance(first), by)
    held = options.positionOf(first, series_id)[0]

    desk.next_session()
    world.refresh(tsla="227.5001")
    options.settle(first, series_id, world.as_("keeper"))
    assert options.positionOf(first, series_id)[0] < held
    for account in (first, second):
        if size := options.positionOf(account, series_id)[0]:
            options.close(account, series_id, size, 0, FOREVER, by)

    gain = sum(map(desk.balance, accounts)) - before
    print(f"\ngain of the two accounts: {gain / wad(1):.4f}")
    assert gain < 0
    assert world.pool.cash() > cash
