"""O8: a thousand dust positions cost those who hold them, and nobody else"""

from evershare.localnet import wad
from tests.support.ledger import sub_account

OWNERS = ("trader", "second_trader", "market_maker", "authorised_participant")
EACH, AT_ONCE = 250, 50
SIZE, MARGIN = "0.0003", "0.02"
FOREVER = 2**40


def spread_dust(world, role):
    """250 accounts of one owner buy the least there is to buy, fifty in a transaction."""
    options, vault, owner = world["PerpetualOptions"], world["CollateralVault"], world.people[role]
    terms, tsla = world.terms(), world.asset_ids["TSLA"]
    open_ = options.open["tuple,address,uint256,uint256,uint256"].encode_input
    for first in range(1, 1 + EACH, AT_ONCE):
        accounts = [sub_account(owner, sub) for sub in range(first, first + AT_ONCE)]
        calls = [(vault, vault.transfer.encode_input(tsla, owner, account, wad(MARGIN))) for account in accounts]
        calls += [(options, open_(terms, account, wad(SIZE), wad(1), FOREVER)) for account in accounts]
        world.refresh()
        vault.batch(calls, {"from": owner})


def costs(world, desk):
    """Gas of an epoch, and of another trader's funding, open and close."""
    options, honest = world["PerpetualOptions"], world.people["keeper"]
    desk.request_redeem("liquidity_provider", 1)
    desk.next_session()
    world.refresh(tsla=f"{227.5 + world.now / 10**11:.6f}")
    epoch = world.pool.settleEpoch([], [], world.as_("stranger")).gas_used
    settle = options.settle(honest, world.series_id(), world.as_("stranger")).gas_used
    open_ = world.open("keeper", "0.01").gas_used
    close = options.close(honest, world.series_id(), wad("0.01"), 0, FOREVER, {"from": honest}).gas_used
    return epoch, settle, open_, close


def test_a_thousand(world, desk):
    options, token = world["PerpetualOptions"], world.tokens["TSLA"]
    for role in ("market_maker", "keeper"):
        token.transfer(world.people[role], wad(100), world.as_("authorised_participant"))
    for role in ("market_maker", "keeper", "authorised_participant"):
        world.deposit(role, "TSLA", 50)
    world.refresh()
    world.open("keeper", "0.2")
    costs(world, desk)  # first of all, so that both measurements find the same storage warm
    before = costs(world, desk)
    held = desk.balance(world.people["insurance"]) + sum(desk.balance(world.people[role]) for role in OWNERS)

    for role in OWNERS:
        spread_dust(world, role)

    for gas, least in zip(costs(world, desk), before, strict=True):
        assert abs(gas - least) < least // 50
    dust = [options.positionOf(sub_account(world.people[role], 7), world.series_id())[0] for role in OWNERS]
    assert dust == [wad(SIZE)] * len(OWNERS)
    assert len(options.liveSeriesOf(world.pool)) == 1
    spent = held - desk.balance(world.people["insurance"]) - sum(desk.balance(world.people[role]) for role in OWNERS)
    assert spent == len(OWNERS) * EACH * wad(MARGIN)  # and each account pays its premium of that: 0.001 at least
