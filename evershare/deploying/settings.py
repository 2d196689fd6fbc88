"""What a deployment has to be told: facts of the network, which are known, and people, who are not."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eth_utils import is_address, is_checksum_address, to_checksum_address

from evershare.deployment import ZERO_ADDRESS
from evershare.errors import InvalidInput

NETWORKS = Path(__file__).parent / "networks"
NONE = "none"
MOST_DELAY_HOURS = 24 * 30
OFFICERS = ("risk", "guardian", "insurance", "treasury")

EXAMPLE = """\
# The timelock that governs: deployed along with the protocol. Nobody can shorten its delay but itself.
[timelock]
delay_hours = 48
proposers = ["0x..."]
executors = ["0x..."]

# Who sets risk parameters, who pauses, which accounts of the ledger insure lenders and pay for upkeep.
[officers]
risk = "0x..."
guardian = "0x..."
insurance = "0x..."
treasury = "0x..."

# Chainlink's feeds become second sources of prices if you give how they push, as its site states it for the network.
# [chainlink]
# deviation_bps = 50
# heartbeat_seconds = 3600
"""


@dataclass(frozen=True)
class Price:
    """An asset that is priced from the start."""

    symbol: str
    drift_bps: int
    pyth_feed: str
    chainlink_feed: str


@dataclass(frozen=True)
class PushTerms:
    """How the network's Chainlink feeds push: at which move, and at the latest after which time."""

    deviation_bps: int
    heartbeat_seconds: int


@dataclass(frozen=True)
class Timelock:
    """OpenZeppelin's ``TimelockController``."""

    delay_seconds: int
    proposers: list[str]
    executors: list[str]


@dataclass(frozen=True)
class Settings:
    """All of it, checked. ``sequencer_uptime_feed`` is the zero address where there is none."""

    network: str
    chain_id: int
    explorer: str
    pyth: str
    sequencer_uptime_feed: str
    prices: tuple[Price, ...]
    chainlink: PushTerms | None
    timelock: Timelock
    risk: str
    guardian: str
    insurance: str
    treasury: str


def networks() -> list[str]:
    """The networks whose facts are known."""
    return sorted(path.stem for path in NETWORKS.glob("*.toml"))


def chain_id_of(network: str) -> int:
    """The chain id of a known network. InvalidInput if it is not known."""
    return int(_facts(network)["chain_id"])


def read_settings(network: str, path: Path) -> Settings:
    """Facts of a network, with what the file says on top. InvalidInput names what is missing or wrong."""
    told = _Table(_facts(network) | _load(path), path.name)
    timelock, officers = told.table("timelock"), told.table("officers")
    return Settings(
        network=network,
        chain_id=told.number("chain_id", 1, 2**63),
        explorer=told.text("explorer"),
        pyth=told.address("pyth"),
        sequencer_uptime_feed=told.optional_address("sequencer_uptime_feed"),
        prices=tuple(_price(entry, path.name) for entry in told.values.get("prices", ())),
        chainlink=_push_terms(told),
        timelock=Timelock(
            timelock.number("delay_hours", 1, MOST_DELAY_HOURS) * 3600,
            timelock.addresses("proposers"),
            timelock.addresses("executors"),
        ),
        **{name: officers.address(name) for name in OFFICERS},
    )


def _facts(network: str) -> dict[str, Any]:
    if network not in networks():
        raise InvalidInput(f"network {network!r} is not known: choose one of {', '.join(networks())}")
    return _load(NETWORKS / f"{network}.toml")


def _push_terms(told: _Table) -> PushTerms | None:
    if "chainlink" not in told.values:
        return None
    table = told.table("chainlink")
    return PushTerms(table.number("deviation_bps", 1, 900), table.number("heartbeat_seconds", 1, 3 * 86_400))


def _price(entry: Mapping[str, Any], file: str) -> Price:
    told = _Table(entry, file, f"prices {entry.get('symbol', '')}: ")
    return Price(
        told.text("symbol"),
        told.number("drift_bps", 1, 2_000),
        told.word("pyth_feed"),
        told.address("chainlink_feed") if entry.get("chainlink_feed") else "",
    )


def _load(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text())
    except FileNotFoundError:
        raise InvalidInput(f"{path}: there is no such file; `evershare deploy --example` prints one") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidInput(f"{path}: {error}") from None


class _Table:
    """A table of settings whose values are checked as they are taken."""

    def __init__(self, values: Mapping[str, Any], file: str, place: str = "") -> None:
        self.values, self._file, self._place = values, file, place

    def table(self, name: str) -> _Table:
        value = self.values.get(name)
        if not isinstance(value, Mapping):
            raise InvalidInput(f"{self._file}: the table [{name}] is missing; `evershare deploy --example` shows it")
        return _Table(value, self._file, f"{name}.")

    def text(self, name: str) -> str:
        value = self.values.get(name, "")
        if not isinstance(value, str):
            raise self._wrong(name, "must be a text", value)
        return value

    def number(self, name: str, least: int, most: int) -> int:
        value = self.values.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise self._wrong(name, f"must be a whole number from {least} to {most}", value)
        return value

    def word(self, name: str) -> str:
        value = self.text(name)
        if not re.fullmatch("0x[0-9a-fA-F]{64}", value):
            raise self._wrong(name, "must be 32 bytes in hex", value)
        return value

    def address(self, name: str) -> str:
        return self._address(name, self.values.get(name))

    def optional_address(self, name: str) -> str:
        """An address, or "none" for none: leaving it out is not the same as knowing that there is none."""
        value = self.values.get(name)
        if value == NONE:
            return ZERO_ADDRESS
        if not value:
            raise self._wrong(
                name, f'is not known for this network: give its address, or "{NONE}" to go without', value
            )
        return self._address(name, value)

    def addresses(self, name: str) -> list[str]:
        value = self.values.get(name)
        if not isinstance(value, list) or not value:
            raise self._wrong(name, "must be a list of one address or more", value)
        return [self._address(name, entry) for entry in value]

    def _address(self, name: str, value: Any) -> str:
        if not isinstance(value, str) or not is_address(value) or not int(value, 16):
            raise self._wrong(name, "must be an address", value)
        if value[2:] not in (value[2:].lower(), value[2:].upper()) and not is_checksum_address(value):
            raise self._wrong(name, "has a wrong checksum", value)
        return to_checksum_address(value)

    def _wrong(self, name: str, what: str, value: Any) -> InvalidInput:
        shown = "" if value in (None, "") else f", not {value!r}"
        return InvalidInput(f"{self._file}: {self._place}{name} {what}{shown}")
