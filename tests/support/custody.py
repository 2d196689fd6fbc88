"""A registry with one stock, two custodians and a primary market, and short ways to attest, issue and redeem."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from eth_account import Account
from eth_utils import keccak

from evershare.signing import PRIMARY_MARKET_DOMAIN, REGISTRY_DOMAIN, Attestation, Domain, Receipt, TypedMessage, sign

WAD = 10**18
HOUR = 3_600
REPORT = keccak(text="daily report")
INSTRUCTION = keccak(text="deliver to the participant's account")
SUPPLY_CAP = 1_000_000 * WAD
SECURITY = keccak(text="ISIN US88160R1014")
OPEN, CLOSED_LOOP = 0, 1  # TransferPolicy
SIGNERS = 3
THRESHOLD = 2


def signer_keys(custodian: int) -> list[bytes]:
    """The private keys of a custodian's signers, in the ascending order of their addresses."""
    keys = [keccak(text=f"custodian {custodian} signer {i}") for i in range(SIGNERS)]
    return sorted(keys, key=lambda key: int(Account.from_key(key).address, 16))


def addresses(keys: list[bytes]) -> list[str]:
    return [Account.from_key(key).address for key in keys]


class CustodyDesk:
    """The contracts, and what custodian, issuer and participant do with them by the day."""

    def __init__(self, containers: Any, roles: dict[str, Any], chain: Any, custodians: int = 1) -> None:
        self.roles, self.chain = roles, chain
        governor = {"from": roles["governor"]}
        self.manager = containers.ProtocolManager.deploy(roles["governor"], governor)
        self.registry = containers.CustodyRegistry.deploy(self.manager, governor)
        self.calendar = containers.TradingCalendar.deploy(self.manager, governor)
        self.market = containers.PrimaryMarket.deploy(self.manager, self.registry, self.calendar, governor)
        self.keys = {number: signer_keys(number) for number in range(1, custodians + 1)}
        for keys in self.keys.values():
            self.registry.registerCustodian(addresses(keys), THRESHOLD, governor)
        self.registry.setMinter(self.market, True, governor)
        self.registry.setRegisteredContract(self.market, True, governor)
        self.registry.setCorporateActions(roles["corporate_actions"], governor)
        self.token = containers.StockToken.at(self.list_stock().return_value)
        self.open_market(self.token)
        self._sequence = self._receipt_id = 0

    def listing(self, **changes: Any) -> tuple[Any, ...]:
        """``ICustodyRegistry.StockListing`` of a stock that every custodian holds."""
        values = {
            "name": "Tesla, tokenised",
            "symbol": "TSLA",
            "security": SECURITY,
            "issuer": self.roles["issuer"],
            "calendar": 1,
            "tier": 2,
            "cap": SUPPLY_CAP,
            "custodians": list(self.keys),
            "policy": OPEN,
        }
        return tuple((values | changes).values())

    def list_stock(self, **changes: Any) -> Any:
        return self.registry.listStock(self.listing(**changes), {"from": self.roles["governor"]})

    def open_market(self, token: Any) -> None:
        """Authorise the participant, and let the whole supply cap be issued in a day."""
        self.market.setParticipant(token, self.roles["authorised_participant"], True, {"from": self.roles["issuer"]})
        self.market.setIssueLimits(token, SUPPLY_CAP, SUPPLY_CAP, {"from": self.roles["governor"]})

    @property
    def registry_domain(self) -> Domain:
        return Domain(REGISTRY_DOMAIN, self.chain.id, self.registry.address)

    @property
    def market_domain(self) -> Domain:
        return Domain(PRIMARY_MARKET_DOMAIN, self.chain.id, self.market.address)

    def attestation(self, shares: int, custodian: int = 1, **changes: Any) -> Attestation:
        """A statement that is true now, valid for two days and newer than all before."""
        self._sequence += 1
        now = self.chain[-1].timestamp
        message = Attestation(
            token=self.token.address,
            custodian_id=custodian,
            shares_held=shares,
            action_nonce=self.token.actionNonce(),
            as_of=now,
            valid_until=now + 48 * HOUR,
            sequence=self._sequence,
            report_hash=REPORT,
        )
        return replace(message, **changes)

    def signed(self, message: TypedMessage, keys: list[bytes] | None = None, domain: Domain | None = None) -> list[Any]:
        """Enough signatures of the message's custodian, or those of the keys given."""
        if domain is None:
            domain = self.registry_domain if isinstance(message, Attestation) else self.market_domain
        if keys is None:
            keys = self.keys[message.custodian_id][:THRESHOLD]  # type: ignore[attr-defined]
        return sign(message, domain, keys)

    def submit(self, message: Attestation, signatures: list[Any] | None = None) -> Any:
        """Attest, by anybody."""
        signatures = self.signed(message) if signatures is None else signatures
        return self.registry.attest(message.as_tuple(), signatures, {"from": self.roles["stranger"]})

    def attest(self, shares: int, custodian: int = 1, **changes: Any) -> Any:
        return self.submit(self.attestation(shares, custodian, **changes))

    def receipt(self, shares: int, **changes: Any) -> Receipt:
        """A receipt for the authorised participant, who is also the recipient, valid for an hour."""
        self._receipt_id += 1
        participant = self.roles["authorised_participant"].address
        message = Receipt(
            token=self.token.address,
            custodian_id=1,
            participant=participant,
            recipient=participant,
            shares=shares,
            action_nonce=self.token.actionNonce(),
            receipt_id=self._receipt_id,
            expiry=self.chain[-1].timestamp + HOUR,
        )
        return replace(message, **changes)

    def use(self, receipt: Receipt, signatures: list[Any] | None = None, sender: Any = None) -> Any:
        """Issue in kind against a receipt."""
        signatures = self.signed(receipt) if signatures is None else signatures
        sender = self.roles["authorised_participant"] if sender is None else sender
        return self.market.issueInKind(receipt.as_tuple(), signatures, {"from": sender})

    def issue(self, shares: int, **changes: Any) -> Any:
        return self.use(self.receipt(shares, **changes))

    def redeem(self, raw: int, sender: Any = None) -> Any:
        sender = self.roles["authorised_participant"] if sender is None else sender
        return self.market.redeemInKind(self.token, raw, INSTRUCTION, {"from": sender})

    def fill(self, redemption: int, custodian: int = 1) -> Any:
        return self.market.fillRedemption(redemption, custodian, {"from": self.roles["issuer"]})

    def split(self, multiplier: int, delay: int = HOUR) -> None:
        """Let a new multiplier (WAD) take effect, ``delay`` seconds from now."""
        effective_at = self.chain[-1].timestamp + delay
        self.token.setUIMultiplier(multiplier, effective_at, {"from": self.roles["corporate_actions"]})
        self.wait(delay + 1)

    def record(self, delay: int = HOUR) -> None:
        """Let a record time come and pass, ``delay`` seconds from now."""
        record_at = self.chain[-1].timestamp + delay
        self.token.scheduleRecord(record_at, {"from": self.roles["corporate_actions"]})
        self.wait(delay + 1)

    def wait(self, seconds: int) -> None:
        self.chain.sleep(seconds)
        self.chain.mine()


class Containers:
    """Contract containers by name, from whatever project is loaded."""

    def __init__(self, project: Any) -> None:
        self._project = project

    def __getattr__(self, name: str) -> Any:
        return self._project[name]


@pytest.fixture(scope="session")
def roles(accounts: Any) -> dict[str, Any]:
    names = ("governor", "issuer", "authorised_participant", "corporate_actions", "minter", "trader", "stranger")
    return dict(zip(names, accounts, strict=False))


@pytest.fixture(scope="session")
def containers(ProtocolManager: Any) -> Containers:
    return Containers(ProtocolManager._project)


@pytest.fixture(scope="module")
def desk(containers: Containers, roles: dict[str, Any], chain: Any, module_isolation: None) -> CustodyDesk:
    """One custodian: what it attests counts at once."""
    return CustodyDesk(containers, roles, chain)


@pytest.fixture(scope="module")
def two_custodians(containers: Containers, roles: dict[str, Any], chain: Any, module_isolation: None) -> CustodyDesk:
    """Two custodians: what one attests beyond what counted waits for the other."""
    return CustodyDesk(containers, roles, chain, custodians=2)
