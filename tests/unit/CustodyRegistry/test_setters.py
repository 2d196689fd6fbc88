from tests.support.custody import SUPPLY_CAP, WAD
from tests.support.reverts import reverts

DAY = 86_400
NOBODY = "0x" + "00" * 20


def test_set_minter_reverts_for_anybody_but_the_governor(desk, roles):
    with reverts("AccessManagedUnauthorized", roles["stranger"]):
        desk.registry.setMinter(roles["stranger"], True, {"from": roles["stranger"]})
    assert not desk.registry.isMinter(roles["stranger"])


def test_set_minter_reverts_for_the_zero_address(desk, roles):
    with reverts("CustodyZeroAddress"):
        desk.registry.setMinter(NOBODY, True, {"from": roles["governor"]})


def test_set_minter_names_and_dismisses(desk, roles):
    for named in (True, False):
        tx = desk.registry.setMinter(roles["minter"], named, {"from": roles["governor"]})

        assert desk.registry.isMinter(roles["minter"]) is named
        assert (tx.events["MinterSet"]["minter"], tx.events["MinterSet"]["isMinter"]) == (roles["minter"], named)


def test_set_corporate_actions_reverts_for_anybody_but_the_governor(desk, roles):
    with reverts("AccessManagedUnauthorized", roles["stranger"]):
        desk.registry.setCorporateActions(roles["stranger"], {"from": roles["stranger"]})
    assert desk.registry.corporateActions() == roles["corporate_actions"]


def test_set_corporate_actions_reverts_for_the_zero_address(desk, roles):
    with reverts("CustodyZeroAddress"):
        desk.registry.setCorporateActions(NOBODY, {"from": roles["governor"]})


def test_set_corporate_actions_names_it(desk, roles):
    tx = desk.registry.setCorporateActions(roles["trader"], {"from": roles["governor"]})

    assert desk.registry.corporateActions() == roles["trader"]
    assert tx.events["CorporateActionsSet"]["corporateActions"] == roles["trader"]


def test_set_risk_engine_reverts_for_anybody_but_the_governor(desk, roles):
    with reverts("AccessManagedUnauthorized", roles["stranger"]):
        desk.registry.setRiskEngine(roles["stranger"], {"from": roles["stranger"]})
    assert desk.registry.riskEngine() == NOBODY


def test_set_risk_engine_names_and_dismisses(desk, roles):
    for named in (roles["trader"], NOBODY):
        tx = desk.registry.setRiskEngine(named, {"from": roles["governor"]})

        assert desk.registry.riskEngine() == named
        assert tx.events["RiskEngineSet"]["riskEngine"] == named


def test_set_supply_cap_reverts_for_anybody_but_the_governor(desk, roles):
    with reverts("AccessManagedUnauthorized", roles["stranger"]):
        desk.registry.setSupplyCap(desk.token, WAD, {"from": roles["stranger"]})
    assert desk.registry.stockOf(desk.token).dict()["supplyCap"] == SUPPLY_CAP


def test_set_supply_cap_reverts_for_a_stock_that_is_not_listed(desk, roles):
    with reverts("StockNotListed", desk.market):
        desk.registry.setSupplyCap(desk.market, WAD, {"from": roles["governor"]})


def test_set_supply_cap_raises_by_a_fifth_a_day(desk, roles):
    governor = {"from": roles["governor"]}
    most = SUPPLY_CAP * 6 // 5
    with reverts("SupplyCapRaisedTooFast", most + 1, most, DAY):
        desk.registry.setSupplyCap(desk.token, most + 1, governor)

    desk.registry.setSupplyCap(desk.token, most, governor)
    raised_at = desk.chain[-1].timestamp
    desk.registry.setSupplyCap(desk.token, SUPPLY_CAP, governor)  # lowered at once, and raised no sooner for that
    with reverts("SupplyCapRaisedTooFast", SUPPLY_CAP + 1, most, raised_at + DAY):
        desk.registry.setSupplyCap(desk.token, SUPPLY_CAP + 1, governor)

    desk.chain.mine(timestamp=raised_at + DAY)
    desk.registry.setSupplyCap(desk.token, most, governor)
    assert desk.registry.stockOf(desk.token).dict()["supplyCap"] == most


def test_reset_supply_cap_sets_any_cap_at_once(desk, roles):
    with reverts("AccessManagedUnauthorized", roles["stranger"]):
        desk.registry.resetSupplyCap(desk.token, WAD, {"from": roles["stranger"]})
    with reverts("StockNotListed", desk.market):
        desk.registry.resetSupplyCap(desk.market, WAD, {"from": roles["governor"]})

    for cap in (0, 2**128 - 1):
        tx = desk.registry.resetSupplyCap(desk.token, cap, {"from": roles["governor"]})
        assert desk.registry.stockOf(desk.token).dict()["supplyCap"] == cap
        assert (tx.events["SupplyCapSet"]["token"], tx.events["SupplyCapSet"]["supplyCap"]) == (desk.token, cap)


def test_set_supply_cap_sets_it(desk, roles):
    tx = desk.registry.setSupplyCap(desk.token, WAD, {"from": roles["governor"]})

    assert desk.registry.stockOf(desk.token).dict()["supplyCap"] == WAD
    assert (tx.events["SupplyCapSet"]["token"], tx.events["SupplyCapSet"]["supplyCap"]) == (desk.token, WAD)


def test_set_tier_reverts_for_anybody_but_the_governor(desk, roles):
    with reverts("AccessManagedUnauthorized", roles["stranger"]):
        desk.registry.setTier(desk.token, 1, {"from": roles["stranger"]})
    assert desk.registry.stockOf(desk.token).dict()["tier"] == 2


def test_set_tier_reverts_for_a_stock_that_is_not_listed(desk, roles):
    with reverts("StockNotListed", desk.market):
        desk.registry.setTier(desk.market, 1, {"from": roles["governor"]})


def test_set_tier_sets_it(desk, roles):
    tx = desk.registry.setTier(desk.token, 1, {"from": roles["governor"]})

    assert desk.registry.stockOf(desk.token).dict()["tier"] == 1
    assert (tx.events["TierSet"]["token"], tx.events["TierSet"]["tier"]) == (desk.token, 1)


def test_set_registered_contract_reverts_for_anybody_but_the_governor(desk, roles):
    with reverts("AccessManagedUnauthorized", roles["stranger"]):
        desk.registry.setRegisteredContract(desk.calendar, True, {"from": roles["stranger"]})
    assert not desk.registry.isRegisteredContract(desk.calendar)


def test_set_registered_contract_reverts_for_the_zero_address(desk, roles):
    with reverts("CustodyZeroAddress"):
        desk.registry.setRegisteredContract(NOBODY, True, {"from": roles["governor"]})


def test_set_registered_contract_protects_and_ends_it(desk, roles):
    for registered in (True, False):
        tx = desk.registry.setRegisteredContract(desk.calendar, registered, {"from": roles["governor"]})

        assert desk.registry.isRegisteredContract(desk.calendar) is registered
        assert tx.events["RegisteredContractSet"]["isRegistered"] is registered
