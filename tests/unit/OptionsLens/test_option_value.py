"""OptionsLens.optionValue"""

import json
from decimal import Decimal
from pathlib import Path

from evershare.localnet import wad
from evershare.model import option_value

VECTORS = Path(__file__).parents[2] / "vectors/everlasting.json"
DAY = 86_400


def test_all_vectors(world):
    """At most 1e-15 of the strike plus 3 wei from the published values, and from the model."""
    rows = json.loads(VECTORS.read_text())["rows"]
    assert len(rows) == 120
    for row in rows:
        index, strike, width, sigma = (Decimal(row[key]) for key in ("index", "strike", "width", "sigma"))
        days = Decimal(row["period_days"])
        value = world["OptionsLens"].optionValue(
            wad(index), wad(strike), row["side"] == "call", wad(width), wad(sigma), int(days * DAY)
        )
        tolerance = strike * 1_000 + 3  # 1e-15 of the strike, in wei
        assert abs(value - Decimal(row["value"]) * 10**18) <= tolerance, row
        assert abs(value - option_value(index, strike, row["side"], width, sigma, days) * 10**18) <= tolerance, row
