"""Selling a stock short: borrow its token, sell it, owe its dividend, buy it back, repay."""

from decimal import Decimal

import pytest

from evershare.localnet import wad
from tests.support.actions import FRIDAY_CLOSE, MONDAY, MONDAY_OPEN
from tests.support.credit import USDC, credit

__all__ = ["credit"]

SHORT, COLLATERAL, IN_WALLET = 20, 12_000, 100  # tokens, USDC
SPREAD_BPS = 20
PRICE, DIVIDEND = "227.5", "2.275"  # USD a share: 1 %
EX_PRICE = "225.225"
COST_OF_A_TRADE = 0.005  # the buffer's spread and the interval of a price that is seconds old
SELLER, MAKER, LENDER = "stranger", "market_maker", "liquidity_provider"


@pytest.fixture(scope="module")
def buffer(credit):
    """The market maker buys and sells TSLA at any hour, at the edge of its interval."""
    maker = credit.people[MAKER]
    buffer = maker.deploy(
        credit.project["RedemptionBuffer"], maker, credit["PriceOracle"], credit.vault, credit.asset_ids["USDC"]
    )
    credit.tokens["TSLA"].transfer(maker, wad(500), credit.as_("authorised_participant"))
    credit.usdc.mint(maker, 500_000 * USDC, credit.as_("stranger"))
    for symbol in ("TSLA", "USDC"):
        credit.tokens[symbol].approve(buffer, 2**255, credit.as_(MAKER))
    buffer.setLine(credit.asset_ids["TSLA"], SPREAD_BPS, wad(2_000), credit.as_(MAKER))
    buffer.addInventory(credit.asset_ids["TSLA"], wad(400), credit.as_(MAKER))
    buffer.addInventory(credit.asset_ids["USDC"], 400_000 * USDC, credit.as_(MAKER))
    return buffer


@pytest.fixture
def dividend(credit):
    """A dividend of 1 % with Monday as its ex-date is announced and confirmed."""
    return credit.announce_dividend("TSLA", MONDAY, DIVIDEND, credit.usdc)


@pytest.fixture
def funded(credit):
    """The seller has dollars in the vault and a few in his wallet, and all prices are fresh."""
    credit.usdc.mint(credit.people[SELLER], (COLLATERAL + IN_WALLET) * USDC, credit.as_(MAKER))
    credit.deposit(SELLER, "USDC", COLLATERAL)
    credit.publish(PRICE)


def borrow_out(credit, tokens):
    """The seller borrows TSLA and takes it out, with one check of his health."""
    seller, tsla = credit.people[SELLER], credit.asset_ids["TSLA"]
    calls = [
        (credit.vault, credit.vault.borrow.encode_input(tsla, seller, wad(tokens))),
        (credit.vault, credit.vault.withdraw.encode_input(tsla, seller, seller, wad(tokens))),
    ]
    credit.vault.batch(calls, credit.as_(SELLER))


def sell_short(credit, buffer):
    """The seller borrows 20 TSLA and sells them. Returns what he got."""
    seller, tsla = credit.people[SELLER], credit.asset_ids["TSLA"]
    borrow_out(credit, SHORT)
    credit.tokens["TSLA"].approve(buffer, wad(SHORT), credit.as_(SELLER))
    return buffer.sell(tsla, wad(SHORT), 0, seller, credit.now + 60, credit.as_(SELLER)).return_value


def buy_back(credit, buffer):
    """The seller buys what he owes and a little for the seconds until then, repays all and takes everything home."""
    seller, tsla = credit.people[SELLER], credit.asset_ids["TSLA"]
    owed = credit.debt(SELLER, "TSLA")
    amount = owed + owed // 10**6
    credit.usdc.approve(buffer, 2**255, credit.as_(SELLER))
    cost = buffer.buy(tsla, amount, 2**100, seller, credit.now + 60, credit.as_(SELLER)).return_value
    credit.deposit(SELLER, "TSLA", Decimal(amount).scaleb(-18))
    repaid = credit.repay(SELLER, 2**256 - 1, "TSLA").return_value
    for symbol in ("USDC", "TSLA"):
        credit.withdraw(SELLER, credit.balance(SELLER, symbol), symbol)
    return cost, repaid


def test_reverts_for_more_than_the_collateral_is_good_for(credit, funded):
    """Each token weighs 1.7 times its upper edge, each dollar nine tenths of its lower one: 27.92 tokens at mids."""
    with credit.refuses_health(SELLER):
        borrow_out(credit, "27.9")
    borrow_out(credit, "27.7")


