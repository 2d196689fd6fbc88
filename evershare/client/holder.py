"""What holders of stock tokens do: claim, vote, swap, and ask their issuers to issue and redeem."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from evershare.client.actions import DEADLINE_SECONDS, approve, deadline_of, require_tokens
from evershare.client.core import Asset, Core, checked_address
from evershare.client.custody import CustodyActor, require_stock, stock_token
from evershare.client.effects import D, Steps, operation
from evershare.client.keeper import bring_prices
from evershare.client.sending import Receipt
from evershare.client.units import SLIPPAGE, from_units, to_wad
from evershare.deployment import ZERO_ADDRESS
from evershare.errors import InvalidInput
from evershare.model.numbers import Number, read_fraction


class Holder(CustodyActor[D]):
    """Acts for whoever holds stock tokens, in a wallet, in the ledger or through a pool."""

    @operation
    def claim(self, distribution_id: int, via: str | None = None, holder: str | None = None) -> Steps[Decimal]:
        """Claim a dividend for the signer's wallet, for an account of the ledger (`via="vault"`) or for shares of a
        pool (`via` its address). Returns what was paid, in whole tokens of the payment.
        """
        core = self._core
        where = yield from _via(core, via)
        who = checked_address("holder", holder) if holder else core.signer.address
        distribution = yield from core.read("Distributor", "distributionOf", distribution_id)
        decimals = yield from core.read("Token", "decimals", at=distribution["token"])
        sent = yield from core.send("Distributor", "claim", distribution_id, where, who)
        return from_units(sent.result, decimals)

    @operation
    def vote(
        self, meeting_id: int, choices: Sequence[str], via: str | None = None, holder: str | None = None
    ) -> Steps[Receipt]:
        """Vote with all of one's weight: `for`, `against` or `abstain`, for each resolution in order."""
        core = self._core
        where = yield from _via(core, via)
        who = checked_address("holder", holder) if holder else core.signer.address
        meeting = yield from core.read("ShareholderMeeting", "meetingOf", meeting_id)
        weight = yield from core.read("ShareholderMeeting", "weightOf", meeting["token"], meeting["epoch"], where, who)
        if not weight:
            raise InvalidInput(f"{who} held nothing at the record of meeting {meeting_id}: name where with --via")
        votes = [_choice(choice, weight) for choice in choices]
        return (yield from core.send("ShareholderMeeting", "vote", meeting_id, where, who, votes)).receipt

    @operation
    def buy(
        self, buffer: str, symbol: str, amount: Number, max_cost: Number | None = None, slippage: Number = SLIPPAGE
    ) -> Steps[Receipt]:
        """Buy stock tokens from a redemption buffer, at its ask and `slippage` more unless `max_cost` is given."""
        core, at = self._core, checked_address("buffer", buffer)
        asset, cash, prices = yield from _buffer(core, at, symbol)
        units = asset.units("amount", amount)
        if max_cost is None:
            cost = asset.whole(units) * from_units(prices["ask"]) * (1 + read_fraction("slippage", slippage))
            most = int(cost.scaleb(cash.held_decimals()))
        else:
            most = cash.units("max_cost", max_cost)
        yield from require_tokens(core, cash.symbol, most)
        yield from approve(core, cash.token or "", at, most)
        deadline = yield from deadline_of(core, DEADLINE_SECONDS)
        arguments = (asset.id, units, most, core.signer.address, deadline)
        return (yield from core.send("RedemptionBuffer", "buy", *arguments, at=at)).receipt

    @operation
    def sell(
        self, buffer: str, symbol: str, amount: Number, min_proceeds: Number | None = None, slippage: Number = SLIPPAGE
    ) -> Steps[Receipt]:
        """Sell stock tokens to a redemption buffer, at its bid and `slippage` less unless `min_proceeds` is given."""
        core, at = self._core, checked_address("buffer", buffer)
        asset, cash, prices = yield from _buffer(core, at, symbol)
        units = asset.units("amount", amount)
        if min_proceeds is None:
            proceeds = asset.whole(units) * from_units(prices["bid"]) * (1 - read_fraction("slippage", slippage))
            least = int(proceeds.scaleb(cash.held_decimals()))
        else:
            least = cash.units("min_proceeds", min_proceeds)
        yield from require_tokens(core, symbol, units)
        yield from approve(core, asset.token or "", at, units)
        deadline = yield from deadline_of(core, DEADLINE_SECONDS)
        arguments = (asset.id, units, least, core.signer.address, deadline)
        return (yield from core.send("RedemptionBuffer", "sell", *arguments, at=at)).receipt

    @operation
    def request_issue(self, symbol: str, paid_in: str, payment: Number, max_price: Number) -> Steps[int]:
        """Ask the issuer to issue tokens for money, which waits until then; return the request's number."""
        core = self._core
        token = yield from stock_token(core, symbol)
        asset, paid = yield from core.token(paid_in)
        units, most = asset.units("payment", payment), asset.units("max_price", max_price)
        yield from require_tokens(core, paid_in, units)
        yield from approve(core, paid, (yield from core.deployment()).address("PrimaryMarket"), units)
        nonce = yield from core.read("StockToken", "actionNonce", at=token)
        return int((yield from core.send("PrimaryMarket", "requestIssue", token, paid, units, most, nonce)).result)

    @operation
    def request_redeem(self, symbol: str, paid_in: str, amount: Number, min_price: Number) -> Steps[int]:
        """Ask the issuer to redeem tokens for money; return the request's number."""
        core = self._core
        token = yield from stock_token(core, symbol)
        asset, paid = yield from core.token(paid_in)
        raw, least = to_wad("amount", amount), asset.units("min_price", min_price)
        yield from require_stock(core, symbol, token, raw)
        nonce = yield from core.read("StockToken", "actionNonce", at=token)
        return int((yield from core.send("PrimaryMarket", "requestRedeem", token, paid, raw, least, nonce)).result)

    @operation
    def cancel_request(self, request_id: int) -> Steps[Receipt]:
        """Take back what was not filled of a request, after three business days."""
        return (yield from self._core.send("PrimaryMarket", "cancelRequest", request_id)).receipt


def _via(core: Core, via: str | None) -> Steps[str]:
    if via == "vault":
        return (yield from core.deployment()).address("CollateralVault")
    return checked_address("via", via) if via else ZERO_ADDRESS


def _choice(choice: str, weight: int) -> dict[str, int]:
    sides = {"for": "inFavour", "against": "against", "abstain": "abstaining"}
    if choice not in sides:
        raise InvalidInput(f"a vote is for, against or abstain, not {choice!r}")
    return {member: weight if member == sides[choice] else 0 for member in sides.values()}


def _buffer(core: Core, at: str, symbol: str) -> Steps[tuple[Asset, Asset, dict[str, int]]]:
    """The stock, the cash and the new prices of a redemption buffer, cash tokens a stock token."""
    if not (yield from core.node.code_size(at)):
        raise InvalidInput(f"no redemption buffer is at {at}: ask its owner for the address")
    asset, _ = yield from core.token(symbol)
    cash = yield from core.asset_of_id((yield from core.read("RedemptionBuffer", "cashAssetId", at=at)))
    yield from bring_prices(core, symbol, cash.symbol)
    prices = yield from core.read("RedemptionBuffer", "pricesOf", asset.id, at=at)
    return asset, cash, prices
