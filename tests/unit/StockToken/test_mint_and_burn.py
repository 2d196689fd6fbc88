import pytest

from tests.support.custody import WAD
from tests.support.reverts import reverts


@pytest.mark.parametrize("who", ["stranger", "governor", "issuer", "corporate_actions"])
def test_mint_reverts_for_anybody_but_the_registry(desk, roles, who):
    with reverts("StockTokenOnlyRegistry", roles[who]):
        desk.token.mint(roles[who], WAD, {"from": roles[who]})
    assert desk.token.totalSupply() == 0


def test_burn_reverts_for_anybody_but_the_registry(desk, roles):
    desk.attest(WAD)
    desk.issue(WAD)
    holder = roles["authorised_participant"]

    with reverts("StockTokenOnlyRegistry", holder):
        desk.token.burn(holder, WAD, {"from": holder})
    assert desk.token.totalSupply() == WAD


def test_the_registry_mints_and_burns(desk, roles):
    desk.attest(10 * WAD)
    desk.issue(10 * WAD)
    desk.redeem(4 * WAD)

    assert desk.token.balanceOf(roles["authorised_participant"]) == desk.token.totalSupply() == 6 * WAD
