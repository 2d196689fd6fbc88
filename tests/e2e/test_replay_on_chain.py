"""A replay with jumps, liquidations that leave bad debt and empty margins: the chain agrees with the model."""

from dataclasses import replace

import pytest
from brownie import project

from evershare.errors import InvalidInput, ModelDiffers
from evershare.history import HOUR, read_round_the_clock, read_stock
from evershare.model.health import VOLATILE
from evershare.replay.engine import Replay
from evershare.replay.onchain.compare import Compared
from evershare.replay.onchain.run import MOST_APART, SCENARIO, agreement, for_chain, mirrored, require_short
from evershare.replay.scenario import USD, USDC, Keepers, Loans, Options, Pool, Scenario, Stock
from tests.support.prices import BELL, DAY, FIRST_DAY, round_the_clock, sessions, write_bars

WILD = Scenario(
    stocks=(Stock("TSLA", VOLATILE, 187),),
    loans=Loans(long_accounts=2, short_accounts=2, days=2, wait_days=1),
    options=Options(
        buyers=4,
        days=1,
        margin_percent=(0, 15),
        hasty_percent=50,
        pools=(Pool("TSLA", 200_000, ("BTC", USD)), Pool(USDC, 200_000, ("BTC", "TSLA"))),
    ),
    keepers=Keepers(outage_hours=3),
)


@pytest.fixture
def histories(tmp_path):
    """The stock more than doubles at the second open, and falls by nearly half at the third."""
    bars = sessions([200.0, 420.0, 215.0, 216.0])
    moving = [(at, price * (1 + at % 7 / 1_000), price * (1 + at % 11 / 1_000)) for at, price, _ in bars]
    write_bars(tmp_path, "TSLA", moving)  # the same price twice would be no news
    write_bars(tmp_path, "BTC", round_the_clock(4, lambda hour: 25_000 * (1 + hour % 11 / 150)))
    return {"TSLA": read_stock(tmp_path, "TSLA"), "BTC": read_round_the_clock(tmp_path, "BTC")}


def test_every_balance_agrees_to_a_billionth(histories, accounts, chain):
    start = FIRST_DAY + BELL
    replay = Replay(histories, for_chain(WILD), start, start + 2 * DAY + HOUR)
    with mirrored(replay, histories, project.get_loaded_projects()[0], accounts, chain) as mirror:
        for _ in replay.run(mirror):
            pass

    found = agreement(mirror)
    assert found["most_apart"] <= MOST_APART
    assert found["compared"] > 100
    loans, options = replay.lending.total, replay.trading.figures.values()
    assert loans.liquidations >= 2
    assert loans.lender_loss_usd > 0
    assert sum(figures.opened for figures in options) > 4
    assert sum(figures.payouts_usd for figures in options) > 0
    assert all(pool.rewards > 0 for pool in replay.trading.pools.values())


def test_what_is_further_apart_is_named():
    class Disagreeing:
        compared = (Compared("a", 10**12, 10**12 + 1), Compared("buyer 3: balance", 1_000, 1_001))

    with pytest.raises(
        ModelDiffers, match=r"^buyer 3: balance: the model has 1000, the chain 1001, 1.0e-03 of it apart"
    ):
        agreement(Disagreeing())


def test_a_chain_replays_few_accounts_and_days():
    many = replace(SCENARIO, options=replace(SCENARIO.options, buyers=300))
    with pytest.raises(InvalidInput, match=r"^a chain replays at most 250 accounts, not 312: name fewer in --config$"):
        for_chain(many)
    with pytest.raises(InvalidInput, match=r"^a chain replays at most 7 days: name them with --start and --end$"):
        require_short(0, 7 * DAY + 1)
    require_short(0, 7 * DAY)
    assert for_chain(SCENARIO).loans.wants_bps == 0
