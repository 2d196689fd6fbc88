"""A guardian who pauses all that he can stops no exit"""

import pytest

from evershare.localnet import wad
from tests.support.credit import DAY, USDC, credit

__all__ = ["credit"]
DEPOSITS, BORROWING, OPENS = range(3)
HALF = wad("0.5")


@pytest.fixture
def exits(credit):
    """Ways out for somebody who owes, holds an option, lends, and covers options."""
    provider = credit.people["liquidity_provider"]
    credit.publish()
    credit.borrow("trader", 1_000 * USDC)
    credit.deposit("trader", "USDC", 1)  # for the interest
    series_id = credit.open("second_trader", "0.5").return_value[0]
    options, holder = credit["PerpetualOptions"], credit.people["second_trader"]
    until = credit.now + DAY
    return {
        "repay": lambda: credit.repay("trader", 2**256 - 1),
        "withdraw": lambda: credit.withdraw("trader", wad(300), "TSLA"),
        "settle": lambda: options.settle(holder, series_id, credit.as_("stranger")),
        "close": lambda: options.close(holder, series_id, HALF, 0, until, {"from": holder}),
        "stop lending": lambda: credit.usdc_pool.withdraw(USDC, provider, provider, {"from": provider}),
        "stop covering": lambda: credit.pool.requestRedeem(wad(1), provider, provider, {"from": provider}),
    }


def test_every_exit_stays_open(credit, exits):
    pauses = [(symbol, what) for symbol in ("TSLA", "USDC") for what in (DEPOSITS, BORROWING, OPENS)]
    until = {}
    for symbol, what in pauses:
        paused = credit.risk_engine.pause(credit.asset_ids[symbol], what, credit.as_("guardian"))
        until[symbol, what] = paused.timestamp + 3 * DAY
    tsla, usdc, trader = credit.asset_ids["TSLA"], credit.asset_ids["USDC"], credit.people["trader"]
    with credit.refuses("DepositsPaused", tsla, until["TSLA", DEPOSITS]):
        credit.vault.deposit(tsla, trader, 1, credit.as_("trader"))
    with credit.refuses("BorrowingPaused", usdc, until["USDC", BORROWING]):
        credit.borrow("second_trader", USDC)
    with credit.refuses("OpensPaused", tsla, until["TSLA", OPENS]):
        credit.open("trader", "0.5")

    for leave in exits.values():
        assert leave().status == 1

    assert credit.debt("trader") == credit.balance("trader", "TSLA") == 0
    assert not credit["PerpetualOptions"].positionsOf(credit.people["second_trader"])
