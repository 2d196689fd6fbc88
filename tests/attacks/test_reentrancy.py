"""Tokens, price sources and keepers that call back in the middle of a pool's action find it closed"""

import pytest
from eth_utils import keccak

from evershare.localnet import wad

REFUSAL = "0x" + keccak(text="ReentrancyGuardReentrantCall()")[:4].hex()
INNER = ("requestDeposit", "requestRedeem", "deposit", "redeem", "cancelRedeemRequest", "collectDeposit", "settleEpoch")


@pytest.fixture
def hooked(world, MockHookToken):
    """A pool of a token that calls back; the token has shares, claims and an account of its own."""
    provider = world.people["liquidity_provider"]
    token = provider.deploy(MockHookToken)
    world.list_token("HOOK", token, drift_bps=100)
    pool = world.create_pool("HOOK")
    for holder in (provider, token):
        token.mint(holder, wad(100), {"from": provider})
    token.approve(pool, wad(100), {"from": provider})
    for call in (
        (token, token.approve.encode_input(pool, wad(100))),
        (pool, pool.requestDeposit.encode_input(wad(50), token, token)),
        (pool, pool.deposit["uint256,address"].encode_input(wad(40), token)),
        (pool, pool.requestRedeem.encode_input(wad(20), token, token)),
    ):
        token.callAsToken(*call, {"from": provider})
    return pool, token


def inner_call(pool, token, name):
    """What the token may do at any other time, as the owner of its requests."""
    arguments = {
        "requestDeposit": (wad(1), token, token),
        "requestRedeem": (wad(1), token, token),
        "redeem": (wad(1), token, token),
        "cancelRedeemRequest": (token,),
        "collectDeposit": (token,),
        "settleEpoch": ([], []),
    }
    if name == "deposit":
        return pool.deposit["uint256,address"].encode_input(wad(1), token)
    return getattr(pool, name).encode_input(*arguments[name])


@pytest.mark.parametrize("afterwards", [False, True])
@pytest.mark.parametrize("name", INNER)
def test_a_token_during_a_deposit(world, hooked, name, afterwards):
    pool, token = hooked
    provider = world.people["liquidity_provider"]
    token.armHook(pool, inner_call(pool, token, name), afterwards, {"from": provider})
    pool.requestDeposit(wad(10), provider, provider, {"from": provider})
    assert (token.hookRan(), token.hookSucceeded(), token.hookAnswer()) == (True, False, REFUSAL)
    assert (pool.cash(), pool.maxMint(provider)) == (wad(40), wad(10))


@pytest.mark.parametrize("afterwards", [False, True])
@pytest.mark.parametrize("name", INNER)
def test_a_token_during_a_payout(world, hooked, name, afterwards):
    pool, token = hooked
    provider = world.people["liquidity_provider"]
    pool.requestDeposit(wad(10), provider, provider, {"from": provider})
    pool.deposit(wad(10), provider, {"from": provider})
    pool.requestRedeem(wad(10), provider, provider, {"from": provider})
    token.armHook(pool, inner_call(pool, token, name), afterwards, {"from": provider})
    pool.redeem(wad(10), provider, provider, {"from": provider})
    assert (token.hookRan(), token.hookSucceeded(), token.hookAnswer()) == (True, False, REFUSAL)
    assert token.balanceOf(provider) == wad(100)


@pytest.mark.parametrize("name", ["deposit", "withdraw"])
def test_a_token_of_a_private_pool(world, hooked, name):
    """The token itself owns the pool, and would take out twice what is there once."""
    _, token = hooked
    anybody = world.as_("stranger")
    create = world["OptionPoolFactory"].createPrivatePool.encode_input(world.asset_ids["HOOK"], token)
    created = token.callAsToken(world["OptionPoolFactory"], create, anybody)
    pool = world.project["PrivateOptionPool"].at(created.events["PrivatePoolCreated"]["pool"])
    token.callAsToken(token, token.approve.encode_input(pool, wad(50)), anybody)
    token.callAsToken(pool, pool.deposit.encode_input(wad(10)), anybody)
    inner = pool.deposit.encode_input(wad(1)) if name == "deposit" else pool.withdraw.encode_input(wad(10), token)
    token.armHook(pool, inner, False, anybody)
    token.callAsToken(pool, pool.withdraw.encode_input(wad(10), token), anybody)
    assert (token.hookRan(), token.hookSucceeded(), token.hookAnswer()) == (True, False, REFUSAL)
    assert pool.cash() == 0


@pytest.mark.parametrize("name", ["settleEpoch", "collectDeposit"])
def test_a_price_source_during_an_epoch(world, desk, hook_source, name):
    """A source of any asset that the caller names runs before the epoch is priced."""
    world.refresh()
    world.open("trader", "0.5")
    desk.request_redeem("liquidity_provider", 100)
    source, asset_id = hook_source
    pool, provider = world.pool, world.people["liquidity_provider"]
    inner = (
        pool.settleEpoch.encode_input([], []) if name == "settleEpoch" else pool.collectDeposit.encode_input(provider)
    )
    source.arm(pool, inner, world.as_("stranger"))
    desk.next_session()
    world.refresh(tsla="227.51")

    pool.settleEpoch([asset_id], [b"\x01"], world.as_("keeper"))

    assert (source.reentered(), source.answer()) == (False, REFUSAL)
    assert pool.maxRedeem(provider) == wad(100)


def test_a_keeper_who_is_paid_back(world, desk, AttackerMock):
    """The rest of the fee goes to the caller last, and the pool is still closed."""
    world.refresh()
    world.open("trader", "0.5")
    desk.request_redeem("liquidity_provider", 100)
    keeper, pool = world.people["keeper"].deploy(AttackerMock), world.pool
    settle = pool.settleEpoch.encode_input([], [])
    keeper.armReceive(pool, settle, world.as_("keeper"))
    desk.next_session()
    world.refresh(tsla="227.51")

    keeper.run([(pool, 10**9, settle)], {**world.as_("keeper"), "value": 10**9})

    assert (keeper.reentered(), keeper.answer()) == (False, REFUSAL)
    assert keeper.balance() == 10**9
