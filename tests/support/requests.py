"""A custody desk that takes requests: cash that is accepted as payment, a calendar, and an issuer's key that signs."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import pytest
from eth_account import Account
from eth_utils import keccak

from evershare.calendar import NEW_YORK_SUMMER, Session, unix_day, weekday_sessions
from evershare.signing import Domain, Fill
from tests.support.custody import HOUR, WAD, Containers, CustodyDesk
from tests.support.eip712 import sign_typed
from tests.support.reader import Reader

DAY = 24 * HOUR
PRICE = 200 * WAD  # cash units per share
NEW_YORK = 1
FIRST_DAY = datetime.date(2024, 8, 1)  # a Thursday, on which the chain starts at midnight
FILL_KEY = Account.from_key(keccak(text="the issuer's key for fills"))
OUTSIDER = Account.from_key(keccak(text="signs for nobody"))


class RequestDesk(CustodyDesk):
    """Trader and issuer have cash; nothing is attested, and no calendar published."""

    def __init__(self, containers: Containers, roles: dict[str, Any], chain: Any, custodians: int = 1) -> None:
        super().__init__(containers, roles, chain, custodians)
        self.cash = containers.MockDenyListToken.deploy({"from": roles["governor"]})
        self._reader = Reader({"ReaderMock": containers.ReaderMock}, roles["governor"])
        self.accept(self.cash)
        self.market.setFillSigner(FILL_KEY.address, True, {"from": roles["issuer"]})

    def accept(self, cash: Any, accepted: bool = True) -> None:
        """Accept a token as payment, of which trader and issuer have plenty; or end it."""
        self.market.setPaymentToken(cash, accepted, {"from": self.roles["governor"]})
        for role in ("trader", "issuer") if accepted else ():
            cash.mint(self.roles[role], 10**6 * WAD, {"from": self.roles["governor"]})
            cash.approve(self.market, 2**255, {"from": self.roles[role]})

    def publish(self, sessions: list[Session], first: datetime.date = FIRST_DAY, calendar: int = NEW_YORK) -> None:
        self.calendar.publish(calendar, unix_day(first), sessions, {"from": self.roles["governor"]})

    def ask_issue(self, payment: int, role: str = "trader", **changes: Any) -> Any:
        """Ask to buy for an amount of cash, at no more than ``PRICE`` a share."""
        values = {"token": self.token, "cash": self.cash, "payment": payment, "price": PRICE, "nonce": self.nonce}
        return self.market.requestIssue(*(values | changes).values(), {"from": self.roles[role]})

    def ask_redeem(self, raw: int, role: str = "trader", **changes: Any) -> Any:
        """Ask to redeem tokens, at no less than ``PRICE`` a share."""
        values = {"token": self.token, "cash": self.cash, "raw": raw, "price": PRICE, "nonce": self.nonce}
        return self.market.requestRedeem(*(values | changes).values(), {"from": self.roles[role]})

    @property
    def nonce(self) -> int:
        return int(self.token.actionNonce())

    def fill_of(self, request: int, amount: int, payment: int, **changes: Any) -> Fill:
        """The next fill of a request, valid for an hour."""
        number = int(self.market.requestOf(request).dict()["fills"]) + 1
        fill = Fill(request, number, amount, payment, self.nonce, self.chain[-1].timestamp + HOUR)
        return replace(fill, **changes)

    def use_fill(self, fill: Fill, signer: Any = FILL_KEY, domain: Domain | None = None, altered: Any = None) -> Any:
        """A stranger submits a fill, signed for this market or another, as it was signed or altered."""
        signature = sign_typed(signer, fill, domain or self.market_domain)
        return self.submit_fill(altered or fill, signer.address, signature)

    def submit_fill(self, fill: Fill, signer: Any, signature: bytes) -> Any:
        return self.market.fillRequest(fill.as_tuple(), signer, signature, {"from": self.roles["stranger"]})

    def fill_request(self, request: int, amount: int, payment: int, **changes: Any) -> Any:
        return self.use_fill(self.fill_of(request, amount, payment, **changes))

    def cancel(self, request: int, role: str = "trader") -> Any:
        return self.market.cancelRequest(request, {"from": self.roles[role]})

    def wait_until_cancellable(self, request: int) -> None:
        self.chain.mine(timestamp=self.market.cancellableAt(request))

    def deny(self, role: str, denied: bool = True) -> None:
        """The issuer denies somebody the stock token, or allows it again."""
        self.token.setListed(self.roles[role], denied, {"from": self.roles["issuer"]})

    def read(self, views: list[tuple[Any, tuple[Any, ...]]]) -> list[Any]:
        """What many views answer, with their arguments, in one call."""
        return [plain(answer) for answer in self._reader.read(*((view, *arguments) for view, arguments in views))]

    def cash_of(self, account: Any) -> int:
        return int(self.cash.balanceOf(self.roles.get(account, account)))

    def stock_of(self, role: str) -> int:
        return int(self.token.balanceOf(self.roles[role]))


def plain(value: Any) -> Any:
    """Brownie's integers and tuples as Python's own, which compare with anything."""
    return tuple(plain(part) for part in value) if isinstance(value, (tuple, list)) else int(value)


@pytest.fixture(scope="module")
def requests(containers: Containers, roles: dict[str, Any], chain: Any, module_isolation: None) -> RequestDesk:
    """New York's calendar; 1,000 shares are attested; the participant and the trader hold 100 tokens each."""
    desk = RequestDesk(containers, roles, chain)
    desk.publish(weekday_sessions(FIRST_DAY, 30, NEW_YORK_SUMMER))
    desk.attest(1_000 * WAD)
    for role in ("authorised_participant", "trader"):
        desk.issue(100 * WAD, recipient=roles[role].address)
    return desk
