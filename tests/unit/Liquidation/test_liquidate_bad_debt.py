"""Liquidation.liquidate: when nothing but dust is left, the insurance pays, and then the lenders do"""

import pytest

from tests.support.oracle import SATURDAY
from tests.support.reverts import reverts


@pytest.fixture
def ruined(credit, loan):
    """TSLA is at 60 USD: what secured 8,000 is worth 6,000. The trader is marked, and withdrawals wait."""
    credit.price("TSLA", 60)
    credit.mark()


def test_the_lenders_lose_what_the_sale_does_not_bring(credit, ruined):
    assets = credit.pools["USDC"].totalAssets()

    done = credit.liquidate(credit.order("TSLA"))

    paid = done.events["CollateralSold"]["paid"]
    lost = credit.units("USDC", 8_000) - paid
    assert credit.holds("trader", "TSLA") == 0
    assert 5_800 * 10**6 < paid < 6_000 * 10**6
    assert dict(done.events["LossShared"]) == {"account": credit.account("trader"), "assets": lost}
    assert credit.pools["USDC"].totalLoss() == lost
    assert credit.pools["USDC"].totalAssets() == assets - lost
    assert credit.owes("trader", "USDC") == 0
    assert credit.vault.debtsOf(credit.people["trader"]) == ()
    assert credit.liquidation.markedAt(credit.people["trader"]) == 0
    assert credit.pools["USDC"].withdrawalsHeldUntil() == 0


def test_the_insurance_pays_before_the_lenders(credit, ruined):
    """Its balance first, then its shares in the pool, then everybody's shares; each with an event, in this order."""
    insurance = credit.people["insurance"]
    credit.fund("insurance", "USDC", 1_000)
    credit.tokens["USDC"].approve(credit.pools["USDC"], credit.units("USDC", 500), {"from": insurance})
    credit.pools["USDC"].deposit(credit.units("USDC", 500), insurance, {"from": insurance})

    done = credit.liquidate(credit.order("TSLA"))

    lost = credit.units("USDC", 8_000) - done.events["CollateralSold"]["paid"]
    assert done.events["InsuranceRepaid"]["amount"] == credit.units("USDC", 1_000)
    assert int(done.events["LossInsured"]["assets"]) == pytest.approx(credit.units("USDC", 500), abs=1)
    assert int(done.events["LossShared"]["assets"]) == pytest.approx(lost - credit.units("USDC", 1_500), abs=1)
    names = [event.name for event in done.events]
    steps = [names.index(name) for name in ("CollateralSold", "InsuranceRepaid", "LossInsured", "LossShared")]
    assert steps == sorted(steps)
    assert credit.holds("insurance", "USDC") == 0


def test_an_insurance_with_enough_leaves_the_lenders_whole(credit, ruined):
    credit.fund("insurance", "USDC", 5_000)
    price = credit.pools["USDC"].convertToAssets(10**12)

    done = credit.liquidate(credit.order("TSLA"))

    assert "DebtWrittenOff" not in done.events
    assert credit.pools["USDC"].convertToAssets(10**12) == price
    lost = credit.units("USDC", 8_000) - done.events["CollateralSold"]["paid"]
    assert credit.holds("insurance", "USDC") == credit.units("USDC", 5_000) - lost


def test_dust_goes_to_the_insurance(credit, ruined):
    """3 dollars of BTC that nobody ordered."""
    credit.fund("trader", "BTC", "0.00005")

    done = credit.liquidate(credit.order("TSLA"))

    assert dict(done.events["DustSwept"]) == {
        "account": credit.account("trader"),
        "assetId": credit.id("BTC"),
        "amount": 5_000,
    }
    assert credit.holds("insurance", "BTC") == 5_000
    assert credit.holds("trader", "BTC") == 0


def test_nothing_is_given_up_while_there_is_more_than_dust(credit, ruined):
    credit.fund("trader", "BTC", "0.001")

    done = credit.liquidate(credit.order("TSLA"))

    assert "DebtWrittenOff" not in done.events
    assert credit.owes("trader", "USDC") > 0
    assert credit.liquidation.markedAt(credit.people["trader"]) != 0
    assert credit.pools["USDC"].withdrawalsHeldUntil() != 0
    second = credit.liquidate(credit.order("BTC"))
    assert "DebtWrittenOff" in second.events


def test_a_token_without_a_price_stays_its_owners(credit, ruined):
    """It was no collateral, and does not keep the debts from ending."""
    key = "0x" + b"NEW".hex().ljust(64, "0")
    asset_id = credit.desk.list_asset(credit.desk.source(key=key), symbol=key)
    token = credit.create_token("MockToken", "New", "NEW", 18)
    credit.vault.listAsset(asset_id, token, credit.as_("governor"))
    credit.asset_ids[token] = asset_id
    credit.deposit("trader", token, 1_000)

    done = credit.liquidate(credit.order("TSLA"))

    assert "DebtWrittenOff" in done.events
    assert credit.balance("trader", token) == 1_000


def test_several_debts_end_together(credit, loan):
    credit.supply("NVDA", 1_000)
    credit.borrow("trader", "NVDA", 1)
    credit.withdraw("trader", credit.tokens["NVDA"], credit.holds("trader", "NVDA"))
    credit.price("TSLA", 60)
    credit.mark()

    done = credit.liquidate(credit.order("TSLA"))

    assert [event["assets"] for event in done.events if event.name == "LossShared"] == [
        credit.pools[symbol].totalLoss() for symbol in ("USDC", "NVDA")
    ]
    assert credit.vault.debtsOf(credit.people["trader"]) == ()


def test_lenders_cannot_leave_before_it(credit, ruined):
    provider = credit.people["liquidity_provider"]
    with reverts("WithdrawalsWait", credit.pools["USDC"].withdrawalsHeldUntil()):
        credit.pools["USDC"].redeem(10**12, provider, provider, {"from": provider})
    credit.liquidate(credit.order("TSLA"))
    credit.pools["USDC"].redeem(10**12, provider, provider, {"from": provider})


@pytest.mark.parametrize("trouble", ["paused", "denied"])
def test_trouble_with_a_token_stops_nobody(credit, loan, trouble):
    """Nothing leaves the ledger: the liquidator has what he bought, even on a Sunday, and takes it out when he can."""
    kind = {"paused": "MockPausableToken", "denied": "MockDenyListToken"}[trouble]
    token = credit.tokens["TSLA"]
    stopped = credit.list("SHAKY", 200, credit.factors["TSLA"], kind=kind)
    credit.fund("trader", "SHAKY", 100)
    credit.withdraw("trader", token, credit.holds("trader", "TSLA"))
    credit.price("SHAKY", 60)
    if trouble == "paused":
        stopped.setPaused(True, credit.as_("governor"))
    else:
        for role in ("trader", "liquidator"):
            stopped.deny(credit.people[role], True, credit.as_("governor"))
    credit.go_to(SATURDAY + 86_400)
    credit.price("SHAKY", 60)
    credit.mark()

    done = credit.liquidate(credit.order("SHAKY"))

    assert credit.holds("liquidator", "SHAKY") == done.events["CollateralSold"]["sold"] == credit.units("SHAKY", 100)
    assert credit.owes("trader", "USDC") == 0
