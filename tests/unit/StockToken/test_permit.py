from dataclasses import replace

from eth_account import Account
from eth_utils import keccak

from tests.support.custody import HOUR, WAD
from tests.support.eip712 import Permit, domain_of, permit_arguments
from tests.support.reverts import reverts

CURVE_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
HOLDER = Account.from_key(keccak(text="a holder without ether"))


def permit(desk, roles, deadline=2**40, domain=None):
    """A permit of the holder for the trader to spend one token, ready to submit."""
    return permit_arguments(desk.token, HOLDER, roles["trader"], WAD, deadline, domain)


def recovered(desk, arguments):
    """Whom the contract takes for the signer of a permit that is not for it, at the present nonce."""
    owner, spender, value, deadline, v, r, s = arguments
    message = Permit(owner, spender, value, desk.token.nonces(owner), deadline)
    vrs = (v, int.from_bytes(r, "big"), int.from_bytes(s, "big"))
    return Account.recover_message(message.signable(domain_of(desk.token)), vrs=vrs)


def test_reverts_after_its_deadline(desk, roles):
    deadline = desk.chain[-1].timestamp + HOUR
    arguments = permit(desk, roles, deadline=deadline)
    desk.wait(HOUR + 1)

    with reverts("ERC2612ExpiredSignature", deadline):
        desk.token.permit(*arguments, {"from": roles["stranger"]})
    assert desk.token.allowance(HOLDER.address, roles["trader"]) == 0


def test_reverts_when_replayed(desk, roles):
    arguments = permit(desk, roles)
    desk.token.permit(*arguments, {"from": roles["stranger"]})
    desk.token.transferFrom(HOLDER.address, roles["trader"], 0, {"from": roles["trader"]})

    assert desk.token.nonces(HOLDER.address) == 1
    with reverts("ERC2612InvalidSigner", recovered(desk, arguments), HOLDER.address):
        desk.token.permit(*arguments, {"from": roles["stranger"]})


def test_reverts_in_the_domain_of_another_stock(desk, roles):
    arguments = permit(desk, roles, domain=replace(domain_of(desk.token), name="NVIDIA, tokenised"))

    with reverts("ERC2612InvalidSigner", recovered(desk, arguments), HOLDER.address):
        desk.token.permit(*arguments, {"from": roles["stranger"]})
    assert desk.token.allowance(HOLDER.address, roles["trader"]) == 0


def test_allows_by_signature(desk, roles):
    desk.token.permit(*permit(desk, roles), {"from": roles["stranger"]})

    assert desk.token.allowance(HOLDER.address, roles["trader"]) == WAD


def test_reverts_when_another_signs(desk, roles):
    _, spender, *rest = permit(desk, roles)
    another = roles["stranger"].address
    signer = recovered(desk, (another, spender, *rest))

    with reverts("ERC2612InvalidSigner", signer, another):
        desk.token.permit(another, spender, *rest, {"from": roles["stranger"]})


def test_reverts_for_the_other_form_of_a_signature(desk, roles):
    """s and order - s sign alike; only the lower counts, or a permit would have two hashes."""
    *call, v, r, s = permit(desk, roles)
    other = (CURVE_ORDER - int.from_bytes(s, "big")).to_bytes(32, "big")

    with reverts("ECDSAInvalidSignatureS", other):
        desk.token.permit(*call, 55 - v, r, other, {"from": roles["stranger"]})


def test_the_domain_separator_is_that_of_eip_712(desk):
    domain = domain_of(desk.token)
    kind = keccak(text="EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)")
    names = keccak(text=domain.name) + keccak(text=domain.version)
    place = domain.chain_id.to_bytes(32, "big") + bytes.fromhex(desk.token.address[2:]).rjust(32, b"\0")

    assert desk.token.DOMAIN_SEPARATOR() == "0x" + keccak(kind + names + place).hex()


def test_allows_at_its_deadline_and_sets_what_is_allowed(desk, roles):
    """It replaces an allowance, and takes the next nonce."""
    desk.token.permit(*permit(desk, roles), {"from": roles["stranger"]})
    deadline = desk.chain[-1].timestamp + HOUR
    owner, spender, _, _, *_ = arguments = permit_arguments(desk.token, HOLDER, roles["trader"], 7, deadline)
    desk.chain.mine(timestamp=deadline - 1)
    tx = desk.token.permit(*arguments, {"from": roles["stranger"]})

    assert tx.timestamp == deadline
    assert desk.token.allowance(owner, spender) == 7
    assert desk.token.nonces(owner) == 2
    event = tx.events["Approval"]
    assert (event["owner"], event["spender"], event["value"]) == (owner, spender, 7)
