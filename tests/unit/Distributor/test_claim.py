"""Who may claim, what he is paid, and that it is paid once."""

import pytest
from brownie import web3
from eth_utils import keccak

from tests.support.custody import WAD
from tests.support.dividends import TSLA_ID, USDC, WALLET
from tests.support.ledger import sub_account
from tests.support.reverts import reverts


def test_reverts_for_an_unknown_distribution(desk, roles):
    with reverts("DistributionUnknown", 1):
        desk.claim(1, WALLET, roles["trader"], "trader")


@pytest.mark.parametrize("who", ["stranger", "liquidity_provider"])
def test_of_an_account_only_its_owner_claims(desk, roles, who):
    id_ = desk.dividend()

    with reverts("AccountOfAnother", roles["trader"], roles[who]):
        desk.claim(id_, desk.vault, roles["trader"], who)


def test_an_operator_is_no_owner(desk, roles):
    id_ = desk.dividend()
    expiry = desk.chain[-1].timestamp + 3_600
    desk.vault.setOperator(roles["trader"], roles["stranger"], expiry, {"from": roles["trader"]})

    with reverts("AccountOfAnother", roles["trader"], roles["stranger"]):
        desk.claim(id_, desk.vault, roles["trader"], "stranger")


def test_a_contract_claims_for_itself(desk, roles):
    id_ = desk.dividend()
    contract = roles["stranger"].deploy(desk.containers.MockRecordPool)
    for holder in (contract, desk.pool, desk.vault, desk.token):
        with reverts("ContractActsForItself", holder, roles["stranger"]):
            desk.claim(id_, WALLET, holder, "stranger")


@pytest.mark.parametrize("address", ["zero", "token", "vault"])
def test_what_holds_for_others_has_no_weight_of_its_own(desk, roles, address):
    """The ledger's tokens are its accounts', and those in escrow their payees'."""
    holder = {"zero": WALLET, "token": desk.token, "vault": desk.vault}[address]

    with reverts("HoldsForOthers", holder):
        desk.distributor.weightOf(desk.token, 1, WALLET, holder)
    with reverts("HoldsForOthers", holder):
        desk.distributor.claimable(desk.dividend(), WALLET, holder)


def test_an_account_of_the_protocol_is_its_share_holders(desk, roles):
    id_ = desk.dividend()
    claim = desk.distributor.claim.encode_input(id_, desk.vault, desk.pool)

    with reverts("HoldsForOthers", desk.pool):
        desk.pool.callAsPool(desk.distributor, claim, {"from": roles["stranger"]})


def test_reverts_through_what_is_no_pool(desk, roles):
    """An account whose owner says of itself that it is a pool."""
    id_ = desk.dividend()
    impostor = roles["stranger"].deploy(desk.containers.MockRecordPool)

    with reverts("NotRecordPool", impostor):
        desk.claim(id_, impostor, roles["stranger"], "stranger")
    with reverts("HoldsForOthers", WALLET):
        desk.claim(id_, desk.pool, WALLET, "stranger")


def test_reverts_before_it_is_funded(desk, roles):
    id_ = desk.declare().return_value

    with reverts("NothingToClaim", id_, WALLET, roles["trader"]):
        desk.claim(id_, WALLET, roles["trader"], "trader")


def test_reverts_for_who_held_nothing(desk, roles):
    id_ = desk.dividend()

    for via, holder in ((WALLET, "stranger"), (desk.vault, "stranger"), (desk.pool, "stranger")):
        with reverts("NothingToClaim", id_, via, roles[holder]):
            desk.claim(id_, via, roles[holder], holder)


def test_a_pool_without_shares_has_no_claims(desk, roles):
    id_ = desk.dividend()
    desk.pool.setSupply(1, 0, {"from": roles["stranger"]})

    with reverts("NothingToClaim", id_, desk.pool, roles["liquidity_provider"]):
        desk.claim(id_, desk.pool, roles["liquidity_provider"], "stranger")


