from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_utils import keccak

from tests.support.custody import HOUR, WAD
from tests.support.reverts import reverts

HOLDER = Account.from_key(keccak(text="a holder without ether"))
PERMIT = {
    "Permit": [
        {"name": name, "type": type_}
        for name, type_ in (
            ("owner", "address"),
            ("spender", "address"),
            ("value", "uint256"),
            ("nonce", "uint256"),
            ("deadline", "uint256"),
        )
    ]
}


def permit(desk, roles, name="Tesla, tokenised", deadline=2**40):
    """A permit of the holder for the trader to spend one token, ready to submit."""
    domain = {"name": name, "version": "1", "chainId": desk.chain.id, "verifyingContract": desk.token.address}
    message = {
        "owner": HOLDER.address,
        "spender": roles["trader"].address,
        "value": WAD,
        "nonce": desk.token.nonces(HOLDER.address),
        "deadline": deadline,
    }
    signed = HOLDER.sign_message(encode_typed_data(domain, PERMIT, message))
    r, s = (value.to_bytes(32, "big") for value in (signed.r, signed.s))
    return HOLDER.address, roles["trader"], WAD, deadline, signed.v, r, s


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
    arguments = permit(desk, roles, name="NVIDIA, tokenised")

    with reverts("ERC2612InvalidSigner", recovered(desk, arguments), HOLDER.address):
        desk.token.permit(*arguments, {"from": roles["stranger"]})
    assert desk.token.allowance(HOLDER.address, roles["trader"]) == 0


def test_allows_by_signature(desk, roles):
    desk.token.permit(*permit(desk, roles), {"from": roles["stranger"]})

    assert desk.token.allowance(HOLDER.address, roles["trader"]) == WAD


def recovered(desk, arguments):
    """Whom the contract takes for the signer of a permit that is not for it, at the present nonce."""
    owner, spender, value, deadline, v, r, s = arguments
    domain = {"name": "Tesla, tokenised", "version": "1", "chainId": desk.chain.id}
    message = {
        "owner": owner,
        "spender": spender.address,
        "value": value,
        "nonce": desk.token.nonces(owner),
        "deadline": deadline,
    }
    signable = encode_typed_data(domain | {"verifyingContract": desk.token.address}, PERMIT, message)
    return Account.recover_message(signable, vrs=(v, int.from_bytes(r, "big"), int.from_bytes(s, "big")))
