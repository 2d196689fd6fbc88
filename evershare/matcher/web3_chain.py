"""The chain behind a node, by web3.py."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import requests
from eth_account.signers.local import LocalAccount
from web3 import HTTPProvider, Web3
from web3.exceptions import (
    BadFunctionCallOutput,
    ContractCustomError,
    ContractLogicError,
    TransactionNotFound,
    Web3Exception,
    Web3RPCError,
)

from evershare import abi
from evershare.client import reverts
from evershare.errors import InvalidInput
from evershare.matcher.book import Group
from evershare.matcher.chain import ChainUnreachable, GroupState, Pending, Prepared, Refusal
from evershare.matcher.models import Message
from evershare.signing import Domain, OrderFill, PoolQuote, orders_domain

REQUEST_SECONDS = 20
CLOCK_SECONDS, FEE_SECONDS = 1.0, 10.0  # how long an answer is good for
GAS_PER_FILL = 800_000
GAS_OF_A_BATCH, GAS_BESIDE_A_FILL = 100_000, 80_000  # call data, the loop, and what a call does not pass on
DEFAULT_TIP_WEI = 10**9
BPS = 10_000
_ERC1271_ACCEPTED = bytes.fromhex("1626ba7e")
_ERC1271 = [
    {
        "type": "function",
        "name": "isValidSignature",
        "stateMutability": "view",
        "inputs": [{"name": "hash", "type": "bytes32"}, {"name": "signature", "type": "bytes"}],
        "outputs": [{"name": "", "type": "bytes4"}],
    }
]
_TAKEN = ("already known", "already imported", "known transaction", "nonce too low", "nonce is too low")


class Web3Chain:
    """A deployed ``SignedOrders`` and the key that sends batches to it."""

    def __init__(
        self,
        url: str,
        addresses: dict[str, str],
        account: LocalAccount,
        gas_per_fill: int = GAS_PER_FILL,
        confirmations: int = 1,
    ) -> None:
        """`addresses` are those of SignedOrders, PerpetualOptions and PriceOracle."""
        provider = HTTPProvider(url, request_kwargs={"timeout": REQUEST_SECONDS})
        self._web3, self._account = Web3(provider), account
        self._gas_per_fill, self._confirmations = gas_per_fill, confirmations
        self._orders, self._options, self._oracle = (
            self._web3.eth.contract(
                address=Web3.to_checksum_address(addresses[name]), abi=list(abi.load(name)), decode_tuples=True
            )
            for name in ("SignedOrders", "PerpetualOptions", "PriceOracle")
        )
        with _answered():
            self._domain = orders_domain(self._web3.eth.chain_id, self._orders.address)
            code = self._web3.eth.get_code(self._orders.address)
        if not code:
            raise InvalidInput(f"there is no contract at {self._orders.address} on chain {self._domain.chain_id}")
        self._lock = threading.Lock()
        self._clock = (0, 0.0)
        self._fees: dict[int, tuple[int, float]] = {}

    @property
    def domain(self) -> Domain:
        """What messages are signed for."""
        return self._domain

    @property
    def executor(self) -> str:
        """Who sends the batches."""
        return str(self._account.address)

    def now(self) -> int:
        """The time of the latest block, and what has passed since it was asked for."""
        with self._lock:
            timestamp, asked = self._clock
            passed = time.monotonic() - asked
            if timestamp and passed < CLOCK_SECONDS:
                return timestamp + int(passed)
            with _answered():
                timestamp = int(self._web3.eth.get_block("latest")["timestamp"])
            self._clock = (timestamp, time.monotonic())
            return timestamp

    def left(self, message: Message, signature: bytes) -> int:
        """How much of a message can be filled. Refusal if nothing."""
        check = "checkQuote" if isinstance(message, PoolQuote) else "checkOrder"
        with _answered():
            return int(self._orders.functions[check](message.as_tuple(), signature).call())

    def has_signed(self, signer: str, digest: bytes, signature: bytes) -> bool:
        """Whether a contract accepts a signature."""
        wallet = self._web3.eth.contract(address=Web3.to_checksum_address(signer), abi=_ERC1271)
        try:
            with _answered():
                answer: bytes = wallet.functions.isValidSignature(digest, signature).call()
        except Refusal:
            return False
        return answer == _ERC1271_ACCEPTED

    def is_contract(self, address: str) -> bool:
        """Whether there is code."""
        with _answered():
            return bool(self._web3.eth.get_code(Web3.to_checksum_address(address)))

    def states(self, groups: Sequence[Group]) -> list[GroupState]:
        """What is used up, and epochs, in one request."""
        if not groups:
            return []
        signers = sorted({group.signer for group in groups})
        functions = self._orders.functions
        with _answered(), self._web3.batch_requests() as batch:
            for group in groups:
                batch.add(functions.consumedOf(group.signer, group.number))
            for signer in signers:
                batch.add(functions.epochOf(signer))
            answers: list[Any] = list(batch.execute())
        epochs = dict(zip(signers, answers[len(groups) :], strict=True))
        return [GroupState(int(used), int(epochs[group.signer])) for group, used in zip(groups, answers, strict=False)]

    def fee(self, market_id: int) -> int:
        """The fee by the index, at its last confirmed mid."""
        known, asked = self._fees.get(market_id, (0, float("-inf")))
        if time.monotonic() - asked < FEE_SECONDS:
            return known
        with _answered():
            market = self._options.functions.marketOf(market_id).call()
            index = self._oracle.functions.indexOf(market.baseId, market.settlementId).call()
        fee = -(-int(index.mid) * int(market.feeBps) // BPS)
        self._fees[market_id] = (fee, time.monotonic())
        return fee

    def simulate(self, fill: OrderFill) -> str:
        """Why a fill would fail now."""
        try:
            with _answered():
                self._orders.functions.fillOrder(fill.as_tuple()).call({"from": self._account.address})
        except Refusal as error:
            return str(error)
        return ""

    def prepare(self, fills: Sequence[OrderFill]) -> Prepared:
        """Sign a batch with the next nonce."""
        with _answered():
            nonce = self._web3.eth.get_transaction_count(self._account.address)
            base_fee = int(self._web3.eth.get_block("latest").get("baseFeePerGas") or 0)
            tip = self._tip()
            call = self._orders.functions.fillBatch([fill.as_tuple() for fill in fills], self._gas_per_fill)
            transaction = call.build_transaction(
                {
                    "from": self._account.address,
                    "chainId": self._domain.chain_id,
                    "nonce": nonce,
                    "gas": GAS_OF_A_BATCH + len(fills) * (self._gas_per_fill + GAS_BESIDE_A_FILL),
                    "maxFeePerGas": Web3.to_wei(2 * base_fee + tip, "wei"),
                    "maxPriorityFeePerGas": Web3.to_wei(tip, "wei"),
                }
            )
        signed = self._account.sign_transaction(transaction)  # type: ignore[arg-type]  # the same dict, named twice
        return Prepared(int(nonce), _hex(signed.hash), _hex(signed.raw_transaction))

    def send(self, raw: str) -> None:
        """Hand a transaction to the node. One that it has taken before, or another of the nonce, is no fault here."""
        try:
            with _answered():
                self._web3.eth.send_raw_transaction(bytes.fromhex(raw.removeprefix("0x")))
        except ChainUnreachable as error:
            if not any(word in str(error).lower() for word in _TAKEN):
                raise

    def outcome(self, hash_: str, nonce: int) -> list[str] | Pending:
        """How each fill of a batch ended."""
        with _answered():
            # The count first: what is mined between the two questions has a receipt.
            mined = self._web3.eth.get_transaction_count(self._account.address)
            try:
                receipt = self._web3.eth.get_transaction_receipt(hash_)  # type: ignore[arg-type]  # hex is taken too
            except TransactionNotFound:
                return Pending.REPLACED if mined > nonce else Pending.WAITING
            if self._web3.eth.block_number - receipt["blockNumber"] + 1 < self._confirmations:
                return Pending.WAITING
        filled, failed = self._orders.events.OrderFilled(), self._orders.events.OrderFailed()
        ends: list[str] = []
        for entry in receipt["logs"]:
            if entry["address"] != self._orders.address:
                continue
            topic = bytes(entry["topics"][0])
            if topic == bytes.fromhex(filled.topic.removeprefix("0x")):
                ends.append("")
            elif topic == bytes.fromhex(failed.topic.removeprefix("0x")):
                ends.append(_reason(bytes(failed.process_log(entry)["args"]["reason"])))
        return ends

    def _tip(self) -> int:
        try:
            return int(self._web3.eth.max_priority_fee)
        except (Web3Exception, ValueError):
            return DEFAULT_TIP_WEI


@contextmanager
def _answered() -> Iterator[None]:
    """Refusal for what a contract refuses, ChainUnreachable for what the node does."""
    try:
        yield
    except (ContractCustomError, ContractLogicError) as error:
        data = error.data if isinstance(error.data, str) else "0x"
        raise Refusal(str(reverts.decoded(bytes.fromhex(data.removeprefix("0x"))))) from None
    except BadFunctionCallOutput:
        raise Refusal("the contract gives no answer: it is of another version") from None
    except TransactionNotFound:
        raise
    except (Web3RPCError, Web3Exception, requests.RequestException, OSError, ValueError) as error:
        raise ChainUnreachable(f"the chain does not answer: {str(error).splitlines()[0][:200]}") from None


def _reason(data: bytes) -> str:
    return str(reverts.decoded(data)) if data else "it ran out of gas"


def _hex(data: bytes) -> str:
    return "0x" + bytes(data).hex()
