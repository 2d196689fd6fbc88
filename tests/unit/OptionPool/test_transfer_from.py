from tests.support.allowances import moves_what_is_allowed


def test_an_allowance_moves_shares_and_no_more(world, provider, stranger):
    moves_what_is_allowed(world.pool, provider, stranger)
