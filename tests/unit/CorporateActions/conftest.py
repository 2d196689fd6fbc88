import pytest

from tests.support.actions import actions_world

__all__ = ["actions_world"]


@pytest.fixture
def world(actions_world):
    return actions_world


@pytest.fixture
def tsla(world):
    return world.tsla
