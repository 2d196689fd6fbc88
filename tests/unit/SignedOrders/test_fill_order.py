"""Somebody fills a trader's limit order: by quotes, by the public pool, or by both."""

from dataclasses import replace

import pytest

from evershare.localnet import wad
from evershare.signing import Domain
from tests.support.eip712 import sign_typed
from tests.support.orders import YEAR, key, refuses
from tests.support.reverts import reverts

DAY = 86_400


@pytest.fixture(autouse=True)
def fresh_prices(world):
    world.refresh()


def test_before_and_after_its_time(world, desk):
    later, earlier = world.now + DAY, world.now - 1
    with reverts("SignedTooEarly", later):
        desk.fill(desk.order(valid_from=later, valid_until=later + 1), desk.part(desk.quote()))
    with reverts("SignatureExpired", earlier):
        desk.fill(desk.order(valid_until=earlier), desk.part(desk.quote()))


def test_of_another_epoch(desk):
    with reverts("SignedInOtherEpoch", desk.trader_signer.address, 3, 0):
        desk.fill(desk.order(epoch=3), desk.part(desk.quote()))


def test_for_an_account_that_its_signer_may_not_act_for(world, desk):
    other = world.people["second_trader"]
    with reverts("SignerNotAuthorised", other, desk.trader_signer.address):
        desk.fill(desk.order(account=other.address), desk.part(desk.quote()))


def test_of_a_signer_who_was_dismissed(world, desk):
    order = desk.order()
    world["CollateralVault"].setOperator(desk.trader, order.signer, 0, {"from": desk.trader})
    with reverts("SignerNotAuthorised", desk.trader, order.signer):
        desk.fill(order, desk.part(desk.quote()))


@pytest.mark.parametrize("changes", [{"price": wad(11)}, {"size": wad(5)}, {"executor_fee": 1}, {"account": 1}])
def test_any_change_breaks_the_signature(desk, changes):
    """Also another account of the same owner."""
    if "account" in changes:
        sub_account = hex(int(desk.trader.address, 16) ^ 1)
        changes = {"account": sub_account}
        desk.world["CollateralVault"].setOperator(
            sub_account, desk.trader_signer.address, desk.world.now + YEAR, {"from": desk.trader}
        )
    order = desk.order()
    with reverts("OrderSignatureInvalid", order.signer):
        desk.fill(replace(order, **changes), desk.part(desk.quote()), signature=desk.sign(order))


@pytest.mark.parametrize("changes", [{"chain_id": 1}, {"verifying_contract": "0x" + "11" * 20}])
def test_a_signature_for_another_chain_or_contract(desk, changes):
    there = Domain(**{**desk.domain.__dict__, **changes})
    order = desk.order()
    with reverts("OrderSignatureInvalid", order.signer):
        desk.fill(order, desk.part(desk.quote()), signature=sign_typed(desk.trader_signer, order, there))


def test_a_signature_of_one_wallet_is_none_of_another_with_the_same_owner(world, desk, SigningWallet):
    owner = key("owner of two wallets")
    first, second = (desk.trader.deploy(SigningWallet, owner.address) for _ in range(2))
    for wallet in (first, second):
        world["CollateralVault"].setOperator(desk.trader, wallet, world.now + YEAR, {"from": desk.trader})
    order = desk.order(signer=first.address, size=wad("0.1"))
    signature = desk.sign(order, owner)

    desk.fill(order, desk.part(desk.quote(), "0.1"), signature=signature)

    with reverts("OrderSignatureInvalid", second):
        desk.fill(replace(order, signer=second.address), desk.part(desk.quote(), "0.1"), signature=signature)


def test_nothing_is_refused(desk):
    with reverts("NothingToFill"):
        desk.fill(desk.order())


def test_more_than_its_size(desk):
    order = desk.order()
    with reverts("FillExceedsSize", order.signer, 1, wad("0.5"), wad("0.4")):
        desk.fill(order, desk.part(desk.quote(), "0.5"))
    desk.fill(order, desk.part(desk.quote(), "0.3"))
    with reverts("FillExceedsSize", order.signer, 1, wad("0.2"), wad("0.1")):
        desk.fill(order, desk.part(desk.quote(), "0.1"), desk.part(desk.quote(), "0.1"))