def test_a_fall_is_the_sellers_profit(credit, buffer, funded):
    """The price falls by a tenth: he gains it on 20 tokens, less half a per cent of both trades at most."""
    proceeds = sell_short(credit, buffer)
    credit.publish("204.75")

    cost, _ = buy_back(credit, buffer)

    gained = proceeds - cost
    assert SHORT * (22.75 - COST_OF_A_TRADE * (227.5 + 204.75)) < gained / USDC < SHORT * 22.75
    assert credit.debt(SELLER, "TSLA") == 0
    assert credit.usdc.balanceOf(credit.people[SELLER]) == (COLLATERAL + IN_WALLET) * USDC + gained


def test_the_seller_owes_the_dividend_and_the_lenders_of_the_record_are_paid(credit, buffer, dividend, funded):
    """C5: what he sold earns its dividend for who bought it; he makes up for it to who lent it, in tokens."""
    pool, provider = credit.tsla_pool, credit.people[LENDER]
    proceeds = sell_short(credit, buffer)
    credit.wait_until(FRIDAY_CLOSE)
    credit.wait_for_record(dividend)
    credit.usdc.mint(credit.people["issuer"], 20_000 * USDC, credit.as_(MAKER))
    paid = credit.pay_dividend(dividend)
    credit.wait_until(MONDAY_OPEN + 120)
    before, collateral = credit.debt(SELLER, "TSLA"), credit.health(SELLER)
    credit.verify_action("TSLA")
    owed = credit.debt(SELLER, "TSLA")

    # D / (P - D), beside the interest of a second.
    assert owed / before - 1 == pytest.approx(2.275 / 225.225, rel=1e-5)
    # What he owes is worth the same as before: price and dividend have changed places.
    assert credit.health(SELLER)[1] == pytest.approx(collateral[1], rel=1e-6)

    # The lender is paid twice: for what the pool still had, by the company; for what it had lent, by the borrower.
    company = credit.claim(LENDER, paid, via=pool).return_value
    epoch = credit["CorporateActions"].actionOf(dividend)["recordEpoch"]
    borrower = pool.claimDividend(epoch, provider, credit.as_("keeper"))
    tokens = pool.convertToAssets(borrower.return_value)
    assert int(company) == pytest.approx((200 - SHORT) * 2.275 * USDC, rel=1e-5)
    assert int(tokens) == pytest.approx(wad(SHORT) * 2.275 / 225.225, rel=1e-3)

    # Nothing but the dividend has happened to the price: selling short through it earns nothing.
    credit.publish(EX_PRICE)
    cost, repaid = buy_back(credit, buffer)
    assert int(repaid) == pytest.approx(owed, rel=1e-6)
    assert -COST_OF_A_TRADE * SHORT * (227.5 + 227.5) < (proceeds - cost) / USDC < 0

    # The lender leaves with what he lent, the dividend and interest.
    shares = pool.balanceOf(provider)
    pool.redeem(shares, provider, provider, credit.as_(LENDER))
    assert pool.totalDebt() == 0
    assert credit.tokens["TSLA"].balanceOf(provider) - 300 * 10**18 >= wad(200) + tokens


def test_liquidated_before_the_dividend_is_charged_the_seller_pays_it_too(credit, buffer, dividend, funded):
    """From the record on repaying costs the dividend, which is no debt yet; the target is reached all the same."""
    liquidator, seller = credit.people["trader"], credit.people[SELLER]
    sell_short(credit, buffer)
    credit.wait_for_record(dividend)
    credit.wait_until(MONDAY_OPEN + 120)
    credit.publish("430")
    assert credit.tsla_pool.dividendOnRepaid() > wad("0.005")
    owed, held = credit.debt(SELLER, "TSLA"), credit.balance("trader", "TSLA")
    credit["Liquidation"].mark(seller, credit.as_("keeper"))
    order = (credit.asset_ids["USDC"], credit.asset_ids["TSLA"], 2**256 - 1, 2**256 - 1)

    done = credit["Liquidation"].liquidate(seller, liquidator, [], [order], credit.as_("trader"))

    paid = int(done.events["CollateralSold"]["paid"])
    assert held - credit.balance("trader", "TSLA") == paid
    settled = owed - credit.debt(SELLER, "TSLA")
    assert paid == pytest.approx(settled * (1 + credit.tsla_pool.dividendOnRepaid() / 10**18), rel=1e-6)
    assert credit["Liquidation"].markedAt(seller) == 0
    collateral, debt = credit.health(SELLER)
    assert 1.05 <= collateral / debt < 1.051
