"""What people do with their accounts and with the shares of pools."""

from __future__ import annotations

from random import Random
from typing import Any

from hypothesis.stateful import precondition, rule

from tests.support.options_ledger.terms import BPS
from tests.support.options_machine.bench import ACCOUNTS, CHOICES, PEOPLE, Bench, part
from tests.support.options_machine.venue import Venue


class VaultRules(Bench):
    """Deposits and withdrawals, of accounts and of pools."""

    @rule(random=CHOICES)
    def deposit(self, random: Random) -> None:
        """Somebody, mostly the owner, puts tokens of his wallet into an account."""
        venue, name = random.choice(self.venues), random.choice(tuple(ACCOUNTS))
        account, owner = self.accounts[name], ACCOUNTS[name][0]
        payer = owner if random.random() < 0.7 else random.choice(PEOPLE)
        amount = part(venue.ledger.books.wallets[self.people[payer].address], random)
        if amount:
            self._attempt(
                "deposit" if payer == owner else "deposit for another",
                venue,
                lambda: self.vault.deposit(venue.asset_id, account, amount, self._from(payer)),
                lambda _: venue.ledger.deposit(self.people[payer].address, account, amount),
                actor=payer if payer == owner else None,
            )

    @rule(random=CHOICES)
    def withdraw(self, random: Random) -> None:
        """An owner takes tokens out, often all of them, with positions open or not."""
        venue, name, amount = self._some_balance(random)
        account, owner = self.accounts[name], self.people[ACCOUNTS[name][0]]
        self._attempt(
            "withdraw",
            venue,
            lambda: self.vault.withdraw(venue.asset_id, account, owner, amount, {"from": owner}),
            lambda _: venue.ledger.withdraw(account, owner.address, amount),
            actor=ACCOUNTS[name][0],
        )

    @rule(random=CHOICES)
    def transfer(self, random: Random) -> None:
        """An owner moves a balance to one of his accounts or, if it holds the asset, to somebody else's."""
        venue, name, amount = self._some_balance(random)
        account, owner = self.accounts[name], ACCOUNTS[name][0]
        to = self.accounts[random.choice(tuple(ACCOUNTS))]
        self._attempt(
            "transfer",
            venue,
            lambda: self.vault.transfer(venue.asset_id, account, to, amount, self._from(owner)),
            lambda _: venue.ledger.transfer(account, to, amount, self.people[owner].address),
            actor=owner,
        )

    @rule(random=CHOICES)
    def donate(self, random: Random) -> None:
        """Tokens are sent to a contract past its books (A2)."""
        venue, giver = random.choice(self.venues), self.people["authorised_participant"]
        receiver = random.choice((self.vault, self.options, self.orders, *venue.pools.values()))
        amount = min(random.randint(1, venue.ledger.unit), venue.ledger.books.wallets[giver.address])
        if not amount:
            return
        venue.token.transfer(receiver, amount, {"from": giver})
        venue.ledger.donate(giver.address, amount, to_vault=receiver == self.vault)
        self._count("donate")

    # Pools

    @rule(random=CHOICES)
    def provide(self, random: Random) -> None:
        """Somebody deposits into a public pool without open interest: epochs have a walk of their own."""
        venue, name = random.choice(self.venues), random.choice(("liquidity_provider", "second_trader"))
        pool, owner = venue.pools[venue.public], self.people[name]
        amount = part(venue.ledger.books.wallets[owner.address], random)
        if not amount or venue.ledger.reserve(venue.public):
            return

        def deposit() -> Any:
            pool.requestDeposit(amount, owner, owner, {"from": owner})
            return pool.deposit(amount, owner, {"from": owner})

        self._attempt(
            "pool deposit",
            venue,
            deposit,
            lambda _: venue.ledger.provide(venue.public, owner.address, amount),
            actor=name,
        )

    @rule(random=CHOICES)
    def redeem(self, random: Random) -> None:
        """A holder of shares redeems some while the pool has no open interest."""
        venue = random.choice(self.venues)
        holders = self._holders(venue)
        if holders and not venue.ledger.reserve(venue.public):
            name = random.choice(holders)
            shares = part(venue.ledger.books.shares[venue.public][self.people[name].address], random)
            self._redeem(venue, name, shares)

    def _redeem(self, venue: Venue, name: str, shares: int) -> None:
        pool, owner = venue.pools[venue.public], self.people[name]

        def redeem() -> Any:
            pool.requestRedeem(shares, owner, owner, {"from": owner})
            return pool.redeem(shares, owner, owner, {"from": owner})

        self._attempt(
            "pool redeem",
            venue,
            redeem,
            lambda _: venue.ledger.redeem(venue.public, owner.address, shares),
            actor=name,
        )

    @rule(random=CHOICES)
    def add_cover(self, random: Random) -> None:
        """The maker adds to his private pool."""
        venue, maker = random.choice(self.venues), self.people["market_maker"]
        amount = part(venue.ledger.books.wallets[maker.address], random)
        if amount:
            self._attempt(
                "add cover",
                venue,
                lambda: venue.pools[venue.private].deposit(amount, {"from": maker}),
                lambda _: venue.ledger.add_cover(venue.private, maker.address, amount),
                actor="market_maker",
            )

    @precondition(lambda self: any(venue.ledger.cash(venue.private) for venue in self.venues))
    @rule(random=CHOICES)
    def remove_cover(self, random: Random) -> None:
        """He takes some of it, mostly no more than is not cover."""
        venue = random.choice([venue for venue in self.venues if venue.ledger.cash(venue.private)])
        ledger, maker = venue.ledger, self.people["market_maker"]
        reserve = ledger.reserve(venue.private)
        free = ledger.cash(venue.private) - reserve
        amount = part(free // 2, random) if free > 1 and random.random() < 0.8 else ledger.cash(venue.private)
        self._attempt(
            "remove cover",
            venue,
            lambda: venue.pools[venue.private].withdraw(amount, maker, {"from": maker}),
            lambda _: ledger.remove_cover(venue.private, maker.address, amount, reserve),
            actor="market_maker",
        )

    # Fees

    @rule(random=CHOICES)
    def distribute_fees(self, random: Random) -> None:
        """Anybody moves the fees to the insurance and the treasury."""
        venue = random.choice(self.venues)
        self._attempt(
            "distribute fees",
            venue,
            lambda: self.options.distributeFees(venue.asset_id, self._from("keeper")),
            lambda _: venue.ledger.distribute_fees(),
        )

    @rule(random=CHOICES)
    def claim_integrator_fees(self, random: Random) -> None:
        """The front end takes what it has earned."""
        venue = random.choice(self.venues)
        front_end = self.people["keeper"]
        self._attempt(
            "claim integrator fees",
            venue,
            lambda: self.options.claimIntegratorFees(venue.asset_id, front_end, {"from": front_end}),
            lambda _: venue.ledger.claim_integrator_fees(front_end.address, front_end.address),
            actor="keeper",
        )

    # Helpers

    def _some_balance(self, random: Random) -> tuple[Venue, str, int]:
        """A venue, an account with a balance there, if any has, and a part of it."""
        venue = random.choice(self.venues)
        name = random.choice(self._funded(venue) or tuple(ACCOUNTS))
        balance = venue.ledger.books.balances[self.accounts[name]]
        return venue, name, part(balance, random) or random.randint(1, BPS)

    def _holders(self, venue: Venue) -> list[str]:
        shares = venue.ledger.books.shares[venue.public]
        return [name for name in PEOPLE if shares[self.people[name].address]]
