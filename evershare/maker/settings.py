"""How a maker quotes: a TOML file, checked."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from evershare.errors import InvalidInput

EXAMPLE = """\
# Whose prices these are: a private pool, the market it quotes in, and where the quotes are sent.
pool = "0x..."
market_id = 1
base = "BTC"
settlement = "TSLA"
matcher = "http://127.0.0.1:8080"

# What is quoted: calls and puts at the strikes nearest to these parts of the index, each with these widths.
strikes = [0.9, 1.0, 1.1]
widths_bps = [5000]
quote_size = 0.5            # units of the base in one quote at most

# Prices, around the model's value at the protocol's sigma.
spread = 0.03               # of the value, on each side
sigma_spread = 0.05         # more sigma to sell at, less to buy back at
edge = 0.25                 # how far towards the edge of the index's interval: what a weekend costs
utilisation_skew = 1.0      # more sigma when all that may be locked is locked, on both sides
delta_skew = 0.02           # the index's part by which calls and puts move apart at the delta limit

# Limits of what the pool has written in all, beside what is locked in it.
most_locked = 0.8           # of the pool's cash
most_delta = 5.0            # units of the base, either way
most_vega = 5.0             # settlement tokens per 100 points of volatility

# How long a quote stands.
band = 0.01                 # it is good while the index is so near to where it was
most_interval_bps = 6000    # and while the interval is no wider
valid_seconds = 60
requote_move = 0.003        # of the index: quotes are replaced when it has moved so far
"""

Fraction = Annotated[Decimal, Field(ge=0, lt=1)]
Positive = Annotated[Decimal, Field(gt=0)]
NotNegative = Annotated[Decimal, Field(ge=0)]


class Settings(BaseModel):
    """See `EXAMPLE`. Numbers are exact: the file's decimals are not made floats."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    pool: str = Field(pattern=r"^0x[0-9a-fA-F]{40}$")
    market_id: int = Field(gt=0)
    base: str
    settlement: str
    matcher: str = Field(pattern=r"^https?://")
    strikes: tuple[Positive, ...] = Field(min_length=1, max_length=16)
    widths_bps: tuple[int, ...] = Field(min_length=1)
    quote_size: Positive
    spread: Fraction
    sigma_spread: Fraction
    edge: Annotated[Decimal, Field(ge=0, le=1)]
    utilisation_skew: NotNegative
    delta_skew: Fraction
    most_locked: Annotated[Decimal, Field(gt=0, le=Decimal("0.9"))]
    most_delta: Positive
    most_vega: Positive
    band: Annotated[Decimal, Field(gt=0, lt=1)]
    most_interval_bps: int = Field(gt=0)
    valid_seconds: int = Field(ge=5, le=86_400)
    requote_move: Positive


def read_settings(path: Path) -> Settings:
    """The settings of a file. InvalidInput, in one line, if there are none or they make no sense."""
    try:
        return Settings.model_validate(tomllib.loads(path.read_text(), parse_float=Decimal))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidInput(f"{path} cannot be read: {error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise InvalidInput(f"{path}: {where}: {first['msg']}") from None
