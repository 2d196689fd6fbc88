import pytest
from eth_abi import decode, encode
from eth_utils import keccak

from tests.support.ledger import ZERO_ADDRESS, sub_account
from tests.support.reverts import reverts


@pytest.fixture(scope="module")
def module(ledger):
    contract = ledger.people["governor"].deploy(ledger.project["LedgerModuleMock"], ledger.vault)
    ledger.vault.addModule(contract, ledger.as_("governor"))
    return contract


@pytest.fixture(scope="module")
def hooked(ledger, module):
    """A token that calls back, with an account of its own; the trader has approved the module."""
    token = ledger.list_token("MockHookToken")
    token.mint(token, 1_000, ledger.as_("stranger"))
    token.callAsToken(token, token.approve.encode_input(ledger.vault, 1_000), ledger.as_("stranger"))
    asset_id = ledger.asset_ids[token]
    token.callAsToken(ledger.vault, ledger.vault.deposit.encode_input(asset_id, token, 500), ledger.as_("stranger"))
    token.approve(module, 1_000, ledger.as_("trader"))
    ledger.deposit("trader", token, 100)
    return token


def batch(ledger, role, *calls):
    return ledger.vault.batch([(target, data) for target, data in calls], ledger.as_(role))


def error(signature, *arguments):
    types = signature[signature.index("(") + 1 : -1].split(",") if arguments else []
    return "0x" + (keccak(text=signature)[:4] + encode(types, arguments)).hex()


def test_reverts_for_a_target_outside_the_protocol(ledger, token, people):
    for target in (token, people["stranger"], ZERO_ADDRESS):
        with ledger.refuses("InvalidBatchTarget", target):
            batch(ledger, "trader", (target, token.transfer.encode_input(people["trader"], 0)))


def test_reverts_inside_another_batch(ledger, people):
    inner = ledger.vault.batch.encode_input([])

    with ledger.refuses("LedgerReentered", people["trader"]):
        batch(ledger, "trader", (ledger.vault, inner))


def test_reverts_with_the_error_of_the_call_that_fails(ledger, token, module, people):
    vault, asset_id, trader = ledger.vault, ledger.asset_ids[token], people["trader"]
    good = vault.deposit.encode_input(asset_id, trader, 10)

    with ledger.refuses("InsufficientAccountBalance", trader, asset_id, 10, 11):
        batch(ledger, "trader", (vault, good), (vault, vault.withdraw.encode_input(asset_id, trader, trader, 11)))
    with ledger.refuses("InsufficientAccountBalance", trader, asset_id, 10, 11):
        batch(ledger, "trader", (vault, good), (module, module.take.encode_input(asset_id, trader, 11)))


@pytest.mark.parametrize("role", ["second_trader", "stranger"])
def test_gives_nobody_a_right_that_he_has_not(ledger, token, module, people, role):
    """Neither over the ledger nor over its modules, and a module is not the sender of a batch that calls it."""
    vault, asset_id, trader = ledger.vault, ledger.asset_ids[token], people["trader"]
    ledger.deposit("trader", token, 10)

    with ledger.refuses("NotAuthorised", trader, people[role]):
        batch(ledger, role, (vault, vault.withdraw.encode_input(asset_id, trader, people[role], 1)))
    with ledger.refuses("NotAuthorised", trader, vault.batchCaller()):
        batch(ledger, role, (module, module.take.encode_input(asset_id, trader, 1)))
    with ledger.refuses("NotModule", people[role]):
        batch(ledger, role, (vault, vault.move.encode_input(asset_id, trader, people[role], 1)))
    with ledger.refuses("AccessManagedUnauthorized", people[role]):
        batch(ledger, role, (vault, vault.addModule.encode_input(module)))


def test_only_the_ledger_makes_the_batch_caller_call(ledger, token, module, people):
    caller = ledger.project["BatchCaller"].at(ledger.vault.batchCaller())

    with reverts("NotBatching", people["trader"]):
        caller.forward(module, b"", ledger.as_("trader"))


def test_the_batch_caller_may_act_for_nobody_outside_a_batch(ledger, people):
    assert ledger.vault.actor() == ZERO_ADDRESS
    assert not ledger.vault.isAuthorised(people["trader"], ledger.vault.batchCaller())


@pytest.mark.parametrize("inner", ["deposit", "withdraw", "transfer", "move", "batch", "take"])
def test_foreign_code_finds_the_ledger_closed(ledger, hooked, module, people, inner):
    """A token that a module calls within a batch acts neither for the actor nor for itself."""
    vault, asset_id, trader = ledger.vault, ledger.asset_ids[hooked], people["trader"]
    target, data, answer = {
        "deposit": (vault, vault.deposit.encode_input(asset_id, hooked, 50), None),
        "withdraw": (vault, vault.withdraw.encode_input(asset_id, hooked, hooked, 50), None),
        "transfer": (vault, vault.transfer.encode_input(asset_id, trader, hooked, 50), None),
        "move": (
            vault,
            vault.move.encode_input(asset_id, trader, hooked, 50),
            error("NotModule(address)", hooked.address),
        ),
        "batch": (vault, vault.batch.encode_input([]), None),
        "take": (
            module,
            module.take.encode_input(asset_id, trader, 50),
            error("NotAuthorised(address,address)", trader.address, hooked.address),
        ),
    }[inner]
    hooked.armHook(target, data, True, ledger.as_("stranger"))

    batch(ledger, "trader", (module, module.pull.encode_input(hooked, trader, 10)))

    refusal = answer or error("LedgerReentered(address)", hooked.address)
    assert (hooked.hookRan(), hooked.hookSucceeded(), hooked.hookAnswer()) == (True, False, refusal)
    assert ledger.balance("trader", hooked) == 100
    assert ledger.balance(hooked, hooked) == 500


def test_the_actor_is_known_while_the_batch_runs(ledger, hooked, module, people):
    hooked.armHook(ledger.vault, ledger.vault.actor.encode_input(), True, ledger.as_("stranger"))

    batch(ledger, "trader", (module, module.pull.encode_input(hooked, people["trader"], 10)))

    assert decode(["address"], bytes(hooked.hookAnswer()))[0] == str(people["trader"]).lower()


def test_an_operator_acts_for_the_account(ledger, token, module, people):
    asset_id, trader = ledger.asset_ids[token], people["trader"]
    ledger.deposit("trader", token, 10)
    ledger.vault.setOperator(trader, people["stranger"], 2**40, ledger.as_("trader"))

    batch(ledger, "stranger", (module, module.take.encode_input(asset_id, trader, 4)))

    assert ledger.balance(module, token) == 4


def test_does_everything_in_one(ledger, token, module, people):
    """Deposits, moves to a sub-account, lets a module take from there, and withdraws the rest."""
    vault, asset_id, trader = ledger.vault, ledger.asset_ids[token], people["trader"]
    account = sub_account(trader, 1)

    transaction = batch(
        ledger,
        "trader",
        (vault, vault.deposit.encode_input(asset_id, trader, 100)),
        (vault, vault.transfer.encode_input(asset_id, trader, account, 60)),
        (module, module.take.encode_input(asset_id, account, 25)),
        (vault, vault.withdraw.encode_input(asset_id, account, people["stranger"], 35)),
    )

    assert [ledger.balance(holder, token) for holder in ("trader", account, module)] == [40, 0, 25]
    assert token.balanceOf(people["stranger"]) == 35
    deposited, nothing, taken, _ = transaction.return_value
    assert [decode(["uint256"], bytes(result)) for result in (deposited, taken)] == [(100,), (25,)]
    assert bytes(nothing) == b""
