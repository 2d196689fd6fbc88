"""Which actions end with a health check, and which must not."""

import pytest

from evershare.devchain_speed import request
from evershare.localnet import wad
from tests.support.credit import DAY, USDC
from tests.support.ledger import sub_account
from tests.support.reverts import reverts


@pytest.fixture
def debt(credit):
    """The trader has borrowed 20,000 USDC against 300 TSLA, and taken them out."""
    credit.borrow("trader", 20_000 * USDC)
    return credit.withdraw("trader", 20_000 * USDC)


def test_a_withdrawal_is_checked(credit, debt):
    """V1."""
    with credit.refuses_health("trader"):
        credit.withdraw("trader", wad(100), "TSLA")
    credit.withdraw("trader", wad(50), "TSLA")


def test_a_transfer_is_checked_even_to_the_own_sub_account(credit, debt):
    """V1."""
    trader, tsla = credit.people["trader"], credit.asset_ids["TSLA"]

    with credit.refuses_health("trader"):
        credit.vault.transfer(tsla, trader, sub_account(trader, 1), wad(100), credit.as_("trader"))


def test_a_lock_is_checked(credit, debt):
    """V1."""
    with credit.refuses_health("trader"):
        credit.vault.lock(credit.asset_ids["TSLA"], credit.people["trader"], wad(100), credit.as_("module"))


def test_a_deposit_is_not(credit, debt):
    credit.publish(tsla="80")

    credit.deposit("trader", "TSLA", 10)


def test_sub_accounts_are_isolated(credit, debt):
    """V2."""
    account = sub_account(credit.people["trader"], 1)
    credit.vault.deposit(credit.asset_ids["TSLA"], account, wad(10), credit.as_("trader"))
    credit.publish(tsla="80")

    credit.vault.withdraw(credit.asset_ids["TSLA"], account, credit.people["trader"], wad(10), credit.as_("trader"))


def test_without_debt_everything_can_leave(credit):
    """V4: whatever is paused, halted or never observed; no price is read, as there is no oracle any more."""
    credit.list_unpriced("NOPRICE")
    credit.deposit("trader", "NOPRICE", 1_000)
    for what in (0, 1, 2):
        credit.risk_engine.pause(credit.asset_ids["TSLA"], what, credit.as_("guardian"))
    credit["PriceOracle"].setHalted(credit.asset_ids["TSLA"], True, credit.as_("risk"))
    credit.wait_until(credit.now + 60 * DAY)
    request("anvil_setCode", credit["PriceOracle"].address, "0xfe")

    for symbol, amount in (("TSLA", 300), ("NOPRICE", 1_000)):
        credit.withdraw("trader", wad(amount), symbol)
        assert credit.balance("trader", symbol) == 0


def test_a_batch_is_checked_once_at_its_end(credit, debt):
    """In the middle of it the account has no collateral at all."""
    vault, trader, tsla = credit.vault, credit.people["trader"], credit.asset_ids["TSLA"]
    credit.tokens["TSLA"].approve(vault, wad(300), credit.as_("trader"))

    batch = vault.batch(
        [
            (vault, vault.withdraw.encode_input(tsla, trader, trader, wad(300))),
            (vault, vault.deposit.encode_input(tsla, trader, wad(300))),
        ],
        credit.as_("trader"),
    )

    assert batch.status == 1
    assert not vault.isHealthPending(trader)
    with credit.refuses_health("trader"):
        vault.batch([(vault, vault.withdraw.encode_input(tsla, trader, trader, wad(100)))], credit.as_("trader"))


def test_health_is_not_asked_for_in_the_middle_of_a_batch(credit, debt):
    """Nobody is liquidated by what a batch will have put right at its end."""
    vault, trader, tsla = credit.vault, credit.people["trader"], credit.asset_ids["TSLA"]
    probe = credit.people["deployer"].deploy(credit.project["HealthProbeMock"], credit.risk_engine)
    vault.addModule(probe, credit.as_("governor"))
    ask = (probe, probe.ask.encode_input(trader))

    with reverts("HealthCheckPending", trader):
        vault.batch([(vault, vault.withdraw.encode_input(tsla, trader, trader, wad(1))), ask], credit.as_("trader"))
    vault.batch([ask], credit.as_("trader"))
