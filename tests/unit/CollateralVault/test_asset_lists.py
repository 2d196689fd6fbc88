"""Which assets an account lists, and that a payment finds its way whether it finds a place or not."""

import pytest

from tests.support.ledger import sub_account

CAPACITY = 16


@pytest.fixture(scope="module")
def tokens(ledger):
    return [ledger.list_plain() for _ in range(CAPACITY + 2)]


@pytest.fixture
def full(ledger, tokens):
    """The trader holds as many assets as an account lists, 10 of each."""
    for token in tokens[:CAPACITY]:
        ledger.deposit("trader", token, 10)


def assets_of(ledger, role="trader"):
    return list(ledger.vault.assetsOf(ledger.people[role]))


def pay(ledger, token, amount, role="trader"):
    """A module pays a person, out of the liquidity provider's first sub-account."""
    source = sub_account(ledger.people["liquidity_provider"], 1)
    if ledger.balance(source, token) < amount:
        ledger.deposit("liquidity_provider", token, amount, source)
    return ledger.vault.move(ledger.asset_ids[token], source, ledger.people[role], amount, ledger.as_("module"))


def pin(ledger, token, action="pin", role="module"):
    return getattr(ledger.vault, action)(ledger.asset_ids[token], ledger.people["trader"], ledger.as_(role))


def test_a_seventeenth_deposit_reverts(ledger, tokens, full, people):
    with ledger.refuses("AssetListFull", people["trader"], CAPACITY):
        ledger.deposit("trader", tokens[CAPACITY], 1)


def test_a_seventeenth_transfer_reverts(ledger, tokens, full, people):
    ledger.deposit("trader", tokens[CAPACITY], 5, sub_account(people["trader"], 1))

    with ledger.refuses("AssetListFull", people["trader"], CAPACITY):
        ledger.transfer("trader", tokens[CAPACITY], 5, people["trader"], sub_account(people["trader"], 1))


def test_a_seventeenth_pin_reverts(ledger, tokens, full, people):
    with ledger.refuses("AssetListFull", people["trader"], CAPACITY):
        pin(ledger, tokens[CAPACITY])


def test_a_payment_to_a_full_account_arrives(ledger, tokens, full, people):
    """It is the owner's like any other balance, but no collateral until he makes room for it."""
    late = tokens[CAPACITY]
    for _ in range(2):
        pay(ledger, late, 7)
    assert ledger.balance("trader", late) == 14
    assert ledger.asset_ids[late] not in assets_of(ledger)

    ledger.withdraw("trader", late, 4)
    with ledger.refuses("AssetListFull", people["trader"], CAPACITY):
        ledger.deposit("trader", late, 1)
    ledger.withdraw("trader", tokens[0], 10)
    ledger.deposit("trader", late, 1)

    assert ledger.balance("trader", late) == 11
    assert ledger.asset_ids[late] in assets_of(ledger)


def test_a_fee_to_a_full_account_arrives(ledger, tokens, full, people):
    late = tokens[CAPACITY]
    ledger.deposit("liquidity_provider", late, 7)
    payer, payee, collector = people["liquidity_provider"], people["governor"], people["trader"]
    ledger.vault.moveWithFee(ledger.asset_ids[late], payer, payee, 5, collector, 2, False, ledger.as_("module"))

    assert (ledger.balance("governor", late), ledger.balance("trader", late)) == (5, 2)
    assert ledger.asset_ids[late] not in assets_of(ledger)


def test_what_came_without_a_place_can_leave_entirely(ledger, tokens, full):
    pay(ledger, tokens[CAPACITY], 7)
    before = assets_of(ledger)

    ledger.withdraw("trader", tokens[CAPACITY], 7)

    assert assets_of(ledger) == before
    assert ledger.balance("trader", tokens[CAPACITY]) == 0


def test_a_payment_takes_a_free_place(ledger, tokens, people):
    pay(ledger, tokens[0], 7)

    assert assets_of(ledger) == [ledger.asset_ids[tokens[0]]]


def test_a_pinned_place_waits_for_the_payout(ledger, tokens, people):
    """The settlement token of an open position keeps its place, though all of it is spent and all others are taken."""
    settlement = tokens[CAPACITY]
    ledger.deposit("trader", settlement, 10)
    for _ in range(2):
        pin(ledger, settlement)
    ledger.withdraw("trader", settlement, 10)
    for token in tokens[: CAPACITY - 1]:
        ledger.deposit("trader", token, 10)
    with ledger.refuses("AssetListFull", people["trader"], CAPACITY):
        ledger.deposit("trader", tokens[CAPACITY - 1], 1)

    pin(ledger, settlement, "unpin")
    pay(ledger, settlement, 5)
    assert ledger.asset_ids[settlement] in assets_of(ledger)
    pin(ledger, settlement, "unpin")
    ledger.withdraw("trader", settlement, 5)

    assert ledger.asset_ids[settlement] not in assets_of(ledger)
    assert ledger.vault.pinsOf(people["trader"], ledger.asset_ids[settlement]) == 0


def test_a_pin_alone_takes_a_place(ledger, tokens, people):
    pin(ledger, tokens[3])

    assert assets_of(ledger) == [ledger.asset_ids[tokens[3]]]
    assert ledger.vault.pinsOf(people["trader"], ledger.asset_ids[tokens[3]]) == 1
    pin(ledger, tokens[3], "unpin")
    assert assets_of(ledger) == []


@pytest.mark.parametrize("action", ["pin", "unpin"])
@pytest.mark.parametrize("role", ["trader", "governor", "stranger"])
def test_pins_are_for_modules(ledger, tokens, people, action, role):
    with ledger.refuses("NotModule", people[role]):
        pin(ledger, tokens[0], action, role)


def test_unpin_reverts_without_a_pin(ledger, tokens, people):
    ledger.deposit("trader", tokens[0], 10)

    with ledger.refuses("NotPinned", people["trader"], ledger.asset_ids[tokens[0]]):
        pin(ledger, tokens[0], "unpin")


def test_pins_are_counted_to_an_end(ledger, tokens):
    for _ in range(127):
        pin(ledger, tokens[0])

    with ledger.refuses("TooManyPins", 127):
        pin(ledger, tokens[0])


@pytest.mark.parametrize("leaving", [0, 7, CAPACITY - 1])
def test_an_asset_that_is_gone_makes_room(ledger, tokens, full, leaving):
    kept = {ledger.asset_ids[token] for token in tokens[:CAPACITY]} - {ledger.asset_ids[tokens[leaving]]}

    ledger.withdraw("trader", tokens[leaving], 10)
    assert set(assets_of(ledger)) == kept
    ledger.deposit("trader", tokens[CAPACITY], 1)

    assert set(assets_of(ledger)) == kept | {ledger.asset_ids[tokens[CAPACITY]]}
    assert len(assets_of(ledger)) == CAPACITY
