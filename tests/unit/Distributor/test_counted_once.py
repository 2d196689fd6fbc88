"""C5: one person keeps a stock in every place there is, and each token of the record is paid exactly once."""

import datetime

import pytest

from evershare.localnet import ZERO_ADDRESS, wad
from tests.support.ledger import sub_account
from tests.support.reverts import reverts
from tests.support.world import world

__all__ = ["world"]

USDC = 10**6
EX_DATE = datetime.date(2024, 8, 5)
PRICES = {"BTC": "64000", "TSLA": "227.5"}
HOUR = 3_600


class Everywhere:
    """The trader holds TSLA in his wallet, two accounts of the ledger, both kinds of pools, and all that is on its way
    between them; the second trader is denied the stock, and waits for an escrow. Everybody else keeps his own.
    """

    def __init__(self, world):
        self.world = world
        self.token, self.vault = world.tokens["TSLA"], world["CollateralVault"]
        self.trader, self.asset_id = world.people["trader"], world.asset_ids["TSLA"]
        self.second_account = sub_account(self.trader, 7)
        self.usdc = world.people["deployer"].deploy(world.project["MockToken"], "USD Coin", "USDC", 6)
        world.list_token("USDC", self.usdc, drift_bps=2)
        self.token.transfer(self.trader, wad(1_000), world.as_("authorised_participant"))

        self._accounts_and_pools()
        self._pending()
        self._escrow()

    def _accounts_and_pools(self):
        world, me = self.world, self.world.as_("trader")
        self.vault.transfer(self.asset_id, self.trader, self.second_account, wad(50), me)
        world.provide_liquidity("trader", world.pool, "TSLA", 100)
        self.lending = world.create_lending_pool("TSLA", debt_cap=1_000)
        self.token.approve(self.lending, wad(60), me)
        self.lending.deposit(wad(60), self.trader, me)
        world.lend("liquidity_provider", self.lending, "TSLA", 30)

    def _pending(self):
        """With options open, a deposit and a redemption of the pool wait; so does one of the primary market."""
        world, me = self.world, self.world.as_("trader")
        world.refresh()
        world.open("second_trader", "0.2")
        world.request_deposit("trader", world.pool, "TSLA", 40)
        world.pool.requestRedeem(wad(30), self.trader, self.trader, me)
        world["PrimaryMarket"].setPaymentToken(self.usdc, True, world.as_("governor"))
        world["PrimaryMarket"].requestRedeem(self.token, self.usdc, wad(20), 1, self.token.actionNonce(), me)

    def _escrow(self):
        world = self.world
        self.token.setListed(world.people["second_trader"], True, world.as_("issuer"))
        self.token.transferOrEscrow(world.people["second_trader"], wad(5), world.as_("authorised_participant"))

    def places(self):
        """Every place with a weight: where, who holds it, and who claims."""
        people, vault, pool = self.world.people, self.vault, self.world.pool
        wallets = [(ZERO_ADDRESS, people[role], role) for role in ("trader", "second_trader", "liquidity_provider")]
        return [
            *wallets,
            (ZERO_ADDRESS, people["authorised_participant"], "authorised_participant"),
            (vault, self.trader, "trader"),
            (vault, self.second_account, "trader"),
            (vault, people["second_trader"], "second_trader"),
            (pool, self.trader, "trader"),
            (pool, people["liquidity_provider"], "liquidity_provider"),
            (self.lending, self.trader, "trader"),
            (self.lending, people["liquidity_provider"], "liquidity_provider"),
        ]

    def weights(self):
        token, distributor = self.token, self.world["Distributor"]
        return [int(distributor.weightOf(token, 1, via, holder)) for via, holder, _ in self.places()]


@pytest.fixture(scope="module")
def everywhere(world):
    return Everywhere(world)


