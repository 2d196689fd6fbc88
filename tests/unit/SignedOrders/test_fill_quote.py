"""A trader takes a private pool's quote."""

from dataclasses import replace

import pytest
from brownie import web3
from eth_keys.constants import SECPK1_N

from evershare.localnet import wad
from evershare.signing import Domain
from tests.support.eip712 import sign_typed
from tests.support.orders import PRICE, ZERO_ADDRESS, key, refuses
from tests.support.reverts import reverts

DAY = 86_400
STRIKE = wad("287.05")
INDEX = 281_318_681_318_681_318_681
MAX_PAYOFF = STRIKE // 2


@pytest.fixture(autouse=True)
def fresh_prices(world):
    world.refresh()


def test_who_may_not_act_for_the_account_takes_nothing(world, desk):
    with reverts("NotAuthorised", desk.trader, world.people["stranger"]):
        desk.take(desk.quote(), role="stranger", account=desk.trader)


def test_before_and_after_its_time(world, desk):
    later, earlier = world.now + DAY, world.now - 1
    with reverts("SignedTooEarly", later):
        desk.take(desk.quote(valid_from=later, valid_until=later + 1))
    with reverts("SignatureExpired", earlier):
        desk.take(desk.quote(valid_until=earlier))


def test_to_its_last_second(world, desk):
    last = world.now + 1
    assert desk.take(desk.quote(valid_until=last)).timestamp == last


def test_of_another_epoch(desk):
    with reverts("SignedInOtherEpoch", desk.signer.address, 1, 0):
        desk.take(desk.quote(epoch=1))


def test_for_another_taker(world, desk):
    other = world.people["second_trader"]
    with reverts("QuoteForOtherTaker", other, desk.trader):
        desk.take(desk.quote(taker=other.address))


def test_of_a_signer_who_was_replaced(world, desk):
    quote, other = desk.quote(), key("new quote signer")
    desk.pool.setSigner(other.address, world.as_("market_maker"))

    with reverts("NotPoolSigner", desk.pool, quote.signer, other.address):
        desk.take(quote)
    desk.take(replace(quote, signer=other.address), signature=desk.sign(replace(quote, signer=other.address), other))


def test_of_a_pool_without_a_signer(world, desk):
    """The owner closed it; a public pool; no pool at all."""
    desk.pool.setSigner(ZERO_ADDRESS, world.as_("market_maker"))
    for pool in (desk.pool, world.pool, desk.trader, world["CollateralVault"]):
        quote = desk.quote(pool=pool.address)
        with reverts("NotPoolSigner", pool, quote.signer, ZERO_ADDRESS):
            desk.take(quote)
    nobodys = desk.quote(signer=ZERO_ADDRESS)
    with reverts("NotPoolSigner", desk.pool, ZERO_ADDRESS, ZERO_ADDRESS):
        desk.take(nobodys)


def test_of_a_contract_that_only_looks_like_a_pool(world, desk, CoverPoolImpostor):
    impostor = world.people["stranger"].deploy(CoverPoolImpostor, desk.signer.address)
    with reverts("UnknownPool", impostor):
        desk.take(desk.quote(pool=impostor.address))


@pytest.mark.parametrize(
    "changes",
    [
        {"price": wad("9.4")},
        {"size": wad(50)},
        {"index_hi": wad(400)},
        {"group": 2},
        {"valid_until": 2**40 - 1},
    ],
)
def test_any_change_breaks_the_signature(desk, changes):
    quote = desk.quote()
    with reverts("OrderSignatureInvalid", quote.signer):
        desk.take(replace(quote, **changes), signature=desk.sign(quote))


@pytest.mark.parametrize("changes", [{"chain_id": 1}, {"verifying_contract": "0x" + "11" * 20}, {"version": "2"}])
def test_a_signature_for_another_chain_or_contract(desk, changes):
    quote, here = desk.quote(), desk.domain
    there = Domain(**{**here.__dict__, **changes})
    with reverts("OrderSignatureInvalid", quote.signer):
        desk.take(quote, signature=sign_typed(desk.signer, quote, there))


