"""Deploying with a key of one's own to nodes of two makes, stopped halfway, taken up, and verified by recompiling."""

import json

import pytest
from click.testing import CliRunner
from eth_account import Account
from web3 import Web3

from evershare.cli import main
from evershare.deploying import compiler, verify
from evershare.deploying.contracts import Containers, Deployer, explainer
from evershare.deploying.journal import Journal
from evershare.deploying.record import read_whole_record
from evershare.deploying.run import TIMELOCK, run
from evershare.deploying.sender import Sender
from evershare.deploying.settings import read_settings
from evershare.errors import CodeDiffers, InvalidInput, NodeFailed, StepFailed
from tests.support.nodes import CHAIN_ID, NODES, anvil, funded_key
from tests.unit.deploying.test_settings import GOOD

STOP_AT = 25


class Killed(BaseException):
    """The process dies."""


@pytest.fixture(scope="module")
def build():
    return compiler.build()


@pytest.fixture
def settings(tmp_path):
    path = tmp_path / "governance.toml"
    path.write_text(GOOD)
    return read_settings("base-sepolia", path)


@pytest.fixture(params=NODES)
def node(request):
    """A connection to a fresh node of each make, and a funded key."""
    with NODES[request.param]() as (url, method):
        web3 = Web3(Web3.HTTPProvider(url))
        yield web3, funded_key(web3, method)


@pytest.fixture
def anvil_node():
    with anvil() as (url, method):
        web3 = Web3(Web3.HTTPProvider(url))
        yield web3, funded_key(web3, method)


@pytest.fixture
def deployer(anvil_node, build, tmp_path):
    """Sends steps of its own to an Anvil."""
    web3, account = anvil_node
    sender = Sender(web3, account, Journal(tmp_path / "journal.json", CHAIN_ID, account.address), explainer(build))
    return Deployer(sender), Containers(build)


def killed_at(step):
    """Dies before a step."""
    seen = []

    def on_step(what):
        seen.append(what)
        if len(seen) == step:
            raise Killed

    return on_step


def dying_after_sending(web3, account, count):
    """The process dies right after the node has got so many transactions, before it sees a receipt."""
    send = web3.eth.send_raw_transaction
    sent = []

    def sending(raw):
        send(raw)
        sent.append(raw)
        if len(sent) == count:
            raise Killed

    web3.eth.send_raw_transaction = sending
    return lambda: setattr(web3.eth, "send_raw_transaction", send)


def test_wrong_chain_is_refused(anvil_node, settings, build, tmp_path):
    web3, account = anvil_node
    other = read_settings("ethereum-sepolia", tmp_path / "governance.toml")

    with pytest.raises(NodeFailed, match="the node is on chain 84532, but ethereum-sepolia is chain 11155111"):
        run(web3, account, other, build, tmp_path)


def test_unfunded_deployer_is_refused(anvil_node, settings, build, tmp_path):
    web3, _ = anvil_node

    with pytest.raises(InvalidInput, match="has no ether on base-sepolia: fund it and run again"):
        run(web3, Account.create(), settings, build, tmp_path)


def test_refused_step_is_explained_and_not_kept(deployer):
    account, containers = deployer

    with pytest.raises(StepFailed, match=r"create PriceOracle: it would revert with CalendarMissing\(\)"):
        account.deploy(containers["PriceOracle"], account, "0x" + "00" * 20, "0x" + "00" * 20)
    assert not account._sender._journal.path.exists()


def test_silent_node_ends_in_one_line(build, tmp_path):
    with anvil() as (url, method):
        web3 = Web3(Web3.HTTPProvider(url))
        account = funded_key(web3, method)
        sender = Sender(web3, account, Journal(tmp_path / "journal.json", CHAIN_ID, account.address), explainer(build))

    with pytest.raises(NodeFailed, match=r"create ProtocolManager: .*; run again to go on from here"):
        Deployer(sender).deploy(Containers(build)["ProtocolManager"], account.address)


def test_other_settings_in_the_middle_are_refused(anvil_node, settings, build, tmp_path):
    web3, account = anvil_node
    with pytest.raises(Killed):
        run(web3, account, settings, build, tmp_path, killed_at(STOP_AT))
    path = tmp_path / "governance.toml"
    path.write_text(GOOD.replace("delay_hours = 48", "delay_hours = 24"))

    with pytest.raises(InvalidInput, match="step 1 was 'create ProtocolTimelock', not what"):
        run(web3, account, read_settings("base-sepolia", path), build, tmp_path)


def test_replaced_transaction_is_told(anvil_node, settings, build, tmp_path):
    web3, account = anvil_node
    restore = dying_after_sending(web3, account, 1)
    with pytest.raises(Killed):
        run(web3, account, settings, build, tmp_path)
    restore()
    journal = Journal(tmp_path / f"{CHAIN_ID}.journal.json", CHAIN_ID, account.address)
    step = journal.steps[0]
    step.transaction = "0x" + "00" * 32  # what was mined under its nonce is another transaction
    journal.put(0, step)

    with pytest.raises(InvalidInput, match=r"nonce 0 of 0x\w+ was used for another transaction"):
        run(web3, account, settings, build, tmp_path)


