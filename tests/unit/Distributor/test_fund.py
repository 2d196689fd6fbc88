import pytest

from tests.support.dividends import USDC
from tests.support.reverts import reverts


def funded(desk, id_):
    return desk.distributor.distributionOf(id_).dict()["funded"]


def test_reverts_for_an_unknown_distribution(desk):
    id_ = desk.declare().return_value

    with reverts("DistributionUnknown", id_ + 1):
        desk.fund(id_ + 1, USDC)


def test_reverts_for_nothing(desk):
    with reverts("NothingToDistribute"):
        desk.fund(desk.declare().return_value, 0)


def test_reverts_beyond_what_is_missing(desk):
    id_ = desk.dividend(promised=1_000 * USDC, funded=400 * USDC)

    with reverts("FundingExceedsPromise", 600 * USDC + 1, 600 * USDC):
        desk.fund(id_, 600 * USDC + 1)
    assert funded(desk, id_) == desk.usdc.balanceOf(desk.distributor) == 400 * USDC


@pytest.mark.parametrize("who", ["issuer", "stranger"])
def test_anybody_pays_in_as_often_as_he_likes(desk, roles, who):
    id_ = desk.dividend(funded=100 * USDC)
    desk.usdc.mint(roles[who], 900 * USDC, {"from": roles["stranger"]})
    transaction = desk.fund(id_, 900 * USDC, who=who)

    assert transaction.return_value == 900 * USDC
    assert transaction.events["DistributionFunded"] == {
        "id": id_,
        "payer": roles[who],
        "amount": 900 * USDC,
        "funded": 1_000 * USDC,
    }
    assert funded(desk, id_) == desk.usdc.balanceOf(desk.distributor) == 1_000 * USDC


def test_counts_what_arrives(desk, roles, MockFeeToken):
    token = desk.list_paid_token(9, roles["stranger"].deploy(MockFeeToken, 100))
    id_ = desk.declare(1_000 * USDC, token).return_value

    assert desk.fund(id_, 1_000 * USDC, token).return_value == 990 * USDC
    assert funded(desk, id_) == token.balanceOf(desk.distributor) == 990 * USDC


def test_is_not_asked_what_was_sent_without_it(desk, roles):
    """Donations count for nobody."""
    id_ = desk.dividend(funded=100 * USDC)
    desk.usdc.transfer(desk.distributor, 900 * USDC, {"from": roles["issuer"]})

    assert funded(desk, id_) == 100 * USDC
