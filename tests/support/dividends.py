"""A stock whose holders keep it in wallets, in the ledger and in a pool, and the contracts that pay and poll them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from brownie import project
from eth_utils import keccak

from evershare.actions import ActionKind, ActionState
from evershare.signing import MEETING_DOMAIN, Domain, VoteCertificate
from tests.support.custody import HOUR, WAD, Containers, CustodyDesk

USDC = 10**6
TSLA_ID, USDC_ID = 7, 8
WALLET = "0x" + "00" * 20  # where the tokens of a wallet are, for `IRecordWeights`
PERSONS = ("governor", "issuer", "authorised_participant", "corporate_actions", "trader", "second_trader")
PERSONS += ("liquidity_provider", "stranger")
FORTUNE = 1_000_000 * USDC
AGENDA = keccak(text="1. Elect the board. 2. Pay the board.")
SUPPLY = 1_000  # whole tokens
HELD = {"wallet": 300, "account": 100, "pool": 600}  # of them


class DividendDesk(CustodyDesk):
    """Of 1,000 tokens the trader holds 300 in his wallet and 100 in his ledger account 0; a pool holds 600, of which
    two thirds are the liquidity provider's and one third the second trader's.
    """

    def __init__(self, containers: Any, roles: dict[str, Any], chain: Any, custodians: int = 1) -> None:
        super().__init__(containers, roles, chain, custodians)
        governor = {"from": roles["governor"]}
        self.containers = containers
        # Nobody borrows here, so that a person stands for who computes health.
        self.vault = containers.CollateralVault.deploy(self.manager, roles["governor"], governor)
        self.registry.setRegisteredContract(self.vault, True, governor)
        self.usdc = self.list_paid_token(USDC_ID, containers.MockToken.deploy("USD Coin", "USDC", 6, governor))
        self.vault.listAsset(TSLA_ID, self.token, governor)
        self.actions = containers.MockActions.deploy(governor)
        self.distributor = containers.Distributor.deploy(self.vault, self.actions, governor)
        self.meeting = containers.ShareholderMeeting.deploy(self.vault, self.actions, self.registry, governor)
        self.pool = self.create_pool()

        for custodian in self.keys:
            self.attest(1_000 * WAD, custodian)
        self.issue(1_000 * WAD)
        participant = {"from": roles["authorised_participant"]}
        self.token.transfer(roles["trader"], (HELD["wallet"] + HELD["account"]) * WAD, participant)
        self.deposit(roles["trader"], HELD["account"])
        self.token.transfer(self.pool, HELD["pool"] * WAD, participant)
        self.pool_deposit(self.pool, HELD["pool"])

    # The parts of the world

    def list_paid_token(self, asset_id: int, token: Any) -> Any:
        """Make a token one of the ledger's; the issuer has plenty of it and lets nobody take it yet."""
        self.vault.listAsset(asset_id, token, {"from": self.roles["governor"]})
        token.mint(self.roles["issuer"], FORTUNE, {"from": self.roles["governor"]})
        return token

    def create_pool(self) -> Any:
        """A pool whose shares are what it is told."""
        pool = self.containers.MockRecordPool.deploy({"from": self.roles["governor"]})
        self.vault.addModule(pool, {"from": self.roles["governor"]})
        return pool

    def deposit(self, person: Any, tokens: int, account: Any = None) -> Any:
        """A person pays whole tokens into an account of the ledger, by default the main one."""
        self.token.approve(self.vault, tokens * WAD, {"from": person})
        return self.vault.deposit(TSLA_ID, account or person, tokens * WAD, {"from": person})

    def pool_deposit(self, pool: Any, tokens: int) -> None:
        """The pool pays whole tokens that it has into its account of the ledger."""
        stranger = {"from": self.roles["stranger"]}
        approval = self.token.approve.encode_input(self.vault, tokens * WAD)
        pool.callAsPool(self.token, approval, stranger)
        pool.callAsPool(self.vault, self.vault.deposit.encode_input(TSLA_ID, pool, tokens * WAD), stranger)

    # Records

    def record(self, delay: int = HOUR) -> None:
        """Let a record time of token and ledger pass; the pool's shares are two thirds and one third."""
        record_at = self.chain[-1].timestamp + delay
        self.token.scheduleRecord(record_at, {"from": self.roles["corporate_actions"]})
        self.vault.scheduleRecord(TSLA_ID, record_at, {"from": self.roles["governor"]})
        self.wait(delay + 1)
        epoch = self.token.recordEpoch()
        for person, shares in (("liquidity_provider", 2 * WAD), ("second_trader", WAD)):
            self.pool.setShares(epoch, self.roles[person], shares, {"from": self.roles["stranger"]})
        self.pool.setSupply(epoch, 3 * WAD, {"from": self.roles["stranger"]})

    # Dividends

    def action(self, kind: ActionKind = ActionKind.CASH_DIVIDEND, **changes: Any) -> int:
        """A confirmed action of the stock, at the first record. Returns its number."""
        values = {
            "token": self.token,
            "kind": kind,
            "state": ActionState.VERIFIED,
            "effectiveAt": 0,
            "recordAt": 0,
            "payoutToken": self.usdc,
            "amount": 0,
            "numerator": 0,
            "denominator": 0,
            "recordEpoch": 1,
            "assetId": TSLA_ID,
            "multiplier": WAD,
            "returnFactor": WAD,
            "documentHash": AGENDA,
        }
        action = tuple((values | changes).values())
        return int(self.actions.addAction(action, {"from": self.roles["stranger"]}).return_value)

    def declare(self, promised: int = 1_000 * USDC, token: Any = None, **changes: Any) -> Any:
        """All holders together are promised so many units, by an action. Returns the transaction."""
        paid = token or self.usdc
        amount = promised * 10 ** (18 - paid.decimals()) // SUPPLY
        number = self.action(**{"payoutToken": paid, "amount": amount} | changes)
        return self.distributor.declareDividend(number, {"from": self.roles["stranger"]})

    def fund(self, id_: int, amount: int, token: Any = None, who: str = "issuer") -> Any:
        """Somebody pays in."""
        paid = token or self.usdc
        paid.approve(self.distributor, amount, {"from": self.roles[who]})
        return self.distributor.fund(id_, amount, {"from": self.roles[who]})

    def dividend(self, promised: int = 1_000 * USDC, funded: int | None = None, token: Any = None) -> int:
        """A dividend, paid in in full or in part. Returns its id."""
        id_ = self.declare(promised, token).return_value
        self.fund(id_, promised if funded is None else funded, token)
        return int(id_)

    def reward(self, amount: int = 90 * USDC, pool: Any = None, epoch: int = 1, token: Any = None) -> Any:
        """The issuer, like anybody could, gives the pool's share holders something. Returns the transaction."""
        paid, giver = token or self.usdc, {"from": self.roles["issuer"]}
        paid.approve(self.distributor, amount, giver)
        return self.distributor.giveReward(pool or self.pool, epoch, paid, amount, giver)

    def claims(self, id_: int) -> tuple[tuple[int, Any, Any, str], ...]:
        """Every claim to a dividend of the first record: id, via, holder, and who makes it."""
        roles = self.roles
        return (
            (id_, WALLET, roles["trader"], "trader"),
            (id_, self.vault, roles["trader"], "trader"),
            (id_, self.pool, roles["liquidity_provider"], "liquidity_provider"),
            (id_, self.pool, roles["second_trader"], "second_trader"),
        )

    def claim(self, id_: int, via: Any, holder: Any, who: str) -> Any:
        """One claim. Returns the transaction."""
        return self.distributor.claim(id_, via, holder, {"from": self.roles[who]})

    # Meetings

    def convene(self, resolutions: int = 2, duration: int = HOUR, who: str = "issuer", **changes: Any) -> Any:
        """The company lets its holders vote for an hour. Returns the transaction."""
        deadline = self.chain[-1].timestamp + duration
        number = self.action(ActionKind.MEETING, **changes)
        return self.meeting.convene(number, deadline, resolutions, {"from": self.roles[who]})

    def vote(self, votes: list[tuple[int, int, int]], via: Any, holder: Any, who: str, meeting_id: int = 1) -> Any:
        """Somebody votes whole tokens in favour, against and abstaining, for each resolution."""
        raw = [tuple(tokens * WAD for tokens in resolution) for resolution in votes]
        return self.meeting.vote(meeting_id, via, holder, raw, {"from": self.roles[who]})

    def tally(self, meeting_id: int = 1) -> list[tuple[int, ...]]:
        """Whole tokens in favour, against and abstaining, for each resolution."""
        return whole(self.meeting.tallyOf(meeting_id))

    @property
    def meeting_domain(self) -> Domain:
        return Domain(MEETING_DOMAIN, self.chain.id, self.meeting.address)

    def certificate(self, votes: list[tuple[int, int, int]], custodian: int = 1, **changes: Any) -> VoteCertificate:
        """What a custodian states that it cast, whole tokens, for each resolution."""
        kinds = [tuple(tokens * WAD for tokens in kind) for kind in zip(*votes, strict=True)]
        return replace(VoteCertificate(1, custodian, AGENDA, *kinds), **changes)

    def certify(self, message: VoteCertificate, signatures: list[Any] | None = None) -> Any:
        """Anybody submits a certificate, by default signed by enough of the custodian's signers."""
        if signatures is None:
            signatures = self.signed(message, domain=self.meeting_domain)
        return self.meeting.certify(message.as_tuple(), signatures, {"from": self.roles["stranger"]})


def whole(votes: Any) -> list[tuple[int, ...]]:
    """Votes in whole tokens."""
    return [tuple(int(raw) // WAD for raw in resolution) for resolution in votes]


@pytest.fixture(scope="session")
def roles(accounts: Any) -> dict[str, Any]:
    return dict(zip(PERSONS, accounts, strict=False))


@pytest.fixture(scope="module")
def desk(roles: dict[str, Any], chain: Any, module_isolation: None) -> DividendDesk:
    """A record has passed since everybody got his tokens."""
    desk = DividendDesk(Containers(project.get_loaded_projects()[0]), roles, chain, custodians=2)
    desk.record()
    return desk
