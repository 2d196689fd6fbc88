"""Orders of an issuer, and what the governor makes of them."""

import pytest
from eth_utils import keccak

from evershare.localnet import wad
from tests.support.ledger import ZERO_ADDRESS, sub_account
from tests.support.reverts import reverts

DOCUMENT = keccak(text="order of a court")
DAY = 86_400


@pytest.fixture
def seizure(world):
    return world["LawfulSeizure"]


@pytest.fixture
def token(world):
    return world.tokens["TSLA"]


@pytest.fixture
def order(world, seizure, token):
    """The issuer orders 100 of the trader's 300 tokens for the treasury."""

    def give(role="issuer", **changes):
        values = {
            "token": token,
            "account": world.people["trader"],
            "receiver": world.people["treasury"],
            "amount": wad(100),
            "document": DOCUMENT,
        }
        return seizure.order(*(values | changes).values(), world.as_(role))

    return give


def execute(world, order_id=1, role="governor"):
    return world["LawfulSeizure"].execute(order_id, world.as_(role))


def held(world, role="trader"):
    return world["CollateralVault"].balanceOf(world.people[role], world.asset_ids["TSLA"])


@pytest.mark.parametrize("role", ["stranger", "governor"])
def test_order_reverts_for_anybody_but_the_issuer(world, order, role):
    with reverts("NotSeizingIssuer", world.people[role], world.people["issuer"]):
        order(role)


def test_order_reverts_for_a_token_that_is_no_stock(world, order):
    with reverts("StockNotListed", world.pool):
        order(token=world.pool)


def test_order_reverts_for_a_stock_that_is_not_in_the_ledger(world, order):
    listing = ("NVIDIA", "NVDA", keccak(text="NVDA"), world.people["issuer"], 1, 1, wad(1), [1], 0)
    listed = world["CustodyRegistry"].listStock(listing, world.as_("governor")).return_value

    with reverts("TokenNotInLedger", listed):
        order(token=listed)


def test_order_reverts_from_an_account_of_the_protocol(world, order):
    with reverts("ProtocolAccountProtected", world.pool):
        order(account=world.pool)


@pytest.mark.parametrize("change", [{"amount": 0}, {"receiver": ZERO_ADDRESS}], ids=lambda change: next(iter(change)))
def test_order_reverts_when_incomplete(order, change):
    with reverts("SeizureIncomplete"):
        order(**change)


def test_order_moves_nothing(world, seizure, token, order):
    tx = order()

    assert tx.return_value == 1
    assert held(world) == wad(300)
    ordered = seizure.orderOf(1).dict()
    assert (ordered["token"], ordered["account"]) == (token, world.people["trader"])
    assert (ordered["receiver"], ordered["amount"]) == (world.people["treasury"], wad(100))
    assert (ordered["orderedAt"], ordered["documentHash"]) == (tx.timestamp, "0x" + DOCUMENT.hex())
    event = tx.events["SeizureOrdered"]
    assert (event["orderId"], event["token"], event["account"]) == (1, token, world.people["trader"])
    assert (event["receiver"], event["amount"]) == (world.people["treasury"], wad(100))
    assert event["documentHash"] == "0x" + DOCUMENT.hex()


def test_call_off_reverts_for_anybody_but_the_issuer(world, seizure, order):
    order()

    with reverts("NotSeizingIssuer", world.people["governor"], world.people["issuer"]):
        seizure.callOff(1, world.as_("governor"))


def test_what_is_called_off_cannot_be_executed(world, seizure, order):
    order()
    tx = seizure.callOff(1, world.as_("issuer"))

    assert tx.events["SeizureCalledOff"]["orderId"] == 1
    for act in (lambda: execute(world), lambda: seizure.callOff(1, world.as_("issuer")), lambda: seizure.orderOf(1)):
        with reverts("SeizureNotOrdered", 1):
            act()


@pytest.mark.parametrize("role", ["issuer", "risk", "stranger"])
def test_execute_reverts_for_anybody_but_the_governor(world, order, role):
    order()

    with reverts("AccessManagedUnauthorized", world.people[role]):
        execute(world, role=role)
    assert held(world) == wad(300)


@pytest.mark.parametrize("order_id", [0, 2])
def test_execute_reverts_without_an_order(world, order, order_id):
    order()

    with reverts("SeizureNotOrdered", order_id):
        execute(world, order_id)


def test_execute_reverts_when_the_order_is_too_old(world, order):
    expired_at = order().timestamp + 90 * DAY
    world.wait_until(expired_at)

    with reverts("SeizureOrderExpired", expired_at):
        execute(world)


def test_execute_reverts_beyond_what_is_not_locked(world, order, seizure):
    """What a pool has locked, a pending deposit, is out of reach."""
    order(amount=wad(300) + 1)

    with reverts("InsufficientAccountBalance", world.people["trader"], world.asset_ids["TSLA"], wad(300), wad(300) + 1):
        execute(world)
    assert held(world) == wad(300)


def test_execute_reverts_for_an_account_that_became_the_protocols(world, order, accounts):
    """The account was anybody's when the order was given."""
    order(account=world.people["stranger"])
    module = accounts.at(world["PerpetualOptions"].address, force=True)
    world["CollateralVault"].registerProtocolAccount(world.people["stranger"], {"from": module})

    with reverts("ProtocolAccountProtected", world.people["stranger"]):
        execute(world)


def test_executes_once_and_takes_no_more_than_was_ordered(world, token, order):
    """A1: the ledger's books stay those of its tokens."""
    vault, asset_id = world["CollateralVault"], world.asset_ids["TSLA"]
    total, others = vault.totalBalance(asset_id), held(world, "second_trader")
    order()
    tx = execute(world)

    assert held(world) == wad(200)
    assert held(world, "second_trader") == others
    assert token.balanceOf(world.people["treasury"]) == wad(100)
    assert vault.totalBalance(asset_id) == total - wad(100) == token.balanceOf(vault)
    event = tx.events["Seized"]
    assert (event["orderId"], event["token"], event["account"]) == (1, token, world.people["trader"])
    assert (event["receiver"], event["amount"]) == (world.people["treasury"], wad(100))
    with reverts("SeizureNotOrdered", 1):
        execute(world)


def test_takes_from_a_holder_who_was_denied_and_from_a_sub_account(world, token, order):
    vault, asset_id, trader = world["CollateralVault"], world.asset_ids["TSLA"], world.people["trader"]
    account = sub_account(trader, 7)
    vault.transfer(asset_id, trader, account, wad(50), world.as_("trader"))
    token.setListed(trader, True, world.as_("issuer"))
    order(account=account, amount=wad(50))
    execute(world)

    assert vault.balanceOf(account, asset_id) == 0
    assert token.balanceOf(world.people["treasury"]) == wad(50)
