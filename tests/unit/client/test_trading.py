"""A trader with a key of his own: into the ledger, into an option, and out again."""

import asyncio
from decimal import Decimal

import pytest

from evershare.client import AsyncClient, actions, reverts
from evershare.client.actions import Deposit, Open, Transfer
from evershare.client.errors import InsufficientFunds
from evershare.devchain import now
from evershare.devchain_speed import request
from tests.support.clients import client, signer


@pytest.fixture
def trader(world):
    return client(world, signer(world, "a trader", TSLA="100"))


def test_refuses_to_deposit_more_than_the_wallet_holds(trader):
    with pytest.raises(InsufficientFunds, match=r"holds 100 TSLA and needs 100\.5: get more, or use less"):
        trader.trader.deposit("TSLA", "100.5")


def test_a_withdrawal_beyond_the_balance_reverts_before_it_is_sent(trader, world):
    with pytest.raises(reverts.InsufficientAccountBalance) as caught:
        trader.trader.withdraw("TSLA", 1)
    assert (caught.value.unlocked, caught.value.needed) == (0, 10**18)
    assert caught.value.assetId == world.asset_ids["TSLA"]


def test_deposits_opens_closes_and_withdraws(trader):
    trader.trader.deposit("TSLA", 60)
    opened = trader.trader.open("BTC", "TSLA", "put", size="0.1")
    assert opened.cost > 0
    (position,) = trader.info.positions()
    assert (position.series_id, position.size) == (opened.series_id, Decimal("0.1"))
    assert position.series == opened.series

    closed = trader.trader.close(opened.series_id)
    assert 0 < closed.payout < opened.cost
    (held,) = trader.info.account().balances
    assert 60 - opened.cost + closed.payout - held.amount < Decimal("0.001")  # funding of seconds
    trader.trader.withdraw("TSLA", "max")
    assert trader.info.account().balances == ()
    assert trader.info.wallet("TSLA").amount == 40 + held.amount


def test_a_close_may_be_mined_some_seconds_after_its_quote(trader, monkeypatch):
    """The bid falls with each second since the prices, by more than the slippage here."""
    deadline_of = actions.deadline_of

    def and_wait(core, seconds):
        deadline = yield from deadline_of(core, seconds)
        request("evm_setNextBlockTimestamp", now() + actions.DELAY_SECONDS - 1)
        return deadline

    trader.trader.deposit("TSLA", 60)
    opened = trader.trader.open("BTC", "TSLA", "put", size="0.1")
    quoted = trader.info.quote_close(opened.series_id).total
    monkeypatch.setattr(actions, "deadline_of", and_wait)

    assert trader.trader.close(opened.series_id).payout < quoted * Decimal("0.99")


def test_on_a_public_chain_prices_and_trade_are_one_transaction(trader, public):
    trader.trader.deposit("TSLA", 60)
    news = public(trader)
    opened = trader.trader.open("BTC", "TSLA", "put", size="0.1")
    closed = trader.trader.close(opened.series_id)
    assert [line.partition(":")[0] for line in news] == ["batchAtPrices"] * 2
    assert 0 < closed.payout < opened.cost

    with pytest.raises(reverts.PremiumAboveMaximum):
        trader.trader.open("BTC", "TSLA", "put", size="0.1", max_premium="0.1")
    assert len(news) == 2  # nothing was sent


def test_on_a_public_chain_a_batch_brings_the_prices_that_it_needs(trader, public):
    news = public(trader)
    put, call = (trader.info.series("BTC", "TSLA", side) for side in ("put", "call"))
    trader.trader.batch(Deposit("TSLA", 10), Open(put, "0.1"), Open(call, "0.1"), Transfer("TSLA", 1, to=1))
    trader.trader.batch(Transfer("TSLA", 1, to=1))
    assert [line.partition(":")[0] for line in news] == ["batchAtPrices", "transfer"]
    assert len(trader.info.positions()) == 2
    assert trader.info.account(1).balances[0].amount == 2


def test_coroutines_take_their_turns_to_send(world):
    async def spread():
        async with client(world, signer(world, "a hasty trader", TSLA="100"), kind=AsyncClient) as trader:
            await trader.trader.deposit("TSLA", 10)
            await asyncio.gather(*(trader.trader.transfer("TSLA", number, to=number) for number in (1, 2, 3)))
            return [(await trader.info.account(number)).balances[0].amount for number in range(4)]

    assert asyncio.run(spread()) == [4, 1, 2, 3]


def test_a_batch_does_all_or_nothing(trader):
    with pytest.raises(reverts.InsufficientAccountBalance):
        trader.trader.batch(Deposit("TSLA", 10), Transfer("TSLA", 11, to=1))
    assert trader.info.wallet("TSLA").amount == 100
    trader.trader.batch(Deposit("TSLA", 10), Transfer("TSLA", 4, to=1))
    assert [trader.info.account(number).balances[0].amount for number in (0, 1)] == [6, 4]


def test_the_same_from_coroutines(world):
    async def trade():
        async with client(world, signer(world, "a patient trader", TSLA="100"), kind=AsyncClient) as trader:
            await trader.trader.deposit("TSLA", 60)
            opened = await trader.trader.open("BTC", "TSLA", "call", size="0.1")
            closed = await trader.trader.close(opened.series_id)
            state, market = await asyncio.gather(trader.info.account(), trader.info.market("BTC", "TSLA"))
            return opened, closed, state, market

    opened, closed, state, market = asyncio.run(trade())
    assert 0 < closed.payout < opened.cost
    assert state.positions == ()
    assert market.period.days == 7