def test_a_second_form_of_a_signature(desk):
    quote = desk.quote()
    signature = desk.sign(quote)
    high_s = (SECPK1_N - int.from_bytes(signature[32:64], "big")).to_bytes(32, "big")
    for other in (
        signature[:32] + high_s + bytes([55 - signature[64]]),
        signature[:64] + bytes([signature[64] - 27]),
        signature + b"\0",
        signature[:64],
        b"",
    ):
        with reverts("OrderSignatureInvalid", quote.signer):
            desk.take(quote, signature=other)


def test_a_signature_of_one_pool_is_none_of_another_with_the_same_signer(desk):
    quote = desk.quote()
    other = desk.new_pool("market_maker", desk.signer.address, 100)
    with reverts("OrderSignatureInvalid", quote.signer):
        desk.take(replace(quote, pool=other.address), signature=desk.sign(quote))


def test_more_than_its_size(desk):
    """Also in parts, and by two takers in a row."""
    quote = desk.quote(size=wad("0.3"))
    with reverts("FillExceedsSize", quote.signer, 1, wad("0.3") + 1, wad("0.3")):
        desk.take(quote, size=wad("0.3") + 1)
    desk.take(quote, "0.2", role="second_trader")
    with reverts("FillExceedsSize", quote.signer, 1, wad("0.2"), wad("0.1")):
        desk.take(quote, "0.2")
    desk.take(quote, "0.1")
    with reverts("FillExceedsSize", quote.signer, 1, 1, 0):
        desk.take(quote, "0.000000000000000001")


def test_quotes_of_one_group_share_their_size(desk):
    desk.take(desk.quote(), "0.4")
    dearer = desk.quote(price=wad(10))
    with reverts("FillExceedsSize", dearer.signer, 1, wad("0.2"), wad("0.1")):
        desk.take(dearer, "0.2")
    desk.take(desk.quote(group=2), "0.2")


def test_outside_its_index_band(desk):
    """A stale quote: the confirmed index is beyond what its maker priced for."""
    for lo, hi in ((wad(282), wad(300)), (wad(270), wad(281))):
        with reverts("IndexOutsideBand", INDEX, lo, hi):
            desk.take(desk.quote(index_lo=lo, index_hi=hi))


def test_prices_less_certain_than_it_allows(world, desk):
    with refuses("IntervalAboveOffered"):
        desk.take(desk.quote(max_interval_bps=1))


def test_a_price_above_what_the_option_can_pay(desk):
    with reverts("OfferedPriceOutOfRange", MAX_PAYOFF + 1, 0, MAX_PAYOFF):
        desk.take(desk.quote(price=MAX_PAYOFF + 1))


def test_a_price_below_the_payoff(desk):
    """A put in the money pays 5.73 at once."""
    payoff = STRIKE - INDEX
    with reverts("OfferedPriceOutOfRange", payoff - 1, payoff, MAX_PAYOFF):
        desk.take(desk.quote(is_call=False, price=payoff - 1))


def test_more_than_the_pool_covers(desk):
    quote = desk.quote(size=wad(2))
    with reverts("ReserveExceeded", STRIKE, wad(180)):
        desk.take(quote, "2")


