import pytest
from eth_utils import keccak

from evershare.signing import Domain
from tests.support import gas
from tests.support.custody import SECURITY, SUPPLY_CAP, WAD
from tests.support.eip712 import domain_of
from tests.support.reverts import reverts

OTHER = keccak(text="ISIN US67066G1040")
NOBODY = "0x" + "00" * 20


def test_reverts_for_anybody_but_the_governor(desk, roles):
    with reverts("AccessManagedUnauthorized", roles["stranger"]):
        desk.registry.listStock(desk.listing(security=OTHER), {"from": roles["stranger"]})
    assert desk.registry.stockCount() == 1


def test_reverts_without_an_issuer(desk):
    with reverts("CustodyZeroAddress"):
        desk.list_stock(security=OTHER, issuer=NOBODY)


def test_reverts_for_a_security_listed_before(desk):
    with reverts("SecurityAlreadyListed", SECURITY, desk.token):
        desk.list_stock(symbol="TSLA2")
    assert desk.registry.stockCount() == 1


@pytest.mark.parametrize("count", [0, 9])
def test_reverts_for_no_or_too_many_custodians(desk, count):
    with reverts("CustodianCountOutOfRange", count, 8):
        desk.list_stock(security=OTHER, custodians=[1] * count)


def test_reverts_for_a_custodian_named_twice(desk):
    with reverts("CustodianRepeated", 1):
        desk.list_stock(security=OTHER, custodians=[1, 1])


@pytest.mark.parametrize("custodian", [0, 2])
def test_reverts_for_an_unknown_custodian(desk, custodian):
    with reverts("CustodianUnknown", custodian):
        desk.list_stock(security=OTHER, custodians=[1, custodian])
    assert desk.registry.stockCount() == 1


def test_lists_a_stock_with_a_token_of_its_own(desk, roles, containers):
    tx = desk.list_stock(security=OTHER, name="NVIDIA, tokenised", symbol="NVDA", tier=1, cap=5 * WAD)
    token = containers.StockToken.at(tx.return_value)

    assert (token.name(), token.symbol(), token.decimals()) == ("NVIDIA, tokenised", "NVDA", 18)
    assert domain_of(token) == Domain("NVIDIA, tokenised", desk.chain.id, token.address)
    assert domain_of(desk.token) == Domain("Tesla, tokenised", desk.chain.id, desk.token.address)
    assert token.registry() == desk.registry
    assert desk.registry.isListed(token)
    assert desk.registry.tokenOf(OTHER) == desk.registry.tokenAt(1) == token
    assert desk.registry.stockCount() == 2
    assert desk.registry.issuerOf(token) == roles["issuer"]
    stock = desk.registry.stockOf(token).dict()
    assert (stock["issuer"], stock["calendarId"], stock["tier"]) == (roles["issuer"], 1, 1)
    assert (stock["supplyCap"], stock["owedRaw"], stock["deliveredShares"]) == (5 * WAD, 0, 0)
    assert stock["securityId"] == "0x" + OTHER.hex()
    assert tuple(stock["custodianIds"]) == (1,)
    event = tx.events["StockListed"]
    assert (event["token"], event["issuer"], event["symbol"]) == (token, roles["issuer"], "NVDA")


def test_listing_one_more_costs_the_same(desk):
    """To the gas, apart from zeros in the input. tests/gas/test_many_stocks.py lists 250."""
    listed = [
        desk.list_stock(security=keccak(text=f"ISIN {i}"), symbol=f"S{i:03}", cap=SUPPLY_CAP) for i in range(1, 25)
    ]

    assert desk.registry.stockCount() == 25
    assert len({gas.without_input(tx) for tx in listed}) == 1
