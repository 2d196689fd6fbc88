from dataclasses import replace

from eth_account import Account
from eth_utils import keccak

from tests.support.custody import HOUR, WAD
from tests.support.eip712 import Permit, domain_of, permit_arguments
from tests.support.reverts import reverts

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
