import pytest
from eth_abi import decode

from evershare.oracle import pyth_update

FEED = b"\x07" * 32
PRICE_FEED = ["(bytes32,(int64,uint64,int32,uint256),(int64,uint64,int32,uint256))"]


def test_feed_id_of_another_length() -> None:
    with pytest.raises(ValueError, match="32 bytes, not 3"):
        pyth_update(b"abc", 1, 0)


@pytest.mark.parametrize(("price", "confidence"), [(2**63, 0), (-(2**63) - 1, 0), (1, 2**64), (1, -1)])
def test_value_that_does_not_fit(price: int, confidence: int) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        pyth_update(FEED, price, 0, confidence, exponent=0)


def test_encodes_a_price_feed() -> None:
    (feed,) = decode(PRICE_FEED, pyth_update(FEED, "207.67", 1_722_529_800, "0.05"))
    quote = (20_767_000_000, 5_000_000, -8, 1_722_529_800)
    assert feed == (FEED, quote, quote)
