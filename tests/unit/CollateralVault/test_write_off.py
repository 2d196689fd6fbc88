import pytest

from tests.support.credit import USDC


@pytest.fixture
def debt(credit):
    return credit.borrow("trader", 10_000 * USDC)


@pytest.mark.parametrize("role", ["trader", "governor", "stranger"])
def test_reverts_for_anybody_but_a_module(credit, debt, role):
    with credit.refuses("NotModule", credit.people[role]):
        credit.vault.writeOff(credit.asset_ids["USDC"], credit.people["trader"], credit.as_(role))


def test_reverts_without_a_debt(credit, debt):
    with credit.refuses("NoDebt", credit.people["second_trader"]):
        credit.vault.writeOff(credit.asset_ids["USDC"], credit.people["second_trader"], credit.as_("module"))


def test_gives_up_a_debt(credit, debt):
    asset_id, trader = credit.asset_ids["USDC"], credit.people["trader"]

    loss = credit.vault.writeOff(asset_id, trader, credit.as_("module"))

    assert loss.return_value >= 10_000 * USDC
    assert credit.debt("trader") == 0
    assert list(credit.vault.debtsOf(trader)) == []
    assert dict(loss.events["LossWrittenOff"]) == {
        "assetId": asset_id,
        "account": trader,
        "loss": loss.return_value,
    }
