import json
import re

import pytest

from tests.support import gas

ACTION = "deposit, first"


def test_targets_are_those_of_the_design():
    targets = gas.targets()

    assert next(iter(targets)) == ACTION
    assert targets[ACTION] == 95_000
    assert targets["full liquidation, 16 assets and 16 positions"] == 4_000_000
    assert len(targets) == 21


def test_fails_without_a_committed_figure():
    with pytest.raises(AssertionError, match=r"no figure in gas\.json"):
        gas.check(ACTION, 90_000, {})


def test_fails_on_more_than_one_percent():
    expected = "deposit, first: 101,001 gas, 1.0 % more than the committed 100,000 (target 95,000)"
    with pytest.raises(AssertionError, match=re.escape(expected)):
        gas.check(ACTION, 101_001, {ACTION: 100_000})


@pytest.mark.parametrize("figure", [50_000, 100_000, 101_000])
def test_accepts_up_to_one_percent_more(figure):
    gas.check(ACTION, figure, {ACTION: 100_000})


def test_writes_in_the_order_of_the_design(tmp_path):
    path = tmp_path / "gas.json"
    gas.write({"deposit, again": 2, ACTION: 1}, path)

    assert path.read_text() == '{\n  "deposit, first": 1,\n  "deposit, again": 2\n}\n'
    assert gas.read(path) == {ACTION: 1, "deposit, again": 2}


def test_committed_figures_are_of_known_actions_in_order():
    committed = json.loads(gas.SNAPSHOT.read_text())

    assert list(committed) == [action for action in gas.targets() if action in committed]
