"""What holds for every contract that is deployed."""

import tomllib

import yaml
from brownie import project

from evershare.devchain import ROOT

SIZE_LIMIT = 24_576  # bytes of deployed code, EIP-170


def test_every_contract_fits_the_size_limit():
    builds = [container._build for container in project.get_loaded_projects()[0]]
    ours = [b for b in builds if b["sourcePath"].startswith("contracts/") and "/mocks/" not in b["sourcePath"]]
    sizes = {build["contractName"]: len(build["deployedBytecode"]) // 2 for build in ours}

    assert sizes
    assert {name: size for name, size in sizes.items() if size >= SIZE_LIMIT} == {}


def test_brownie_and_forge_compile_alike():
    brownie = yaml.safe_load((ROOT / "brownie-config.yaml").read_text())["compiler"]
    forge = tomllib.loads((ROOT / "foundry.toml").read_text())["profile"]["default"]

    assert brownie["evm_version"] == forge["evm_version"]
    assert brownie["solc"]["version"] == forge["solc"].rpartition("-v")[2]
    assert brownie["solc"]["optimizer"] == {"enabled": forge["optimizer"], "runs": forge["optimizer_runs"]}
    assert brownie["solc"]["remappings"] == forge["remappings"]