def test_one_cancels_the_other_by_a_group(desk):
    """A trader who wants one of two."""
    first, second = desk.order(size=wad("0.2")), desk.order(size=wad("0.2"), price=wad("9.9"))
    desk.fill(first, desk.part(desk.quote()))
    with reverts("FillExceedsSize", second.signer, 1, wad("0.1"), 0):
        desk.fill(second, desk.part(desk.quote(), "0.1"))


@pytest.mark.parametrize(
    "changes",
    [{"is_call": False}, {"width_bps": 2_500}, {"strike": wad("273.38")}, {"market_id": 2}, {"is_open": False}],
)
def test_with_a_quote_of_other_terms(desk, changes):
    order, quote = desk.order(), desk.quote(**changes)
    hashes = ("0x" + message.digest(desk.domain).hex() for message in (quote, order))
    with reverts("QuoteOfOtherTerms", *hashes):
        desk.fill(order, desk.part(quote))


def test_by_another_pool_than_it_names(world, desk):
    with reverts("PoolNotOrdered", desk.pool, world.pool):
        desk.fill(desk.order(pool=world.pool.address), desk.part(desk.quote()))
    with reverts("PoolNotOrdered", world.pool, desk.pool):
        desk.fill(desk.order(pool=desk.pool.address), pool=world.pool, pool_size="0.1")


def test_with_a_quote_for_somebody_else(world, desk):
    other = world.people["second_trader"].address
    with reverts("QuoteForOtherTaker", other, desk.trader):
        desk.fill(desk.order(), desk.part(desk.quote(taker=other)))


def test_with_a_quote_that_is_not_good(desk):
    with reverts("SignedInOtherEpoch", desk.signer.address, 9, 0):
        desk.fill(desk.order(), desk.part(desk.quote(epoch=9)))


def test_beyond_its_limit(world, desk):
    """The fee counts: 9.5 and 3 bp of the index are 9.5844. Each part keeps the limit by itself."""
    cost, limit = 1_916_879_120_879_120_880, wad("1.916")
    with reverts("PremiumAboveMaximum", cost, limit):
        desk.fill(desk.order(price=wad("9.58")), desk.part(desk.quote()))
    asked = world.quote_open("0.2", is_call=True)["net"]
    order = desk.order(price=5 * (asked - 1))
    with reverts("PremiumAboveMaximum", asked, asked - 1):
        desk.fill(order, desk.part(desk.quote(price=wad(1))), pool=world.pool, pool_size="0.2")


def test_a_private_pool_asks_for_a_quote(desk):
    with reverts("QuoteRequired", desk.pool):
        desk.fill(desk.order(), pool=desk.pool, pool_size="0.1")


def test_an_executors_fee_that_the_account_cannot_pay(world, desk):
    """The whole fill fails."""
    fee = wad(400)
    with refuses("InsufficientAccountBalance"):
        desk.fill(desk.order(executor_fee=fee), desk.part(desk.quote(), "0.4"))


def test_by_a_quote(world, desk):
    """In parts; the executor gets his part of the fee for each, into the account of his own address."""
    order = desk.order(executor_fee=wad("0.04") + 1)
    before = desk.balance(desk.trader)

    filled = desk.fill(order, desk.part(desk.quote(), "0.1"))

    event, keeper = filled.events["OrderFilled"], world.people["keeper"]
    cost = 958_439_560_439_560_440
    assert event["orderHash"] == "0x" + order.digest(desk.domain).hex()
    assert (event["account"], event["executor"]) == (desk.trader, keeper)
    assert (event["size"], event["amount"], event["executorFee"]) == (wad("0.1"), cost, wad("0.01"))
    assert filled.events["QuoteFilled"]["amount"] == filled.return_value == cost
    assert desk.balance(desk.trader) == before - cost - wad("0.01")
    assert desk.balance(keeper) == wad("0.01")
    assert desk.orders.checkOrder(order.as_tuple(), desk.sign(order)) == wad("0.3")

    desk.fill(order, desk.part(desk.quote(), "0.3"))
    assert desk.held() == wad("0.4")
    assert desk.balance(keeper) == wad("0.04")


