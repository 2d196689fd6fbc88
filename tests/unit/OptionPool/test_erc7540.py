"""OptionPool as an ERC-7540 and ERC-7575 vault: what integrators rely on"""

import pytest

from evershare.localnet import wad
from tests.support.reverts import reverts

INTERFACES = {
    "ERC-165": "0x01ffc9a7",
    "ERC-7540 operators": "0xe3bc4e65",
    "ERC-7540 deposits": "0xce3bbe50",
    "ERC-7540 redemptions": "0x620ee8e4",
    "ERC-7575": "0x2f0a18c5",
}


@pytest.mark.parametrize("name", INTERFACES)
def test_supported_interfaces(world, name):
    assert world.pool.supportsInterface(INTERFACES[name])


@pytest.mark.parametrize("interface_id", ["0xffffffff", "0x00000000", "0xf815c03d"])
def test_no_other_interface(world, interface_id):
    """Not even ERC-7575's share interface: who asks a share for its vaults would find but one here."""
    assert not world.pool.supportsInterface(interface_id)


@pytest.mark.parametrize("preview", ["previewDeposit", "previewMint", "previewWithdraw", "previewRedeem"])
@pytest.mark.parametrize("amount", [0, 1, 10**18])
def test_previews_revert_for_all_callers_and_inputs(world, preview, amount, provider):
    for caller in (provider, world.people["stranger"]):
        with reverts("PreviewUnavailable"):
            getattr(world.pool, preview)(amount, {"from": caller})


def test_the_pool_is_its_own_share(world):
    assert world.pool.share() == world.pool
    assert world.pool.asset() == world.tokens["TSLA"]


def test_operators(world, provider, stranger):
    pool = world.pool
    assert not pool.isOperator(provider, stranger)

    approval = pool.setOperator(stranger, True, {"from": provider})
    assert approval.return_value
    assert dict(approval.events["OperatorSet"][0]) == {"controller": provider, "operator": stranger, "approved": True}
    assert pool.isOperator(provider, stranger)
    assert not pool.isOperator(stranger, provider)

    pool.setOperator(stranger, False, {"from": provider})
    assert not pool.isOperator(provider, stranger)
    with reverts("NotPoolOperator", provider, stranger):
        pool.requestRedeem(1, provider, provider, {"from": stranger})


def test_requests_have_the_id_zero(world, pending_deposit, pending_redemption, desk, provider, newcomer):
    pool = world.pool

    def of_both(request_id):
        return (
            pool.pendingDepositRequest(request_id, newcomer),
            pool.claimableDepositRequest(request_id, newcomer),
            pool.pendingRedeemRequest(request_id, provider),
            pool.claimableRedeemRequest(request_id, provider),
        )

    assert of_both(0) == (wad(100), 0, wad(500), 0)
    assert of_both(1) == (0, 0, 0, 0)
    desk.settle_next()
    assert of_both(0) == (0, wad(100), 0, wad(500))
    assert of_both(1) == (0, 0, 0, 0)
    assert pool.maxDeposit(newcomer) == wad(100)
    assert pool.maxRedeem(provider) == wad(500)


def test_views_answer_for_anybody(world, stranger):
    """They never revert, and do not depend on who asks."""
    pool = world.pool
    for view in (pool.maxDeposit, pool.maxMint, pool.maxWithdraw, pool.maxRedeem):
        assert view(stranger, {"from": stranger}) == view(stranger) == 0


def test_no_request_skips_the_claim(world, desk, approved, newcomer):
    """Even at once means claimable at once: nothing is pushed."""
    wallet = world.tokens["TSLA"].balanceOf(newcomer)
    desk.request_deposit("second_trader", "10")
    assert world.pool.balanceOf(newcomer) == 0
    world.pool.deposit(wad(10), newcomer, {"from": newcomer})
    world.pool.requestRedeem(wad(10), newcomer, newcomer, {"from": newcomer})
    assert world.tokens["TSLA"].balanceOf(newcomer) == wallet - wad(10)
    assert world.pool.balanceOf(newcomer) == 0


def test_conversions_use_the_value_that_redemptions_are_paid_at(world, open_interest):
    pool = world.pool
    net, supply = pool.netAssetValue(False), pool.totalSupply()
    assert pool.totalAssets() == net
    assert pool.convertToAssets(wad(7)) == wad(7) * (net + 1) // (supply + 1)
    assert pool.convertToShares(wad(7)) == wad(7) * (supply + 1) // (net + 1)
