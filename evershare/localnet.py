"""A complete local protocol with people in it: what tests, the demo and gas measurements run on.

It plays every part that the outside world has on a public network: the price publisher, the custodian, the issuer, the
authorised participant. All of it goes through the contracts' own functions.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import astuple
from decimal import Decimal
from typing import Any

from eth_account import Account
from eth_utils import keccak

from evershare import calendar as trading_calendar
from evershare.actions import ActionKind
from evershare.deployment import ZERO_ADDRESS, Officers, Protocol, deploy
from evershare.listing import Lister, StockFacts, Terms
from evershare.model.credit import RateCurve
from evershare.oracle import asset_config, pyth_update, signed_source
from evershare.risk import Tier
from evershare.signing import (
    CORPORATE_ACTIONS_DOMAIN,
    MEETING_DOMAIN,
    PRIMARY_MARKET_DOMAIN,
    REGISTRY_DOMAIN,
    ActionConfirmation,
    Attestation,
    Domain,
    Fill,
    Receipt,
    TypedMessage,
    VoteCertificate,
    sign,
)

WAD = 10**18
JUMP_CONFIRMATION_SECONDS = 120  # between two observations of the same jump
NEW_YORK = 1  # id of the trading calendar
PYTH_UPDATE_FEE = 1  # wei
CUSTODIAN_SIGNERS, CUSTODIAN_THRESHOLD = 3, 2
ATTESTATION_VALIDITY_SECONDS = 48 * 3600
RECEIPT_VALIDITY_SECONDS = 3600
TRANSFER_POLICY_OPEN, TRANSFER_POLICY_CLOSED_LOOP = 0, 1
WEEK_SECONDS = 7 * 86_400
RESERVE_FACTOR_BPS = 1_000
SUPPLY_CAP = 1_000_000 * WAD
STABLE_CURVE = RateCurve(base=0, kink=9 * 10**17, at_kink=6 * 10**16, at_full=6 * 10**17)  # per year
FIRST_SIGMA = WAD * 7 // 10
MARKET_LIMIT = 1_000_000 * WAD

ROLES = (
    "deployer",
    "governor",
    "risk",
    "guardian",
    "issuer",
    "authorised_participant",
    "liquidity_provider",
    "trader",
    "second_trader",
    "keeper",
    "insurance",
    "treasury",
    "market_maker",
    "stranger",
    "lender",
    "small_cap_holder",
)

Amount = Decimal | str | int


def wad(amount: Amount) -> int:
    """Whole units as an integer with 18 decimals."""
    return int(Decimal(amount) * WAD)


class LocalNet:
    """The deployed protocol on a local chain, its people by role, and what they do by the day.

    ``chain`` and ``accounts`` are Brownie's; ``project`` holds its contract containers. ``sequencer_uptime_feed`` is
    the address of a rollup's feed.
    """

    def __init__(self, project: Any, accounts: Any, chain: Any, sequencer_uptime_feed: str = ZERO_ADDRESS) -> None:
        self.project, self.chain = project, chain
        self.people: dict[str, Any] = dict(zip(ROLES, accounts, strict=False))
        self.asset_ids: dict[str, int] = {}
        self.tokens: dict[str, Any] = {}
        self.custodian_keys = [keccak(text=f"custodian signer {i}") for i in range(CUSTODIAN_SIGNERS)]
        self.fill_key = keccak(text="the issuer's key for fills")
        self._sequence = self._receipt_id = 0

        self.pyth = self.people["deployer"].deploy(project["LocalPyth"], 60, PYTH_UPDATE_FEE)
        offices = ("governor", "risk", "guardian", "insurance", "treasury")
        officers = Officers(*(self.people[name] for name in offices))
        deployer = self.people["deployer"]
        self.protocol: Protocol = deploy(project, deployer, officers, self.pyth.address, sequencer_uptime_feed)
        signers = [Account.from_key(key).address for key in self.custodian_keys]
        signers.sort(key=lambda address: int(address, 16))
        self["CustodyRegistry"].registerCustodian(signers, CUSTODIAN_THRESHOLD, self.as_("governor"))
        self["PrimaryMarket"].setFillSigner(Account.from_key(self.fill_key).address, True, self.as_("issuer"))

    def __getitem__(self, contract: str) -> Any:
        return self.protocol[contract]

    def as_(self, role: str) -> dict[str, Any]:
        """Transaction parameters of a person."""
        return {"from": self.people[role]}

    @property
    def now(self) -> int:
        """The time of the latest block, Unix seconds."""
        return int(self.chain[-1].timestamp)

    def wait_until(self, timestamp: int) -> None:
        """Mine a block at a time (Unix seconds)."""
        self.chain.mine(timestamp=timestamp)

    # Listing

    def publish_calendar(self, first_day: datetime.date, days: int, session: trading_calendar.Session) -> None:
        """Publish the same session for every weekday from ``first_day``."""
        sessions = trading_calendar.weekday_sessions(first_day, days, session)
        for start, part in trading_calendar.publications(trading_calendar.unix_day(first_day), sessions):
            self["TradingCalendar"].publish(NEW_YORK, start, part, self.as_("governor"))

    def list_price(self, symbol: str, drift_bps: int, token: Any = None) -> int:
        """Price an asset from Pyth: around the clock, or as a share with the given stock token."""
        asset = asset_config(symbol, NEW_YORK if token else 0, drift_bps, token or ZERO_ADDRESS)
        source = signed_source(self["PythSource"], feed_id(symbol), token is not None)
        transaction = self["PriceOracle"].listAsset(asset, [source], self.as_("governor"))
        self.asset_ids[symbol] = int(transaction.return_value)
        return self.asset_ids[symbol]

    def lister(self, suffix: str = ", tokenised", policy: int = TRANSFER_POLICY_OPEN) -> Lister:
        """Lists stocks held by the one custodian, prices their shares and accepts their tokens in the vault."""
        terms = Terms(self.people["issuer"], NEW_YORK, [1], SUPPLY_CAP, SUPPLY_CAP, suffix=suffix, policy=policy)
        registry, market = self["CustodyRegistry"], self["PrimaryMarket"]
        return Lister(registry, market, terms, self.people["governor"], self.people["risk"], self._accept_stock)

    def list_stock(self, symbol: str, name: str, isin: str, drift_bps: int, policy: int = TRANSFER_POLICY_OPEN) -> Any:
        """List one stock under the name of its token."""
        self.lister(suffix="", policy=policy).list_one(StockFacts(symbol, name, "XNAS", isin, 1, "", drift_bps))
        return self.tokens[symbol]

    def _accept_stock(self, stock: StockFacts, address: str) -> None:
        token = self.tokens[stock.symbol] = self.project["StockToken"].at(address)
        participant, market, vault = (
            self.people["authorised_participant"],
            self["PrimaryMarket"],
            self["CollateralVault"],
        )
        if not market.isParticipant(token, participant):
            market.setParticipant(token, participant, True, self.as_("issuer"))
        asset_id = self["PriceOracle"].assetIdOf(stock.symbol.encode().ljust(32, b"\0"))
        if not asset_id:
            asset_id = self.list_price(stock.symbol, stock.drift_bps, token)
        if not vault.assetIdOf(token):
            vault.listAsset(asset_id, token, self.as_("governor"))

    def list_token(self, symbol: str, token: Any, drift_bps: int) -> int:
        """Price a plain token, such as a stablecoin, from Pyth, and accept it in the vault."""
        self.tokens[symbol] = token
        asset_id = self.list_price(symbol, drift_bps)
        self["CollateralVault"].listAsset(asset_id, token, self.as_("governor"))
        return asset_id

    # Prices

    def publish_prices(self, prices: Mapping[str, Amount], confidence: Amount = 0) -> Any:
        """Publish prices in USD as of the next block, and refresh the oracle with them. Returns the transaction."""
        assets, updates = self.price_updates(prices, confidence)
        return self["PriceOracle"].refresh(
            assets, updates, {**self.as_("keeper"), "value": PYTH_UPDATE_FEE * len(updates)}
        )

    def price_updates(self, prices: Mapping[str, Amount], confidence: Amount = 0) -> tuple[list[int], list[bytes]]:
        """Asset ids and signed updates of prices in USD as of the next block."""
        updates = [pyth_update(feed_id(symbol), price, self.now, confidence) for symbol, price in prices.items()]
        return [self.asset_ids[symbol] for symbol in prices], updates

    def publish_confirmed_prices(self, prices: Mapping[str, Amount], confidence: Amount = 0) -> Any:
        """Like ``publish_prices``; a jump, which is not believed at once, is published again when it will be."""
        transaction = self.publish_prices(prices, confidence)
        if "JumpPending" in transaction.events:
            self.wait_until(self.now + JUMP_CONFIRMATION_SECONDS)
            transaction = self.publish_prices(prices, confidence)
        return transaction

    # Custody

    def attest(self, symbol: str, shares: Amount) -> Any:
        """The custodian attests how many shares it holds for a stock."""
        self._sequence += 1
        token = self.tokens[symbol]
        message = Attestation(
            token=token.address,
            custodian_id=1,
            shares_held=wad(shares),
            action_nonce=token.actionNonce(),
            as_of=self.now,
            valid_until=self.now + ATTESTATION_VALIDITY_SECONDS,
            sequence=self._sequence,
            report_hash=keccak(text=f"{symbol} report {self._sequence}"),
        )
        signatures = self._custodian_signs(message, REGISTRY_DOMAIN, "CustodyRegistry")
        return self["CustodyRegistry"].attest(message.as_tuple(), signatures, self.as_("stranger"))

    def issue(self, symbol: str, shares: Amount, recipient: str = "authorised_participant") -> Any:
        """The authorised participant delivers shares, and mints tokens against the custodian's receipt."""
        self._receipt_id += 1
        token = self.tokens[symbol]
        message = Receipt(
            token=token.address,
            custodian_id=1,
            participant=self.people["authorised_participant"].address,
            recipient=self.people[recipient].address,
            shares=wad(shares),
            action_nonce=token.actionNonce(),
            receipt_id=self._receipt_id,
            expiry=self.now + RECEIPT_VALIDITY_SECONDS,
        )
        signatures = self._custodian_signs(message, PRIMARY_MARKET_DOMAIN, "PrimaryMarket")
        return self["PrimaryMarket"].issueInKind(message.as_tuple(), signatures, self.as_("authorised_participant"))

    def fill_request(self, request_id: int, amount: int, payment: int) -> Any:
        """The issuer fills a request of the primary market: shares or raw tokens, and units of the payment token."""
        market = self["PrimaryMarket"]
        request = market.requestOf(request_id).dict()
        message = Fill(
            request_id=request_id,
            number=int(request["fills"]) + 1,
            amount=amount,
            payment=payment,
            action_nonce=self.project["StockToken"].at(request["token"]).actionNonce(),
            expiry=self.now + RECEIPT_VALIDITY_SECONDS,
        )
        where = Domain(PRIMARY_MARKET_DOMAIN, self.chain.id, market.address)
        ((signer, signature),) = sign(message, where, [self.fill_key])
        return market.fillRequest(message.as_tuple(), signer, signature, self.as_("stranger"))

    # Corporate actions

    def announce(self, symbol: str, kind: ActionKind, effective_at: int, **terms: Any) -> int:
        """The issuer announces an action of a stock. Returns its number."""
        values = {
            "token": self.tokens[symbol],
            "kind": kind,
            "effectiveAt": effective_at,
            "numerator": 0,
            "denominator": 0,
            "amount": 0,
            "payoutToken": ZERO_ADDRESS,
            "documentHash": keccak(text=f"{symbol} announcement"),
        }
        terms = values | terms
        return int(self["CorporateActions"].announce(tuple(terms.values()), self.as_("issuer")).return_value)

    def confirm(self, action_id: int) -> Any:
        """The custodian signs an announced action, and the keeper submits that. Returns the transaction."""
        action = dict(self["CorporateActions"].actionOf(action_id))
        names = [name for name in ActionConfirmation.MEMBERS if name != "actionId"]
        message = ActionConfirmation(action_id, *(action[name] for name in names))
        signatures = self._custodian_signs(message, CORPORATE_ACTIONS_DOMAIN, "CorporateActions")
        return self["CorporateActions"].confirm(action_id, 1, signatures, self.as_("keeper"))

    def announce_split(self, symbol: str, numerator: int, denominator: int, effective_at: int) -> int:
        """A split or reverse split, announced and confirmed. Returns its number."""
        kind = ActionKind.SPLIT if numerator > denominator else ActionKind.REVERSE_SPLIT
        action_id = self.announce(symbol, kind, effective_at, numerator=numerator, denominator=denominator)
        self.confirm(action_id)
        return action_id

    def announce_dividend(self, symbol: str, ex_date: datetime.date, amount: Amount, payout_token: Any) -> int:
        """A cash dividend of so many USD a share, announced and confirmed. Returns its number."""
        ex_day = trading_calendar.unix_day(ex_date) * trading_calendar.SECONDS_PER_DAY
        action_id = self.announce(
            symbol, ActionKind.CASH_DIVIDEND, ex_day, amount=wad(amount), payoutToken=payout_token
        )
        self.confirm(action_id)
        return action_id

    def announce_meeting(self, symbol: str, ex_date: datetime.date, resolutions: str) -> int:
        """A meeting with the text of its resolutions, announced and confirmed. Returns the action's number."""
        ex_day = trading_calendar.unix_day(ex_date) * trading_calendar.SECONDS_PER_DAY
        action_id = self.announce(symbol, ActionKind.MEETING, ex_day, documentHash=keccak(text=resolutions))
        self.confirm(action_id)
        return action_id

    def wait_for_record(self, action_id: int) -> None:
        """Mine the first block at which the record of an action counts, if that is still to come."""
        self.wait_until(max(self.now + 1, int(self["CorporateActions"].actionOf(action_id)["recordAt"])))

    def verify_action(self, symbol: str) -> Any:
        """The keeper verifies the effective action of a stock, which ends its freeze."""
        return self["CorporateActions"].verify(self.tokens[symbol], self.as_("keeper"))

    # Dividends and votes

    def pay_dividend(self, action_id: int) -> int:
        """The issuer declares the dividend of an action and pays it in, after the record. Returns its id."""
        distributor = self["Distributor"]
        id_ = int(distributor.declareDividend(action_id, self.as_("issuer")).return_value)
        promised = distributor.promisedOf(id_)
        paid = self.project.interface.IERC20(distributor.distributionOf(id_)["token"])
        paid.approve(distributor, promised, self.as_("issuer"))
        distributor.fund(id_, promised, self.as_("issuer"))
        return id_

    def claim(self, role: str, distribution: int, via: Any = ZERO_ADDRESS, account: Any = None) -> Any:
        """A person claims for a wallet, an account of the vault or pool shares. Returns the transaction."""
        holder = account or self.people[role]
        return self["Distributor"].claim(distribution, via, holder, self.as_(role))

    def convene(self, action_id: int, deadline: int, resolutions: int) -> int:
        """The issuer lets the holders at an action's record vote until a time. Returns the meeting's id."""
        arguments = (action_id, deadline, resolutions, self.as_("issuer"))
        return int(self["ShareholderMeeting"].convene(*arguments).return_value)

    def certify_votes(self, meeting_id: int) -> Any:
        """The custodian has cast all votes at the company's meeting, and signs that. Returns the transaction."""
        meeting = self["ShareholderMeeting"]
        kinds = [tuple(map(int, kind)) for kind in zip(*meeting.tallyOf(meeting_id), strict=True)]
        agenda = bytes(meeting.meetingOf(meeting_id)["agendaHash"])
        message = VoteCertificate(meeting_id, 1, agenda, *kinds)
        signatures = self._custodian_signs(message, MEETING_DOMAIN, "ShareholderMeeting")
        return meeting.certify(message.as_tuple(), signatures, self.as_("stranger"))

    def _custodian_signs(self, message: TypedMessage, domain: str, contract: str) -> list[tuple[str, bytes]]:
        where = Domain(domain, self.chain.id, self[contract].address)
        return sign(message, where, self.custodian_keys[:CUSTODIAN_THRESHOLD])

    # Vault and pools

    def units(self, symbol: str, amount: Amount) -> int:
        """Whole tokens in units of the token."""
        return int(Decimal(amount) * 10 ** self.tokens[symbol].decimals())

    def set_tier(self, symbol: str, tier: Tier) -> Any:
        """Let an asset of the vault count as collateral and as debt like its kind."""
        return self["RiskEngine"].setFactors(self.asset_ids[symbol], tier.as_tuple(), self.as_("governor"))

    def deposit(self, role: str, symbol: str, amount: Amount) -> Any:
        """A person puts tokens of his wallet into his account of the vault."""
        vault, token, units = self["CollateralVault"], self.tokens[symbol], self.units(symbol, amount)
        token.approve(vault, units, self.as_(role))
        return vault.deposit(self.asset_ids[symbol], self.people[role], units, self.as_(role))

    def market(self, base: str, settlement: str, **changes: int) -> tuple[int, ...]:
        """``Market``: options on ``base`` settled in the token of ``settlement``, with weekly funding."""
        return market_values(self.asset_ids[base], self.asset_ids[settlement], **changes)

    def create_market(self, base: str, settlement: str, **changes: int) -> int:
        """Create such a market, whose volatility starts at 70 %, and return its id. Both legs have prices."""
        market = self.market(base, settlement, **changes)
        transaction = self["PerpetualOptions"].createMarket(market, FIRST_SIGMA, MARKET_LIMIT, self.as_("risk"))
        return int(transaction.return_value)

    def create_lending_pool(self, symbol: str, debt_cap: Amount, curve: RateCurve = STABLE_CURVE) -> Any:
        """The lending pool of a token, with a cap in whole tokens; a tenth of the interest is the insurance's."""
        model = self.people["deployer"].deploy(self.project["InterestRateModel"], astuple(curve))
        cap = self.units(symbol, debt_cap)
        transaction = self["LendingPoolFactory"].createPool(
            self.asset_ids[symbol], model, RESERVE_FACTOR_BPS, cap, self.as_("governor")
        )
        pool = self.project["LendingPool"].at(transaction.return_value)
        self["CollateralVault"].setLendingPool(self.asset_ids[symbol], pool, self.as_("governor"))
        return pool

    def create_pool(self, symbol: str) -> Any:
        """The public option pool of a token."""
        transaction = self["OptionPoolFactory"].createPool(self.asset_ids[symbol], self.as_("stranger"))
        return self.project["OptionPool"].at(transaction.return_value)

    def create_private_pool(self, role: str, symbol: str, signer: Any = ZERO_ADDRESS) -> Any:
        """A person's own option pool of a token."""
        transaction = self["OptionPoolFactory"].createPrivatePool(self.asset_ids[symbol], signer, self.as_(role))
        return self.project["PrivateOptionPool"].at(transaction.return_value)

    def request_deposit(self, role: str, pool: Any, symbol: str, amount: Amount) -> Any:
        """A person asks an option pool to take tokens of his wallet; they are his until an epoch is settled."""
        person, units = self.people[role], self.units(symbol, amount)
        self.tokens[symbol].approve(pool, units, self.as_(role))
        return pool.requestDeposit(units, person, person, self.as_(role))

    def provide_liquidity(self, role: str, pool: Any, symbol: str, amount: Amount) -> Any:
        """A person puts tokens of his wallet into an option pool without open interest, and claims the shares."""
        self.request_deposit(role, pool, symbol, amount)
        return pool.deposit(self.units(symbol, amount), self.people[role], self.as_(role))

    def lend(self, role: str, pool: Any, symbol: str, amount: Amount) -> Any:
        """A person supplies tokens of his wallet to a lending pool."""
        units = self.units(symbol, amount)
        self.tokens[symbol].approve(pool, units, self.as_(role))
        return pool.deposit(units, self.people[role], self.as_(role))

    def settle_epoch(self, pool: Any, prices: Mapping[str, Amount], role: str = "keeper") -> Any:
        """Settle an epoch of an option pool at prices in USD, published as of the next block."""
        assets, updates = self.price_updates(prices)
        return pool.settleEpoch(assets, updates, {**self.as_(role), "value": PYTH_UPDATE_FEE * len(updates)})


def market_values(base_id: int, settlement_id: int, **changes: int) -> tuple[int, ...]:
    """``Market`` with weekly funding, and what is usual for the rest."""
    values = {
        "baseId": base_id,
        "settlementId": settlement_id,
        "period": WEEK_SECONDS,
        "minPremium": wad("0.001"),
        "spreadBps": 200,
        "feeBps": 3,
        "rentBps": 500,
        "utilisationSlopeBps": 30_000,
        "premiumBps": 12_000,
        "floorBps": 2_000,
        "capBps": 25_000,
        "halfLifeHours": 72,
        "status": 0,
    }
    return tuple((values | changes).values())


def feed_id(symbol: str) -> bytes:
    """The id of a symbol's feed at the local Pyth contract."""
    return bytes(keccak(text=f"{symbol}/USD"))
