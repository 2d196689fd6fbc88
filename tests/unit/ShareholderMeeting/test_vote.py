"""Who votes how much, and that nothing votes twice."""

import pytest

from tests.support.custody import HOUR, WAD
from tests.support.dividends import TSLA_ID, WALLET, whole
from tests.support.ledger import sub_account
from tests.support.reverts import reverts

YES, NO = (1, 0, 0), (0, 1, 0)


@pytest.fixture(autouse=True)
def _convened(desk):
    """Two resolutions, an hour to vote."""
    desk.convene()


def test_reverts_for_an_unknown_meeting(desk, roles):
    with reverts("MeetingUnknown", 2):
        desk.vote([YES, YES], WALLET, roles["trader"], "trader", meeting_id=2)


def test_reverts_after_the_deadline(desk, roles):
    deadline = desk.meeting.meetingOf(1).dict()["deadline"]
    desk.chain.mine(timestamp=deadline)

    with reverts("MeetingClosed", deadline):
        desk.vote([YES, YES], WALLET, roles["trader"], "trader")


@pytest.mark.parametrize("given", [0, 1, 3])
def test_reverts_without_a_vote_for_each_resolution(desk, roles, given):
    with reverts("VotesMissing", given, 2):
        desk.vote([YES] * given, WALLET, roles["trader"], "trader")


def test_nobody_votes_for_anothers_wallet_or_shares(desk, roles):
    for via in (WALLET, desk.pool):
        with reverts("WalletOfAnother", roles["trader"], roles["stranger"]):
            desk.vote([YES, YES], via, roles["trader"], "stranger")


def test_of_an_account_only_its_owner_votes(desk, roles):
    expiry = desk.chain[-1].timestamp + HOUR
    desk.vault.setOperator(roles["trader"], roles["stranger"], expiry, {"from": roles["trader"]})

    with reverts("AccountOfAnother", roles["trader"], roles["stranger"]):
        desk.vote([YES, YES], desk.vault, roles["trader"], "stranger")


def test_an_account_of_the_protocol_does_not_vote(desk, roles):
    """A pool's votes are its share holders'."""
    votes = [(600 * WAD, 0, 0)] * 2
    vote = desk.meeting.vote.encode_input(1, desk.vault, desk.pool, votes)

    with reverts("HoldsForOthers", desk.pool):
        desk.pool.callAsPool(desk.meeting, vote, {"from": roles["stranger"]})


@pytest.mark.parametrize("votes", [(301, 0, 0), (100, 100, 101)])
def test_reverts_beyond_the_holders_weight(desk, roles, votes):
    with reverts("WeightExceeded", 1, 301 * WAD, 300 * WAD):
        desk.vote([YES, votes], WALLET, roles["trader"], "trader")


def test_a_later_owner_has_no_vote(desk, roles):
    desk.token.transfer(roles["stranger"], 300 * WAD, {"from": roles["trader"]})
    weights = [desk.meeting.weightOf(desk.token, 1, WALLET, roles[role]) for role in ("trader", "stranger")]
    assert weights == [300 * WAD, 0]

    with reverts("WeightExceeded", 0, WAD, 0):
        desk.vote([YES, YES], WALLET, roles["stranger"], "stranger")
    desk.vote([(300, 0, 0), NO], WALLET, roles["trader"], "trader")


def test_a_pool_that_lies_does_not_vote_more_than_there_is(desk, roles):
    """C5: votes <= supply."""
    desk.pool.setShares(1, roles["stranger"], 10 * WAD, {"from": roles["stranger"]})

    with reverts("VotesExceedSupply", 0, 1_001 * WAD, 1_000 * WAD):
        desk.vote([(1_001, 0, 0), NO], desk.pool, roles["stranger"], "stranger")


def test_everybody_votes_and_splits_his_weight(desk, roles):
    """C5: votes <= supply. A wallet, an account, and two holders of pool shares."""
    transaction = desk.vote([(300, 0, 0), (100, 150, 50)], WALLET, roles["trader"], "trader")
    desk.vote([(0, 100, 0), (0, 0, 100)], desk.vault, roles["trader"], "trader")
    desk.vote([(250, 150, 0), (400, 0, 0)], desk.pool, roles["liquidity_provider"], "liquidity_provider")
    desk.vote([(0, 0, 200), (0, 199, 0)], desk.pool, roles["second_trader"], "second_trader")

    assert desk.tally() == [(550, 250, 200), (500, 349, 150)]
    event = transaction.events["VotesCast"]
    assert (event["meetingId"], event["holder"], event["via"]) == (1, roles["trader"], WALLET)
    assert whole(event["votes"]) == [(300, 0, 0), (100, 150, 50)]
    assert whole(desk.meeting.votesOf(1, WALLET, roles["trader"])) == [(300, 0, 0), (100, 150, 50)]


def test_an_owner_votes_for_each_of_his_accounts(desk, roles):
    account = sub_account(roles["trader"], 3)
    desk.vault.transfer(TSLA_ID, roles["trader"], account, 40 * WAD, {"from": roles["trader"]})
    desk.record()
    desk.convene(1, recordEpoch=2)
    desk.vote([(60, 0, 0)], desk.vault, roles["trader"], "trader", meeting_id=2)
    desk.vote([(0, 40, 0)], desk.vault, account, "trader", meeting_id=2)

    assert desk.tally(2) == [(60, 40, 0)]


def test_voting_again_replaces_the_votes_before(desk, roles):
    desk.vote([(300, 0, 0), (0, 300, 0)], WALLET, roles["trader"], "trader")
    desk.vote([(0, 100, 0), (0, 0, 0)], desk.vault, roles["trader"], "trader")
    desk.vote([(0, 200, 100), (1, 0, 0)], WALLET, roles["trader"], "trader")

    assert desk.tally() == [(0, 300, 100), (1, 0, 0)]


def test_the_last_second_counts(desk, roles):
    deadline = desk.meeting.meetingOf(1).dict()["deadline"]
    desk.chain.mine(timestamp=deadline - 1)
    vote = desk.vote([YES, NO], WALLET, roles["trader"], "trader")

    assert vote.timestamp == deadline
    assert desk.tally() == [YES, NO]
