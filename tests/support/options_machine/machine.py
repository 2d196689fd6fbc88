"""All rules and invariants in one machine."""

from __future__ import annotations

from tests.support.options_machine.invariants import Invariants
from tests.support.options_machine.order_rules import OrderRules
from tests.support.options_machine.vault_rules import VaultRules
from tests.support.options_machine.world_rules import WorldRules


class OptionsMachine(VaultRules, OrderRules, WorldRules, Invariants):
    """Traders, liquidity providers, makers, keepers and governors on public and private pools of two tokens."""

    def teardown(self) -> None:
        """Every winner is paid: all positions close at the last price, whatever it is, and the pools are left to those
        whose they are, who take all but what rounding keeps (O1, O5)."""
        for venue, account, terms in self._held():
            self._close(venue, account, terms, venue.ledger.books.positions[account, terms].size)
        for venue in self.venues:
            ledger = venue.ledger
            for pool in venue.pools:
                assert tuple(map(int, self.options.reserveOf(pool))) == (0, 0)
            for name in self._holders(venue):
                self._redeem(venue, name, ledger.books.shares[venue.public][self.people[name].address])
            assert ledger.books.shares[venue.public].total() == 0
        self.everything_holds()
