"""One replay on a chain of its own: what it may be, and how far model and chain may be apart."""

from __future__ import annotations

import contextlib
import importlib.util
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from evershare import devchain
from evershare.errors import InvalidInput, MissingPackage, ModelDiffers
from evershare.history import DAY, Bars
from evershare.model.health import VOLATILE
from evershare.replay.engine import Replay
from evershare.replay.onchain.mirror import Mirror
from evershare.replay.onchain.net import ReplayNet
from evershare.replay.scenario import USD, USDC, Loans, Options, Pool, Scenario, Stock

MOST_DAYS, MOST_ACCOUNTS = 7, 250
MOST_APART = 1e-9
SCENARIO = Scenario(
    stocks=(Stock("TSLA", VOLATILE, 187),),
    loans=Loans(long_accounts=7, short_accounts=5, days=7),
    options=Options(
        buyers=8,
        days=2,
        margin_percent=(0, 60),
        hasty_percent=25,
        pools=(Pool("TSLA", 200_000, ("BTC", USD)), Pool(USDC, 200_000, ("BTC", "TSLA"))),
    ),
    seed=2,
)


def for_chain(scenario: Scenario) -> Scenario:
    """The same with a liquidator who buys in the moment in which he marks. InvalidInput if it has too many accounts."""
    loans, options = scenario.loans, scenario.options
    accounts = len(scenario.stocks) * (loans.long_accounts + loans.short_accounts) + options.buyers
    if accounts > MOST_ACCOUNTS:
        raise InvalidInput(f"a chain replays at most {MOST_ACCOUNTS} accounts, not {accounts}: name fewer in --config")
    return replace(scenario, loans=replace(loans, wants_bps=0, wants_closed_bps=0))


def require_short(start: int, end: int) -> None:
    """InvalidInput for more days than a chain replays."""
    if end - start > MOST_DAYS * DAY:
        raise InvalidInput(f"a chain replays at most {MOST_DAYS} days: name them with --start and --end")


@contextlib.contextmanager
def on_local_chain(replay: Replay, histories: dict[str, Bars]) -> Iterator[Mirror]:
    """A fresh Anvil with the whole protocol, for a replay that has not begun. MissingPackage where that cannot be."""
    if importlib.util.find_spec("brownie") is None or not devchain.anvil_folder().is_dir():
        raise MissingPackage("a replay on a chain needs a checkout that is set up: run `make setup` in one")
    with devchain.quiet():
        project = devchain.launch()
        from brownie import accounts, chain

        with mirrored(replay, histories, project, accounts, chain) as mirror:
            yield mirror


@contextlib.contextmanager
def mirrored(replay: Replay, histories: dict[str, Bars], project: Any, accounts: Any, chain: Any) -> Iterator[Mirror]:
    """The whole protocol on the chain that Brownie is connected to, for a replay that has not begun."""
    net = ReplayNet(project, accounts, chain, replay, histories)
    with devchain.standing_clock():
        yield Mirror(net)


def agreement(mirror: Mirror) -> dict[str, Any]:
    """How far model and chain are apart at most. ModelDiffers if that is more than a billionth."""
    worst = max(mirror.compared, key=lambda each: each.apart)
    if worst.apart > MOST_APART:
        raise ModelDiffers(
            f"{worst.name}: the model has {worst.model:.0f}, the chain {worst.chain}, {worst.apart:.1e} of it apart"
        )
    return {
        "transactions": mirror.net.transactions,
        "compared": len(mirror.compared),
        "most_apart": worst.apart,
        "which": worst.name,
    }
