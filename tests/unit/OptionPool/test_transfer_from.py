from tests.support.reverts import reverts


def test_an_allowance_moves_shares_and_no_more(world, provider, stranger):
    pool, held = world.pool, world.pool.balanceOf(provider)
    pool.approve(stranger, 100, {"from": provider})
    with reverts("ERC20InsufficientAllowance", stranger, 100, 101):
        pool.transferFrom(provider, stranger, 101, {"from": stranger})

    pool.transferFrom(provider, stranger, 100, {"from": stranger})

    assert (pool.balanceOf(provider), pool.balanceOf(stranger), pool.allowance(provider, stranger)) == (
        held - 100,
        100,
        0,
    )
