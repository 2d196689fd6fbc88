"""Events as changes of facts, where the order and what was before them matter."""

import pytest

from evershare.client import Deployment, codec
from evershare.keeper.events import CONTRACTS, Facts, Log, handlers_of
from evershare.keeper.facts import FUNDING_SCALE, Account, Position
from evershare.keeper.store import ACCOUNT, Block, Store

ADDRESSES = {name: f"0x{number:040x}" for number, name in enumerate((*CONTRACTS, "LendingPool"), start=1)}
DEPLOYMENT = Deployment(31_337, ADDRESSES)
TRADER, TAKER = "0x" + "a" * 40, "0x" + "b" * 40
USDC, BTC, MARKET, SERIES = 1, 2, 1, 77
UNIT, SIZE = 10**6, 4 * 10**18


class Chain:
    """Events as they come, a block each unless told otherwise."""

    def __init__(self):
        self.store = Store("sqlite://")
        self.facts = Facts(self.store)
        self.handlers = handlers_of(DEPLOYMENT, [ADDRESSES["LendingPool"]])
        self.number = 0

    def block(self, *events):
        """Mine events (contract, name, indexed arguments, words), store what they change; the trader's account then."""
        self.number += 1
        logs = [
            Log(
                self.number, place, ADDRESSES[contract], (codec.topic(contract, name), *map(word, indexed)), data(words)
            )
            for place, (contract, name, indexed, words) in enumerate(events)
        ]
        self.facts.apply(logs, self.handlers)
        self.store.advance([(Block(self.number, hex(self.number)), self.facts.changes())], 0)
        self.facts.stored()
        return self.account(TRADER)

    def account(self, address):
        text = self.store.some(ACCOUNT, [address]).get(address)
        return Account.from_json(text) if text else Account()


def word(value):
    return f"0x{value if isinstance(value, int) else int(value, 16):064x}"


def data(words):
    return "0x" + "".join(word(value)[2:] for value in words)


def charged(index):
    return ("PerpetualOptions", "FundingRateUpdated", [SERIES], [index, 0])


def opened(size, account=TRADER):
    return ("PerpetualOptions", "Opened", [account, SERIES], [size, 0, 0, 0])


def closed(size):
    return ("PerpetualOptions", "Closed", [TRADER, SERIES], [size, 0, 0, 0])


def collected(amount, reward=0):
    return ("PerpetualOptions", "FundingCollected", [TRADER, SERIES], [amount, reward])


def carried(amount):
    return ("PerpetualOptions", "FundingCarried", [TRADER, SERIES], [amount])


def moved(asset, giver, taker, amount):
    return ("CollateralVault", "Transferred", [asset, giver, taker], [amount])


@pytest.fixture
def chain():
    """A market of one series, in which the trader has opened 4 units at a funding index of 10."""
    chain = Chain()
    chain.block(
        ("CollateralVault", "AssetListed", [USDC, "0x1"], [6]),
        ("CollateralVault", "LendingPoolSet", [USDC, ADDRESSES["LendingPool"]], []),
        ("PerpetualOptions", "MarketCreated", [MARKET], [BTC, USDC, *[0] * 11, 0]),
    )
    chain.block(
        charged(10 * 10**36),
        ("PerpetualOptions", "SeriesListed", [SERIES], ["0x9", MARKET, 0, 0, 0]),
        opened(SIZE),
    )
    return chain


def due(account, index):
    """What a position owes at an index, in token units."""
    position = account.positions[SERIES]
    return (position.size * index - position.paid) * UNIT / FUNDING_SCALE


def test_a_balance_is_what_came_less_what_went(chain):
    chain.block(("CollateralVault", "Deposited", [USDC, TRADER, TRADER], [100]))
    chain.block(moved(USDC, TRADER, TAKER, 30), ("CollateralVault", "Locked", [USDC, TRADER, TAKER], [50]))
    account = chain.block(
        ("CollateralVault", "Unlocked", [USDC, TRADER, TAKER], [20]),
        ("CollateralVault", "Withdrawn", [USDC, TRADER, TRADER], [10]),
    )
    assert (account.held, account.locked, account.unlocked(USDC)) == ({USDC: 60}, {USDC: 30}, 30)
    assert chain.account(TAKER).held == {USDC: 30}


