def test_names_a_key_of_the_caller_and_takes_it_back(desk, roles):
    for authorised in (True, False):
        tx = desk.market.setFillSigner(roles["stranger"], authorised, {"from": roles["issuer"]})

        assert desk.market.isFillSigner(roles["issuer"], roles["stranger"]) is authorised
        assert not desk.market.isFillSigner(roles["stranger"], roles["issuer"])
        event = tx.events["FillSignerSet"]
        assert (event["issuer"], event["signer"], event["isAuthorised"]) == (
            roles["issuer"],
            roles["stranger"],
            authorised,
        )
