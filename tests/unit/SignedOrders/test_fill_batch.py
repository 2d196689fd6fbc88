"""Many orders in one transaction: each is filled or fails by itself, and says why."""

import pytest
from brownie.exceptions import VirtualMachineError
from eth_abi import encode
from eth_utils import keccak

from evershare.localnet import wad
from tests.support.orders import YEAR, key, refuses

GAS_PER_FILL = 1_000_000


@pytest.fixture(autouse=True)
def fresh_prices(world):
    world.refresh()


def orders_of(desk, count):
    """Orders of 0.1 BTC, each with a group of its own."""
    return [desk.order(size=wad("0.1"), group=group) for group in range(10, 10 + count)]


def test_without_gas_for_a_fill(world, desk):
    filling = desk.filling(desk.order(), desk.part(desk.quote()))
    with refuses("BatchOutOfGas"):
        desk.orders.fillBatch([filling], 10**9, world.as_("keeper"))


def test_a_bad_order_fails_alone_and_says_why(world, desk):
    first, bad, last = orders_of(desk, 3)
    part = desk.part(desk.quote(), "0.1")
    fillings = [
        desk.filling(first, part),
        desk.filling(bad, part, signature=desk.sign(first)),
        desk.filling(last, part),
    ]

    batch = desk.orders.fillBatch(fillings, GAS_PER_FILL, world.as_("keeper"))

    failed = batch.events["OrderFailed"]
    selector = keccak(text="OrderSignatureInvalid(address)")[:4]
    assert tuple(batch.return_value) == (True, False, True)
    assert (failed["orderHash"], failed["account"]) == ("0x" + bad.digest(desk.domain).hex(), desk.trader)
    assert failed["reason"] == "0x" + (selector + encode(["address"], [bad.signer])).hex()
    assert desk.held() == wad("0.2")
    assert desk.orders.consumedOf(bad.signer, bad.group) == 0
    assert desk.orders.consumedOf(desk.signer.address, 1) == wad("0.2")


@pytest.fixture
def second_order(world, desk):
    """An order of somebody else's, with its signature."""
    second, signer = world.people["second_trader"], key("second trader's signer")
    world["CollateralVault"].setOperator(second, signer.address, world.now + YEAR, {"from": second})
    order = desk.order(account=second.address, signer=signer.address, size=wad("0.1"))
    return order, desk.sign(order, signer)


@pytest.fixture
def contract(world, desk, AttackerMock):
    """The owner of an account with 50 TSLA, which reverts whatever it is called with."""
    contract, vault = desk.trader.deploy(AttackerMock), world["CollateralVault"]
    token, tsla = world.tokens["TSLA"], world.asset_ids["TSLA"]
    token.transfer(contract, wad(50), world.as_("authorised_participant"))
    signer, until = desk.trader_signer.address, world.now + YEAR
    steps = [
        (token, 0, token.approve.encode_input(vault, wad(50))),
        (vault, 0, vault.deposit.encode_input(tsla, contract, wad(50))),
        (vault, 0, vault.setOperator.encode_input(contract, signer, until)),
    ]
    contract.run(steps, {"from": desk.trader})
    return contract


def test_two_takers_of_one_quote_in_one_block_get_no_more_than_it_offers(world, desk, second_order):
    part = desk.part(desk.quote(size=wad("0.15")), "0.1")
    order, signature = second_order
    fillings = [desk.filling(desk.order(size=wad("0.1")), part), desk.filling(order, part, signature=signature)]

    batch = desk.orders.fillBatch(fillings, GAS_PER_FILL, world.as_("keeper"))

    assert tuple(batch.return_value) == (True, False)
    assert (desk.held(), desk.held("second_trader")) == (wad("0.1"), 0)


def test_both_get_what_is_offered(world, desk, second_order):
    part = desk.part(desk.quote(size=wad("0.2")), "0.1")
    order, signature = second_order
    fillings = [desk.filling(desk.order(size=wad("0.1")), part), desk.filling(order, part, signature=signature)]

    batch = desk.orders.fillBatch(fillings, GAS_PER_FILL, world.as_("keeper"))

    assert tuple(batch.return_value) == (True, True)
    assert (desk.held(), desk.held("second_trader")) == (wad("0.1"), wad("0.1"))


