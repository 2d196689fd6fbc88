"""The protocol's formulas in exact decimal arithmetic: what the contracts are tested against.

Numbers are in plain units (an index of ``60000``, a width of ``0.25``, a yearly sigma of ``0.6``, a period in days) and
come as ``Decimal``, ``str`` or ``int``. Floats are refused: ``0.1`` as a float is not 0.1.
"""

from evershare.model.numbers import Number
from evershare.model.pricing import ask, bid, fee, funding_rate, max_payoff, option_value, payoff, time_value
from evershare.model.strikes import MAX_STEP, DollarCall, dollar_call, nearest_strike, strike_at

__all__ = [
    "MAX_STEP",
    "DollarCall",
    "Number",
    "ask",
    "bid",
    "dollar_call",
    "fee",
    "funding_rate",
    "max_payoff",
    "nearest_strike",
    "option_value",
    "payoff",
    "strike_at",
    "time_value",
]
