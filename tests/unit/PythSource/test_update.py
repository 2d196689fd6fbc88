from typing import Any

import pytest

from evershare import devchain
from evershare.oracle import pyth_update
from tests.support.oracle import BTC_KEY, THURSDAY, ZERO_ADDRESS, OracleDesk, rejections, usd
from tests.support.reverts import reverts

FEED = bytes.fromhex(BTC_KEY[2:])
FEE = 3


@pytest.fixture(scope="module")
def pyth(desk: OracleDesk) -> Any:
    return desk.containers.LocalPyth.deploy(60, FEE, {"from": desk.roles["governor"]})


@pytest.fixture(scope="module")
def source(desk: OracleDesk, pyth: Any) -> Any:
    return desk.containers.PythSource.deploy(pyth, {"from": desk.roles["governor"]})


@pytest.fixture(scope="module")
def update() -> bytes:
    return pyth_update(FEED, 64_000, THURSDAY + 60)


def test_made_for_no_contract(desk: OracleDesk) -> None:
    with reverts("PythMissing"):
        desk.containers.PythSource.deploy(ZERO_ADDRESS, {"from": desk.roles["governor"]})


def test_fee_not_paid(desk: OracleDesk, source: Any, update: bytes) -> None:
    with reverts("InsufficientFee"):
        source.update([update], {"from": desk.roles["keeper"], "value": FEE - 1})


def test_brings_the_update(desk: OracleDesk, pyth: Any, source: Any, update: bytes) -> None:
    assert source.updateFee([update, update]) == 2 * FEE
    assert source.isSigned()

    source.update([update], {"from": desk.roles["keeper"], "value": FEE})

    assert source.pyth() == pyth
    assert pyth.balance() == FEE
    assert source.read(BTC_KEY)[0] == usd(64_000)


def test_refresh_of_the_oracle_pays_pyth_and_gives_the_rest_back(
    desk: OracleDesk, pyth: Any, source: Any, update: bytes
) -> None:
    keeper = desk.roles["keeper"]
    btc = desk.list_asset(desk.source(source=source))
    before = keeper.balance()
    devchain.set_next_timestamp(THURSDAY + 60)

    desk.oracle.refresh([btc], [update], {"from": keeper, "value": 10 * FEE, "gas_price": 0})

    assert desk.observation(btc)[0] == usd(64_000)
    assert keeper.balance() == before - FEE
    assert pyth.balance() == FEE


@pytest.mark.parametrize("price", ["0", "-1"])
def test_update_that_is_no_price_does_not_count(desk: OracleDesk, source: Any, update: bytes, price: str) -> None:
    """It is paid for and taken, but the oracle says that it is none, and keeps the price that it has."""
    keeper = desk.roles["keeper"]
    btc = desk.list_asset(desk.source(source=source))
    devchain.set_next_timestamp(THURSDAY + 60)
    desk.oracle.refresh([btc], [update], {"from": keeper, "value": FEE})
    before = desk.observation(btc)

    devchain.set_next_timestamp(THURSDAY + 120)
    bad = pyth_update(FEED, price, THURSDAY + 120)
    refreshed = desk.oracle.refresh([btc], [bad], {"from": keeper, "value": FEE})

    assert rejections(refreshed) == ["Reverted"]
    assert desk.observation(btc) == before
