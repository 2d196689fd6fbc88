import time
from types import SimpleNamespace

import pytest
from brownie import project

from tests.support.clients import Exchange


@pytest.fixture(scope="module")
def exchange(accounts, chain, module_isolation):
    return Exchange(project.get_loaded_projects()[0], accounts, chain)


@pytest.fixture
def public(world, monkeypatch):
    """Has a client take the chain for a public one, with prices that are a minute old; returns what it tells then."""
    monkeypatch.setattr("evershare.client.keeper.LOCAL_CHAIN_IDS", ())
    clock = SimpleNamespace(time=lambda: world.now + 1, sleep=time.sleep)
    monkeypatch.setattr("evershare.client.effects.time", clock)

    def listen(to):
        world.wait_until(world.now + 60)
        news = []
        monkeypatch.setattr(to.trader._driver, "_on_news", news.append)
        return news

    return listen
