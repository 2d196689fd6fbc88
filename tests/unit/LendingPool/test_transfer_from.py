from tests.support.allowances import moves_what_is_allowed


def test_an_allowance_moves_shares_and_no_more(lending, supplied):
    moves_what_is_allowed(lending.pool, lending.people["liquidity_provider"], lending.people["stranger"])
