import pytest

from evershare.localnet import wad
from tests.support.credit import DAY, USDC

DEPOSITS, BORROWING, OPENS = range(3)
PAUSE = 3 * DAY


def pause(credit, what, symbol="TSLA", role="guardian"):
    return credit.risk_engine.pause(credit.asset_ids[symbol], what, credit.as_(role))


@pytest.mark.parametrize("role", ["governor", "risk", "stranger"])
def test_reverts_for_anybody_but_the_guardian(credit, role):
    with credit.refuses("AccessManagedUnauthorized", credit.people[role]):
        pause(credit, DEPOSITS, role=role)


def test_reverts_for_an_asset_without_factors(credit):
    with credit.refuses("RiskAssetUnlisted", credit.asset_ids["BTC"]):
        pause(credit, BORROWING, "BTC")


@pytest.mark.parametrize("what", [DEPOSITS, BORROWING, OPENS])
def test_reverts_when_repeated_within_seven_days(credit, what):
    again_at = pause(credit, what).timestamp + 7 * DAY
    refusal = ("PauseRepeated", credit.asset_ids["TSLA"], what, again_at)

    with credit.refuses(*refusal):
        pause(credit, what)
    credit.wait_until(again_at - 10)
    with credit.refuses(*refusal):
        pause(credit, what)
    credit.wait_until(again_at)
    pause(credit, what)


def test_each_pause_is_its_own(credit):
    for what in (DEPOSITS, BORROWING, OPENS):
        pause(credit, what)
        pause(credit, what, "USDC")


def test_pauses_deposits_for_72_hours(credit):
    start = pause(credit, DEPOSITS)
    until = start.timestamp + PAUSE
    tsla, trader = credit.asset_ids["TSLA"], credit.people["trader"]

    with credit.refuses("DepositsPaused", tsla, until):
        credit.vault.deposit(tsla, trader, 1, credit.as_("trader"))
    credit.wait_until(until)
    credit.vault.deposit(tsla, trader, 1, credit.as_("trader"))

    assert dict(start.events["RiskIncreasePaused"]) == {"assetId": tsla, "what": DEPOSITS, "until": until}
    assert credit.risk_engine.pausedAt(tsla, DEPOSITS) == start.timestamp


def test_pauses_borrowing_for_72_hours(credit):
    until = pause(credit, BORROWING, "USDC").timestamp + PAUSE

    with credit.refuses("BorrowingPaused", credit.asset_ids["USDC"], until):
        credit.borrow("trader", USDC)
    with credit.refuses("BorrowingPaused", credit.asset_ids["USDC"], until):
        credit.risk_engine.requireBorrowable(credit.asset_ids["USDC"])
    credit.wait_until(until)
    credit.risk_engine.requireBorrowable(credit.asset_ids["USDC"])
    credit.publish()
    credit.borrow("trader", USDC)


def test_pauses_opens_for_72_hours(credit):
    """Opens alone: positions close and are settled."""
    credit.publish()
    credit.open()
    series_id = credit["PerpetualOptions"].positionsOf(credit.people["trader"])[0]
    until = pause(credit, OPENS).timestamp + PAUSE
    credit.publish()

    with credit.refuses("OpensPaused", credit.asset_ids["TSLA"], until):
        credit.open()
    options, trader = credit["PerpetualOptions"], credit.people["trader"]
    options.settle(trader, series_id, credit.as_("keeper"))
    options.close(trader, series_id, wad("0.1"), 0, credit.now + DAY, credit.as_("trader"))


def test_keeps_the_deposit_cap(credit):
    credit.risk_engine.setDepositCap(credit.asset_ids["TSLA"], 2_800, credit.as_("risk"))
    until = pause(credit, DEPOSITS).timestamp + PAUSE
    credit.wait_until(until)

    with credit.refuses("DepositCapExceeded", credit.asset_ids["TSLA"], 2_800):
        credit.vault.deposit(credit.asset_ids["TSLA"], credit.people["trader"], 1, credit.as_("trader"))
