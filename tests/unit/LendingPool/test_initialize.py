from tests.support.reverts import reverts


def test_a_pool_is_set_up_once(lending):
    with reverts("InvalidInitialization"):
        lending.pool.initialize(1, lending.model, 0, 0, lending.as_("governor"))


def test_the_implementation_cannot_be_set_up(lending):
    implementation = lending.project["LendingPool"].at(lending.factory.POOL_IMPLEMENTATION())
    with reverts("InvalidInitialization"):
        implementation.initialize(1, lending.model, 0, 0, lending.as_("governor"))
