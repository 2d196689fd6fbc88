"""The ledger alone, with any tokens and people who hold them: what its unit, property and gas tests stand on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from brownie import project, web3

from evershare.deployment import CORPORATE_ACTIONS, GOVERNOR, PERMISSIONS, RISK
from tests.support.reverts import reverts

ROLES = (
    "governor",
    "risk",
    "trader",
    "second_trader",
    "liquidity_provider",
    "module",
    "stranger",
    "corporate_actions",
    "risk_engine",
)
HOLDERS = ("trader", "second_trader", "liquidity_provider")
SUPPLY = 1_000_000  # token units that each holder starts with
ZERO_ADDRESS = "0x" + "00" * 20


def sub_account(owner: Any, sub: int) -> str:
    """The account ``owner XOR sub``."""
    return str(web3.to_checksum_address(f"{int(str(owner), 16) ^ sub:#042x}"))


class Ledger:
    """A vault with the roles of a deployment, and shorthands that name people by role and assets by their token."""

    def __init__(self, project: Any, accounts: Any) -> None:
        self.project = project
        self.people: dict[str, Any] = dict(zip(ROLES, accounts, strict=False))
        self.manager = self.people["governor"].deploy(project["ProtocolManager"], self.people["governor"])
        self.vault = self.people["governor"].deploy(project["CollateralVault"], self.manager, self.create_engine())
        self.asset_ids: dict[Any, int] = {}
        for role, functions in PERMISSIONS["CollateralVault"].items():
            selectors = [getattr(self.vault, name).signature for name in functions]
            self.manager.setTargetFunctionRole(self.vault, selectors, role, self.as_("governor"))
        for role, holder in ((GOVERNOR, "governor"), (RISK, "risk"), (CORPORATE_ACTIONS, "corporate_actions")):
            self.manager.grantRole(role, self.people[holder], 0, self.as_("governor"))
        # Modules and the risk engine are contracts.
        for role in ("module", "risk_engine"):
            web3.provider.make_request("anvil_setCode", [self.people[role].address, "0x00"])
        self.vault.addModule(self.people["module"], self.as_("governor"))

    def create_engine(self) -> Any:
        """Who sets what the ledger takes in, and would compute health: here a person."""
        return self.people["risk_engine"]

    def as_(self, role: str) -> dict[str, Any]:
        """Transaction parameters of a person."""
        return {"from": self.people[role]}

    def create_token(self, kind: str, *arguments: Any) -> Any:
        """Deploy a token of the zoo; holders get some and let the vault take it."""
        token = self.people["governor"].deploy(self.project[kind], *arguments)
        for role in HOLDERS:
            token.mint(self.people[role], SUPPLY, self.as_("governor"))
            token.approve(self.vault, 2**256 - 1, self.as_(role))
        return token

    def list_token(self, kind: str, *arguments: Any) -> Any:
        """Deploy a token of the zoo as the next asset."""
        token = self.create_token(kind, *arguments)
        asset_id = len(self.asset_ids) + 1
        self.vault.listAsset(asset_id, token, self.as_("governor"))
        self.asset_ids[token] = asset_id
        return token

    def list_plain(self, decimals: int = 18) -> Any:
        """List a plain OpenZeppelin token."""
        return self.list_token("MockToken", "Plain", "PLAIN", decimals)

    def deposit(self, role: str, token: Any, amount: int, account: Any = None) -> Any:
        """A person pays into an account, by default the own main one."""
        return self.vault.deposit(self.asset_ids[token], account or self.people[role], amount, self.as_(role))

    def withdraw(self, role: str, token: Any, amount: int, account: Any = None, receiver: Any = None) -> Any:
        """A person pays out of an account, by default the own main one to the own wallet."""
        person = self.people[role]
        return self.vault.withdraw(self.asset_ids[token], account or person, receiver or person, amount, self.as_(role))

    def transfer(self, role: str, token: Any, amount: int, to: Any, account: Any = None) -> Any:
        """A person moves a balance from an account, by default the own main one."""
        return self.vault.transfer(self.asset_ids[token], account or self.people[role], to, amount, self.as_(role))

    def balance(self, account: Any, token: Any) -> int:
        """What an account or a person's main account holds in the ledger, in token units."""
        return int(self.vault.balanceOf(self.people.get(account, account), self.asset_ids[token]))

    def total(self, token: Any) -> int:
        """The sum that the ledger keeps, in token units."""
        return int(self.vault.totalBalance(self.asset_ids[token]))

    def held(self, token: Any) -> int:
        """The tokens that the vault has, in token units."""
        return int(token.balanceOf(self.vault))

    def state(self) -> list[str]:
        """The roots of the storage of the vault and of every listed token."""
        contracts = [self.vault, *self.asset_ids]
        proofs = [web3.provider.make_request("eth_getProof", [c.address, [], "latest"]) for c in contracts]
        return [proof["result"]["storageHash"] for proof in proofs]

    @contextmanager
    def refuses(self, error: str, *arguments: Any) -> Iterator[None]:
        """Expect an exact revert that leaves everything as it was."""
        before = self.state()
        with reverts(error, *arguments):
            yield
        assert self.state() == before


@pytest.fixture(scope="module")
def ledger(accounts: Any, module_isolation: None) -> Ledger:
    """A ledger without assets."""
    return Ledger(project.get_loaded_projects()[0], accounts)


@pytest.fixture(autouse=True)
def _forget_assets(ledger: Ledger) -> Iterator[None]:
    """What a test lists is unlisted after it, like everything on the chain."""
    listed = dict(ledger.asset_ids)
    yield
    ledger.asset_ids = listed


@pytest.fixture(scope="module")
def token(ledger: Ledger) -> Any:
    """A plain token, listed."""
    return ledger.list_plain()


@pytest.fixture(scope="module")
def people(ledger: Ledger) -> dict[str, Any]:
    return ledger.people


@pytest.fixture(scope="module")
def access_manager(ledger: Ledger) -> Any:
    return ledger.manager
