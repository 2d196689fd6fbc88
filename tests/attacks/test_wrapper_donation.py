"""The rate of a wrapped stock is raised within a transaction, and borrowed against

Edel, 1 July 2026: a lender of tokenised stocks read the rate of a wrapper, `convertToAssets`, in the middle of
whoever's transaction. With a flash loan and by redeeming and giving back, a wrapped GOOGLx went from about 6 tokens
to nearly 79; 384,215 USDC and other stocks were borrowed against it "before the manipulated valuation returned to
normal", and 403,000 USD of debt stayed. The price feed of the stock was right all the time. How the rate went back is
not told; here whoever gave takes back.
https://www.winappnet.com/news/1189339
"""

from dataclasses import astuple

import pytest

from evershare.localnet import wad
from evershare.model.health import VOLATILE
from tests.support.ledger import _forget_assets
from tests.support.liquidation import credit, refuses_health
from tests.support.oracle import _bytes32, usd

__all__ = ["_forget_assets", "credit"]

SHARES, TOKENS, GIVEN = 100, 600, 7_300  # the rate goes from 6 to 79
PRICE = 200


@pytest.fixture(scope="module")
def ledger(credit):
    return credit


def test_a_rate_read_at_the_moment_pays(VulnerableWrapper, VulnerableLender, accounts):
    wrapper = accounts[0].deploy(VulnerableWrapper, wad(SHARES), wad(TOKENS))
    lender = accounts[0].deploy(VulnerableLender, wrapper, wad("0.42"), wad("0.55"), wad(10**6))
    by = {"from": accounts[1]}
    lender.deposit(wad(SHARES), by)
    wrapper.give(wad(GIVEN), by)
    borrowed = wad(3_000)  # tokens' worth
    lender.borrow(borrowed, by)
    assert wrapper.takeBack(by).return_value == wad(GIVEN)

    gain = borrowed - lender.worthOf(accounts[1])
    print(f"\ngain: the worth of {gain / wad(1):,.0f} tokens on {TOKENS}")
    assert gain > 0


@pytest.fixture
def wrapped(credit):
    """An adapter's shares of 600 tokens are all in the trader's account, and he has many more tokens."""
    token = credit.create_token("MockToken", "Google", "GOOGLx", 18)
    adapter = credit.people["governor"].deploy(credit.project["SharesAdapter"], token, "Wrapped", "wGOOGLx")
    source = credit.desk.source(key="0x" + b"wGOOGLx".hex().ljust(64, "0"), pricesShares=True)
    asset_id = credit.desk.list_asset(source, symbol=_bytes32("wGOOGLx"), token=adapter)
    credit.vault.listAsset(asset_id, adapter, credit.as_("governor"))
    credit.engine.setFactors(asset_id, astuple(VOLATILE), credit.as_("governor"))
    trader, by = credit.people["trader"], credit.as_("trader")
    token.mint(trader, wad(10_000), credit.as_("governor"))
    token.approve(adapter, wad(TOKENS), by)
    adapter.approve(credit.vault, wad(TOKENS), by)
    adapter.deposit(wad(TOKENS), trader, by)
    credit.vault.deposit(asset_id, trader, wad(TOKENS), by)
    credit.desk.observe(asset_id, usd(PRICE), credit.now + 1)
    credit.supply("USDC", 900_000)
    return token, adapter, asset_id


def test_here_what_is_given_does_not_count_at_once(credit, wrapped):
    """A gift that raises the rate thirteenfold is a jump of the price: it is pending, and nobody borrows against it."""
    token, adapter, asset_id = wrapped
    token.transfer(adapter, wad(GIVEN), credit.as_("trader"))
    assert adapter.multiplier() > 13 * wad(1)
    seen = credit.desk.observe(asset_id, usd(PRICE), credit.now + 1)
    assert "JumpPending" in seen.events

    assert credit.oracle.intervalOf(asset_id)[0] < usd(PRICE)
    with refuses_health(credit.account("trader")):
        credit.take_loan("trader", "USDC", TOKENS * PRICE * 0.42)


def test_here_it_counts_once_it_is_there_for_good(credit, wrapped):
    """Two minutes later: it backs less than it is worth, and belongs to whoever buys the shares."""
    token, adapter, asset_id = wrapped
    token.transfer(adapter, wad(GIVEN), credit.as_("trader"))
    credit.desk.observe(asset_id, usd(PRICE), credit.now + 1)
    credit.desk.observe(asset_id, usd(PRICE), credit.now + 121)

    given_and_held = (TOKENS + GIVEN) * PRICE
    with refuses_health(credit.account("trader")):
        credit.take_loan("trader", "USDC", given_and_held * 0.42)
    credit.take_loan("trader", "USDC", given_and_held * 0.4)
    assert adapter.convertToAssets(wad(TOKENS)) > wad(TOKENS + GIVEN) - 10_000