def test_by_the_public_pool(world, desk):
    order = desk.order(price=wad(50))
    asked = world.quote_open("0.4", is_call=True)["net"]

    filled = desk.fill(order, pool=world.pool, pool_size="0.4")

    assert filled.events["OrderFilled"]["amount"] == asked
    assert "QuoteFilled" not in filled.events
    assert desk.held(pool=world.pool) == wad("0.4")


def test_by_quotes_and_the_public_pool(world, desk):
    """The front end of the order earns on each part."""
    front_end = world.people["stranger"].address
    order = desk.order(price=wad(50), integrator=front_end, integrator_fee_bps=1_000)
    cheaper = desk.part(desk.quote(price=wad(9)), "0.1")

    filled = desk.fill(order, cheaper, desk.part(desk.quote(group=2), "0.2"), pool=world.pool, pool_size="0.1")

    assert [event["size"] for event in filled.events["QuoteFilled"]] == [wad("0.1"), wad("0.2")]
    assert filled.events["OrderFilled"]["size"] == wad("0.4")
    assert len(filled.events["IntegratorFeeCharged"]) == 3
    assert (desk.held(), desk.held(pool=world.pool)) == (wad("0.3"), wad("0.1"))


def test_buys_at_any_price(desk):
    desk.fill(desk.order(price=2**256 - 1), desk.part(desk.quote()))
    assert desk.held() == wad("0.2")


def test_sells_at_no_price_that_cannot_be(desk):
    desk.fill(desk.order(), desk.part(desk.quote()))
    with refuses("PayoutBelowMinimum"):
        desk.fill(desk.order(is_open=False, price=2**256 - 1, group=2), pool=desk.pool, pool_size="0.2")


def test_closes(world, desk):
    """By a quote above the bid, and at the public bid: the least that the order takes counts after the fees."""
    desk.fill(desk.order(price=wad(50)), desk.part(desk.quote()), pool=world.pool, pool_size="0.2")
    order = desk.order(is_open=False, price=wad(11), group=2)
    offered = desk.quote(is_open=False, price=wad(12), group=2)
    with refuses("PayoutBelowMinimum"):
        desk.fill(order, desk.part(offered), pool=world.pool, pool_size="0.2")

    by_quote = desk.fill(order, desk.part(offered))
    at_bid = desk.fill(desk.order(is_open=False, price=wad(5), group=3), pool=world.pool, pool_size="0.2")

    assert wad("2.38") < by_quote.events["OrderFilled"]["amount"] < wad("2.4")
    assert wad(1) < at_bid.events["OrderFilled"]["amount"] < wad("2.3")
    assert (desk.held(), desk.held(pool=world.pool)) == (0, 0)


def test_a_private_pool_closes_at_its_bid_without_a_quote(desk):
    desk.fill(desk.order(), desk.part(desk.quote()))
    desk.fill(desk.order(is_open=False, price=wad(5), group=2), pool=desk.pool, pool_size="0.2")
    assert desk.held() == 0


def test_the_owner_of_an_account_signs_by_his_own_key(world, desk, accounts):
    owner = accounts.add(key("owner with a key").key)
    world.tokens["TSLA"].transfer(owner, wad(10), world.as_("authorised_participant"))
    world.tokens["TSLA"].approve(world["CollateralVault"], wad(10), {"from": owner})
    world["CollateralVault"].deposit(world.asset_ids["TSLA"], owner, wad(10), {"from": owner})
    order = desk.order(account=owner.address, signer=owner.address)

    desk.fill(order, desk.part(desk.quote()), signature=desk.sign(order, key("owner with a key")))

    assert world["PerpetualOptions"].positionOf(owner, desk.series_id())["size"] == wad("0.2")


def test_in_a_batch_of_the_ledger_its_sender_is_the_executor(world, desk):
    order = desk.order(executor_fee=wad("0.04"))
    data = desk.orders.fillOrder.encode_input(desk.filling(order, desk.part(desk.quote(), "0.1")))

    world["CollateralVault"].batch([(desk.orders, data)], world.as_("stranger"))

    assert desk.balance(world.people["stranger"]) == wad("0.01")
    assert desk.balance(world["CollateralVault"].batchCaller()) == 0