@pytest.fixture(scope="module")
def dividend(everywhere):
    """One USDC a token at the record, after which everything moves on."""
    world = everywhere.world
    action = world.announce_dividend("TSLA", EX_DATE, 1, everywhere.usdc)
    world.wait_for_record(action)
    everywhere.at_record = everywhere.weights()
    everywhere.usdc.mint(world.people["issuer"], 10_000 * USDC, world.as_("stranger"))
    dividend = world.pay_dividend(action)
    everywhere.token.transfer(world.people["stranger"], wad(100), world.as_("trader"))
    everywhere.vault.withdraw(
        everywhere.asset_id, everywhere.second_account, everywhere.trader, wad(50), world.as_("trader")
    )
    shares = everywhere.lending.balanceOf(everywhere.trader)
    everywhere.lending.redeem(shares, everywhere.trader, everywhere.trader, world.as_("trader"))
    return dividend


def test_what_is_on_its_way_belongs_to_who_sent_it(everywhere, dividend):
    """Whole tokens, but for the pools, whose share prices are not 1."""
    world = everywhere.world
    wallet, _, _, _, account, second_account, *_, pool_shares, _, lent, _ = everywhere.at_record

    assert wallet == wad(1_200 - 100 - 60 - 40)  # the redemption of 20 that is pending is still his
    assert (account, second_account) == (wad(300 - 50 + 40), wad(50))  # so is the deposit of 40
    assert lent == pytest.approx(wad(60), abs=10)
    pooled = int(everywhere.vault.balanceAtRecord(world.pool, everywhere.asset_id, 1))
    assert pool_shares == pooled * 100 // 2_100  # the redemption of 30 shares is still his too


def test_all_weights_are_the_supply(everywhere, dividend):
    """But for the fees that nobody has collected yet, the reward of nobody, and what rounding leaves."""
    world = everywhere.world
    held_by_modules = int(everywhere.vault.balanceAtRecord(world["PerpetualOptions"], everywhere.asset_id, 1))
    unclaimable = int(everywhere.token.supplyAtRecord(1)) - sum(everywhere.at_record) - held_by_modules

    assert everywhere.weights() == everywhere.at_record
    assert 0 <= unclaimable < len(everywhere.at_record)


def test_all_claims_are_what_was_paid_in(everywhere, dividend):
    world, distributor = everywhere.world, everywhere.world["Distributor"]
    claims = [world.claim(role, dividend, via, holder) for via, holder, role in everywhere.places()]

    assert [claim.return_value for claim in claims] == [weight // 10**12 for weight in everywhere.at_record]
    left = everywhere.usdc.balanceOf(distributor)
    held_by_modules = int(everywhere.vault.balanceAtRecord(world["PerpetualOptions"], everywhere.asset_id, 1))
    assert 0 <= left - held_by_modules // 10**12 <= len(claims)
    assert all(distributor.claimable(dividend, via, holder) == 0 for via, holder, _ in everywhere.places())


@pytest.mark.parametrize("kind", ["options", "lending"])
def test_a_reward_is_shared_by_who_held_a_real_pools_shares(everywhere, dividend, kind):
    """At the record, whatever they did with the shares since; who got some of them later has no part in it."""
    world, roles = everywhere.world, ("trader", "liquidity_provider")
    pool, shares = (world.pool, (100, 2_000)) if kind == "options" else (everywhere.lending, (60, 30))
    usdc, distributor, newcomer = everywhere.usdc, world["Distributor"], world.people["stranger"]
    provider = world.people["liquidity_provider"]
    pool.transfer(newcomer, pool.balanceOf(provider), world.as_("liquidity_provider"))

    usdc.approve(distributor, 90 * USDC, world.as_("issuer"))
    reward = distributor.giveReward(pool, 1, usdc, 90 * USDC, world.as_("issuer")).return_value
    with reverts("NothingToClaim", reward, ZERO_ADDRESS, newcomer):
        distributor.claim(reward, ZERO_ADDRESS, newcomer, world.as_("stranger"))

    before = [usdc.balanceOf(world.people[role]) for role in roles]
    for role in roles:
        world.claim(role, reward)
    paid = [int(usdc.balanceOf(world.people[role])) - held for role, held in zip(roles, before, strict=True)]
    assert paid == pytest.approx([90 * USDC * held / sum(shares) for held in shares], abs=1)
    assert 0 <= 90 * USDC - sum(paid) <= len(roles)
