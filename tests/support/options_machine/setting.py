"""The world of the machine at the start of each run: two settlement tokens, each with a public and a private pool."""

from __future__ import annotations

from typing import Any

from brownie import accounts
from eth_account.signers.local import LocalAccount

from tests.support.options_machine.bench import ACCOUNTS, NO_LIMIT, PEOPLE, SIGNERS, TRADING, Setting, address_of
from tests.support.options_machine.values import ChainValues, ChainVolatility
from tests.support.options_machine.venue import MarketKind
from tests.support.orders import key
from tests.support.reader import Reader
from tests.support.world import World

DAY, YEAR = 86_400, 365 * 86_400

# Whole tokens that people get, by role; that the makers' pools begin with; and in the accounts of traders.
TOKENS = {
    "TSLA": {"market_maker": 700},
    "USDC": {
        "trader": 60_000,
        "second_trader": 60_000,
        "liquidity_provider": 500_000,
        "market_maker": 150_000,
        "authorised_participant": 10_000,
    },
}
PROVIDED = 400_000  # dollars
COVER = {"TSLA": 400, "USDC": 100_000}
MARGIN = {"TSLA": 100, "USDC": 20_000}


def build_setting(world: World) -> Setting:
    """Everybody has tokens, and has approved the vault and the pools; an operator signs for each person's accounts."""
    usdc = world.people["deployer"].deploy(world.project["MockToken"], "USD Coin", "USDC", 6)
    world.list_token("USDC", usdc, drift_bps=2)
    world.publish_prices({"USDC": 1})
    usdc.mint(world.people["authorised_participant"], world.units("USDC", sum(TOKENS["USDC"].values())))
    public = {"TSLA": world.pool, "USDC": world.create_pool("USDC")}
    keys = {name: key(name) for name in (f"{symbol}: {name}" for symbol in public for name in (*SIGNERS, *PEOPLE))}
    pools = {}
    for symbol in public:
        signer = keys[f"{symbol}: {SIGNERS[0]}"].address
        pools[symbol] = (public[symbol], world.create_private_pool("market_maker", symbol, signer))
        _fund(world, symbol, pools[symbol])
        _let_sign(world, symbol, keys)
    kinds = {
        "TSLA": [MarketKind("BTC", "TSLA"), MarketKind("BTC", "TSLA", baseId=0, period=DAY)],
        "USDC": [MarketKind("TSLA", "USDC"), MarketKind("BTC", "USDC", period=30 * DAY)],
    }
    deployer = world.people["deployer"]
    reader = Reader(world.project, deployer)
    return Setting(
        world=world,
        values=ChainValues(reader, world["OptionsLens"]),
        volatility=ChainVolatility(deployer.deploy(world.project["VolatilityMock"])),
        pools=pools,
        kinds={symbol: {kind.create(world): kind for kind in several} for symbol, several in kinds.items()},
        keys=keys,
        senders={name: accounts.add(each.key) for name, each in keys.items()},
    )


def _fund(world: World, symbol: str, pools: tuple[Any, Any]) -> None:
    """Tokens for everybody, who lets the vault and the pools have them; some are in accounts and pools at once."""
    token, vault = world.tokens[symbol], world["CollateralVault"]
    for name, amount in TOKENS[symbol].items():
        token.transfer(world.people[name], world.units(symbol, amount), world.as_("authorised_participant"))
    for name in PEOPLE:
        for spender in (vault, *pools):
            token.approve(spender, NO_LIMIT, world.as_(name))
    for name in TRADING:
        owner, sub = ACCOUNTS[name]
        account = address_of(world, owner, sub)
        vault.deposit(world.asset_ids[symbol], account, world.units(symbol, MARGIN[symbol]), world.as_(owner))
    pools[1].deposit(world.units(symbol, COVER[symbol]), world.as_("market_maker"))
    if symbol == "USDC":
        provider, amount = world.people["liquidity_provider"], world.units(symbol, PROVIDED)
        pools[0].requestDeposit(amount, provider, provider, {"from": provider})
        pools[0].deposit(amount, provider, {"from": provider})


def _let_sign(world: World, symbol: str, keys: dict[str, LocalAccount]) -> None:
    for owner, sub in ACCOUNTS.values():
        account, operator = address_of(world, owner, sub), keys[f"{symbol}: {owner}"].address
        world["CollateralVault"].setOperator(account, operator, world.now + YEAR, world.as_(owner))
