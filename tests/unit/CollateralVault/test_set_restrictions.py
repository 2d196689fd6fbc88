import pytest

NO_LIMIT = 2**48 - 1


def restrict(ledger, token, cap=NO_LIMIT, deposits_until=0, opens_until=0, role="risk_engine"):
    asset_id = ledger.asset_ids[token]
    return ledger.vault.setRestrictions(asset_id, cap, deposits_until, opens_until, ledger.as_(role))


@pytest.mark.parametrize("role", ["stranger", "risk", "governor", "module"])
def test_reverts_for_anybody_but_the_risk_engine(ledger, token, people, role):
    with ledger.refuses("NotRiskEngine", people[role]):
        restrict(ledger, token, role=role)


@pytest.mark.parametrize("decimals", [0, 6, 18, 27])
def test_a_deposit_beyond_the_cap_reverts(ledger, people, decimals):
    """The cap is in whole tokens; what is there already counts."""
    token, unit = ledger.list_plain(decimals), 10**decimals
    token.mint(people["trader"], 10 * unit, ledger.as_("stranger"))
    restrict(ledger, token, cap=5)
    ledger.deposit("trader", token, 2 * unit)
    asset_id = ledger.asset_ids[token]

    assert ledger.vault.depositRoomOf(asset_id) == 3 * unit
    with ledger.refuses("DepositCapExceeded", asset_id, 5):
        ledger.deposit("trader", token, 3 * unit + 1)
    ledger.deposit("trader", token, 3 * unit)
    assert ledger.vault.depositRoomOf(asset_id) == 0
    restrict(ledger, token, cap=4)
    assert ledger.vault.depositRoomOf(asset_id) == 0
    ledger.withdraw("trader", token, 5 * unit)


def test_a_deposit_is_refused_until_the_pause_ends(ledger, token, chain):
    until = chain[-1].timestamp + 1_000
    ledger.deposit("trader", token, 10)
    restrict(ledger, token, deposits_until=until)

    assert ledger.vault.depositRoomOf(ledger.asset_ids[token]) == 0
    with ledger.refuses("DepositsPaused", ledger.asset_ids[token], until):
        ledger.deposit("trader", token, 1)
    ledger.withdraw("trader", token, 5)
    chain.mine(timestamp=until)
    assert ledger.vault.depositRoomOf(ledger.asset_ids[token]) == 2**256 - 1
    ledger.deposit("trader", token, 1)


def test_an_open_is_refused_until_the_pause_ends(ledger, token, people, chain):
    """A premium cannot be charged; funding, and what pools pay for closing, go on."""
    until = chain[-1].timestamp + 1_000
    ledger.deposit("trader", token, 100)
    restrict(ledger, token, opens_until=until)
    asset_id, trader, module = ledger.asset_ids[token], people["trader"], people["module"]

    with ledger.refuses("OpensPaused", asset_id, until):
        ledger.vault.charge(asset_id, trader, module, 1, module, 0, False, ledger.as_("module"))
    ledger.vault.collect(asset_id, trader, module, 10, module, 0, ledger.as_("module"))
    ledger.vault.moveWithFee(asset_id, module, trader, 4, module, 1, False, ledger.as_("module"))
    chain.mine(timestamp=until)
    ledger.vault.charge(asset_id, trader, module, 1, module, 0, False, ledger.as_("module"))

    assert ledger.balance("trader", token) == 93


def test_sets_them(ledger, token):
    setting = restrict(ledger, token, 7, 2**39, 2**38)

    assert dict(setting.events["RestrictionsSet"]) == {
        "assetId": ledger.asset_ids[token],
        "depositCap": 7,
        "depositsPausedUntil": 2**39,
        "opensPausedUntil": 2**38,
    }
