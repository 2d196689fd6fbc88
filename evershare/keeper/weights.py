"""What a unit of everything counts in an account's health: the design's section 6 as tables for the scan.

    margin = sum amount * mid * maint / unit - sum shares * index * mid * debtMaint / unit
           + sum 50 % of size * value - 150 % of funding due,    all in USD

An account whose margin is below zero is liquidatable, but for two things that the margin takes for the account's worst:
on chain, positions that are worth less than the funding they owe take no more than the funding off the health; and sums
in 32 bits have an error, by which every weight is shifted. So the scan finds all that are liquidatable, and a few that
nearly are; the chain decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from evershare.errors import InvalidInput
from evershare.keeper.accounts import OWED, Floats

WAD = 10**18
BPS = 10_000
OPTION_PART, FUNDING_PART = 0.5, 1.5  # an option counts half above its funding, which is owed as well
INDEX_SCALE = 10**36  # of a debt index
SHARES_A_UNIT = 10**9  # debt shares for a token unit at first; later a unit is fewer
FUNDING_INDEX_SCALE = 10**36
FUNDING_SCALE = WAD * FUNDING_INDEX_SCALE

# Amounts, weights, products and the sums of 20 and 16 terms each round by 2^-24: 26 roundings at most.
ERROR = 2.0**-18


class Asset(NamedTuple):
    """How an asset counts now. `mid` is USD WAD a whole token, factors are bps, `payout` WAD (`payoutFactorOf`)."""

    unit: int
    mid: int
    maint: int
    debt_maint: int
    payout: int = WAD
    debt_index: int = 0


class Series(NamedTuple):
    """What an option of a series counts now. `value` is settlement tokens, WAD, at the mid and the lowest sigma;
    `funding_index` has 36 decimals and is advanced to now."""

    base: int
    settlement: int
    value: int
    funding_index: int


class Weights(NamedTuple):
    """USD of margin for each unit of an amount, by token, by size and by paid funding of a series."""

    tokens: Floats
    sizes: Floats
    paid: Floats


def weights(assets: Mapping[int, Asset], series: Sequence[Series]) -> Weights:
    """The weights of assets by their ids, and of series by their numbers, which start with 1.

    InvalidInput for an id that the columns cannot hold.
    """
    tokens = np.zeros(2 * OWED)
    for id_, asset in assets.items():
        if not 0 < id_ < OWED:
            raise InvalidInput(f"asset {id_}: ids from 1 to {OWED - 1} can be scanned")
        usd = asset.mid / WAD / asset.unit
        tokens[id_] = usd * asset.maint / BPS * asset.payout / WAD * (1 - ERROR)
        tokens[OWED + id_] = -usd * asset.debt_maint / BPS * asset.debt_index / INDEX_SCALE * (1 + ERROR)

    sizes, paid = np.zeros(len(series) + 1), np.zeros(len(series) + 1)
    for number, one in enumerate(series, start=1):
        if one.settlement == 0:
            continue  # it cannot be priced: it counts nothing
        settlement = assets[one.settlement]
        token_usd = settlement.mid / WAD
        worth = OPTION_PART * one.value / WAD * token_usd
        funding = FUNDING_PART * one.funding_index / FUNDING_INDEX_SCALE * token_usd
        sizes[number] = (worth - funding - ERROR * (worth + funding)) / WAD
        paid[number] = FUNDING_PART * token_usd / settlement.unit * (1 - ERROR)
    return Weights(tokens.astype(np.float32), sizes.astype(np.float32), paid.astype(np.float32))


def owed_shares(shares: int) -> float:
    """Debt shares as they are scanned: with what rounding the debt up adds at most."""
    return float(shares + SHARES_A_UNIT)


def paid_funding(paid: int, unit: int) -> float:
    """What a position has paid, its size (WAD) times its funding index, in token units as they are scanned: less what
    rounding its debt up adds at most."""
    return float(paid * unit // FUNDING_SCALE - 1)
