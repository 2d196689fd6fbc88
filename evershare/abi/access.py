"""Write docs/access.md, who may call each function that changes state: a part of ``make abi``.

Roles come from the wiring of a deployment; what a contract asks by itself is said here. A function of which nothing is
said stops the generator, and a test on a whole deployment calls each as everybody.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from evershare.abi import AbiEntry, load, names, signature
from evershare.abi.generate import ROOT, THIRD_PARTY
from evershare.deployment import CORPORATE_ACTIONS, GOVERNOR, GUARDIAN, PERMISSIONS, POOL_FACTORY, RISK
from evershare.errors import InvalidInput
from evershare.output import write_whole

PAGE = ROOT / "docs/access.md"


@dataclass(frozen=True)
class Caller:
    """Who may call, and the error that everybody else gets. Without an error nobody is refused."""

    words: str
    refusal: str = ""


ANYONE = Caller("anyone")
OWN = Caller("anyone, over what is his own")
NOBODY = Caller("nobody", "AccessManagedUnauthorized")
CREATED = Caller("nobody, once it is created", "InvalidInitialization")
MANAGER = Caller("ProtocolManager", "AccessManagedUnauthorized")
ROLES = {
    role: Caller(words, "AccessManagedUnauthorized")
    for role, words in (
        (GOVERNOR, "GOVERNOR"),
        (RISK, "RISK"),
        (GUARDIAN, "GUARDIAN"),
        (POOL_FACTORY, "OptionPoolFactory"),
        (CORPORATE_ACTIONS, "CorporateActions"),
    )
}
ADMIN = Caller("ADMIN, which is the governor's", "AccessManagerUnauthorizedAccount")
ACTIONS_ROLE = Caller("CorporateActions", "RoleNeeded")
GOVERNOR_OF_POOLS = Caller("GOVERNOR", "RoleNeeded")
RISK_OF_POOLS = Caller("GOVERNOR; RISK within a fifth a day", "RoleNeeded")

ACCOUNT = Caller("owner or operator of the account", "NotAuthorised")
PAYER = Caller("owner or operator of the paying account, or a module", "NotAuthorised")
TRADER = Caller("owner or operator of the account, or a module", "NotAuthorised")
BUYER = Caller("anyone; whoever buys collateral, into an account of his own", "NotAuthorised")
OWNER_OF_ACCOUNT = Caller("owner of the account", "NotAccountOwner")
CONTROLLER = Caller("the request's controller or his operator", "NotPoolOperator")
VOTER = Caller("holder of the wallet or owner of the account", "WalletOfAnother")
SPENDER = Caller("whom the holder has allowed to", "ERC20InsufficientAllowance")
HOLDER = Caller("the holder, or whom he has allowed to", "ERC20InsufficientAllowance")
REQUESTER = Caller("who has made the request", "NotRequester")
OWNER_OF_POOL = Caller("owner of the pool", "NotPoolOwner")
OWNER_OF_BUFFER = Caller("owner of the buffer", "OwnableUnauthorizedAccount")
NEXT_OWNER = Caller("whom the owner has named to follow him", "OwnableUnauthorizedAccount")

MODULE = Caller("a module of the ledger", "NotModule")
MODULE_OR_LEDGER = Caller("a module of the ledger, or CollateralVault", "NotModule")
NO_MODULE = Caller("nobody, as this part is no module", "NotModule")
PROTOCOL_ACCOUNT = Caller("a module or a pool", "NotProtocolAccount")
ITSELF = Caller("the contract itself", "NotSelf")
FIRST_TRADE = Caller("the contract itself, in a pool's first trade", "NotFirstTrade")
BATCHING = Caller("CollateralVault", "NotBatching")
BATCH_CALLER = Caller("BatchCaller", "NotBatchCaller")
LEDGER = Caller("CollateralVault", "NotLedger")
LEDGER_OF_RISK = Caller("CollateralVault", "NotNamedLedger")
RISK_ENGINE = Caller("RiskEngine", "NotRiskEngine")
REGISTRY = Caller("CustodyRegistry", "StockTokenOnlyRegistry")
REGISTRY_OF_RISK = Caller("CustodyRegistry", "NotCustodyRegistry")
MINTER = Caller("PrimaryMarket", "NotMinter")
MINTER_OF_TOKEN = Caller("PrimaryMarket", "StockTokenOnlyMinter")
ACTIONS = Caller("CorporateActions", "NotCorporateActions")
ACTIONS_OF_TOKEN = Caller("CorporateActions", "StockTokenOnlyCorporateActions")

_ISSUER = "the stock's ISSUER"
ISSUER = Caller(_ISSUER, "NotStockIssuer")
ISSUER_OF_ACTION = Caller(_ISSUER, "NotActionIssuer")
ISSUER_OR_GOVERNOR = Caller(f"{_ISSUER} or GOVERNOR", "NotActionIssuer")
ISSUER_WHO_SEIZES = Caller(_ISSUER, "NotSeizingIssuer")
ISSUER_WHO_CONVENES = Caller(_ISSUER, "NotMeetingIssuer")
ISSUER_OF_TOKEN = Caller(_ISSUER, "StockTokenOnlyIssuer")
PARTICIPANT = Caller("an authorised participant of the stock", "NotAuthorisedParticipant")
RECEIVER_OF_RECEIPT = Caller("the participant of a receipt that a CUSTODIAN has signed", "ReceiptOfAnother")
CUSTODIAN = Caller("anyone, with signatures of a CUSTODIAN", "NotEnoughSignatures")
FILL_SIGNER = Caller("anyone, with a signature for the stock's ISSUER", "NotFillSigner")
SIGNER = Caller("anyone, with the trader's signature", "SignerNotAuthorised")
PERMITTED = Caller("anyone, with the holder's signature", "ERC2612InvalidSigner")
NO_UPDATES = Caller("nobody", "ChainlinkTakesNoUpdates")

CALLS_ANOTHER = Caller("who may make the call that is named", "AccessManagerUnauthorizedCall")
PLANS_ANOTHER = Caller("who may make the call that is named after a delay", "AccessManagerUnauthorizedCall")
PLANNER = Caller("who has planned the call", "AccessManagerNotScheduled")
CONFIRMING = Caller("anyone, of a role of his own", "AccessManagerBadConfirmation")
PLANNED_TARGET = Caller("the contract that is called", "AccessManagerUnauthorizedConsume")
PROPOSER = Caller("a proposer", "AccessControlUnauthorizedAccount")
EXECUTOR = Caller("an executor", "AccessControlUnauthorizedAccount")
TIMELOCK = Caller("the timelock itself", "AccessControlUnauthorizedAccount")
TIMELOCK_ITSELF = Caller("the timelock itself", "TimelockUnauthorizedCaller")
RENOUNCING = Caller("anyone, of a role of his own", "AccessControlBadConfirmation")

_ERC20 = {OWN: "approve transfer", SPENDER: "transferFrom"}
# A name stands for all functions of that name, a signature for one.
ASKED: dict[str, dict[Caller, str]] = {
    "BatchCaller": {OWN: "batchAtPrices", BATCHING: "forward"},
    "ChainlinkSource": {NO_UPDATES: "update"},
    "CollateralVault": {
        ANYONE: "recordShortfall",
        OWN: "batch deposit depositWithPermit",
        ACCOUNT: "borrow setAutoBorrow transfer withdraw",
        PAYER: "repay",
        OWNER_OF_ACCOUNT: "setOperator",
        BATCH_CALLER: "batchOf",
        MODULE: "charge collect move moveWithFee pin registerProtocolAccount unpin writeOff",
        PROTOCOL_ACCOUNT: "lock takeLocked unlock",
        ITSELF: "collectOnCredit",
        RISK_ENGINE: "setRestrictions",
    },
    "CorporateActions": {
        ANYONE: "awaitDividend verify",
        CUSTODIAN: "confirm",
        ISSUER_OF_ACTION: "announce",
        ISSUER_OR_GOVERNOR: "abandon cancel correct",
    },
    "CustodyRegistry": {
        ANYONE: "checkBacking",
        CUSTODIAN: "attest",
        MINTER: "issue recordDelivery retire",
        ACTIONS: "resume setFreeze",
    },
    "Distributor": {ANYONE: "claim claimMany declareDividend", OWN: "fund giveReward"},
    "LawfulSeizure": {ISSUER_WHO_SEIZES: "callOff order"},
    "LendingPool": {
        **_ERC20,
        ANYONE: "accrue claimDividend",
        OWN: "approve deposit mint transfer",
        HOLDER: "redeem withdraw",
        MODULE: "holdWithdrawals releaseWithdrawals",
        LEDGER: "lend repay writeOff",
        ACTIONS_ROLE: "awaitDividend chargeDividend",
        GOVERNOR_OF_POOLS: "setInterest",
        RISK_OF_POOLS: "setDebtCap",
        CREATED: "initialize",
    },
    "Liquidation": {ANYONE: "mark unmark", BUYER: "liquidate"},
    "OptionMarkets": {
        ANYONE: "fixFinalPrice sampleVolatility",
        NO_MODULE: "distributeFees",
        ACCOUNT: "claimIntegratorFees",
        FIRST_TRADE: "registerBook",
        NOBODY: "announceClosing cashOut createMarket registerPool resetMarketLimit setMarket "
        "setMarketLimit setPoolLimit",
    },
    "OptionOffers": {MODULE: "closeOffered openOffered"},
    "OptionPool": {
        **_ERC20,
        ANYONE: "advance collectDeposit settleEpoch",
        OWN: "approve deposit(uint256,address) mint(uint256,address) setOperator transfer",
        CONTROLLER: "cancelDepositRequest cancelRedeemRequest deposit mint redeem requestDeposit "
        "requestDepositFromAccount requestRedeem withdraw",
        CREATED: "initialize",
    },
    "OptionPoolFactory": {ANYONE: "createPool createPrivatePool"},
    "OptionTransfers": {ACCOUNT: "movePosition offerPosition takeOver"},
    "PerpetualOptions": {
        ANYONE: "closeFinal distributeFees fixFinalPrice sampleVolatility settle",
        ACCOUNT: "claimIntegratorFees movePosition offerPosition takeOver",
        TRADER: "close open",
        MODULE: "closeOffered openOffered",
        MODULE_OR_LEDGER: "liquidate",
        FIRST_TRADE: "registerBook",
    },
    "PriceOracle": {ANYONE: "applyDividend refresh"},
    "PrimaryMarket": {
        ANYONE: "releasePayment",
        OWN: "requestIssue requestRedeem setFillSigner",
        REQUESTER: "cancelRequest",
        FILL_SIGNER: "fillRequest",
        ISSUER: "fillRedemption setParticipant",
        PARTICIPANT: "redeemInKind",
        RECEIVER_OF_RECEIPT: "issueInKind",
    },
    "PrivateOptionPool": {OWNER_OF_POOL: "deposit setSigner withdraw", CREATED: "initialize"},
    "ProtocolManager": {
        OWN: "multicall",
        CALLS_ANOTHER: "execute",
        PLANS_ANOTHER: "schedule",
        PLANNER: "cancel",
        PLANNED_TARGET: "consumeScheduledOp",
        CONFIRMING: "renounceRole",
        ADMIN: "grantRole labelRole revokeRole setGrantDelay setRoleAdmin setRoleGuardian setTargetAdminDelay "
        "setTargetClosed setTargetFunctionRole updateAuthority",
    },
    "ProtocolTimelock": {
        ANYONE: "onERC1155BatchReceived onERC1155Received onERC721Received",
        PROPOSER: "cancel schedule scheduleBatch",
        EXECUTOR: "execute executeBatch",
        TIMELOCK: "grantRole revokeRole",
        TIMELOCK_ITSELF: "updateDelay",
        RENOUNCING: "renounceRole",
    },
    "PythSource": {ANYONE: "update"},
    "RedemptionBuffer": {
        OWN: "buy sell",
        OWNER_OF_BUFFER: "addInventory claimDividend removeInventory renounceOwnership setLine transferOwnership",
        NEXT_OWNER: "acceptOwnership",
    },
    "RiskEngine": {REGISTRY_OF_RISK: "setBacking", LEDGER_OF_RISK: "setShort"},
    "ShareholderMeeting": {VOTER: "vote", CUSTODIAN: "certify", ISSUER_WHO_CONVENES: "convene"},
    "SharesAdapter": {**_ERC20, OWN: "approve deposit mint transfer", HOLDER: "redeem withdraw"},
    "SignedOrders": {ANYONE: "fillBatch", OWN: "bumpEpoch cancelGroup", ACCOUNT: "fillQuote", SIGNER: "fillOrder"},
    "StockToken": {
        **_ERC20,
        ANYONE: "releaseEscrow",
        OWN: "approve transfer transferOrEscrow",
        PERMITTED: "permit",
        REGISTRY: "burn mint",
        MINTER_OF_TOKEN: "hold returnHeld takeHeld",
        ACTIONS_OF_TOKEN: "cancelRecord cancelUIMultiplier scheduleRecord setUIMultiplier",
        ISSUER_OF_TOKEN: "forcedTransfer setFrozenTokens setListed",
        CREATED: "initialize",
    },
}
# Code of PerpetualOptions that has an address of its own, where it belongs to no manager.
PARTS = ("OptionMarkets", "OptionOffers", "OptionTransfers", "OptionValues")

_HEAD = """\
# Who may call what

