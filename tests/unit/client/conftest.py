import pytest
from brownie import project

from tests.support.clients import Exchange


@pytest.fixture(scope="module")
def exchange(accounts, chain, module_isolation):
    return Exchange(project.get_loaded_projects()[0], accounts, chain)
