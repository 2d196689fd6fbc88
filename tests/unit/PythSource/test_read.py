from fractions import Fraction
from typing import Any

import pytest

from evershare.oracle import pyth_update
from tests.support.oracle import BTC_KEY, THURSDAY, OracleDesk
from tests.support.reverts import reverts

FEED = bytes.fromhex(BTC_KEY[2:])
FEE = 3


@pytest.fixture(scope="module")
def pyth(desk: OracleDesk) -> Any:
    return desk.containers.LocalPyth.deploy(60, FEE, {"from": desk.roles["governor"]})


@pytest.fixture(scope="module")
def source(desk: OracleDesk, pyth: Any) -> Any:
    return desk.containers.PythSource.deploy(pyth, {"from": desk.roles["governor"]})


def publish(desk: OracleDesk, pyth: Any, price: str, exponent: int = -8, confidence: str = "0") -> None:
    update = pyth_update(FEED, price, THURSDAY, confidence, exponent)
    pyth.updatePriceFeeds([update], {"from": desk.roles["keeper"], "value": FEE})


def test_unknown_feed(source: Any) -> None:
    with reverts("PriceFeedNotFound"):
        source.read(BTC_KEY)


@pytest.mark.parametrize(("price", "raw"), [("0", 0), ("-0.00000001", -1)])
def test_price_not_positive(desk: OracleDesk, pyth: Any, source: Any, price: str, raw: int) -> None:
    publish(desk, pyth, price)
    with reverts("PythPriceNotPositive", raw):
        source.read(BTC_KEY)


@pytest.mark.parametrize("exponent", [-19, 19])
def test_exponent_out_of_range(desk: OracleDesk, pyth: Any, source: Any, exponent: int) -> None:
    publish(desk, pyth, f"1e{exponent}", exponent)
    with reverts("PythExponentOutOfRange", exponent):
        source.read(BTC_KEY)


@pytest.mark.parametrize(
    ("price", "exponent", "confidence"),
    [
        ("64000.12345678", -8, "31.5"),
        ("64000", 0, "0"),
        ("0.000000000000000001", -18, "0.000000000000000002"),
        ("3e18", 18, "1e18"),
        (f"{2**63 - 1}e18", 18, f"{2**64 - 1}e18"),
    ],
)
def test_reads(desk: OracleDesk, pyth: Any, source: Any, price: str, exponent: int, confidence: str) -> None:
    publish(desk, pyth, price, exponent, confidence)

    answer = source.read(BTC_KEY)

    assert [int(value) for value in answer] == [exact_wad(price), exact_wad(confidence), THURSDAY]


def exact_wad(amount: str) -> int:
    return int(Fraction(amount) * 10**18)
