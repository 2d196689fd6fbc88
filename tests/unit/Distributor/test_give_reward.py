import pytest

from tests.support.custody import WAD
from tests.support.dividends import USDC, WALLET
from tests.support.reverts import reverts


def test_reverts_for_what_is_no_pool(desk, roles):
    for pool in (desk.token, desk.vault, roles["trader"]):
        with reverts("NotRecordPool", pool):
            desk.reward(pool=pool)


def test_reverts_for_a_token_that_is_not_the_ledgers(desk, roles, MockToken):
    token = roles["stranger"].deploy(MockToken, "Other", "OTHER", 18)

    with reverts("PaidTokenNotListed", token):
        desk.reward(token=token)


def test_reverts_when_nobody_held_shares(desk):
    with reverts("NobodyHeld", desk.pool, 2):
        desk.reward(epoch=2)


def test_reverts_for_nothing(desk, roles, MockFeeToken):
    token = desk.list_paid_token(9, roles["stranger"].deploy(MockFeeToken, 10_000))

    with reverts("NothingToDistribute"):
        desk.reward(0)
    with reverts("NothingToDistribute"):
        desk.reward(token=token)


def test_only_direct_holders_claim(desk, roles):
    id_ = desk.reward().return_value

    for via in (desk.vault, desk.pool):
        with reverts("NotInLedger", desk.pool):
            desk.claim(id_, via, roles["second_trader"], "second_trader")
    with reverts("HoldsForOthers", WALLET):
        desk.claim(id_, WALLET, WALLET, "stranger")


def test_is_paid_by_shares_at_the_record(desk, roles):
    transaction = desk.reward(90 * USDC)
    id_ = transaction.return_value
    claims = {who: desk.claim(id_, WALLET, roles[who], "stranger") for who in ("second_trader", "liquidity_provider")}

    assert id_ == int(desk.pool.address, 16) << 96 | 1 << 72 | 1
    assert transaction.events["RewardGiven"] == {
        "id": id_,
        "pool": desk.pool,
        "epoch": 1,
        "token": desk.usdc,
        "amount": 90 * USDC,
        "giver": roles["issuer"],
    }
    assert transaction.events["DistributionFunded"]["funded"] == 90 * USDC
    assert {who: claim.return_value for who, claim in claims.items()} == {
        "second_trader": 30 * USDC,
        "liquidity_provider": 60 * USDC,
    }
    assert desk.usdc.balanceOf(roles["second_trader"]) == 30 * USDC
    terms = (desk.usdc, 90 * USDC, 3 * WAD, 90 * USDC, 0, True, False)
    assert tuple(desk.distributor.distributionOf(id_)) == terms


@pytest.mark.parametrize("fee_bps", [0, 100])
def test_promises_what_arrived(desk, roles, MockFeeToken, fee_bps):
    token = desk.list_paid_token(9, roles["stranger"].deploy(MockFeeToken, fee_bps))
    id_ = desk.reward(90 * USDC, token=token).return_value

    reward = desk.distributor.distributionOf(id_).dict()
    arrived = 90 * USDC * (10_000 - fee_bps) // 10_000
    assert desk.distributor.promisedOf(id_) == reward["funded"] == token.balanceOf(desk.distributor) == arrived
