"""Records of deployments that are missing or damaged."""

import json

import pytest

from evershare.client import Deployment
from evershare.client.deployment import RECORD_VARIABLE
from evershare.client.errors import NotDeployed

ADDRESS = "0x" + "ab" * 20


def record(**changes):
    return {"chainId": 31337, "contracts": {"CollateralVault": {"address": ADDRESS, "block": 7}}} | changes


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "is no JSON: write it again by deploying"),
        (json.dumps(record(chainId="main")), "is damaged at chainId: "),
        (json.dumps({"chainId": 1}), "is damaged at contracts: "),
        (
            json.dumps(record(contracts={"CollateralVault": {"address": "0x12"}})),
            "is damaged at contracts.CollateralVault.address: Value error, 0x12 is no address",
        ),
    ],
    ids=["no JSON", "no chain", "no contracts", "no address"],
)
def test_names_what_is_damaged(tmp_path, content, message):
    path = tmp_path / "31337.json"
    path.write_text(content)
    with pytest.raises(NotDeployed) as caught:
        Deployment.read(path)
    assert str(caught.value).startswith(f"the deployment record {path} {message}")


def test_says_how_to_name_a_record_that_is_missing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(RECORD_VARIABLE, raising=False)
    with pytest.raises(NotDeployed) as caught:
        Deployment.of_chain(5)
    assert str(caught.value) == (
        "there is no deployment record deployments/5.json: deploy first, or name the record with --deployment or the "
        "variable EVERSHARE_DEPLOYMENT"
    )


def test_reads_the_record_that_the_variable_names(tmp_path, monkeypatch):
    path = tmp_path / "mine.json"
    path.write_text(json.dumps(record(commit="abc")))
    monkeypatch.setenv(RECORD_VARIABLE, str(path))
    found = Deployment.of_chain(31337)
    assert (found.chain_id, found.first_block) == (31337, 7)
    assert found.address("CollateralVault").lower() == ADDRESS
    with pytest.raises(NotDeployed, match=r"Distributor is not in the deployment record .*mine\.json"):
        found.address("Distributor")