def test_pays_everybody_once(desk, roles):
    """C5: 300 in a wallet, 100 in an account, 400 and 200 through a pool, of 1,000."""
    id_ = desk.dividend(1_000 * USDC)
    paid = {}
    for claim in desk.claims(id_):
        transaction = desk.claim(*claim)
        paid[claim[1:3]] = transaction.return_value
        assert transaction.events["DistributionClaimed"] == {
            "id": id_,
            "holder": claim[2],
            "via": claim[1],
            "amount": transaction.return_value,
        }
        with reverts("NothingToClaim", *claim[:3]):
            desk.claim(*claim)

    assert list(paid.values()) == [300 * USDC, 100 * USDC, 400 * USDC, 200 * USDC]
    assert desk.usdc.balanceOf(roles["trader"]) == 400 * USDC
    assert desk.usdc.balanceOf(roles["liquidity_provider"]) == 400 * USDC
    assert desk.distributor.distributionOf(id_).dict()["claimed"] == 1_000 * USDC
    assert desk.usdc.balanceOf(desk.distributor) == 0


def test_an_account_is_paid_to_its_owners_wallet(desk, roles):
    account = sub_account(roles["trader"], 3)
    desk.deposit(roles["trader"], 50, account)
    desk.record()
    id_ = desk.declare(recordEpoch=2).return_value
    desk.fund(id_, 1_000 * USDC)
    desk.claim(id_, desk.vault, account, "trader")

    assert desk.usdc.balanceOf(roles["trader"]) == 50 * USDC
    assert desk.usdc.balanceOf(account) == 0


def test_anybody_claims_for_a_wallet(desk, roles):
    id_ = desk.dividend()
    desk.claim(id_, WALLET, roles["trader"], "stranger")

    assert desk.usdc.balanceOf(roles["trader"]) == 300 * USDC


def test_a_contract_is_paid_for_itself(desk, roles):
    wallet = roles["stranger"].deploy(desk.containers.MockRecordPool)
    desk.token.transfer(wallet, 10 * WAD, {"from": roles["trader"]})
    desk.record()
    id_ = desk.declare(recordEpoch=2).return_value
    desk.fund(id_, 1_000 * USDC)
    claim = desk.distributor.claim.encode_input(id_, WALLET, wallet)
    wallet.callAsPool(desk.distributor, claim, {"from": roles["stranger"]})

    assert desk.usdc.balanceOf(wallet) == 10 * USDC


def test_the_owner_at_the_record_is_paid_and_not_a_later_one(desk, roles):
    """C5, in the wallet and in the ledger."""
    trader = {"from": roles["trader"]}
    desk.vault.withdraw(TSLA_ID, roles["trader"], roles["trader"], 100 * WAD, trader)
    desk.token.transfer(roles["stranger"], 400 * WAD, trader)
    desk.deposit(roles["stranger"], 200)
    id_ = desk.dividend()

    for via in (WALLET, desk.vault):
        with reverts("NothingToClaim", id_, via, roles["stranger"]):
            desk.claim(id_, via, roles["stranger"], "stranger")
        desk.claim(id_, via, roles["trader"], "trader")
    assert desk.usdc.balanceOf(roles["trader"]) == 400 * USDC


def test_short_funding_is_paid_pro_rata_and_the_rest_when_it_comes(desk, roles):
    id_ = desk.dividend(1_000 * USDC, funded=100 * USDC)
    wallet, account, *shares = desk.claims(id_)

    assert desk.claim(*wallet).return_value == 30 * USDC
    with reverts("NothingToClaim", *wallet[:3]):
        desk.claim(*wallet)
    desk.fund(id_, 400 * USDC)
    assert [desk.claim(*claim).return_value for claim in (wallet, account)] == [120 * USDC, 50 * USDC]
    desk.fund(id_, 500 * USDC)
    amounts = [desk.claim(*claim).return_value for claim in (wallet, account, *shares)]

    assert amounts == [150 * USDC, 50 * USDC, 400 * USDC, 200 * USDC]
    for claim in (wallet, account, *shares):
        with reverts("NothingToClaim", *claim[:3]):
            desk.claim(*claim)
    assert desk.usdc.balanceOf(desk.distributor) == 0


