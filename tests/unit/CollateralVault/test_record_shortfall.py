"""Tokens that went missing: measured, shared pro rata, and restored."""

import pytest

from evershare.localnet import wad
from evershare.risk import Tier
from tests.support.credit import USDC
from tests.support.ledger import SUPPLY, sub_account

WAD = 10**18


@pytest.fixture(scope="module")
def shrinking(ledger):
    """A token of which the trader has 600 in the ledger and the second trader 400."""
    token = ledger.list_token("MockShrinkingToken")
    ledger.deposit("trader", token, 600)
    ledger.deposit("second_trader", token, 400)
    return token


def shrink(ledger, token, amount):
    token.shrink(ledger.vault, amount, ledger.as_("stranger"))


def record(ledger, token):
    return ledger.vault.recordShortfall(ledger.asset_ids[token], ledger.as_("stranger"))


def test_reverts_for_an_unlisted_asset(ledger, token):
    with ledger.refuses("UnlistedAsset", 99):
        ledger.vault.recordShortfall(99, ledger.as_("stranger"))


def test_nothing_is_taken_in_while_tokens_are_missing(ledger, shrinking):
    asset_id = ledger.asset_ids[shrinking]
    shrink(ledger, shrinking, 1)
    record(ledger, shrinking)

    assert ledger.vault.depositRoomOf(asset_id) == 0
    with ledger.refuses("UnlistedAsset", 99):
        ledger.vault.depositRoomOf(99)


def test_nothing_missing_changes_nothing(ledger, shrinking):
    """A2: what was given to the ledger covers what is missing."""
    shrinking.transfer(ledger.vault, 300, ledger.as_("liquidity_provider"))
    shrink(ledger, shrinking, 300)

    assert record(ledger, shrinking).return_value == WAD
    ledger.deposit("trader", shrinking, 1)


def test_records_what_is_missing(ledger, shrinking):
    shrink(ledger, shrinking, 300)

    recording = record(ledger, shrinking)

    assert recording.return_value == ledger.vault.payoutFactorOf(ledger.asset_ids[shrinking]) == 7 * WAD // 10
    assert dict(recording.events["ShortfallRecorded"]) == {
        "assetId": ledger.asset_ids[shrinking],
        "held": 700,
        "totalBalance": 1_000,
        "payoutFactor": 7 * WAD // 10,
    }


def test_rounds_what_is_left_of_each_token_down(ledger, shrinking):
    ledger.withdraw("second_trader", shrinking, 100)
    shrink(ledger, shrinking, 300)

    assert record(ledger, shrinking).return_value == 600 * WAD // 900


