"""Look, decide, sign, send: again and again. The judgement is in `decide`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any, Protocol

import requests
from eth_account.signers.local import LocalAccount
from eth_utils.crypto import keccak

from evershare.errors import EvershareError
from evershare.maker import decide
from evershare.maker.decide import Quote
from evershare.maker.reading import View
from evershare.maker.settings import Settings
from evershare.signing import Cancellation, Domain, PoolQuote, sign_order

CANCELLED = 2**256 - 1
REQUEST_SECONDS = 10
WAD_DIGITS = 18


class NotTaken(EvershareError):
    """The matcher refuses, or does not answer."""


class Source(Protocol):
    """Where a maker looks, see `evershare.maker.reading.Reader`."""

    @property
    def domain(self) -> Domain:
        """What quotes are signed for."""

    def view(self, signer: str) -> View:
        """What there is to see now."""

    def consumed(self, signer: str, groups: Sequence[int]) -> list[int]:
        """What has been filled of each group, WAD."""


Post = Callable[[str, dict[str, Any]], dict[str, Any]]
"""Sends a body to a path of the matcher and returns its answer. Raises NotTaken."""


class Maker:
    """Keeps the quotes of one pool in one matcher.

    All quotes of one option and side are of one group, and their size is what its group has filled plus what may be
    filled now. So an old quote and the one that replaces it are never both filled, wherever the old one is kept.
    """

    def __init__(self, source: Source, post: Post, account: LocalAccount, settings: Settings) -> None:
        self._source, self._post, self._account, self._settings = source, post, account, settings
        self._last: View | None = None
        self.standing: list[Quote] = []

    def step(self) -> View | None:
        """Replace the quotes if they are stale; what was seen then, None if they stand."""
        view = self._source.view(self._account.address)
        if self._last is not None and not decide.is_stale(
            self._last.seen, view.seen, view.time - self._last.time, self._settings
        ):
            return None
        self._replace(decide.quotes(view.seen, self._settings), view)
        self._last = view
        return view

    def withdraw(self) -> None:
        """Let the matcher forget every quote. What others hold of them is good until it expires."""
        self._cancel(self._source.view(self._account.address).time)

    def _replace(self, made: list[Quote], view: View) -> None:
        groups = [group_of(quote, self._settings) for quote in made]
        consumed = self._source.consumed(self._account.address, groups)
        self._cancel(view.time)
        self.standing = []
        for quote, group, used in zip(made, groups, consumed, strict=True):
            if used == CANCELLED:
                continue  # its signer has given this group up for good
            self._send("/v1/quotes", self._message(quote, group, used, view))
            self.standing.append(quote)

    def _cancel(self, time: int) -> None:
        if self.standing:
            self._send("/v1/cancellations", Cancellation(self._account.address, (), time))

    def _send(self, path: str, message: Any) -> None:
        signature = sign_order(message, self._source.domain, self._account.key)
        self._post(path, {"message": message.to_json(), "signature": "0x" + signature.hex()})

    def _message(self, quote: Quote, group: int, used: int, view: View) -> PoolQuote:
        terms = quote.terms
        return PoolQuote(
            pool=self._settings.pool,
            signer=self._account.address,
            market_id=self._settings.market_id,
            strike=_wad(terms.strike),
            width_bps=terms.width_bps,
            is_call=terms.side == "call",
            is_open=quote.is_open,
            size=used + _wad(quote.size),
            price=_wad(quote.price, ROUND_CEILING if quote.is_open else ROUND_FLOOR),
            index_lo=_wad(quote.index_lo, ROUND_CEILING),
            index_hi=_wad(quote.index_hi),
            max_interval_bps=self._settings.most_interval_bps,
            valid_from=0,
            valid_until=view.time + self._settings.valid_seconds,
            group=group,
            epoch=view.epoch,
        )


def group_of(quote: Quote, settings: Settings) -> int:
    """The one group of an option and side."""
    terms = quote.terms
    parts = (settings.pool.lower(), settings.market_id, _wad(terms.strike), terms.width_bps, terms.side, quote.is_open)
    return int.from_bytes(keccak(text=" ".join(map(str, parts))), "big")


def http_post(url: str) -> Post:
    """Sends to a matcher over HTTP."""
    session = requests.Session()

    def post(path: str, body: dict[str, Any]) -> dict[str, Any]:
        try:
            answer = session.post(url.rstrip("/") + path, json=body, timeout=REQUEST_SECONDS)
            content: dict[str, Any] = answer.json()
        except requests.RequestException as error:
            raise NotTaken(f"the matcher at {url} does not answer: {type(error).__name__}") from None
        if not answer.ok:
            raise NotTaken(f"the matcher refuses: {content.get('error', answer.status_code)}")
        return content

    return post


def _wad(number: Decimal, rounding: str = ROUND_FLOOR) -> int:
    return int(number.scaleb(WAD_DIGITS).to_integral_value(rounding))