def test_deployment_goes_on_where_it_stopped(node, settings, build, tmp_path):
    web3, account = node
    with pytest.raises(Killed):
        run(web3, account, settings, build, tmp_path, killed_at(STOP_AT))
    restore = dying_after_sending(web3, account, 5)
    with pytest.raises(Killed):
        run(web3, account, settings, build, tmp_path)
    restore()
    assert not (tmp_path / f"{CHAIN_ID}.json").exists()
    sent = web3.eth.get_transaction_count(account.address, "pending")  # the last may not be mined yet
    assert sent == STOP_AT - 1 + 5

    result = run(web3, account, settings, build, tmp_path)

    # Each step was sent once, over all three runs.
    assert web3.eth.get_transaction_count(account.address) == sent + result.sent
    assert not list(tmp_path.glob("*.journal.json"))
    record = json.loads(result.record.read_text())
    assert record["chainId"] == CHAIN_ID
    assert record["contracts"][TIMELOCK]["constructorArguments"][0] == 48 * 3600
    assert list(verify.compare(web3, read_whole_record(CHAIN_ID, tmp_path), build)) == list(record["contracts"])

    with pytest.raises(InvalidInput, match=r"has a deployment on chain 84532: move 84532\.json away"):
        run(web3, account, settings, build, tmp_path)


def test_commands_deploy_and_verify_by_recompiling(tmp_path):
    (tmp_path / "governance.toml").write_text(GOOD)
    with anvil() as (url, method):
        web3 = Web3(Web3.HTTPProvider(url))
        account = funded_key(web3, method)
        (tmp_path / "key.json").write_text(json.dumps(Account.encrypt(account.key, "secret", iterations=2)))
        common = ["--network", "base-sepolia", "--rpc", url, "--deployments", str(tmp_path)]
        told = ["--settings", str(tmp_path / "governance.toml"), "--keystore", str(tmp_path / "key.json")]

        refused = CliRunner().invoke(main, ["deploy", *common, *told], input="wrong\n")
        assert refused.exit_code == 1
        assert "does not open: the password is wrong" in refused.stderr

        (tmp_path / "password").write_text("secret\n")
        password = {"EVERSHARE_PASSWORD_FILE": str(tmp_path / "password")}
        deployed = CliRunner().invoke(main, ["deploy", *common, *told], env=password)
        assert deployed.exit_code == 0, deployed.output
        assert "next: evershare verify --network base-sepolia" in deployed.output

        verified = CliRunner().invoke(main, ["verify", *common, "--json"])
        assert verified.exit_code == 0, verified.output
        contracts = json.loads((tmp_path / f"{CHAIN_ID}.json").read_text())["contracts"]
        assert json.loads(verified.stdout) == {"chainId": CHAIN_ID, "agree": list(contracts), "published": {}}

        elsewhere = CliRunner().invoke(main, ["verify", *common, "--network", "arbitrum-sepolia"])
        assert elsewhere.exit_code == 3
        assert elsewhere.stderr == f"error: the node is on chain {CHAIN_ID}, but arbitrum-sepolia is chain 421614\n"

    unanswered = CliRunner().invoke(main, ["verify", *common])
    assert unanswered.exit_code == 3
    assert unanswered.stderr == f"error: {url} does not answer: check the URL and that the node runs\n"


def test_dry_run_sends_nothing_and_tells_the_gas(tmp_path):
    (tmp_path / "governance.toml").write_text(GOOD)
    told = ["--network", "base-sepolia", "--settings", str(tmp_path / "governance.toml"), "--dry-run"]

    done = CliRunner().invoke(main, ["deploy", *told])

    assert done.exit_code == 0, done.output
    assert "gas; none was sent" in done.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["governance.toml"]


def test_other_code_than_that_of_the_sources_is_found(anvil_node, settings, build, tmp_path):
    web3, account = anvil_node
    run(web3, account, settings, build, tmp_path)
    record = read_whole_record(CHAIN_ID, tmp_path)
    path = tmp_path / f"{CHAIN_ID}.json"
    kept = json.loads(path.read_text())
    kept["contracts"]["Distributor"]["constructorArguments"].reverse()
    path.write_text(json.dumps(kept))

    with pytest.raises(CodeDiffers, match="Distributor was made by another transaction"):
        list(verify.compare(web3, read_whole_record(CHAIN_ID, tmp_path), build))
    assert len(list(verify.compare(web3, record, build))) == len(kept["contracts"])

    vault = kept["contracts"]["CollateralVault"]["address"]
    web3.provider.make_request("anvil_setCode", [vault, "0x00"])
    with pytest.raises(CodeDiffers, match=f"the code of CollateralVault at {vault} is not that of its sources"):
        list(verify.compare(web3, record, build))
