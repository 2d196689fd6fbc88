"""Refreshing adds at most 15,000 gas a price to what its source costs."""

from typing import Any

from evershare import devchain
from evershare.oracle import pyth_update
from tests.support.oracle import BTC_KEY, HOUR, THURSDAY, OracleDesk

START = THURSDAY + HOUR
ETHER_KEY = "0x" + "e7" * 32
TARGET = 15_000


def test_one_price_beyond_its_sources_own_cost(desk: OracleDesk, roles: dict[str, Any]) -> None:
    """One price more in a batch, less what reading one more costs a contract that does nothing else."""
    keeper = {"from": roles["keeper"]}
    pyth = desk.containers.LocalPyth.deploy(60, 1, keeper)
    source = desk.containers.PythSource.deploy(pyth, keeper)
    reader = desk.containers.SourceReaderMock.deploy(keeper)
    keys = [BTC_KEY, ETHER_KEY]
    assets = [
        desk.list_asset(desk.source(source=source, key=key), symbol="0x" + f"{place + 1:064x}")
        for place, key in enumerate(keys)
    ]

    def publish(published_at: int) -> None:
        devchain.set_next_timestamp(published_at)
        updates = [pyth_update(bytes.fromhex(key[2:]), 64_000 + published_at % 60, published_at, 10) for key in keys]
        pyth.updatePriceFeeds(updates, keeper | {"value": len(updates)})

    def gas_of(count: int) -> tuple[int, int]:
        refreshed = desk.oracle.refresh(assets[:count], [], keeper)
        assert len(refreshed.events) == count
        return refreshed.gas_used, reader.read(source, keys[:count], keeper).gas_used

    publish(START)
    gas_of(2)
    publish(START + 10)
    one = gas_of(1)
    publish(START + 20)
    two = gas_of(2)

    beyond = (two[0] - one[0]) - (two[1] - one[1])
    assert 10_000 < beyond <= TARGET
