from tests.support.reverts import reverts


def test_reverts_for_anybody_but_the_issuer(desk, roles):
    with reverts("NotStockIssuer", roles["stranger"], roles["issuer"]):
        desk.market.setParticipant(desk.token, roles["stranger"], True, {"from": roles["stranger"]})
    assert not desk.market.isParticipant(desk.token, roles["stranger"])


def test_reverts_for_a_stock_that_is_not_listed(desk, roles):
    with reverts("StockNotListed", desk.market):
        desk.market.setParticipant(desk.market, roles["stranger"], True, {"from": roles["issuer"]})


def test_authorises_and_dismisses(desk, roles):
    for authorised in (True, False):
        tx = desk.market.setParticipant(desk.token, roles["trader"], authorised, {"from": roles["issuer"]})

        assert desk.market.isParticipant(desk.token, roles["trader"]) is authorised
        assert tx.events["ParticipantSet"]["isAuthorised"] is authorised
