"""The risk tiers of the design: how the assets of each kind count in an account's health."""

from __future__ import annotations

from dataclasses import astuple
from enum import Enum

from evershare.model.health import MEGA_CAP, STABLE, VOLATILE, Factors

NO_LIMIT = 2**48 - 1  # a deposit cap that limits nothing, whole tokens


class Tier(Enum):
    """Factors in bps: ``init, maint`` as collateral, ``debt_init, debt_maint`` as debt; 0 means not at all."""

    STABLE = STABLE
    CRYPTO = Factors(0, 0, 13_000, 11_500)  # BTC and ETH
    ETF = Factors(6_500, 7_500, 13_500, 12_000)
    MEGA_CAP = MEGA_CAP
    VOLATILE = VOLATILE  # TSLA, NVDA
    SPECULATIVE = Factors(2_500, 3_800, 0, 10_000)  # MSTR and the like

    def as_tuple(self) -> tuple[int, int, int, int]:
        """``RiskFactors`` as a contract call takes them."""
        init, maint, debt_init, debt_maint = astuple(self.value)
        return init, maint, debt_init, debt_maint
