"""evershare.deployment: who may call what after a deployment, and what is refused before one."""

import re

import pytest

from evershare.deployment import (
    ADMIN,
    CORPORATE_ACTIONS,
    GOVERNOR,
    GUARDIAN,
    PERMISSIONS,
    POOL_FACTORY,
    RISK,
    Officers,
    deploy,
)
from evershare.devchain import ROOT
from evershare.errors import InvalidInput

ADDRESS = "0x" + "11" * 20
FUNCTION = re.compile(r"function (\w+)\([^)]*\)\s([^;{]*)[;{]")


def restricted_functions(source):
    """The names of a source file's functions that ask the access manager."""
    asks = re.compile(r"\b(restricted|onlyIssuerOrRole)\b")
    return {name for name, modifiers in FUNCTION.findall(source) if asks.search(modifiers)}


def test_every_restricted_function_has_a_role():
    """A forgotten one could be called by the admin alone."""
    found = set()
    for path in (ROOT / "contracts").rglob("*.sol"):
        if "mocks" not in path.parts:
            found |= restricted_functions(path.read_text())
    permitted = {name for roles in PERMISSIONS.values() for names in roles.values() for name in names}
    assert found == permitted


def test_the_roles_are_wired(world):
    manager = world["ProtocolManager"]
    for contract, permissions in PERMISSIONS.items():
        for role, names in permissions.items():
            for name in names:
                selector = getattr(world[contract], name).signature
                assert manager.getTargetFunctionRole(world[contract], selector) == role, f"{contract}.{name}"


@pytest.mark.parametrize(
    ("role", "holder"),
    [
        (ADMIN, "governor"),
        (GOVERNOR, "governor"),
        (RISK, "risk"),
        (GUARDIAN, "guardian"),
        (POOL_FACTORY, "OptionPoolFactory"),
        (CORPORATE_ACTIONS, "CorporateActions"),
    ],
)
def test_who_holds_a_role(world, role, holder):
    account = world.people[holder] if holder in world.people else world[holder]
    assert world["ProtocolManager"].hasRole(role, account)[0]


@pytest.mark.parametrize("role", [ADMIN, GOVERNOR, RISK, GUARDIAN, POOL_FACTORY, CORPORATE_ACTIONS])
def test_the_deployer_keeps_no_role(world, role):
    assert not world["ProtocolManager"].hasRole(role, world.people["deployer"])[0]


def test_the_deployer_cannot_be_an_officer(world):
    deployer = world.people["deployer"]
    others = (world.people[name] for name in ("risk", "guardian", "insurance", "treasury"))
    officers = Officers(deployer, *others)
    with pytest.raises(InvalidInput, match="gives up every role"):
        deploy(world.project, deployer, officers, world.pyth.address)
