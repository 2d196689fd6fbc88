from tests.support.oracle import DAY
from tests.support.reverts import reverts


def unmark(credit, by="stranger"):
    return credit.liquidation.unmark(credit.people["trader"], credit.as_(by))


def test_reverts_while_the_account_does_not_cover_its_debts(credit, marked):
    with reverts("AccountNotHealthy", credit.account("trader"), *credit.health()):
        unmark(credit)


def test_reverts_for_an_account_that_is_not_marked(credit, loan):
    with reverts("AccountNotMarked", credit.account("trader")):
        unmark(credit)


def test_ends_the_mark_and_lets_lenders_go(credit, loan):
    """The discount of a later mark starts anew."""
    credit.price("TSLA", 79)
    credit.mark()
    credit.price("TSLA", 180)

    unmarked = unmark(credit)

    assert unmarked.events["MarkEnded"]["account"] == credit.account("trader")
    assert credit.pools["USDC"].withdrawalsHeldUntil() == 0
    assert credit.liquidation.markedAt(credit.people["trader"]) == 0


def test_clears_away_what_is_left_of_an_old_one(credit, marked):
    credit.pass_time(DAY)
    credit.fund("trader", "TSLA", 100)
    unmark(credit)
    with reverts("AccountNotMarked", credit.account("trader")):
        unmark(credit)
