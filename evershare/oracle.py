"""What the oracle's sources are fed with: price updates for the Pyth contract of local chains."""

from decimal import Decimal

from eth_abi.abi import encode

PYTH_EXPONENT = -8
_PRICE = "(int64,uint64,int32,uint256)"


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
