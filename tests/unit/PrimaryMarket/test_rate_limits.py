"""What the limits stop, for how long, and what they never stop."""

import pytest
from eth_utils import keccak

from tests.support.custody import HOUR, INSTRUCTION, SUPPLY_CAP, WAD
from tests.support.requests import PRICE
from tests.support.reverts import reverts

DAY = 24 * HOUR
NEVER = 2**256 - 1
SMALL_CAP = 200 * WAD  # so that 1,000 tokens are more than the redemption limit


def limit_issue(desk, per_day, net=None):
    desk.market.setIssueLimits(desk.token, per_day, per_day if net is None else net, {"from": desk.roles["governor"]})


def limit_redeem(desk, per_day):
    governor = {"from": desk.roles["governor"]}
    desk.registry.setSupplyCap(desk.token, SMALL_CAP, governor)
    desk.market.setRedeemLimit(desk.token, per_day, governor)


def used(desk):
    """Raw tokens in use of the limits of issuing, net issuing and redeeming."""
    return [int(limit[1]) for limit in desk.market.limitsOf(desk.token)]


@pytest.fixture(autouse=True)
def _attested(desk):
    desk.attest(10_000 * WAD)


def refused(desk, raw, error, *arguments):
    """A receipt for ``raw`` shares is refused in the pending block, and when there is room is told to the second."""
    receipt = desk.receipt(raw)
    with reverts(error, *arguments):
        desk.market.issueInKind.call(receipt.as_tuple(), desk.signed(receipt), {"from": receipt.participant})


def test_a_stock_without_limits_is_not_issued(desk, roles, containers, monkeypatch):
    listed = desk.list_stock(security=keccak(text="without limits"))
    monkeypatch.setattr(desk, "token", containers.StockToken.at(listed.return_value))
    desk.market.setParticipant(desk.token, roles["authorised_participant"], True, {"from": roles["issuer"]})
    desk.attest(WAD)

    with reverts("IssueLimitExceeded", desk.token, WAD, 0, NEVER):
        desk.issue(WAD)


def test_no_more_at_once_than_the_limit(desk):
    limit_issue(desk, 100 * WAD)

    with reverts("IssueLimitExceeded", desk.token, 100 * WAD + 1, 100 * WAD, NEVER):
        desk.issue(100 * WAD + 1)
    desk.issue(100 * WAD)
    assert used(desk) == [100 * WAD, 100 * WAD, 0]


