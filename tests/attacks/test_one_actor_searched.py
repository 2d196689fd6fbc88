"""O4: no sequence of one actor gains at a constant index, volatility and time: searched in a model, then on chain"""

import pytest

from evershare.localnet import wad
from tests.support.attack_replay import Replay
from tests.support.attack_search import NOTHING, Kind, Rule, one_pool, search
from tests.support.effort import runs

SEQUENCES = runs(20_000)
TO_REPLAY = 4_000
KINDS = 3  # different kinds of action, so that a replay is not only the smallest purchase


def test_nothing_gains():
    """Without spread, fees, width of the interval or a day between epochs, the rules of pricing alone are enough."""
    best = search(Rule.FAIR, SEQUENCES, seed=1)[0]
    print(f"\n{SEQUENCES} sequences, best gain {best.gain:.3e} tokens")
    assert best.gain <= NOTHING


@pytest.mark.parametrize("rule", [Rule.SKEWED_BID, Rule.SKEWED_SHARES])
def test_the_search_finds_what_it_is_for(rule):
    """With a rule that the protocol gave up, a tenth of the sequences is enough to take a part of the pool."""
    best = search(rule, SEQUENCES // 10, seed=1)[0]
    print(f"\n{rule.name}: best gain {best.gain:.1f} tokens of {sum(best.scenario.cash):.0f} of others")
    assert best.gain > 0.01 * sum(best.scenario.cash)


@pytest.mark.parametrize("rule", list(Rule))
def test_the_best_lose_on_chain(world, desk, rule):
    """The best under the rules as they are, and what took most under those that were given up."""
    found = search(rule, TO_REPLAY, seed=2, scenario_of=one_pool)
    best = next(one for one in found if len({done.action.kind for done in one.done}) >= KINDS)
    assert Kind.OPEN in {done.action.kind for done in best.done}
    gain = Replay(world, desk, best).gain()
    print(f"\n{rule.name}: {best.gain:.6f} in the model, {gain / wad(1):.6f} on chain")
    assert gain < 0
