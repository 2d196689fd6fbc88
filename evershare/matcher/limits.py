"""What the service takes at most: open entries, requests in a time, and who gets the last places."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from evershare.errors import EvershareError
from evershare.matcher.book import Book, Kind


class Refused(EvershareError):
    """Why a quote, an order or a request is not taken, in one line, with the limit that it breaks."""

    status = 422  # of HTTP


class TooMany(Refused):
    """A limit of number or time: it may be tried again later."""

    status = 429


class NotFound(Refused):
    """There is no such thing here."""

    status = 404


class Duplicate(Refused):
    """The same signed bytes again."""

    status = 409


@dataclass(frozen=True)
class Limits:
    """The limits of a service. Quotes and orders have places of their own: neither crowds out the other."""

    places: int = 5_000  # open quotes, and as many open orders
    of_one_signer: int = 500  # open quotes, and as many open orders
    signer_per_second: float = 20.0  # accepted or refused after the signature was found good
    signer_burst: int = 400
    client_per_second: float = 50.0  # requests of one network address
    client_burst: int = 500
    remembered: int = 20_000  # signers and network addresses whose rate is known
    body_bytes: int = 8_192
    open_for_seconds: int = 90 * 86_400  # how long anything may be valid
    listeners: int = 200  # websockets
    listener_backlog: int = 256  # messages that a slow one may lag behind
    depth: int = 100  # levels or orders of an answer

    def check_room(self, book: Book, signer: str, kind: Kind) -> None:
        """Refuse if there is no place for one more of a signer.

        A signer may hold as many places as are free and no more. So whoever floods leaves as much as he takes: `n` who
        flood together get `places / (n + 1)` each, and somebody new always finds room.
        """
        held, free = book.count_of(signer, kind), self.places - book.count(kind)
        if free <= 0:
            raise TooMany(f"the book is full: it holds {self.places} open {kind}s at most")
        if held >= self.of_one_signer:
            raise TooMany(f"{signer} has {held} open {kind}s: a signer may have {self.of_one_signer} at most")
        if held >= free:
            raise TooMany(f"{signer} has {held} open {kind}s: a signer may have no more than are free, now {free}")


class Rates:
    """A token bucket for each name, of the most recent names only."""

    def __init__(self, per_second: float, burst: int, remembered: int) -> None:
        self._per_second, self._burst, self._remembered = per_second, burst, remembered
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # tokens left, and when

    def __len__(self) -> int:
        return len(self._buckets)

    def spend(self, name: str, now: float) -> None:
        """Take one token. TooMany if there is none."""
        tokens, since = self._buckets.get(name, (float(self._burst), now))
        tokens = min(tokens + max(now - since, 0.0) * self._per_second, float(self._burst))
        if tokens < 1:
            raise TooMany(f"{name} has sent too much: {self._per_second:g} a second and {self._burst} at once at most")
        self._buckets[name] = (tokens - 1, now)
        self._buckets.move_to_end(name)
        if len(self._buckets) > self._remembered:
            self._buckets.popitem(last=False)