def test_what_was_issued_leaves_room_in_a_day(desk):
    limit_issue(desk, 100 * WAD)
    full = desk.issue(100 * WAD).timestamp
    desk.chain.mine(timestamp=full + DAY // 4 - 1)

    refused(desk, 25 * WAD, "IssueLimitExceeded", desk.token, 25 * WAD, 100 * WAD, full + DAY // 4)
    desk.chain.mine(timestamp=full + DAY // 4)
    desk.issue(25 * WAD)
    desk.chain.mine(timestamp=desk.chain[-1].timestamp + DAY)
    assert used(desk) == [0, 0, 0]


def test_redeeming_makes_no_room_in_the_gross_limit(desk):
    """Or one share could be issued and redeemed all day."""
    limit_issue(desk, 100 * WAD)
    full = desk.issue(100 * WAD).timestamp
    desk.redeem(100 * WAD)

    refused(desk, 50 * WAD, "IssueLimitExceeded", desk.token, 50 * WAD, 100 * WAD, full + DAY // 2)


def test_redeeming_makes_room_in_the_net_limit(desk):
    limit_issue(desk, 1_000 * WAD, net=100 * WAD)
    full = desk.issue(100 * WAD).timestamp
    desk.chain.mine(timestamp=full)

    refused(desk, 50 * WAD, "NetIssueLimitExceeded", desk.token, 50 * WAD, 100 * WAD, full + DAY // 2)
    desk.redeem(50 * WAD)
    desk.issue(50 * WAD)
    assert 99 * WAD < used(desk)[1] <= 100 * WAD


def test_redeeming_more_than_was_issued_saves_nothing_up(desk):
    desk.issue(500 * WAD)
    limit_issue(desk, 1_000 * WAD, net=100 * WAD)
    desk.redeem(500 * WAD)

    with reverts("NetIssueLimitExceeded", desk.token, 100 * WAD + 1, 100 * WAD, NEVER):
        desk.issue(100 * WAD + 1)


def test_many_tokens_together_meet_the_global_limit(desk, roles, containers, monkeypatch):
    """One token's whole limit a day: three quarters of one leave room for half of another after six hours."""
    governor = {"from": roles["governor"]}
    desk.market.setGlobalIssueLimit(WAD, governor)
    limit_issue(desk, 100 * WAD)
    first = desk.issue(75 * WAD).timestamp
    listed = desk.list_stock(security=keccak(text="another stock"))
    monkeypatch.setattr(desk, "token", containers.StockToken.at(listed.return_value))
    desk.open_market(desk.token)
    desk.market.setIssueLimits(desk.token, 10 * WAD, 10 * WAD, governor)
    desk.attest(1_000 * WAD)
    desk.chain.mine(timestamp=first + HOUR)

    refused(desk, 5 * WAD, "GlobalIssueLimitExceeded", WAD // 2, WAD, first + DAY // 4)
    desk.chain.mine(timestamp=first + DAY // 4)
    desk.issue(5 * WAD)
    assert desk.market.globalIssueLimit()[1] > WAD * 99 // 100


def test_a_redemption_is_delayed_and_passes_in_pieces(desk):
    """No limit closes the exit: what does not pass at once passes in pieces, in time."""
    desk.issue(30 * WAD)
    limit_redeem(desk, 10 * WAD)

    with reverts("RedeemLimitExceeded", desk.token, 30 * WAD, 10 * WAD, NEVER):
        desk.redeem(30 * WAD)
    for _ in range(3):
        at = desk.redeem(10 * WAD).timestamp
        desk.chain.mine(timestamp=at)
        with reverts("RedeemLimitExceeded", desk.token, 10 * WAD, 10 * WAD, at + DAY):
            participant = desk.roles["authorised_participant"]
            desk.market.redeemInKind.call(desk.token, 10 * WAD, INSTRUCTION, {"from": participant})
        desk.chain.mine(timestamp=at + DAY - 1)
    assert desk.token.totalSupply() == 0


def test_a_lowered_limit_forgets_nothing(desk):
    limit_issue(desk, 100 * WAD)
    full = desk.issue(100 * WAD).timestamp
    limit_issue(desk, 50 * WAD)
    now = desk.chain[-1].timestamp
    level = used(desk)[0]

    assert level == 100 * WAD - (now - full) * 100 * WAD // DAY
    room_at = now - -((level + 10 * WAD - 50 * WAD) * DAY) // (50 * WAD)
    refused(desk, 10 * WAD, "IssueLimitExceeded", desk.token, 10 * WAD, 50 * WAD, room_at)


def test_fills_of_requests_count_alike(requests, roles):
    governor = {"from": roles["governor"]}
    requests.wait(DAY)
    requests.attest(10_000 * WAD)
    requests.market.setIssueLimits(requests.token, 5 * WAD, 5 * WAD, governor)
    limit_redeem(requests, SMALL_CAP // 20)
    requests.registry.resetSupplyCap(requests.token, SUPPLY_CAP, governor)
    requests.ask_issue(20 * PRICE)
    requests.ask_redeem(20 * WAD)

    with reverts("IssueLimitExceeded", requests.token, 6 * WAD, 5 * WAD, NEVER):
        requests.fill_request(1, 6 * WAD, 6 * PRICE)
    with reverts("RedeemLimitExceeded", requests.token, 11 * WAD, 10 * WAD, NEVER):
        requests.fill_request(2, 11 * WAD, 11 * PRICE)
    requests.fill_request(2, 10 * WAD, 10 * PRICE)
    requests.fill_request(1, 5 * WAD, 5 * PRICE)
