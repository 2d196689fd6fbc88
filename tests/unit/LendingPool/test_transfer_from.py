from tests.support.reverts import reverts


def test_an_allowance_moves_shares_and_no_more(lending, supplied):
    provider, spender, pool = lending.people["liquidity_provider"], lending.people["stranger"], lending.pool
    held = pool.balanceOf(provider)
    pool.approve(spender, 100, {"from": provider})
    with reverts("ERC20InsufficientAllowance", spender, 100, 101):
        pool.transferFrom(provider, spender, 101, {"from": spender})

    pool.transferFrom(provider, spender, 100, {"from": spender})

    assert (pool.balanceOf(provider), pool.balanceOf(spender), pool.allowance(provider, spender)) == (
        held - 100,
        100,
        0,
    )
