def test_knows_its_registry_and_manager(desk):
    assert desk.market.registry() == desk.registry
    assert desk.market.authority() == desk.manager
