"""The largest liquidation that there is."""

from evershare.risk import Tier
from tests.support.ruin import COLLATERALS, HELD, HOLDER, liquidate, ruin
from tests.support.weekend import weekend

__all__ = ["weekend"]


def test_full_liquidation(weekend, gas_snapshot):
    """Of an account with plain OpenZeppelin tokens, of which the liquidator had none."""
    symbols = [f"C{i}" for i in range(COLLATERALS)]
    for symbol in symbols:
        token = weekend.people["deployer"].deploy(weekend.project["MockToken"], symbol, symbol, 18)
        weekend.list_token(symbol, token, drift_bps=192)
        weekend.set_tier(symbol, Tier.VOLATILE)
        token.mint(weekend.people[HOLDER], weekend.units(symbol, HELD), weekend.as_("stranger"))
    ruin(weekend, symbols)

    gas_snapshot("full liquidation, 16 assets and 16 positions", liquidate(weekend, symbols).gas_used)
