"""Where signed prices come from: what a trader or a keeper brings to the oracle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from evershare.client.effects import Fetch, Steps, Wait
from evershare.client.errors import ClientError, RequestFailed
from evershare.deployment import LOCAL_CHAIN_IDS
from evershare.errors import InvalidInput
from evershare.model.numbers import Number, read_positive
from evershare.oracle import pyth_update

# Pyth's public instance, https://docs.pyth.network/price-feeds/core/how-pyth-works/hermes
HERMES = "https://hermes.pyth.network"
_ATTEMPTS = 3


class PriceService(Protocol):
    """Answers with signed updates for feeds."""

    def serves(self, chain_id: int) -> bool:
        """Whether the Pyth contract of a chain takes its updates."""
        ...

    def updates(self, feeds: Mapping[str, bytes], now: int) -> Steps[Sequence[bytes]]:
        """Updates of feeds, which are given as feed ids by symbol. `now` is the chain's time, Unix seconds."""
        ...


class Hermes:
    """Pyth's price service: the latest updates that its publishers have signed."""

    def __init__(self, url: str = HERMES) -> None:
        self.url = url.rstrip("/")

    def serves(self, chain_id: int) -> bool:
        """Any chain but a local one, whose Pyth contract is a mock."""
        return chain_id not in LOCAL_CHAIN_IDS

    def updates(self, feeds: Mapping[str, bytes], now: int) -> Steps[Sequence[bytes]]:
        """One update with the latest prices of all feeds."""
        if not feeds:
            return []
        query = [("ids[]", "0x" + feed.hex()) for feed in feeds.values()]
        page = f"{self.url}/v2/updates/price/latest"
        answer: Any = None
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                answer = yield Fetch(page, (*query, ("encoding", "hex")))
                break
            except RequestFailed as error:
                if attempt == _ATTEMPTS:
                    names = ", ".join(feeds)
                    raise ClientError(f"no prices of {names}: {error}; name another service with --prices") from None
                yield Wait(attempt)
        try:
            return [bytes.fromhex(update.removeprefix("0x")) for update in answer["binary"]["data"]]
        except (KeyError, TypeError, ValueError, AttributeError):
            raise ClientError(f"{page} answers with something else than price updates") from None


class FixedPrices:
    """Prices of one's own making, for the Pyth contract of local chains (the SDK's mock), which checks no signature."""

    def __init__(self, usd: Mapping[str, Number]) -> None:
        self.usd = {symbol: read_positive(f"price of {symbol}", price) for symbol, price in usd.items()}

    def serves(self, chain_id: int) -> bool:
        """Any chain: where the Pyth contract is no mock, it refuses them."""
        return True

    def updates(self, feeds: Mapping[str, bytes], now: int) -> Steps[Sequence[bytes]]:
        """An update for each feed, published now. InvalidInput if a price is not given."""
        missing = sorted(set(feeds) - set(self.usd))
        if missing:
            raise InvalidInput(f"no price is given for {', '.join(missing)}")
        yield from ()  # nobody needs to be asked
        return [pyth_update(feed, self.usd[symbol], now) for symbol, feed in feeds.items()]
