"""What forge keeps of a campaign that failed becomes a test."""

import json

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from tools.fuzz.failures import as_tests

ADDRESS = "0x2e234dae75c793f67a35089c9d99245e1c58470b"
CALLS = (
    ("wick(uint256,uint256,bool)", (2**255 + 1, 7, True)),
    ("wait_(uint256)", (301,)),
)


def keep(folder, invariant, failure):
    path = folder / "OracleInvariants" / invariant
    path.parent.mkdir()
    path.write_text(json.dumps(failure))


def test_one_of_an_invariant_that_is_gone_is_left_out(tmp_path):
    keep(tmp_path, "invariant_ThatWasRenamed", {"call_sequence": [], "settings": {"target_contracts": {}}})
    assert not list(as_tests(tmp_path))


def test_is_written_with_the_handlers_actions_and_their_arguments(tmp_path):
    sequence = []
    for signature, values in CALLS:
        types = signature.partition("(")[2][:-1].split(",")
        data = keccak(text=signature)[:4] + encode(types, values)
        sequence.append({"addr": ADDRESS, "calldata": f"0x{data.hex()}"})
    kept = {"call_sequence": sequence, "settings": {"target_contracts": {ADDRESS: "OracleHandler"}}}
    keep(tmp_path, "invariant_P1toP4_NoFeedBreaksThem", kept)

    (test,) = as_tests(tmp_path)
    assert test.splitlines() == [
        "// of OracleInvariants",
        "    function test_invariant_P1toP4_NoFeedBreaksThem() external {",
        f"        _handler.wick({2**255 + 1}, 7, true);",
        "        _handler.wait_(301);",
        "        this.invariant_P1toP4_NoFeedBreaksThem();",
        "    }",
    ]