def test_nothing_is_left_of_a_balance_that_went(chain):
    chain.block(moved(USDC, TAKER, TRADER, 30))
    assert chain.block(moved(USDC, TRADER, TAKER, 30)).held == {}


def test_debts_are_shares(chain):
    chain.block(("LendingPool", "Lent", [TRADER], [100, 700]))
    assert chain.block(("LendingPool", "Repaid", [TRADER], [50, 300])).owed == {USDC: 400}
    assert chain.block(("LendingPool", "DebtWrittenOff", [TRADER], [57])).owed == {}


def test_funding_is_paid_up_to_the_index_of_its_block_whichever_comes_first(chain):
    account = chain.block(collected(20), charged(15 * 10**36))
    assert due(account, 15 * 10**36) == 0


def test_more_of_a_position_pays_from_when_it_was_opened(chain):
    account = chain.block(charged(16 * 10**36), opened(SIZE // 2))
    assert due(account, 16 * 10**36) == 6 * 4 * UNIT
    assert account.positions[SERIES].size == SIZE * 3 // 2


def test_what_is_carried_stays_due(chain):
    """Of 24 tokens, 20 could be collected: 4 stay due, and what comes after them."""
    account = chain.block(charged(16 * 10**36), collected(20 * UNIT), carried(4 * UNIT))
    assert due(account, 16 * 10**36) == 4 * UNIT
    assert due(account, 17 * 10**36) == 8 * UNIT


def test_closing_a_part_pays_for_that_part_alone(chain):
    """The balance was empty: 24 tokens are carried. A quarter is closed, and pays its 6 out of what it is worth."""
    account = chain.block(charged(16 * 10**36), carried(24 * UNIT), closed(SIZE // 4), collected(6 * UNIT))
    assert due(account, 16 * 10**36) == 18 * UNIT
    assert account.positions[SERIES].size == SIZE * 3 // 4


def test_a_position_that_shrinks_has_paid(chain):
    shrunk = ("PerpetualOptions", "Shrunk", [TRADER, SERIES], [SIZE // 4, 0])
    account = chain.block(charged(16 * 10**36), shrunk)
    assert account.positions == {SERIES: Position(USDC, SIZE * 3 // 4, SIZE * 3 // 4 * 16 * 10**36)}


def test_a_position_that_moves_takes_its_funding_along(chain):
    chain.block(charged(16 * 10**36), opened(SIZE, TAKER))
    move = ("PerpetualOptions", "PositionMoved", [TRADER, TAKER, SERIES], [SIZE])
    assert chain.block(move).positions == {}
    assert due(chain.account(TAKER), 16 * 10**36) == 6 * 4 * UNIT


def test_an_account_is_marked_until_the_mark_ends(chain):
    assert chain.block(("Liquidation", "AccountMarked", [TRADER, TAKER], [])).marked
    assert not chain.block(("Liquidation", "MarkEnded", [TRADER], [])).marked


def test_an_asset_beyond_sixteen_makes_an_account_crowded(chain):
    """The ledger does not count it, now or later. What a position settles in has a place, though nothing is held."""
    account = chain.block(*(moved(id_, TAKER, TRADER, 1) for id_ in range(2, 17)))
    assert (len(account.held), account.crowded) == (15, False)
    assert not chain.block(moved(USDC, TAKER, TRADER, 1)).crowded
    assert chain.block(moved(17, TAKER, TRADER, 1)).crowded
    assert chain.block(moved(17, TRADER, TAKER, 1)).crowded


def test_prices_and_pools_are_kept_with_their_assets(chain):
    chain.block(("PriceOracle", "PriceObserved", [USDC], [10**18, 5]))
    asset = Facts(chain.store).assets[USDC]
    assert (asset.unit, asset.pool, asset.mid, asset.observed_at) == (UNIT, ADDRESSES["LendingPool"], 10**18, 5)


def test_events_of_others_change_nothing(chain):
    foreign = Log(9, 0, TAKER, (codec.topic("CollateralVault", "Deposited"),), "0x")
    chain.facts.apply([foreign], chain.handlers)
    assert chain.facts.changes() == {}