def test_a_taker_that_reverts_on_receipt_is_not_asked(world, desk, contract):
    """He buys and sells like everybody else, and pays the executor: all in the ledger, without a call."""
    first, last = orders_of(desk, 2)
    fee = {"executor_fee": wad("0.01"), "account": contract.address, "size": wad("0.1")}
    buy, sell = desk.order(group=2, **fee), desk.order(group=3, is_open=False, price=1, **fee)
    ask, bid = desk.quote(), desk.quote(is_open=False, price=wad("8"), group=2)
    orders = ((first, ask), (buy, ask), (sell, bid), (last, ask))
    fillings = [desk.filling(order, desk.part(quote, "0.1")) for order, quote in orders]
    with pytest.raises(VirtualMachineError):
        desk.trader.transfer(contract, 0, data="0x12345678")

    batch = desk.orders.fillBatch(fillings, GAS_PER_FILL, world.as_("keeper"))

    assert tuple(batch.return_value) == (True,) * 4
    assert [event["account"] for event in batch.events["Closed"]] == [contract]
    assert desk.balance(world.people["keeper"]) == wad("0.02")
    assert wad(49) < desk.balance(contract) < wad(50)


def test_a_signer_that_reverts_fails_alone(world, desk, contract):
    """A contract that cannot say whether it has signed (ERC-1271) has not."""
    bad = desk.order(account=contract.address, signer=contract.address)
    part = desk.part(desk.quote(), "0.1")
    fillings = [desk.filling(bad, part, signature=b"\1"), *(desk.filling(good, part) for good in orders_of(desk, 2))]

    batch = desk.orders.fillBatch(fillings, GAS_PER_FILL, world.as_("keeper"))

    reason = keccak(text="OrderSignatureInvalid(address)")[:4] + encode(["address"], [contract.address])
    assert tuple(batch.return_value) == (False, True, True)
    assert batch.events["OrderFailed"]["reason"] == "0x" + reason.hex()


def test_one_order_twice_is_filled_once(world, desk):
    filling = desk.filling(desk.order(size=wad("0.1")), desk.part(desk.quote(), "0.1"))
    batch = desk.orders.fillBatch([filling, filling], GAS_PER_FILL, world.as_("keeper"))
    assert tuple(batch.return_value) == (True, False)


@pytest.mark.parametrize("mode", ["BURN", "BLOAT"])
def test_a_signers_contract_uses_up_no_more_than_its_own_gas(world, desk, HostileWallet, mode):
    """Neither by computing for ever, nor by an answer without end."""
    hostile = desk.trader.deploy(HostileWallet, mode == "BURN")
    world["CollateralVault"].setOperator(desk.trader, hostile, world.now + YEAR, {"from": desk.trader})
    bad = desk.order(signer=hostile.address)
    part = desk.part(desk.quote(), "0.1")
    fillings = [desk.filling(bad, part, signature=b"\1"), *(desk.filling(good, part) for good in orders_of(desk, 2))]

    batch = desk.orders.fillBatch(fillings, GAS_PER_FILL, world.as_("keeper"))

    assert tuple(batch.return_value) == (False, True, True)
    assert batch.gas_used < 2 * GAS_PER_FILL
    assert len(bytes.fromhex(str(batch.events["OrderFailed"]["reason"])[2:])) <= 256


def test_an_empty_batch_does_nothing(world, desk):
    assert not desk.orders.fillBatch([], GAS_PER_FILL, world.as_("keeper")).events


def test_the_executor_of_each_is_who_sends_the_batch(world, desk):
    order = desk.order(size=wad("0.1"), executor_fee=wad("0.01"))
    filling = desk.filling(order, desk.part(desk.quote(), "0.1"))

    batch = desk.orders.fillBatch([filling], GAS_PER_FILL, world.as_("stranger"))

    assert batch.events["OrderFilled"]["executor"] == world.people["stranger"]
    assert desk.balance(world.people["stranger"]) == wad("0.01")


def test_a_fill_encoded_out_of_order_fails_alone(world, desk):
    """A fill ends where the next one begins."""
    part = desk.part(desk.quote(), "0.1")
    first, second = orders_of(desk, 2)
    fillings = [desk.filling(order, part) for order in (first, second)]
    data = bytearray.fromhex(desk.orders.fillBatch.encode_input(fillings, GAS_PER_FILL)[2:])
    offsets = slice(4 + 3 * 32, 4 + 5 * 32)  # of the two fills, after those of the list, the gas and the length
    data[offsets] = data[offsets][32:] + data[offsets][:32]

    batch = world.people["keeper"].transfer(desk.orders, data="0x" + data.hex())

    failed = batch.events["OrderFailed"]
    assert (failed["orderHash"], failed["reason"]) == ("0x" + second.digest(desk.domain).hex(), "0x")
    assert desk.held() == wad("0.1")
