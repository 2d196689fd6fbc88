"""Listing stocks from a table of facts: what a row must say, and the steps that a stock still lacks.

The contracts are Brownie's, and are handed in; amounts are raw units with 18 decimals.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eth_utils import keccak

from evershare.errors import InvalidInput

US_STOCKS = Path(__file__).parent / "stocks/us.csv"
COLUMNS = ("symbol", "name", "mic", "isin", "tier", "sector", "drift_bps")
WAD = 10**18
MOST_TIERS = 255
MOST_DRIFT_BPS = 2_000

_SYMBOL = re.compile(r"[A-Z][A-Z0-9.]{0,9}")
_MIC = re.compile(r"[A-Z0-9]{4}")
_ISIN = re.compile(r"[A-Z]{2}[A-Z0-9]{9}[0-9]")


@dataclass(frozen=True)
class StockFacts:
    """One row of the table. ``isin`` may be empty; ``drift_bps`` is per square root of an hour."""

    symbol: str
    name: str
    mic: str
    isin: str
    tier: int
    sector: str
    drift_bps: int

    @property
    def identity(self) -> str:
        """What the security is known by: its ISIN, or its market and symbol where none is known."""
        return f"ISIN {self.isin}" if self.isin else f"MIC {self.mic} {self.symbol}"

    @property
    def security_id(self) -> bytes:
        """The registry's ``securityId``."""
        return bytes(keccak(text=self.identity))


def has_check_digit(isin: str) -> bool:
    """Whether the last digit of an ISIN fits the others (ISO 6166: letters as two digits, then Luhn's sum)."""
    digits = "".join(str(int(character, 36)) for character in isin)
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def read_facts(path: Path = US_STOCKS) -> list[StockFacts]:
    """The rows of a table. InvalidInput names file, line and fault of the first bad one."""
    if not path.is_file():
        raise InvalidInput(f"{path}: there is no such file")
    with path.open(newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file, strict=True)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise InvalidInput(f"{path.name}: the first line must be {','.join(COLUMNS)}")
        seen: dict[str, int] = {}
        facts = []
        for row in reader:
            where = f"{path.name}, line {reader.line_num}"
            stock = _parse(row, where)
            for key in (f"symbol {stock.symbol}", stock.identity):
                if key in seen:
                    raise InvalidInput(f"{where}: {key} stands in line {seen[key]} already")
                seen[key] = reader.line_num
            facts.append(stock)
    if not facts:
        raise InvalidInput(f"{path.name}: no stocks in it")
    return facts


def _parse(row: Mapping[str | None, Any], where: str) -> StockFacts:
    if None in row or None in row.values():
        raise InvalidInput(f"{where}: {len(COLUMNS)} fields are needed ({', '.join(COLUMNS)})")
    text = {column: str(row[column]).strip() for column in COLUMNS}
    for column, value in text.items():
        if not value and column != "isin":
            raise InvalidInput(f"{where}: {column} is missing")
    for column, pattern in (("symbol", _SYMBOL), ("mic", _MIC)):
        if not pattern.fullmatch(text[column]):
            raise InvalidInput(f"{where}: {text[column]!r} is no {column}")
    isin = text["isin"]
    if isin and not (_ISIN.fullmatch(isin) and has_check_digit(isin)):
        raise InvalidInput(f"{where}: {isin!r} is no ISIN, or its check digit is wrong")
    return StockFacts(
        symbol=text["symbol"],
        name=text["name"],
        mic=text["mic"],
        isin=isin,
        tier=_number(text, "tier", MOST_TIERS, where),
        sector=text["sector"],
        drift_bps=_number(text, "drift_bps", MOST_DRIFT_BPS, where),
    )


def _number(text: Mapping[str, str], column: str, most: int, where: str) -> int:
    if not (text[column].isascii() and text[column].isdigit() and 1 <= int(text[column]) <= most):
        raise InvalidInput(f"{where}: {column} must be a whole number from 1 to {most}, not {text[column]!r}")
    return int(text[column])


@dataclass(frozen=True)
class Terms:
    """What all stocks of a run have in common. Their token's name is the stock's with ``suffix``."""

    issuer: Any
    calendar_id: int
    custodian_ids: Sequence[int]
    supply_cap: int
    issue_per_day: int
    policy: int = 0  # TransferPolicy.OPEN
    suffix: str = ", tokenised"


def terms_of(environment: Mapping[str, str], calendar_id: int = 1) -> tuple[str, Terms]:
    """The account and the terms of a run on a public network, from variables ``EVERSHARE_<NAME>``.

    Supply caps and limits start at ``EVERSHARE_SUPPLY_CAP`` whole tokens and a tenth of it a day. InvalidInput names
    what is missing or wrong.
    """

    def required(name: str, what: str, pattern: str) -> str:
        value = environment.get(f"EVERSHARE_{name}", "").strip()
        if not re.fullmatch(pattern, value):
            raise InvalidInput(f"{what} is {'no such thing' if value else 'not known'}: set EVERSHARE_{name}")
        return value

    account = required("LISTER", "the account that lists (an id of `brownie accounts list`)", r".+")
    cap = int(required("SUPPLY_CAP", "the supply cap of each stock (whole tokens)", r"[1-9][0-9]{0,9}")) * WAD
    custodians = required("CUSTODIANS", "the numbers of the custodians, such as 1,2", r"[1-9][0-9]*(,[1-9][0-9]*)*")
    issuer = required("ISSUER", "the issuer's address", r"0x[0-9a-fA-F]{40}")
    return account, Terms(issuer, calendar_id, [int(part) for part in custodians.split(",")], cap, cap // 10)


class Lister:
    """Lists stocks at a deployed protocol, and leaves out what was done before, in a run that stopped for instance.

    ``accept`` is the last step of a stock, once it has a token: pricing it and taking it into the vault. It is told
    the facts and the token's address.
    """

    def __init__(
        self,
        registry: Any,
        market: Any,
        terms: Terms,
        governor: Any,
        risk: Any,
        accept: Callable[[StockFacts, str], None] | None = None,
    ) -> None:
        self._registry, self._market, self._terms = registry, market, terms
        self._governor, self._risk, self._accept = {"from": governor}, {"from": risk}, accept

    def list_one(self, stock: StockFacts) -> bool:
        """Do what a stock still lacks: token, limits of issuing, and what ``accept`` does. Tells whether it is new."""
        token = self.token_of(stock)
        if is_new := token is None:
            terms = self._terms
            listing = (
                f"{stock.name}{terms.suffix}",
                stock.symbol,
                stock.security_id,
                terms.issuer,
                terms.calendar_id,
                stock.tier,
                terms.supply_cap,
                list(terms.custodian_ids),
                terms.policy,
            )
            token = self._registry.listStock(listing, self._governor).return_value
        issue, _, _ = self._market.limitsOf(token)
        if not issue[0]:
            self._market.setIssueLimits(token, self._terms.issue_per_day, self._terms.issue_per_day, self._risk)
        if self._accept:
            self._accept(stock, token)
        return is_new

    def token_of(self, stock: StockFacts) -> str | None:
        """The token of a stock that is listed."""
        token = str(self._registry.tokenOf(stock.security_id))
        return token if int(token, 16) else None
