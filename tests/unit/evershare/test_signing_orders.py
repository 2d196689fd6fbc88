"""Quotes and limit orders in Python: golden vectors, and what is refused. The contract's word for them
is in tests/unit/SignedOrders/test_hashes.py."""

import json
from pathlib import Path

import pytest
from eth_account import Account
from eth_keys.constants import SECPK1_N
from eth_utils import keccak

from evershare.errors import InvalidInput
from evershare.signing import (
    Cancellation,
    Domain,
    LimitOrder,
    PoolQuote,
    bump_epoch_data,
    cancel_group_data,
    orders_domain,
    recover,
    sign_order,
)

DOCUMENT = json.loads((Path(__file__).parents[2] / "vectors" / "orders.json").read_text())
DOMAIN = orders_domain(DOCUMENT["domain"]["chainId"], DOCUMENT["domain"]["verifyingContract"])
SIGNER = DOCUMENT["signer"]
KEY = keccak(text="orders golden 0")
TYPES = {"PoolQuote": PoolQuote, "LimitOrder": LimitOrder}
MESSAGES = [TYPES[row["type"]].from_json(row["message"]) for row in DOCUMENT["rows"]]
VECTORS = list(zip(MESSAGES, DOCUMENT["rows"], strict=True))
QUOTE = MESSAGES[0]


@pytest.mark.parametrize(("message", "row"), VECTORS)
def test_messages_have_their_golden_digests_and_signatures(message, row):
    signature = sign_order(message, DOMAIN, KEY)

    assert DOMAIN.as_dict() == DOCUMENT["domain"]
    assert "0x" + message.digest(DOMAIN).hex() == row["digest"]
    assert "0x" + signature.hex() == row["signature"]
    assert recover(message, DOMAIN, signature) == SIGNER == Account.from_key(KEY).address


@pytest.mark.parametrize("message", MESSAGES)
def test_json_and_back_is_the_same(message):
    assert type(message).from_json(json.loads(json.dumps(message.to_json()))) == message


def test_a_cancellation_goes_through_json_too():
    message = Cancellation(SIGNER, (3, 2**256 - 1), 1_722_700_800)

    assert Cancellation.from_json(json.loads(json.dumps(message.to_json()))) == message
    assert recover(message, DOMAIN, sign_order(message, DOMAIN, KEY)) == SIGNER


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("marketId", str(2**32)),
        ("marketId", 1),
        ("marketId", "-1"),
        ("marketId", "1.0"),
        ("marketId", "٣"),
        ("size", "9" * 5_000),
        ("isCall", "true"),
        ("isCall", 1),
        ("taker", "0x12"),
        ("taker", 0),
        ("taker", QUOTE.signer.swapcase().replace("0X", "0x")),
    ],
)
def test_json_of_another_type_or_range_is_refused(member, value):
    with pytest.raises(InvalidInput, match=member):
        PoolQuote.from_json(QUOTE.to_json() | {member: value})


def test_json_with_other_members_is_refused():
    document = QUOTE.to_json()
    del document["taker"]

    for changed in (document, QUOTE.to_json() | {"note": ""}):
        with pytest.raises(InvalidInput, match="exactly the members"):
            PoolQuote.from_json(changed)


def test_a_second_form_of_a_signature_is_refused():
    signature = sign_order(QUOTE, DOMAIN, KEY)
    high_s = SECPK1_N - int.from_bytes(signature[32:64], "big")
    twin = signature[:32] + high_s.to_bytes(32, "big") + bytes([55 - signature[64]])

    assert Account.recover_message(QUOTE.signable(DOMAIN), signature=twin) == SIGNER
    for other in (twin, signature[:64] + bytes([signature[64] - 27])):
        with pytest.raises(InvalidInput, match="canonical"):
            recover(QUOTE, DOMAIN, other)
    with pytest.raises(InvalidInput, match="65 bytes"):
        recover(QUOTE, DOMAIN, signature[:64])


def test_a_signature_of_one_domain_is_not_the_signers_in_another():
    signature = sign_order(QUOTE, DOMAIN, KEY)

    for other in (Domain(DOMAIN.name, 1, DOMAIN.verifying_contract), orders_domain(DOMAIN.chain_id, SIGNER)):
        assert recover(QUOTE, other, signature) != SIGNER


def test_the_data_of_cancelling_transactions(interface):
    selectors = {name: selector for selector, name in interface.ISignedOrders.selectors.items()}

    assert cancel_group_data(7).hex() == selectors["cancelGroup"].removeprefix("0x") + f"{7:064x}"
    assert bump_epoch_data().hex() == selectors["bumpEpoch"].removeprefix("0x")
