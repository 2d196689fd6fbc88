"""A token that calls back while it is lent, taken back or swapped finds the pool and the buffer closed"""

import pytest
from eth_utils import keccak

from evershare.localnet import wad
from tests.support.buffer import USDC, buffer_world
from tests.support.ledger import _forget_assets
from tests.support.lending import ledger, lending

__all__ = ["_forget_assets", "buffer_world", "ledger", "lending"]
REFUSAL = "0x" + keccak(text="ReentrancyGuardReentrantCall()")[:4].hex()


def was_refused(token):
    return (token.hookRan(), token.hookSucceeded(), token.hookAnswer()) == (True, False, REFUSAL)


class TestLending:
    WAYS = ("deposit", "mint", "withdraw", "redeem")

    @pytest.fixture
    def hooked(self, lending):
        """The pool of a token that calls back; the token and the provider have lent 100 units each."""
        token = lending.list_token("MockHookToken")
        pool, provider = lending.create_pool(token), lending.people["liquidity_provider"]
        for lender in (provider, token):
            pool.deposit(100, lender, {"from": provider})
        token.mint(token, 100, {"from": provider})
        token.callAsToken(token, token.approve.encode_input(pool, 100), {"from": provider})
        return pool, token

    def call(self, pool, lender, way):
        """One unit in or out, in either of ERC-4626's two ways."""
        amount = 1 if way in ("deposit", "withdraw") else 10**6
        owner = (lender,) if way in ("withdraw", "redeem") else ()
        return getattr(pool, way).encode_input(amount, lender, *owner)

    @pytest.mark.parametrize("way", WAYS)
    def test_the_token_may_do_it_at_other_times(self, lending, hooked, way):
        pool, token = hooked
        token.callAsToken(pool, self.call(pool, token, way), lending.as_("stranger"))
        assert pool.cash() == 200 + (1 if way in ("deposit", "mint") else -1)

    @pytest.mark.parametrize("afterwards", [False, True])
    @pytest.mark.parametrize("inner", WAYS)
    @pytest.mark.parametrize("outer", WAYS)
    def test_is_refused_during(self, lending, hooked, outer, inner, afterwards):
        pool, token = hooked
        provider = lending.people["liquidity_provider"]
        token.armHook(pool, self.call(pool, token, inner), afterwards, {"from": provider})

        provider.transfer(pool, 0, data=self.call(pool, provider, outer))

        assert was_refused(token)
        change = 1 if outer in ("deposit", "mint") else -1
        assert pool.cash() == pool.totalAssets() == 200 + change
        assert pool.balanceOf(token) == 100 * 10**6
        assert pool.balanceOf(provider) == (100 + change) * 10**6


class TestBuffer:
    WAYS = ("buy", "sell")

    @pytest.fixture
    def hooked(self, buffer_world, MockHookToken):
        """The buffer swaps a token that calls back, at 10 USDC; the token and the trader have both in plenty."""
        world, buffer, maker = buffer_world, buffer_world.buffer, buffer_world.people["market_maker"]
        token = maker.deploy(MockHookToken)
        hook_id = world.list_token("HOOK", token, drift_bps=100)
        buffer.setLine(hook_id, 20, wad(1_000), {"from": maker})
        for holder in (maker, world.people["trader"], token):
            token.mint(holder, wad(100), {"from": maker})
            world.usdc.mint(holder, 10_000 * USDC, {"from": maker})
        for holder in (maker, world.people["trader"]):
            token.approve(buffer, wad(100), {"from": holder})
        for asset in (token, world.usdc):
            token.callAsToken(asset, asset.approve.encode_input(buffer, wad(100)), {"from": maker})
        buffer.addInventory(hook_id, wad(50), {"from": maker})
        world.publish_prices({"HOOK": "10", "USDC": "1"})
        return hook_id, token

    def call(self, world, hook_id, swapper, way):
        limit = 2**255 if way == "buy" else 0
        return getattr(world.buffer, way).encode_input(hook_id, wad(1), limit, swapper, world.now + 60)

    def inventory(self, world, hook_id):
        return world.buffer.lineOf(hook_id)[2]

    @pytest.mark.parametrize("way", WAYS)
    def test_the_token_may_do_it_at_other_times(self, buffer_world, hooked, way):
        hook_id, token = hooked
        swap = self.call(buffer_world, hook_id, token, way)
        token.callAsToken(buffer_world.buffer, swap, buffer_world.as_("stranger"))
        assert self.inventory(buffer_world, hook_id) == wad(49 if way == "buy" else 51)

    @pytest.mark.parametrize("afterwards", [False, True])
    @pytest.mark.parametrize("inner", WAYS)
    @pytest.mark.parametrize("outer", WAYS)
    def test_is_refused_during(self, buffer_world, hooked, outer, inner, afterwards):
        hook_id, token = hooked
        world, trader = buffer_world, buffer_world.people["trader"]
        token.armHook(world.buffer, self.call(world, hook_id, token, inner), afterwards, {"from": trader})
        cash = world.buffer.cash()

        trader.transfer(world.buffer, 0, data=self.call(world, hook_id, trader, outer))

        assert was_refused(token)
        assert self.inventory(world, hook_id) == token.balanceOf(world.buffer) == wad(49 if outer == "buy" else 51)
        assert world.buffer.cash() == world.usdc.balanceOf(world.buffer) != cash
        assert token.balanceOf(token) == wad(100)
