from tests.support.reverts import reverts


def test_reverts_for_anybody_but_the_governor(desk, roles):
    with reverts("AccessManagedUnauthorized", roles["issuer"]):
        desk.market.setPaymentToken(desk.token, True, {"from": roles["issuer"]})
    assert not desk.market.isPaymentToken(desk.token)


def test_accepts_and_ends_it(desk, roles):
    for accepted in (True, False):
        tx = desk.market.setPaymentToken(desk.token, accepted, {"from": roles["governor"]})

        assert desk.market.isPaymentToken(desk.token) is accepted
        event = tx.events["PaymentTokenSet"]
        assert (event["paymentToken"], event["isAccepted"]) == (desk.token, accepted)
