"""Each contract that takes signatures says for whom they are valid (ERC-5267), as `evershare.signing` names it."""

import pytest

from evershare.signing import (
    CORPORATE_ACTIONS_DOMAIN,
    MEETING_DOMAIN,
    PRIMARY_MARKET_DOMAIN,
    REGISTRY_DOMAIN,
    Domain,
)
from tests.support.eip712 import domain_of

DOMAINS = {
    "CorporateActions": CORPORATE_ACTIONS_DOMAIN,
    "CustodyRegistry": REGISTRY_DOMAIN,
    "PrimaryMarket": PRIMARY_MARKET_DOMAIN,
    "ShareholderMeeting": MEETING_DOMAIN,
}


@pytest.mark.parametrize(("contract", "name"), DOMAINS.items())
def test_a_contract_announces_its_domain(world, contract, name):
    assert domain_of(world[contract]) == Domain(name, world.chain.id, world[contract].address)