Every function of every contract that can change state, and who may call it; all others only read. `make abi` writes
this page from the interfaces and from the wiring of the roles in `evershare/deployment.py`. A test on a whole
deployment calls each as a stranger, as every officer, as every kind of user and as every contract; it expects the
error of the last column for all but those whom the row names.

GOVERNOR, RISK and GUARDIAN are roles of the access manager; on a public network GOVERNOR is a timelock
([deploying.md](deploying.md)). ISSUER and CUSTODIAN are named stock by stock in the custody registry. *Over what is his
own* means that the function reaches the caller's own tokens, shares, requests and signatures only.
[threat-model.md](threat-model.md) says what each can do with what he may call.
"""


def functions(contract: str) -> list[AbiEntry]:
    """The functions of a contract that can change state, in order of their signatures."""
    found = [entry for entry in load(contract) if entry["type"] == "function"]
    return sorted((f for f in found if f["stateMutability"] not in ("view", "pure")), key=signature)


def caller_of(contract: str, function: AbiEntry) -> Caller:
    """Who may call a function. InvalidInput if nothing is said of it."""
    for name in (signature(function), function["name"]):
        for caller, asked in ASKED.get(contract, {}).items():
            if name in asked.split():
                return caller
    if function["name"] == "setAuthority":
        return NOBODY if contract in PARTS else MANAGER
    for role, restricted in PERMISSIONS.get(contract, {}).items():
        if function["name"] in restricted:
            return ROLES[role]
    raise InvalidInput(f"say in {__name__} who may call {contract}.{signature(function)}")


def contracts() -> list[str]:
    """The protocol's contracts that have such functions."""
    return [name for name in names() if name not in THIRD_PARTY and functions(name)]


def page() -> str:
    """The whole page."""
    return _HEAD + "".join(section for contract in contracts() for section in _section(contract))


def _section(contract: str) -> Iterator[str]:
    yield f"\n## {contract}\n\n| function | who may call it | everybody else gets |\n| --- | --- | --- |\n"
    for function in functions(contract):
        caller = caller_of(contract, function)
        refusal = f"`{caller.refusal}`" if caller.refusal else ""
        yield f"| `{_shown(function)}` | {caller.words} | {refusal} |\n"


def _shown(function: AbiEntry) -> str:
    return f"{function['name']}({', '.join(item['name'] or item['type'] for item in function['inputs'])})"


if __name__ == "__main__":
    write_whole(PAGE, page())
