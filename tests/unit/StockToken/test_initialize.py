from tests.support.custody import OPEN, WAD
from tests.support.reverts import reverts


def test_reverts_a_second_time(desk, roles):
    with reverts("InvalidInitialization"):
        desk.token.initialize("Another", "OTHER", OPEN, {"from": roles["stranger"]})
    assert desk.token.symbol() == "TSLA"


def test_reverts_for_the_implementation(desk, roles, containers):
    implementation = containers.StockToken.at(desk.registry.tokenImplementation())

    with reverts("InvalidInitialization"):
        implementation.initialize("Tesla", "TSLA", OPEN, {"from": roles["stranger"]})


def test_names_the_token_and_its_domain(desk, chain):
    assert (desk.token.name(), desk.token.symbol()) == ("Tesla, tokenised", "TSLA")
    assert desk.token.registry() == desk.registry
    assert tuple(desk.token.multiplierAndNonce()) == (WAD, 0)
    fields, name, version, chain_id, contract, _, _ = desk.token.eip712Domain()
    assert (fields, name, version) == ("0x0f", "Tesla, tokenised", "1")
    assert (chain_id, contract) == (chain.id, desk.token)
