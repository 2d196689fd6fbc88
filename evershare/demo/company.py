"""What the company does in the demo's week: it pays a cent a share, and asks its holders two questions.

TSLA has never paid a dividend. This one is invented, and so small that the real prices stay true beside it.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from evershare.demo.prices import utc
from evershare.deployment import ZERO_ADDRESS
from evershare.localnet import WAD, LocalNet

DIVIDEND_EX_DATE, MEETING_EX_DATE = datetime.date(2024, 8, 5), datetime.date(2024, 8, 7)
DIVIDEND_PER_SHARE = Decimal("0.01")  # USD
AGENDA = "1. Elect the board. 2. Approve its pay."

PAY_AT = utc("2024-08-03 12:00")
EX_AT = utc("2024-08-05 13:31") + 1
ANNOUNCE_MEETING_AT = utc("2024-08-05 15:30")
VOTE_AT = utc("2024-08-07 14:30")
VOTE_UNTIL = utc("2024-08-08 13:00")
CERTIFY_AT = utc("2024-08-08 14:30")

USDC_DRIFT_BPS, USDC_UNIT, ISSUERS_USDC = 2, 10**6, 1_000


@dataclass
class Holder:
    """What one holder had of the stock, where, and what he made of it. Amounts are whole TSLA tokens and USDC."""

    role: str
    place: str  # wallet, margin or pool
    at_dividend: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)
    in_favour: Decimal = Decimal(0)  # of the board, at the meeting's record
    against: Decimal = Decimal(0)


class Company:
    """The issuer's part. ``act`` after each print; ``count`` notes what a transaction cost."""

    def __init__(self, net: LocalNet, count: Callable[[str, Any], None]) -> None:
        self.net, self._count = net, count
        self.holders = [
            Holder("trader", "margin"),
            Holder("second_trader", "margin"),
            Holder("liquidity_provider", "pool"),
            Holder("authorised_participant", "wallet"),
        ]
        self._pool: Any = None
        self._dividend = self._meeting_action = self._meeting = 0

    def announce_dividend(self, pool: Any) -> None:
        """A day before the record, which is Friday's close."""
        net = self.net
        self._pool = pool
        usdc = net.people["deployer"].deploy(net.project["MockToken"], "USD Coin", "USDC", 6)
        net.list_token("USDC", usdc, USDC_DRIFT_BPS)
        usdc.mint(net.people["issuer"], ISSUERS_USDC * USDC_UNIT, net.as_("stranger"))
        self._dividend = net.announce_dividend("TSLA", DIVIDEND_EX_DATE, DIVIDEND_PER_SHARE, usdc)

    def act(self, at: int) -> None:
        """Do what is due at a print."""
        if at == PAY_AT:
            self._pay()
        elif at == EX_AT:
            self._count("ex-date of a dividend", self.net.verify_action("TSLA"))
        elif at == ANNOUNCE_MEETING_AT:
            self._meeting_action = self.net.announce_meeting("TSLA", MEETING_EX_DATE, AGENDA)
        elif at == VOTE_AT:
            self._vote()
        elif at == CERTIFY_AT:
            self._count("certificate of the votes cast", self.net.certify_votes(self._meeting))

    def _pay(self) -> None:
        net = self.net
        dividend = net.pay_dividend(self._dividend)
        for holder in self.holders:
            holder.at_dividend = Decimal(self._weight(holder, self._dividend)) / WAD
            claim = net.claim(holder.role, dividend, self._via(holder))
            holder.paid = Decimal(int(claim.return_value)) / USDC_UNIT
            self._count("dividend claim, the first", claim)

    def _vote(self) -> None:
        """The pool's provider is for the board, the participant splits his votes, the traders have left."""
        net = self.net
        self._meeting = net.convene(self._meeting_action, VOTE_UNTIL, resolutions=2)
        for holder in self.holders:
            weight = self._weight(holder, self._meeting_action)
            if weight == 0:
                continue
            favour = weight if holder.place == "pool" else weight // 3
            votes = [(favour, weight - favour, 0), (0, weight, 0)]
            account = net.people[holder.role]
            vote = net["ShareholderMeeting"].vote(
                self._meeting, self._via(holder), account, votes, net.as_(holder.role)
            )
            holder.in_favour, holder.against = Decimal(favour) / WAD, Decimal(weight - favour) / WAD
            self._count("vote on two resolutions", vote)

    def _weight(self, holder: Holder, action_id: int) -> int:
        net = self.net
        epoch = net["CorporateActions"].actionOf(action_id)["recordEpoch"]
        account = net.people[holder.role]
        return int(net["Distributor"].weightOf(net.tokens["TSLA"], epoch, self._via(holder), account))

    def _via(self, holder: Holder) -> Any:
        return {"wallet": ZERO_ADDRESS, "margin": self.net["CollateralVault"], "pool": self._pool}[holder.place]
