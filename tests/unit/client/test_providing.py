"""Pools and loans, by the keys of those who provide and borrow."""

from decimal import Decimal

import pytest

from evershare.client import FixedPrices, reverts
from evershare.client.errors import InsufficientFunds, UnknownSymbol
from evershare.errors import InvalidInput
from tests.support.clients import PRICES, client, person, signer


@pytest.fixture
def provider(exchange):
    return client(exchange, person(exchange, "liquidity_provider"))


def test_names_the_assets_when_it_does_not_know_one(provider):
    with pytest.raises(UnknownSymbol, match="no asset is called 'GME': there are USD, BTC, TSLA, USDC"):
        provider.provider.deposit("GME", 1)
    with pytest.raises(InvalidInput, match="BTC has a price and no token in the ledger: it cannot be held"):
        provider.provider.deposit("BTC", 1)
    with pytest.raises(UnknownSymbol, match=r"there is no market TSLA/BTC: there are BTC/TSLA \(7 days\)"):
        provider.info.market("TSLA", "BTC")
    with pytest.raises(UnknownSymbol, match="USDC has no public option pool: create one with"):
        provider.info.pool("USDC")
    with pytest.raises(UnknownSymbol, match="nobody lends TSLA: it has no lending pool"):
        provider.provider.lend("TSLA", 1)


def test_in_an_idle_pool_requests_are_claimed_at_once(provider):
    provider.provider.deposit("TSLA", 100)
    assert provider.provider.stake("TSLA").claimable_deposit == 100
    assert len(provider.provider.claim("TSLA")) == 1
    stake = provider.provider.stake("TSLA")
    assert (stake.shares, stake.value, stake.claimable_deposit) == (2_100, 2_100, 0)
    with pytest.raises(InvalidInput, match=r"shares: 0x\w+ has 2100 of the pool of TSLA"):
        provider.provider.redeem("TSLA", "2100.1")
    provider.provider.redeem("TSLA", 50)
    provider.provider.claim("TSLA")
    assert provider.info.wallet("TSLA").amount == 450


def test_in_a_busy_pool_requests_wait_for_an_epoch_and_may_be_called_off(provider, exchange):
    trader = client(exchange, person(exchange, "trader"))
    trader.trader.open("BTC", "TSLA", "put", "0.1")
    provider.trader.deposit("TSLA", 30)
    provider.provider.deposit_from_account("TSLA", 20)
    provider.provider.redeem("TSLA", 10)
    stake = provider.provider.stake("TSLA")
    assert (stake.pending_deposit, stake.pending_redemption, stake.shares) == (20, 10, 1_990)
    exchange.wait_until(exchange.now + 86_400)
    next_day = client(exchange, person(exchange, "keeper"), FixedPrices(PRICES | {"TSLA": 228}))
    next_day.keeper.settle_epoch("TSLA")
    settled = provider.provider.stake("TSLA")
    assert (settled.claimable_deposit, settled.claimable_redemption) == (20, 10)
    assert len(provider.provider.claim("TSLA")) == 2
    provider.provider.redeem("TSLA", 5)
    with pytest.raises(reverts.RequestTooNew):
        provider.provider.cancel("TSLA")


def test_a_private_pool_is_the_owners(exchange):
    maker = client(exchange, person(exchange, "market_maker"))
    pool = maker.provider.create_private_pool("TSLA")
    maker.provider.fund_private_pool(pool, "TSLA", 100)
    maker.provider.drain_private_pool(pool, "TSLA", 40)
    maker.provider.drain_private_pool(pool, "TSLA")
    assert maker.info.wallet("TSLA").amount == 500


def test_lends_and_borrows(provider, exchange):
    provider.provider.lend("USDC", 50_000)
    borrower = client(exchange, signer(exchange, "a borrower", TSLA="20"))
    borrower.trader.deposit("TSLA", 20)
    borrower.trader.borrow("USDC", 1_000)
    borrower.trader.withdraw("USDC", 400)
    state = borrower.info.account()
    assert state.debts[0].amount >= 1_000
    assert state.health.ratio > Decimal("1.8")
    assert borrower.info.lending("USDC").debt >= 1_000

    borrower.trader.repay("USDC", 600)
    with pytest.raises(InsufficientFunds, match=r"holds 400 USDC and needs 400\.5"):
        borrower.trader.deposit("USDC", "400.5")
    borrower.trader.set_auto_borrow(True)
    borrower.trader.withdraw("USDC", 100)
    assert borrower.info.account().debts[0].amount >= 500
    with pytest.raises(InvalidInput, match="has lent no USDC that could be taken out now"):
        borrower.provider.stop_lending("USDC")
    provider.provider.stop_lending("USDC", 1_000)
    assert provider.info.wallet("USDC").amount == 51_000


def test_a_token_without_permit_is_approved_once(exchange):
    account = signer(exchange, "somebody with dollars")
    exchange.usdc.mint(account.address, 100 * 10**6, exchange.as_("stranger"))
    trader = client(exchange, account)
    vault = exchange["CollateralVault"]
    trader.contracts.send("Token", "approve", vault.address, 30 * 10**6, at=exchange.usdc.address)
    trader.trader.deposit("USDC", 30)  # a first run stopped after its approval: nothing is approved again
    assert exchange.usdc.allowance(account.address, vault) == 0
    trader.trader.deposit("USDC", 70)
    assert trader.info.account().balances[0].amount == 100


def test_status_shows_the_deployment(provider):
    status = provider.info.status()
    assert status.assets == ("USD", "BTC", "TSLA", "USDC")
    assert [(pool.symbol, pool.cash, pool.share_price) for pool in status.pools] == [("TSLA", 2_000, 1)]
    assert [(pool.symbol, pool.cap) for pool in status.lending] == [("USDC", 1_000_000)]
    assert status.markets == 1