def test_a_premium_below_the_least(desk):
    """And what covers less than half a percent of the pool's cash."""
    with reverts("SeriesReserveBelowMinimum", MAX_PAYOFF // 10**7, wad(1)):
        desk.take(desk.quote(), "0.0000001")
    desk.take(desk.quote(), "0.2")
    with reverts("PremiumBelowMinimum", 95 * 10**10, 10**15):
        desk.take(desk.quote(), "0.0000001")


def test_nothing_is_refused(desk):
    with reverts("InvalidSize", 0, 2**96 - 1):
        desk.take(desk.quote(), "0")


def test_the_limit_of_the_taker(desk):
    with reverts("PremiumAboveMaximum", 1_916_879_120_879_120_880, wad("1.9")):
        desk.take(desk.quote(), limit=wad("1.9"))


def test_a_strike_off_the_grid(desk):
    with reverts("StrikeOffGrid", wad(280), wad("273.38")):
        desk.take(desk.quote(strike=wad(280)))


def test_while_a_leg_is_frozen(world, desk):
    """A split is about to take effect; closing goes on."""
    desk.take(desk.quote(), "0.1")
    effective = world.now + 3 * DAY
    world.announce_split("TSLA", 2, 1, effective)
    world.wait_until(effective - 60)

    quote = desk.quote(index_lo=0, index_hi=2**256 - 1, max_interval_bps=2**256 - 1)
    with reverts("AssetFrozen", world.asset_ids["TSLA"]):
        desk.take(quote)
    desk.take(replace(quote, is_open=False), "0.1")


def test_from_a_scheduled_event_on(world, desk):
    """Earnings of the settlement token's company: no agreed price opens either; closing goes on."""
    desk.take(desk.quote(), "0.1")
    tsla, event_at = world.asset_ids["TSLA"], world.now + 2 * DAY
    world["PriceOracle"].scheduleEvent(tsla, event_at, world.as_("risk"))
    world.wait_until(event_at)

    quote = desk.quote(index_lo=0, index_hi=2**256 - 1, max_interval_bps=2**256 - 1)
    with reverts("EventInProgress", tsla, event_at):
        desk.take(quote)
    desk.take(replace(quote, is_open=False), "0.1")


def test_in_a_market_that_closes(world, options, desk):
    desk.take(desk.quote(), "0.1")
    options.announceClosing(world.market_id, world.as_("governor"))

    with reverts("MarketNotOpen", world.market_id):
        desk.take(desk.quote(), "0.1")
    desk.take(desk.quote(is_open=False), "0.1")


def test_opens_at_the_quoted_price(world, options, desk):
    """The account pays premium and fee, half of which is the pool's; the pool locks what it can ever pay."""
    quote = desk.quote()
    before = desk.balance(desk.trader), desk.balance(desk.pool)

    taken = desk.take(quote)

    premium, fee = wad("1.9"), 16_879_120_879_120_880  # 3 bp of the index for 0.2 BTC
    filled, opened = taken.events["QuoteFilled"], taken.events["Opened"]
    assert filled["quoteHash"] == "0x" + quote.digest(desk.domain).hex()
    assert (filled["pool"], filled["account"], filled["seriesId"]) == (desk.pool, desk.trader, desk.series_id())
    assert (filled["size"], filled["amount"]) == (wad("0.2"), premium + fee)
    assert (opened["price"], opened["premium"], opened["fee"]) == (wad(PRICE), premium, fee)
    assert tuple(map(int, taken.return_value)) == (desk.series_id(), premium + fee)
    assert desk.held() == wad("0.2")
    assert desk.balance(desk.trader) == before[0] - premium - fee
    assert desk.balance(desk.pool) == before[1] + premium + fee // 2
    assert tuple(map(int, options.reserveOf(desk.pool))) == (STRIKE // 10, STRIKE // 10)
    assert desk.orders.consumedOf(desk.signer.address, 1) == wad("0.2")
    assert desk.orders.checkQuote(quote.as_tuple(), desk.sign(quote)) == wad("0.3")


def test_what_private_pools_lock_takes_nothing_of_the_markets_limit(world, options, desk):
    """Nobody keeps the public pool from trading by selling to himself."""
    options.setMarketLimit(world.market_id, 0, world.as_("risk"))
    desk.take(desk.quote())
    assert options.openInterestOf(world.market_id)["locked"] == 0

    desk.take(desk.quote(is_open=False))
    assert options.openInterestOf(world.market_id)["locked"] == 0
    assert options.reserveOf(desk.pool)["reserve"] == 0


def test_a_price_below_the_value_saves_no_fee(desk):
    """The cap on the fee is a share of what the option is worth."""
    opened = desk.take(desk.quote(price=wad("0.1"))).events["Opened"]
    assert (opened["price"], opened["fee"]) == (wad("0.1"), 16_879_120_879_120_880)


def test_a_front_end_adds_its_fee(world, options, desk):
    front_end = world.people["stranger"]
    taken = desk.take(desk.quote(), integrator=(front_end, 1_000))

    assert taken.events["IntegratorFeeCharged"]["amount"] == 1_687_912_087_912_088
    assert options.integratorFeesOf(front_end, world.asset_ids["TSLA"]) == 1_687_912_087_912_088


def test_closes_at_the_quoted_price(world, desk):
    desk.take(desk.quote())
    before = desk.balance(desk.trader)

    closed = desk.take(desk.quote(is_open=False, price=wad(12), group=2))

    event = closed.events["Closed"]
    assert event["price"] == wad(12)
    assert wad("2.38") < event["payout"] < wad("2.4")
    assert desk.balance(desk.trader) - before == event["payout"] - closed.events["FundingCollected"]["collected"]
    assert tuple(map(int, closed.return_value)) == (desk.series_id(), event["payout"])
    assert desk.held() == 0


def test_a_close_pays_the_bid_if_that_is_better(world, desk):
    desk.take(desk.quote(), "0.4")
    terms = desk.series_id()
    bid = world["OptionsLens"].quoteClose(desk.trader, terms, wad("0.2"), 0, block_identifier="pending")

    closed = desk.take(desk.quote(is_open=False, price=1, group=2))

    assert closed.events["Closed"]["price"] == bid["price"] > wad(5)


def test_a_close_above_what_the_option_can_pay(desk):
    desk.take(desk.quote())
    with reverts("OfferedPriceOutOfRange", MAX_PAYOFF + 1, 0, MAX_PAYOFF):
        desk.take(desk.quote(is_open=False, price=MAX_PAYOFF + 1, group=2))


def test_a_close_without_a_position(world, desk):
    with reverts("NoPosition", desk.trader, 1 << 11 | 1 << 10 | 540):
        desk.take(desk.quote(is_open=False))


def test_a_close_below_the_limit_of_the_taker(desk):
    desk.take(desk.quote())
    with refuses("PayoutBelowMinimum"):
        desk.take(desk.quote(is_open=False, group=2), limit=wad(3))


def test_for_the_accounts_of_its_taker(desk):
    taken = desk.take(desk.quote(taker=desk.trader.address))
    assert "QuoteFilled" in taken.events


def test_in_a_batch_of_the_ledger(world, desk):
    """The ledger's caller acts for whoever sent the batch."""
    quote = desk.quote()
    arguments = (quote.as_tuple(), desk.sign(quote), desk.trader, wad("0.2"), wad(10), (ZERO_ADDRESS, 0))
    call = (desk.orders, desk.orders.fillQuote.encode_input(*arguments))

    world["CollateralVault"].batch([call], {"from": desk.trader})
    assert desk.held() == wad("0.2")

    with reverts("NotAuthorised", desk.trader, world["CollateralVault"].batchCaller()):
        world["CollateralVault"].batch([call], world.as_("stranger"))


def test_a_contract_signs_for_a_pool(world, desk, SigningWallet):
    """ERC-1271, and the same owner's other wallet is another signer."""
    wallet, other = (desk.trader.deploy(SigningWallet, desk.signer.address) for _ in range(2))
    quote = desk.quote(signer=wallet.address)
    desk.pool.setSigner(wallet, world.as_("market_maker"))
    signature = sign_typed(desk.signer, quote, desk.domain)

    desk.take(quote, "0.1", signature=signature)

    desk.pool.setSigner(other, world.as_("market_maker"))
    stolen = replace(quote, signer=other.address)
    with reverts("OrderSignatureInvalid", other):
        desk.take(stolen, "0.1", signature=signature)


def test_a_key_whose_account_has_delegated_to_code_signs(desk, SigningWallet):
    """EIP-7702: the key itself, whatever the code says, or else the code."""
    delegate = desk.trader.deploy(SigningWallet, key("somebody else").address)
    designation = "0xef0100" + delegate.address[2:].lower()
    for code in (designation, web3.eth.get_code(delegate.address).hex()):
        web3.provider.make_request("anvil_setCode", [desk.signer.address, code])
        desk.take(desk.quote(), "0.1")

    quote = desk.quote()
    desk.take(quote, "0.1", signature=sign_typed(key("somebody else"), quote, desk.domain))
    with reverts("OrderSignatureInvalid", quote.signer):
        desk.take(quote, "0.1", signature=sign_typed(key("a third"), quote, desk.domain))


def test_private_pools_leave_numbers_of_books_to_public_ones(world, options, desk):
    """Nobody can use them up by pools of his own."""
    book_count_bit, most = 200, 2**19 - 1 - 2**16  # in slot 0
    slot = int(web3.eth.get_storage_at(options.address, 0).hex(), 16) | most << book_count_bit
    web3.provider.make_request("anvil_setStorageAt", [options.address, hex(0), f"0x{slot:064x}"])
    assert options.bookCount() == most

    with reverts("TooManyBooks", most):
        desk.take(desk.quote())
    world.open("trader", "0.1", is_call=True)
