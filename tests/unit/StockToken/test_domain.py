from evershare.signing import Domain
from tests.support.eip712 import domain_of


def test_is_the_stocks_name_on_this_chain(desk):
    assert domain_of(desk.token) == Domain("Tesla, tokenised", desk.chain.id, desk.token.address)