def test_stops_what_adds_risk(ledger, shrinking, people):
    shrink(ledger, shrinking, 300)
    record(ledger, shrinking)
    asset_id, trader, module = ledger.asset_ids[shrinking], people["trader"], people["module"]
    refusal = ("AssetShort", asset_id, 7 * WAD // 10)

    with ledger.refuses(*refusal):
        ledger.deposit("trader", shrinking, 1)
    with ledger.refuses(*refusal):
        ledger.vault.charge(asset_id, trader, module, 1, module, 0, False, ledger.as_("module"))


def test_what_does_not_add_risk_goes_on(ledger, shrinking, people):
    shrink(ledger, shrinking, 300)
    record(ledger, shrinking)
    asset_id, trader, module = ledger.asset_ids[shrinking], people["trader"], people["module"]

    ledger.transfer("trader", shrinking, 100, sub_account(trader, 1))
    ledger.vault.collect(asset_id, trader, module, 100, module, 0, ledger.as_("module"))
    ledger.vault.moveWithFee(asset_id, module, trader, 50, module, 1, False, ledger.as_("module"))

    assert ledger.balance("trader", shrinking) == 450


def test_everybody_is_paid_the_same_part_whoever_comes_first(ledger, shrinking, people):
    """A1 in between: what is left always pays the others."""
    shrink(ledger, shrinking, 300)
    record(ledger, shrinking)

    first = ledger.withdraw("trader", shrinking, 600)
    ledger.withdraw("second_trader", shrinking, 400)

    assert shrinking.balanceOf(people["trader"]) == SUPPLY - 600 + 420
    assert shrinking.balanceOf(people["second_trader"]) == SUPPLY - 400 + 280
    assert ledger.total(shrinking) == ledger.held(shrinking) == 0
    assert first.events["Withdrawn"]["amount"] == 600
    assert dict(first.events["ShortfallShared"]) == {
        "assetId": ledger.asset_ids[shrinking],
        "receiver": people["trader"],
        "amount": 600,
        "paid": 420,
    }


@pytest.mark.parametrize("amount", [1, 2, 7, 399])
def test_rounding_is_for_those_who_stay(ledger, shrinking, people, amount):
    """V7."""
    shrink(ledger, shrinking, 301)
    record(ledger, shrinking)

    ledger.withdraw("trader", shrinking, amount)

    assert shrinking.balanceOf(people["trader"]) == SUPPLY - 600 + amount * 699 // 1_000
    assert ledger.held(shrinking) * 1_000 >= ledger.total(shrinking) * 699


def test_a_second_loss_is_shared_by_who_is_left(ledger, shrinking, people):
    shrink(ledger, shrinking, 500)
    record(ledger, shrinking)
    ledger.withdraw("second_trader", shrinking, 400)
    shrink(ledger, shrinking, 150)

    record(ledger, shrinking)
    ledger.withdraw("trader", shrinking, 600)

    assert shrinking.balanceOf(people["trader"]) == SUPPLY - 600 + 150


def test_all_of_it_gone_pays_nothing_and_blocks_nobody(ledger, shrinking):
    shrink(ledger, shrinking, 1_000)

    assert record(ledger, shrinking).return_value == 0
    ledger.withdraw("trader", shrinking, 600)

    assert ledger.total(shrinking) == 400


@pytest.mark.parametrize("extra", [0, 50])
def test_recovery_restores_and_gives_nobody_more(ledger, shrinking, people, extra):
    shrink(ledger, shrinking, 300)
    record(ledger, shrinking)
    shrinking.mint(ledger.vault, 300 + extra, ledger.as_("stranger"))

    assert record(ledger, shrinking).return_value == WAD

    ledger.deposit("trader", shrinking, 1)
    ledger.withdraw("trader", shrinking, 601)
    assert shrinking.balanceOf(people["trader"]) == SUPPLY
    assert ledger.held(shrinking) == 400 + extra


def test_is_refused_in_the_middle_of_a_transfer(ledger):
    """Where a token's own balances may be half written."""
    token = ledger.list_token("MockHookToken")
    ledger.deposit("trader", token, 100)
    call = ledger.vault.recordShortfall.encode_input(ledger.asset_ids[token])
    token.armHook(ledger.vault, call, True, ledger.as_("stranger"))

    ledger.deposit("trader", token, 10)

    assert token.hookRan()
    assert not token.hookSucceeded()
    assert ledger.vault.payoutFactorOf(ledger.asset_ids[token]) == WAD


def test_only_the_ledger_tells_the_risk_engine(credit):
    for role in ("governor", "risk", "stranger"):
        with credit.refuses("NotNamedLedger", credit.people[role]):
            credit.risk_engine.setShort(credit.asset_ids["TSLA"], True, credit.as_(role))


def test_a_short_asset_counts_for_maintenance_as_far_as_it_pays(credit):
    """And not at all for new risk; nobody borrows it."""
    symbol, trader = "SHRINK", credit.people["trader"]
    token = credit.people["deployer"].deploy(credit.project["MockShrinkingToken"])
    credit.list_token(symbol, token, drift_bps=1)
    credit.publish_confirmed_prices({symbol: "1"})
    credit.set_tier(symbol, Tier.STABLE)
    credit.create_lending_pool(symbol, 100)
    token.mint(trader, wad(10_000))
    credit.withdraw("trader", wad(300), "TSLA")
    credit.deposit("trader", symbol, 10_000)
    credit.borrow("trader", 5_000 * USDC)
    credit.withdraw("trader", 5_000 * USDC)
    before = credit.risk_engine.maintenanceHealthOf(trader)[0]

    token.shrink(credit.vault, wad(2_000), credit.as_("stranger"))
    credit.vault.recordShortfall(credit.asset_ids[symbol], credit.as_("stranger"))

    assert credit.risk_engine.initialHealthOf(trader)[0] == 0
    assert credit.risk_engine.maintenanceHealthOf(trader)[0] == before * 8 // 10
    with credit.refuses("AssetShort", credit.asset_ids[symbol], 8 * WAD // 10):
        credit.borrow("trader", 1, symbol)
    credit.publish()
    token.mint(credit.vault, wad(2_000))
    credit.vault.recordShortfall(credit.asset_ids[symbol], credit.as_("stranger"))
    assert credit.risk_engine.maintenanceHealthOf(trader)[0] == before
