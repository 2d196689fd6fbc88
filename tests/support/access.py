"""A whole deployment with something of everything in it, and everybody who may try to call its functions."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import pytest
import requests
from brownie import project, web3
from eth_abi import encode
from eth_utils import keccak

from evershare.abi import AbiEntry, access, load, selector, signature, types_of
from evershare.actions import ActionKind
from evershare.deployment import CORPORATE_ACTIONS, GOVERNOR, GUARDIAN, POOL_FACTORY, RISK
from evershare.localnet import wad
from tests.support.credit import USDC, Credit

FOREVER = 2**39
OFFICERS = ("governor", "risk", "guardian", "issuer", "authorised_participant", "market_maker", "insurance", "treasury")
MODULES = frozenset(
    ("LawfulSeizure", "PerpetualOptions", "SignedOrders", "OptionPoolFactory", "LendingPoolFactory", "Liquidation")
) | {"module"}
OWNER, OPERATOR = frozenset({"owner"}), frozenset({"operator"})
EITHER = OWNER | OPERATOR
ITSELF = frozenset({"itself"})  # the contract that is called

ENTITLED: dict[access.Caller, frozenset[str]] = {
    access.NOBODY: frozenset(),
    access.CREATED: frozenset(),
    access.NO_UPDATES: frozenset(),
    access.MANAGER: frozenset({"ProtocolManager"}),
    access.ROLES[GOVERNOR]: frozenset({"governor"}),
    access.ROLES[RISK]: frozenset({"risk"}),
    access.ROLES[GUARDIAN]: frozenset({"guardian"}),
    access.ROLES[POOL_FACTORY]: frozenset({"OptionPoolFactory"}),
    access.ROLES[CORPORATE_ACTIONS]: frozenset({"CorporateActions"}),
    access.ADMIN: frozenset({"governor"}),
    access.ACTIONS_ROLE: frozenset({"CorporateActions"}),
    access.GOVERNOR_OF_POOLS: frozenset({"governor"}),
    access.RISK_OF_POOLS: frozenset({"governor", "risk"}),
    access.ACCOUNT: EITHER,
    access.PAYER: EITHER | MODULES,
    access.TRADER: EITHER | MODULES,
    access.BUYER: EITHER,
    access.OWNER_OF_ACCOUNT: OWNER,
    access.CONTROLLER: EITHER,
    access.VOTER: OWNER,
    access.SPENDER: OPERATOR,
    access.HOLDER: EITHER,
    access.REQUESTER: OWNER,
    access.OWNER_OF_POOL: frozenset({"market_maker"}),
    access.OWNER_OF_BUFFER: frozenset({"market_maker"}),
    access.NEXT_OWNER: OPERATOR,
    access.MODULE: MODULES,
    access.MODULE_OR_LEDGER: MODULES | {"CollateralVault"},
    access.NO_MODULE: frozenset(),
    access.PROTOCOL_ACCOUNT: MODULES | {"OptionPool", "PrivateOptionPool", "LendingPool"},
    access.ITSELF: ITSELF,
    access.FIRST_TRADE: ITSELF,
    access.BATCHING: frozenset({"CollateralVault"}),
    access.BATCH_CALLER: frozenset({"BatchCaller"}),
    access.LEDGER: frozenset({"CollateralVault"}),
    access.LEDGER_OF_RISK: frozenset({"CollateralVault"}),
    access.RISK_ENGINE: frozenset({"RiskEngine"}),
    access.REGISTRY: frozenset({"CustodyRegistry"}),
    access.REGISTRY_OF_RISK: frozenset({"CustodyRegistry"}),
    access.MINTER: frozenset({"PrimaryMarket"}),
    access.MINTER_OF_TOKEN: frozenset({"PrimaryMarket"}),
    access.ACTIONS: frozenset({"CorporateActions"}),
    access.ACTIONS_OF_TOKEN: frozenset({"CorporateActions"}),
    access.ISSUER: frozenset({"issuer"}),
    access.ISSUER_OF_ACTION: frozenset({"issuer"}),
    access.ISSUER_OR_GOVERNOR: frozenset({"issuer", "governor"}),
    access.ISSUER_WHO_SEIZES: frozenset({"issuer"}),
    access.ISSUER_WHO_CONVENES: frozenset({"issuer"}),
    access.ISSUER_OF_TOKEN: frozenset({"issuer"}),
    access.PARTICIPANT: frozenset({"authorised_participant"}),
    access.RECEIVER_OF_RECEIPT: frozenset({"authorised_participant"}),
    # Nobody has a signature to show here.
    access.CUSTODIAN: frozenset(),
    access.FILL_SIGNER: frozenset(),
    access.SIGNER: frozenset(),
    access.PERMITTED: frozenset(),
    access.CALLS_ANOTHER: frozenset({"governor"}),
    access.PLANS_ANOTHER: frozenset(),
    access.PLANNER: frozenset(),
    access.CONFIRMING: OWNER,
    access.PLANNED_TARGET: frozenset(),
    access.PROPOSER: frozenset({"governor"}),
    access.EXECUTOR: frozenset({"governor"}),
    access.TIMELOCK: ITSELF,
    access.TIMELOCK_ITSELF: ITSELF,
    access.RENOUNCING: OWNER,
}
# The manager asks whoever calls for his plans. Who has none, or no code to answer with, stops it without a word.
WITHOUT_A_WORD = {access.PLANNED_TARGET: "0x"}


class Deployment(Credit):
    """``contracts`` by the names of the interfaces, ``cast`` by who they are. The owner has named the operator."""

    def __init__(self, project: Any, accounts: Any, chain: Any) -> None:
        super().__init__(project, accounts, chain)
        self.owner, self.operator = self.people["small_cap_holder"], self.people["second_trader"]
        maker, deployer = self.people["market_maker"], self.people["deployer"]
        tsla = self.tokens["TSLA"]
        self.private_pool = self.create_private_pool("market_maker", "TSLA")
        self.adapter = deployer.deploy(project["SharesAdapter"], self.usdc, "Shares", "sUSDC")
        self.buffer = deployer.deploy(
            project["RedemptionBuffer"], maker, self["PriceOracle"], self.vault, self.asset_ids["USDC"]
        )
        self.buffer.transferOwnership(self.operator, {"from": maker})
        governors = [self.people["governor"]]
        self.timelock = deployer.deploy(project["ProtocolTimelock"], 86_400, governors, governors)
        for token in (tsla, self.pool, self.usdc_pool, self.adapter):
            token.approve(self.operator, wad(1), {"from": self.owner})
        self.vault.setOperator(self.owner, self.operator, FOREVER, {"from": self.owner})
        self.pool.setOperator(self.operator, True, {"from": self.owner})
        self._mark_the_trader()
        self._give_shares()
        self._ask_for_issue_and_redemption()
        self.meeting_id = self._convene()
        self._announce_without_signature()
        self["LawfulSeizure"].order(tsla, self.owner, self.operator, 1, keccak(text="court"), self.as_("issuer"))
        self.contracts: dict[str, Any] = {
            **self.protocol.contracts,
            "BatchCaller": project["BatchCaller"].at(self.vault.batchCaller()),
            "StockToken": tsla,
            "OptionPool": self.pool,
            "PrivateOptionPool": self.private_pool,
            "LendingPool": self.usdc_pool,
            "RedemptionBuffer": self.buffer,
            "SharesAdapter": self.adapter,
            "ProtocolTimelock": self.timelock,
        }
        self.cast: dict[str, str] = {
            "stranger": self.people["stranger"].address,
            "owner": self.owner.address,
            "operator": self.operator.address,
            "module": self.people["module"].address,
            **{name: self.people[name].address for name in OFFICERS},
            **{name: contract.address for name, contract in self.contracts.items()},
        }

    def _give_shares(self) -> None:
        by = self.as_("liquidity_provider")
        self.usdc.approve(self.adapter, USDC, by)
        self.adapter.deposit(100, self.owner, by)
        self.usdc_pool.transfer(self.owner, 10**9, by)

    def _ask_for_issue_and_redemption(self) -> None:
        market, tsla, participant = self["PrimaryMarket"], self.tokens["TSLA"], self.as_("authorised_participant")
        market.setPaymentToken(self.usdc, True, self.as_("governor"))
        self.usdc.mint(self.owner, USDC, {"from": self.owner})
        self.usdc.approve(market, USDC, {"from": self.owner})
        market.requestIssue(tsla, self.usdc, USDC, wad(300), tsla.actionNonce(), {"from": self.owner})
        market.redeemInKind(tsla, wad(1), keccak(text="instruction"), participant)

    def _convene(self) -> int:
        action_id = self.announce_meeting("TSLA", datetime.date(2024, 8, 5), "one resolution")
        self.wait_for_record(action_id)
        return self.convene(action_id, self.now + 86_400, 1)

    def _announce_without_signature(self) -> None:
        self.list_stock("NVDA", "NVIDIA, tokenised", "US67066G1040", drift_bps=192)
        effective_at = self.now // 86_400 * 86_400 + 10 * 86_400
        self.unsigned_action = self.announce("NVDA", ActionKind.SPLIT, effective_at, numerator=2, denominator=1)

    def _mark_the_trader(self) -> None:
        self.borrow("trader", 25_000 * USDC)
        self.withdraw("trader", 25_000 * USDC)
        self.publish(tsla="130")
        self["Liquidation"].mark(self.people["trader"], self.as_("stranger"))
        self.marked_at = self.now

    def outcomes(self, contract: str) -> dict[tuple[str, str], str]:
        """What each function does for each of the cast, with plausible arguments: an error's name, or "done"."""
        address = self.contracts[contract].address
        now = self.now
        asked, calls = [], []
        for function in access.functions(contract):
            arguments = [self._value(contract, function["name"], item) for item in function["inputs"]]
            data = "0x" + (selector(function) + encode(types_of(function["inputs"]), arguments)).hex()
            at = self._special.get((contract, function["name"]), {}).get("at", now)
            asked += [(signature(function), name) for name in self.cast]
            calls += [({"from": caller, "to": address, "data": data}, at) for caller in self.cast.values()]
        return dict(zip(asked, map(self._outcome, self._call_all(calls)), strict=True))

    @staticmethod
    def _call_all(calls: list[tuple[dict[str, str], int]]) -> list[Any]:
        """The node's answers to many calls, each as of a time, in one request: each of its own costs ten times more."""
        requests_ = [
            {"jsonrpc": "2.0", "id": number, "method": "eth_call", "params": [call, "latest", {}, {"time": hex(at)}]}
            for number, (call, at) in enumerate(calls)
        ]
        answers = requests.post(web3.provider.endpoint_uri, json=requests_, timeout=120).json()
        return sorted(answers, key=lambda answer: int(answer["id"]))

    def _outcome(self, answer: Any) -> str:
        if "error" not in answer:
            return "done"
        found = str(answer["error"].get("data") or "0x")
        return self._errors.get(found[:10], found[:10])

    @cached_property
    def _errors(self) -> dict[str, str]:
        entries = [e for name in (*self.contracts, "Pyth") for e in load(name) if e["type"] == "error"]
        return {"0x" + selector(entry).hex(): entry["name"] for entry in entries}

    def _value(self, contract: str, function: str, item: AbiEntry) -> Any:
        """An argument by the name of its parameter, and by where it goes."""
        name, kind = item["name"].rstrip("_"), item["type"]
        for known in (self._special.get((contract, function), {}), self._usual):
            if name in known:
                return known[name]
        if kind == "tuple":
            return tuple(self._value(contract, function, part) for part in item["components"])
        if kind.endswith("[]"):
            return []
        if kind.startswith("uint") or kind.startswith("int"):
            return 1
        empty: dict[str, Any] = {"address": self.people["keeper"].address, "bool": True, "string": "", "bytes": b""}
        return empty.get(kind, bytes(32))

    @cached_property
    def _usual(self) -> Mapping[str, Any]:
        owner, tsla = self.owner.address, self.tokens["TSLA"].address
        return {
            **dict.fromkeys(("account", "owner", "controller", "payer", "from", "holder", "participant"), owner),
            **dict.fromkeys(("deadline", "expiry", "validUntil"), FOREVER),
            "assetId": self.asset_ids["TSLA"],
            "token": tsla,
            "newAuthority": self["ProtocolManager"].address,
            "liquidator": owner,
            "callerConfirmation": owner,
            "pool": self.pool.address,
            "marketId": self.market_id,
        }

    @cached_property
    def _special(self) -> Mapping[tuple[str, str], Mapping[str, Any]]:
        participant, calendar = self.people["authorised_participant"].address, self["TradingCalendar"].address
        planned = {"target": calendar, "data": bytes.fromhex(self["TradingCalendar"].publish.signature[2:])}
        return {
            ("CorporateActions", "confirm"): {"actionId": self.unsigned_action},
            ("CustodyRegistry", "attest"): {"sequence": 10**6, "asOf": self.now, "actionNonce": 0},
            ("LendingPool", "redeem"): {"shares": 10**7},
            ("Liquidation", "liquidate"): {
                "account": self.people["trader"].address,
                "at": self.marked_at + 60,
                "orders": [(self.asset_ids["TSLA"], self.asset_ids["USDC"], 1, 1)],
            },
            **{
                (options, function): {"to": self.owner.address, "from": self.operator.address}
                for options in ("OptionTransfers", "PerpetualOptions")
                for function in ("movePosition", "takeOver")
            },
            ("PrimaryMarket", "issueInKind"): {"participant": participant},
            **{("ProtocolManager", name): planned for name in ("cancel", "execute", "schedule")},
            ("ShareholderMeeting", "certify"): {
                "meetingId": self.meeting_id,
                "agendaHash": keccak(text="one resolution"),
                **{kind: [0] for kind in ("inFavour", "against", "abstaining")},
                "at": self.now + 2 * 86_400,
            },
            ("ShareholderMeeting", "vote"): {
                "meetingId": self.meeting_id,
                "via": "0x" + "00" * 20,
                "votes": [(0, 0, 0)],
            },
            ("SignedOrders", "fillOrder"): {"epoch": 0},
            ("StockToken", "permit"): {"v": 27, "r": (1).to_bytes(32, "big"), "s": (1).to_bytes(32, "big")},
        }


@pytest.fixture(scope="module")
def deployment(accounts: Any, chain: Any, module_isolation: None) -> Deployment:
    return Deployment(project.get_loaded_projects()[0], accounts, chain)
