"""What a company pays and asks its holders, wherever they held its stock when that counted.

The trader held 80 tokens in the wallet and 20 as margin, and has withdrawn those since.
"""

from decimal import Decimal

from playwright.sync_api import expect

from evershare.dapp.company import DIVIDEND_PER_SHARE
from evershare.dapp.market import MARGIN
from evershare.deployment import ZERO_ADDRESS
from evershare.playground import GIFT, POOL, key
from tests.e2e_web.app import number_of

DIVIDEND, MEETING = '[data-dividend="TSLA"]', '[data-meeting="TSLA"]'
MEETING_ID, DIVIDEND_ACTION = 1, 2
WALLET = GIFT - MARGIN


def test_claims_a_dividend_on_tokens_that_were_margin(app, market, client):
    app.open("/stocks")
    app.connect()
    id_ = client.contracts.read("Distributor", "dividendOf", DIVIDEND_ACTION)
    vault = market.market.address("CollateralVault")
    due = client.contracts.read("Distributor", "claimable", id_, vault, app.wallet.address)
    assert app.number("claim-margin", DIVIDEND) == Decimal(due) / 10**6 == MARGIN * DIVIDEND_PER_SHARE
    assert app.number("claim-wallet", DIVIDEND) == WALLET * DIVIDEND_PER_SHARE

    before = client.info.wallet("USDC").amount
    app.page.get_by_role("button", name="Claim 5.0000 USDC").click()
    app.wait_done()
    assert client.info.wallet("USDC").amount - before == GIFT * DIVIDEND_PER_SHARE
    expect(app.page.get_by_text("There is nothing to claim.")).to_be_visible()


def test_votes_with_what_was_held_at_the_record(app, client):
    app.open("/stocks")
    app.connect()
    ballot = app.page.locator(MEETING)
    assert app.number("weight-wallet", MEETING) == WALLET
    assert app.number("weight-margin", MEETING) == MARGIN
    vote = ballot.get_by_role("button", name=f"Vote with {GIFT}.0000 tokens")
    expect(vote).to_be_disabled()
    ballot.get_by_role("group", name="Resolution 1").get_by_role("button", name="For").click()
    ballot.get_by_role("group", name="Resolution 2").get_by_role("button", name="Against").click()
    vote.click()
    expect(app.flow.get_by_role("listitem")).to_have_count(2)
    app.wait_done()

    board, pay = client.custody.tally(MEETING_ID)
    assert (board.in_favour, board.against, pay.in_favour, pay.against) == (GIFT, 0, 0, GIFT)
    app.shows(f"{GIFT}.0000", "votes-for", '[data-resolution="1"]')  # the page has read the block with the last vote
    for place, resolution in ((1, board), (2, pay)):
        for name, votes in (("for", resolution.in_favour), ("against", resolution.against)):
            assert app.number(f"votes-{name}", f'[data-resolution="{place}"]') == votes
    expect(vote).to_be_disabled()  # as it would change nothing

    ballot.get_by_role("group", name="Resolution 2").get_by_role("button", name="Abstain").click()
    vote.click()
    app.wait_done()
    assert client.custody.tally(MEETING_ID)[1].abstaining == GIFT


def test_a_reload_between_two_votes_offers_to_continue_with_the_second(app, market, client):
    app.open("/stocks")
    app.connect()
    ballot = app.page.locator(MEETING)
    for place in (1, 2):
        ballot.get_by_role("group", name=f"Resolution {place}").get_by_role("button", name="For").click()
    market.market.ask("evm_setAutomine", False)
    ballot.get_by_role("button", name="Vote with").click()
    expect(app.flow).to_contain_text("pending")
    app.page.reload()
    expect(app.flow).to_contain_text("pending")
    market.market.ask("evm_mine")
    market.market.ask("evm_setAutomine", True)
    app.flow.get_by_role("button", name="Continue").click()
    app.wait_done()
    assert client.custody.tally(MEETING_ID)[0].in_favour == GIFT
    assert app.wallet.asked.count("eth_sendTransaction") == 2


def test_whoever_holds_through_a_pool_is_paid_too(app, client):
    provider = key("provider").address
    app.open(f"/stocks?view={provider}")
    id_ = client.contracts.read("Distributor", "dividendOf", DIVIDEND_ACTION)
    asset = next(asset for asset in client.info.assets() if asset.symbol == "TSLA")
    pool = client.contracts.read("OptionPoolFactory", "poolOf", asset.id)
    due = Decimal(client.contracts.read("Distributor", "claimable", id_, pool, provider)) / 10**6
    assert app.number("claim-optionPool", DIVIDEND) == round(due, 4) > POOL * DIVIDEND_PER_SHARE - 1
    assert client.contracts.read("Distributor", "claimable", id_, ZERO_ADDRESS, provider) == 0
    expect(app.page.locator(DIVIDEND).get_by_role("button")).to_be_disabled()


def test_the_calendar_says_what_was_and_what_will_be(app, client):
    app.open("/stocks")
    split = app.page.locator('[data-action="3"]')
    expect(split).to_contain_text("TSLA: split, 3 for 1")
    expect(split).to_contain_text("to come")
    dividend = app.page.locator('[data-action="2"]')
    expect(dividend).to_contain_text("done")
    assert number_of(dividend.inner_text().split("dividend of")[1]) == client.custody.action(2).amount
    expect(app.page.locator('[data-action="1"]')).to_contain_text("TSLA: shareholder meeting")
