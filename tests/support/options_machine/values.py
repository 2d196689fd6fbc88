"""What the ledger takes from the chain: prices of options and volatilities, once they are as near to the model's as
docs/design.md asks."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import Any

from evershare.model import volatility
from tests.support.options import Option
from tests.support.options_ledger.terms import WAD, Estimate, EstimateTerms, Sigmas
from tests.support.reader import Reader

WEI = Decimal(1).scaleb(-18)
MAX_VARIANCE = (2**64 - 1) * WEI  # what is stored: over the cap of every market

Row = tuple[int, int, bool, int, int, int]
"""What an option's value depends on: index, strike, whether it is a call, width, sigma and period."""


class ChainValues:
    """Values of options, each asked for once, many in one request where the caller knows what he will need."""

    def __init__(self, reader: Reader, lens: Any) -> None:
        self.reader, self.lens = reader, lens
        self._values: dict[Row, int] = {}

    def __call__(self, *row: Any) -> int:
        if row not in self._values:
            self.fetch([row])
        return self._values[row]

    def fetch(self, rows: Iterable[Row]) -> None:
        """Ask for all of these."""
        missing = [row for row in dict.fromkeys(rows) if row not in self._values]
        answers = self.reader.read(*((self.lens.optionValue, *row) for row in missing))
        for row, answer in zip(missing, answers, strict=True):
            option, value = Option(*row), int(answer)
            assert option.error(value) <= option.tolerance
            self._values[row] = value


class ChainVolatility:
    """The arithmetic of the estimate."""

    def __init__(self, estimator: Any) -> None:
        self.estimator = estimator
        self.sample, self.sigmas = cache(self._sample), cache(self._sigmas)

    def _sample(self, state: Estimate, index: int, time: int, terms: EstimateTerms) -> Estimate:
        answer = Estimate(*numbers(self.estimator.sample(state, index, time, terms)))
        expected = volatility.sample(_plain(state), Decimal(index) / WAD, time, _plain_terms(terms))
        variance = min(expected.variance, MAX_VARIANCE)
        assert abs(Decimal(answer.variance) / WAD - variance) <= max(variance.scaleb(-12), WEI * 9)
        assert abs(Decimal(answer.sigma_nano).scaleb(-9) - expected.sigma) <= Decimal("3e-9")
        return answer

    def _sigmas(self, state: Estimate, index: int, terms: EstimateTerms) -> Sigmas:
        answer = Sigmas(*numbers(self.estimator.quote(state, index, terms)))
        expected = volatility.quote(_plain(state), Decimal(index) / WAD, _plain_terms(terms))
        for found, wanted in zip(answer, expected, strict=True):
            assert abs(Decimal(found) / WAD - wanted) <= Decimal("1e-8")
        return answer


def numbers(values: Iterable[Any]) -> tuple[int, ...]:
    """Brownie's answers as plain numbers, which compare with any."""
    return tuple(map(int, values))


def _plain(state: Estimate) -> volatility.State:
    index, variance = (Decimal(number) / WAD for number in state[:2])
    return volatility.State(index, variance, Decimal(state.sigma_nano).scaleb(-9), state.sampled_at)


def _plain_terms(terms: EstimateTerms) -> volatility.Terms:
    return volatility.Terms(*(Decimal(number) / WAD for number in terms[:3]), terms.half_life)