def test_rounding_stays_with_the_distributor(desk):
    """Five units for 1,000 tokens: each claim rounds down, and all together stay within what was funded."""
    id_ = desk.dividend(5)
    amounts = [desk.claim(*claim).return_value for claim in desk.claims(id_) if desk.distributor.claimable(*claim[:3])]

    assert amounts == [1, 2, 1]  # of 1.5, 0.5, 2 and 1
    assert desk.usdc.balanceOf(desk.distributor) == 1


def test_a_dividend_does_not_pay_for_another(desk, roles):
    first, second = desk.dividend(1_000 * USDC), desk.dividend(500 * USDC)
    for claim in desk.claims(second):
        desk.claim(*claim)

    assert desk.usdc.balanceOf(desk.distributor) == 1_000 * USDC
    for claim in desk.claims(first):
        desk.claim(*claim)
    assert desk.usdc.balanceOf(desk.distributor) == 0


def test_a_pool_that_lies_takes_no_more_than_was_funded(desk, roles):
    """C5: another dividend's money is out of reach."""
    safe, id_ = desk.dividend(1_000 * USDC), desk.dividend(1_000 * USDC)
    desk.pool.setShares(1, roles["stranger"], 10 * WAD, {"from": roles["stranger"]})

    with reverts("ClaimsExceedFunding", id_, 2_000 * USDC, 1_000 * USDC):
        desk.claim(id_, desk.pool, roles["stranger"], "stranger")
    for claim in desk.claims(safe):
        desk.claim(*claim)


def test_a_payee_who_is_refused_keeps_his_claim_and_blocks_nobody(desk, roles, MockDenyListToken):
    """C6."""
    token = desk.list_paid_token(9, roles["stranger"].deploy(MockDenyListToken))
    id_ = desk.dividend(token=token)
    wallet, account, *shares = desk.claims(id_)
    token.deny(roles["trader"], True, {"from": roles["stranger"]})

    for claim in (wallet, account):
        with reverts("MockAccountDenied", roles["trader"]):
            desk.claim(*claim)
    assert [desk.claim(*claim).return_value for claim in shares] == [400 * USDC, 200 * USDC]
    token.deny(roles["trader"], False, {"from": roles["stranger"]})
    assert [desk.claim(*claim).return_value for claim in (wallet, account)] == [300 * USDC, 100 * USDC]


def test_a_holder_on_the_stocks_own_list_is_paid(desk, roles):
    """Who may not hold the stock any more is still owed what he held."""
    id_ = desk.dividend()
    desk.token.setListed(roles["trader"], True, {"from": roles["issuer"]})

    assert [desk.claim(*claim).return_value for claim in desk.claims(id_)[:2]] == [300 * USDC, 100 * USDC]


@pytest.mark.parametrize("inner", ["claim", "claimMany", "fund"])
def test_a_token_that_calls_back_finds_it_closed(desk, roles, MockHookToken, inner):
    token = desk.list_paid_token(9, roles["stranger"].deploy(MockHookToken))
    id_ = desk.dividend(token=token)
    wallet, account, *_ = desk.claims(id_)
    call = {
        "claim": desk.distributor.claim.encode_input(*wallet[:3]),
        "claimMany": desk.distributor.claimMany.encode_input([wallet[:3]]),
        "fund": desk.distributor.fund.encode_input(id_, 1),
    }[inner]
    token.armHook(desk.distributor, call, True, {"from": roles["stranger"]})
    desk.claim(*account)

    refusal = "0x" + keccak(text="ReentrancyGuardReentrantCall()")[:4].hex()
    assert (token.hookRan(), token.hookSucceeded(), token.hookAnswer()) == (True, False, refusal)


def test_a_delegated_wallet_claims_for_itself(desk, roles):
    """EIP-7702: a wallet with code is a contract, and its owner still acts for it."""
    id_ = desk.dividend()
    delegation = "0xef0100" + desk.pool.address[2:]
    web3.provider.make_request("anvil_setCode", [roles["trader"].address, delegation])

    with reverts("ContractActsForItself", roles["trader"], roles["stranger"]):
        desk.claim(id_, WALLET, roles["trader"], "stranger")
    assert desk.claim(id_, WALLET, roles["trader"], "trader").return_value == 300 * USDC
