"""Who locks a pool with strikes that pay nothing pays those whom he keeps in, and cannot keep them for long"""

from evershare.localnet import wad
from evershare.model import nearest_strike

FAR = nearest_strike(150)  # a put at about half the index


def test_providers_who_want_to_leave(world, desk):
    pool, options, trader = world.pool, world["PerpetualOptions"], world.people["trader"]
    provider, cash = world.people["liquidity_provider"], world.pool.cash()
    world.refresh()
    world.open("trader", "23.5", strike=FAR)
    locked = options.reserveOf(pool)[0]
    assert locked > cash * 8 // 10
    desk.request_redeem("liquidity_provider", 2_000)

    desk.settle_next()  # what is free is paid, at a value that has gained at least 0.5 % of the cover
    assert pool.maxWithdraw(provider) >= cash + locked // 200 - locked - wad("0.1")
    assert pool.pendingRedeemRequest(0, provider) != 0

    desk.vault.withdraw(desk.asset_id, trader, trader, desk.balance(trader), {"from": trader})
    for _ in range(4):  # rent runs, and without margin it is paid with the position
        desk.next_session()
        desk.world.refresh(tsla=f"{227.5 + desk._publications / 1_000:.4f}")
        if options.positionsOf(trader):
            options.settle(trader, world.series_id(strike=FAR), world.as_("keeper"))
        desk.settle()
        if not pool.pendingRedeemRequest(0, provider):
            break

    assert options.positionsOf(trader) == ()
    assert pool.pendingRedeemRequest(0, provider) == 0
    assert pool.maxWithdraw(provider) > cash
