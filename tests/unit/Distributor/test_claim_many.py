from tests.support.dividends import USDC, WALLET
from tests.support.reverts import reverts


def test_reverts_when_one_is_not_the_callers(desk, roles):
    id_ = desk.dividend()
    claims = [claim[:3] for claim in desk.claims(id_)]

    with reverts("AccountOfAnother", roles["trader"], roles["liquidity_provider"]):
        desk.distributor.claimMany(claims, {"from": roles["liquidity_provider"]})


def test_pays_several_and_passes_over_what_comes_to_nothing(desk, roles):
    """So nobody spoils a batch by claiming a part of it first."""
    dividend, reward = desk.dividend(), desk.reward(90 * USDC).return_value
    wallet, account, *shares = (claim[:3] for claim in desk.claims(dividend))
    desk.distributor.claim(*wallet, {"from": roles["stranger"]})

    claims = [wallet, account, *shares, (reward, WALLET, roles["second_trader"])]
    transaction = desk.distributor.claimMany(claims, {"from": roles["trader"]})

    amounts = [0, 100 * USDC, 400 * USDC, 200 * USDC, 30 * USDC]
    assert list(transaction.return_value) == amounts
    assert [event["amount"] for event in transaction.events["DistributionClaimed"]] == amounts[1:]
    assert desk.usdc.balanceOf(roles["trader"]) == 400 * USDC
    assert desk.usdc.balanceOf(roles["second_trader"]) == 230 * USDC


def test_claimable_is_what_a_claim_pays(desk, roles):
    id_ = desk.dividend(funded=500 * USDC)
    expected = [150 * USDC, 50 * USDC, 200 * USDC, 100 * USDC]
    claims = desk.claims(id_)

    assert [desk.distributor.claimable(*claim[:3]) for claim in claims] == expected
    assert [desk.claim(*claim).return_value for claim in claims] == expected
    assert [desk.distributor.claimable(*claim[:3]) for claim in claims] == [0] * 4
    with reverts("DistributionUnknown", 1):
        desk.distributor.claimable(1, WALLET, roles["trader"])
