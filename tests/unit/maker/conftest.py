from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from evershare.maker.decide import Interval, Seen, Terms
from evershare.maker.settings import Settings

AT_THE_MONEY = Decimal("287.05")
CALL, PUT = Terms(AT_THE_MONEY, "call", 5_000), Terms(AT_THE_MONEY, "put", 5_000)


@pytest.fixture(autouse=True)
def _isolation() -> None:
    """A maker's judgement needs no chain, so none is rewound."""


@pytest.fixture
def settings() -> Settings:
    return Settings(
        pool="0x" + "5" * 40,
        market_id=1,
        base="BTC",
        settlement="TSLA",
        matcher="http://matcher",
        strikes=("1",),
        widths_bps=(5_000,),
        quote_size="0.5",
        spread="0.03",
        sigma_spread="0.05",
        edge="0.25",
        utilisation_skew="1",
        delta_skew="0.02",
        most_locked="0.8",
        most_delta="1",
        most_vega="1000",
        band="0.01",
        most_interval_bps=3_000,
        valid_seconds=60,
        requote_move="0.003",
    )


@pytest.fixture
def seen() -> Callable[..., Seen]:
    """An index of 287.05, 1 % either way, and a pool of 1,000 tokens that has written nothing."""

    def make(half: str = "0.01", **changes: Any) -> Seen:
        width = Decimal(half)
        index = Interval(AT_THE_MONEY * (1 - width), AT_THE_MONEY, AT_THE_MONEY * (1 + width))
        plain = Seen(index, Decimal("0.7"), Decimal(7), Decimal(1_000), {})
        return replace(plain, **changes)

    return make
