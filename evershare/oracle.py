"""What the oracle is told of an asset and its signed source, and updates for the Pyth contract of a local chain."""

from decimal import Decimal
from typing import Any

from eth_abi.abi import encode

PYTH_EXPONENT = -8
SIGNED_BASE_BPS, SIGNED_MAX_AGE_SECONDS, MAX_CONFIDENCE_BPS = 10, 15, 100
_PRICE = "(int64,uint64,int32,uint256)"


def asset_config(symbol: str, calendar_id: int, drift_bps: int, token: Any) -> tuple[Any, ...]:
    """``AssetConfig``. Calendar 0 is around the clock; the token is a stock's, or the zero address."""
    return symbol.encode().ljust(32, b"\0"), calendar_id, drift_bps, token


def signed_source(source: Any, feed_id: bytes | str, prices_shares: bool) -> tuple[Any, ...]:
    """``SourceConfig`` of a feed whose updates are signed, as Pyth's are."""
    return source, feed_id, SIGNED_BASE_BPS, 0, SIGNED_MAX_AGE_SECONDS, MAX_CONFIDENCE_BPS, prices_shares


def pyth_update(
    feed_id: bytes,
    price: Decimal | str | int,
    published_at: int,
    confidence: Decimal | str | int = 0,
    exponent: int = PYTH_EXPONENT,
) -> bytes:
    """One entry of ``updateData`` for the Pyth SDK's MockPyth.

    Price and confidence are in USD, ``published_at`` in seconds since 1970; both are rounded to the nearest
    10**exponent. ValueError if the feed id is not 32 bytes or a value does not fit Pyth's 64 bits.
    """
    if len(feed_id) != 32:
        raise ValueError(f"a Pyth feed id has 32 bytes, not {len(feed_id)}")
    scaled, uncertainty = (round(Decimal(value).scaleb(-exponent)) for value in (price, confidence))
    if not -(2**63) <= scaled < 2**63 or not 0 <= uncertainty < 2**64:
        raise ValueError(f"{price} ± {confidence} does not fit 64 bits at exponent {exponent}")
    quote = (scaled, uncertainty, exponent, published_at)
    return encode([f"(bytes32,{_PRICE},{_PRICE})"], [(feed_id, quote, quote)])
