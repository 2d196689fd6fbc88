"""PerpetualOptions.open and close through a front end, and claimIntegratorFees"""

import pytest

from evershare.localnet import wad
from tests.support.reverts import reverts

NO_LIMIT = wad(10**6)


@pytest.fixture
def front_end(world):
    return world.people["market_maker"]


@pytest.fixture(autouse=True)
def fresh(world):
    world.refresh()


def open_through(world, front_end, fee_bps, most=NO_LIMIT):
    trader = world.people["trader"]
    return world["PerpetualOptions"].open(
        world.terms(), trader, wad("0.5"), most, world.now + 60, (front_end, fee_bps), {"from": trader}
    )


def close_through(world, front_end, fee_bps):
    trader, series = world.people["trader"], world.series_id()
    return world["PerpetualOptions"].close(
        trader, series, wad("0.5"), 0, world.now + 60, (front_end, fee_bps), {"from": trader}
    )


def test_more_than_a_tenth_of_the_fee(world, front_end, put):
    world.refresh()
    with reverts("IntegratorFeeTooHigh", 1_001, 1_000):
        open_through(world, front_end, 1_001)
    with reverts("IntegratorFeeTooHigh", 1_001, 1_000):
        close_through(world, front_end, 1_001)


def test_the_limit_on_the_premium_includes_it(world, lens, front_end):
    quote = lens.quoteOpen(world.terms(), wad("0.5"), 1_000, block_identifier="pending")
    with reverts("PremiumAboveMaximum", quote["net"], quote["net"] - 1):
        open_through(world, front_end, 1_000, most=quote["net"] - 1)


def test_someone_elses_account(world, options, front_end, trader):
    stranger = world.people["stranger"]
    for account in (trader, world.pool):
        with reverts("NotAuthorised", account, stranger):
            options.claimIntegratorFees(world.asset_ids["TSLA"], account, {"from": stranger})


def test_it_is_shown_in_the_quote_and_comes_on_top(world, options, lens, front_end, trader):
    vault, tsla = world["CollateralVault"], world.asset_ids["TSLA"]
    plain = world.quote_open()
    quote = lens.quoteOpen(world.terms(), wad("0.5"), 1_000, block_identifier="pending")
    assert quote["integratorFee"] == plain["fee"] // 10 > 0
    assert quote["net"] == plain["net"] + quote["integratorFee"]
    balance = vault.balanceOf(trader, tsla)

    opened = open_through(world, front_end, 1_000)

    assert opened.return_value[1] == balance - vault.balanceOf(trader, tsla) == quote["net"]
    charged = opened.events["IntegratorFeeCharged"]
    assert (charged["integrator"], charged["assetId"], charged["amount"]) == (front_end, tsla, quote["integratorFee"])
    assert options.integratorFeesOf(front_end, tsla) == quote["integratorFee"]


def test_a_close_pays_it_out_of_the_payout(world, options, lens, front_end, put, trader):
    world.refresh()
    plain = world.quote_close(put)
    quote = lens.quoteClose(trader, put, wad("0.5"), 500, block_identifier="pending")
    assert quote["net"] == plain["net"] - plain["fee"] // 20
    assert close_through(world, front_end, 500).return_value == quote["net"]


def test_it_is_claimed_into_an_account_and_never_distributed(world, options, front_end):
    vault, tsla = world["CollateralVault"], world.asset_ids["TSLA"]
    opened = open_through(world, front_end, 1_000)
    earned, fee = opened.events["IntegratorFeeCharged"]["amount"], opened.events["Opened"]["fee"]
    options.distributeFees(tsla, world.as_("stranger"))
    assert vault.balanceOf(options, tsla) == earned
    assert (
        vault.balanceOf(world.people["treasury"], tsla) + vault.balanceOf(world.people["insurance"], tsla) == fee // 2
    )

    claimed = options.claimIntegratorFees(tsla, front_end, {"from": front_end})

    assert claimed.return_value == vault.balanceOf(front_end, tsla) == earned
    told = claimed.events["IntegratorFeesClaimed"]
    assert (told["integrator"], told["account"], told["amount"]) == (front_end, front_end, earned)
    assert options.claimIntegratorFees(tsla, front_end, {"from": front_end}).return_value == 0
