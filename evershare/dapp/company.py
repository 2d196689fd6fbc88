"""What the stock's company does before the market's first day: a meeting, a dividend, and a split to come.

All of it is invented. The dividend is so small that the real prices stay true beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from evershare.actions import ActionKind
from evershare.client import Client
from evershare.client.statements import Statement
from evershare.client.types import moment
from evershare.demo.prices import utc
from evershare.playground import STOCK

MEETING_EX_DATE, DIVIDEND_EX_DATE = utc("2024-07-30 12:00"), utc("2024-08-01 12:00")  # each second of the day will do
VOTE_UNTIL = utc("2024-08-08 20:00")
SPLIT_AT = utc("2024-08-12 13:00")  # after the last of the real prices
SPLIT = (3, 1)
AGENDA = b"1. Elect the board. 2. Approve its pay."
RESOLUTIONS = 2
DIVIDEND_PER_SHARE = Decimal("0.05")  # USD


class Company:
    """The issuer's and its custodian's part. `wait_until` moves the chain's clock, `sign` signs as the custodian."""

    def __init__(
        self, issuer: Client, wait_until: Callable[[int], None], sign: Callable[[Statement], Statement], paid_in: str
    ) -> None:
        self._issuer, self._wait_until, self._sign, self._paid_in = issuer, wait_until, sign, paid_in

    def act(self) -> None:
        """Convene a meeting, pay a dividend to who held the stock at their records, and announce a split.

        One action of a stock may be pending at a time, and each is announced a day before its record.
        """
        issuer = self._issuer.issuer
        meeting = self._announce(ActionKind.MEETING, MEETING_EX_DATE, AGENDA)
        self._wait_for_record(meeting)
        self._issuer.custody.verify(STOCK)
        issuer.convene(meeting, moment(VOTE_UNTIL), RESOLUTIONS)

        dividend = self._announce(ActionKind.CASH_DIVIDEND, DIVIDEND_EX_DATE, b"dividend", amount=DIVIDEND_PER_SHARE)
        self._wait_for_record(dividend)
        issuer.pay_dividend(dividend)
        self._wait_until(int(self._issuer.custody.action(dividend).effective_at.timestamp()))
        self._issuer.custody.verify(STOCK)

        self._announce(ActionKind.SPLIT, SPLIT_AT, b"split", ratio=SPLIT)

    def _announce(
        self,
        kind: ActionKind,
        at: int,
        document: bytes,
        ratio: tuple[int, int] = (0, 0),
        amount: Decimal | None = None,
    ) -> int:
        paid_in = self._paid_in if amount else None
        action = self._issuer.issuer.announce(STOCK, kind, moment(at), document, ratio, amount, paid_in)
        self._issuer.custody.submit(self._sign(self._issuer.custodian.confirmation(action, 1)))
        return action

    def _wait_for_record(self, action_id: int) -> None:
        record_at = self._issuer.custody.action(action_id).record_at
        assert record_at
        self._wait_until(int(record_at.timestamp()))
