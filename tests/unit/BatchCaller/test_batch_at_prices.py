"""New prices and a batch in one transaction"""

import pytest
from brownie.exceptions import VirtualMachineError

from evershare.deployment import ZERO_ADDRESS
from evershare.localnet import PYTH_UPDATE_FEE, wad
from tests.support.ledger import sub_account
from tests.support.reverts import decoded, reverts

NO_LIMIT = wad(10**6)
STALE_SECONDS = 60


@pytest.fixture
def caller(world):
    return world.project["BatchCaller"].at(world["CollateralVault"].batchCaller())


@pytest.fixture
def trader(world):
    return world.people["trader"]


@pytest.fixture
def stale(world):
    """A minute after the last prices, which no option is opened at."""
    world.refresh()
    world.wait_until(world.now + STALE_SECONDS)


def opening(world, size="0.2"):
    """A step of a batch: the trader opens a put."""
    options = world["PerpetualOptions"]
    arguments = (world.terms(), world.people["trader"], wad(size), NO_LIMIT, world.now + 600)
    # The function has two forms.
    return options, options.open["tuple,address,uint256,uint256,uint256"].encode_input(*arguments)


def send(world, caller, *steps, role="trader", fee=2 * PYTH_UPDATE_FEE, oracle=None, tsla="227.5"):
    assets, updates = world.price_updates({"BTC": "64000", "TSLA": tsla})
    paid = {**world.as_(role), "value": fee}
    return caller.batchAtPrices(oracle or world["PriceOracle"], assets, updates, list(steps), paid)


def test_somebody_elses_account(world, caller, trader, stale):
    with reverts("NotAuthorised", trader, caller):
        send(world, caller, opening(world), role="stranger")


def test_too_low_a_fee(world, caller, stale):
    with reverts("UpdateFeeNotPaid", 2 * PYTH_UPDATE_FEE, PYTH_UPDATE_FEE):
        send(world, caller, opening(world), fee=PYTH_UPDATE_FEE)


def test_a_step_that_fails_brings_no_prices_either(world, caller, trader, stale):
    vault, tsla = world["CollateralVault"], world.asset_ids["TSLA"]
    before = world["PriceOracle"].midOf(tsla)
    too_much = vault.balanceOf(trader, tsla) + 1

    with reverts("InsufficientAccountBalance", trader, tsla, too_much - 1, too_much):
        send(world, caller, (vault, vault.withdraw.encode_input(tsla, trader, trader, too_much)), tsla="228")
    assert world["PriceOracle"].midOf(tsla) == before


def test_within_a_batch(world, caller, trader):
    """The ledger does not call it for anybody."""
    step = caller.batchAtPrices.encode_input(world["PriceOracle"], [], [], [])
    with reverts("InvalidBatchTarget", caller):
        send(world, caller, (caller, step))


def test_nobody_else_says_whose_batch_it_is(world, trader):
    with reverts("NotBatchCaller", trader):
        world["CollateralVault"].batchOf(world.people["second_trader"], [], world.as_("trader"))


def test_opens_where_the_prices_were_too_old(world, caller, trader, stale):
    step = opening(world)
    with pytest.raises(VirtualMachineError) as refused:
        world["CollateralVault"].batch([step], world.as_("trader"))
    assert decoded(refused.value)[0] == "ObservationTooOld"

    send(world, caller, step)

    assert list(world["PerpetualOptions"].positionsOf(trader)) == [world.series_id()]


def test_gives_back_what_the_updates_do_not_cost(world, caller, trader, stale):
    before, pyth = trader.balance(), world.pyth.balance()

    done = send(world, caller, opening(world), fee=wad(1))

    assert before - trader.balance() == done.gas_used * done.gas_price + 2 * PYTH_UPDATE_FEE
    assert world.pyth.balance() - pyth == 2 * PYTH_UPDATE_FEE
    assert caller.balance() == 0


def test_the_ledger_itself_knows_whose_batch_it_is(world, caller, trader, stale):
    """Who deposits pays, and who owns an account names its operators, though another contract sends the batch."""
    vault, tsla, token = world["CollateralVault"], world.asset_ids["TSLA"], world.tokens["TSLA"]
    account = sub_account(trader, 1)
    token.approve(vault, wad(5), world.as_("trader"))
    wallet = token.balanceOf(trader)

    done = send(
        world,
        caller,
        (vault, vault.deposit.encode_input(tsla, account, wad(5))),
        (vault, vault.setOperator.encode_input(account, world.people["stranger"], world.now + 600)),
        (vault, vault.withdraw.encode_input(tsla, account, world.people["stranger"], wad(2))),
    )

    assert wallet - token.balanceOf(trader) == wad(5)
    assert done.events["Deposited"]["payer"] == trader
    assert vault.balanceOf(account, tsla) == wad(3)
    assert vault.isAuthorised(account, world.people["stranger"])
    assert vault.actor() == ZERO_ADDRESS


def test_whoever_is_asked_for_prices_acts_for_nobody(world, caller, trader, stale):
    vault = world["CollateralVault"]
    impostor = world.people["stranger"].deploy(world.project["OracleImpostor"])
    impostor.arm(vault, vault.isAuthorised.encode_input(trader, caller), world.as_("stranger"))

    send(world, caller, oracle=impostor)

    assert (impostor.succeeded(), int(impostor.answer().hex(), 16)) == (True, 0)


def test_a_batch_of_the_oracles_own_is_its_own(world, caller, trader, stale):
    """Before the batch begins it may send one, which touches nobody's account but its own."""
    vault, tsla = world["CollateralVault"], world.asset_ids["TSLA"]
    impostor = world.people["stranger"].deploy(world.project["OracleImpostor"])
    theft = (vault, vault.withdraw.encode_input(tsla, trader, impostor, wad(1)))
    impostor.arm(caller, caller.batchAtPrices.encode_input(impostor, [], [], [theft]), world.as_("stranger"))
    before = vault.balanceOf(trader, tsla)

    send(world, caller, oracle=impostor)

    assert not impostor.succeeded()
    assert vault.balanceOf(trader, tsla) == before
