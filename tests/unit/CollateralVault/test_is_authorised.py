import pytest

from tests.support.ledger import ZERO_ADDRESS, sub_account


def test_the_owner_of_all_256_accounts(ledger, people):
    trader = people["trader"]

    assert len({sub_account(trader, sub) for sub in range(256)}) == 256
    assert all(ledger.vault.isAuthorised(sub_account(trader, sub), trader) for sub in range(256))


@pytest.mark.parametrize("difference", [256, 257, 511, 1 << 80, 1 << 159, (1 << 160) - 256])
def test_nobody_beyond_them(ledger, people, difference):
    assert not ledger.vault.isAuthorised(sub_account(people["trader"], difference), people["trader"])


def test_neither_a_module_nor_an_officer(ledger, people):
    for role in ("module", "governor", "stranger"):
        assert not ledger.vault.isAuthorised(people["trader"], people[role])


def test_not_the_zero_address(ledger, people):
    assert not ledger.vault.isAuthorised(people["trader"], ZERO_ADDRESS)
