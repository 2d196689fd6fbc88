"""Sending a deployment's transactions one by one with a key of one's own, each once, however often a run stops."""

from __future__ import annotations

import time
from collections.abc import Callable

from eth_account.signers.local import LocalAccount
from eth_typing import HexStr
from eth_utils import keccak, to_checksum_address
from web3 import Web3
from web3.exceptions import ContractLogicError, TransactionNotFound, Web3Exception, Web3RPCError
from web3.types import TxParams, TxReceipt, Wei

from evershare.deploying.journal import Journal, Step
from evershare.errors import EvershareError, InvalidInput, NodeFailed, StepFailed

GAS_MARGIN_PERCENT = 20
PATIENCE_SECONDS = 180
POLL_SECONDS = 0.25


class Sender:
    """Sends transactions in a fixed order. Those that an earlier run has sent are looked up instead.

    ``explain`` turns the data of a revert into words; ``on_step`` is told what each step does, for progress.
    """

    def __init__(
        self,
        web3: Web3,
        account: LocalAccount,
        journal: Journal,
        explain: Callable[[str], str],
        on_step: Callable[[str], None] = lambda what: None,
    ) -> None:
        self.web3, self.account = web3, account
        self.sent = self.gas_used = 0
        self._journal, self._explain, self._on_step = journal, explain, on_step
        self._chain_id = web3.eth.chain_id
        self._place = 0

    def send(self, what: str, to: str | None, data: str) -> TxReceipt:
        """Send a transaction, or take up the one that an earlier run sent in its place. Returns its receipt.

        InvalidInput if the earlier run did something else here, StepFailed on a revert, NodeFailed if the node stays
        silent: then a later run goes on.
        """
        self._on_step(what)
        place, self._place = self._place, self._place + 1
        digest = keccak(text=f"{self._chain_id} {self.account.address} {to} {data}").hex()
        steps = self._journal.steps
        try:
            if place < len(steps):
                if steps[place].digest != digest:
                    raise InvalidInput(
                        f"{self._journal.path}: step {place + 1} was {steps[place].what!r}, not what {what!r} is "
                        "now: go on with the sources and settings of that run, or move the file away"
                    )
                receipt = self._take_up(place)
            else:
                receipt = self._send_new(place, what, to, data, digest)
        except ContractLogicError as error:
            raise StepFailed(f"{what}: {self._explain(str(error.data))}") from None
        except (Web3Exception, OSError, ValueError) as error:
            if isinstance(error, EvershareError):
                raise
            raise NodeFailed(f"{what}: {_one_line(error)}; run again to go on from here") from None
        if not receipt["status"]:
            self._journal.drop(place)
            raise StepFailed(f"{what}: transaction {receipt['transactionHash'].to_0x_hex()} reverted")
        self.gas_used += receipt["gasUsed"]
        return receipt

    def _send_new(self, place: int, what: str, to: str | None, data: str, digest: str) -> TxReceipt:
        transaction: TxParams = {
            "from": self.account.address,
            "data": HexStr(data),
            "value": Wei(0),
            "chainId": self._chain_id,
        }
        if to:
            transaction["to"] = to_checksum_address(to)
        gas = self.web3.eth.estimate_gas(transaction)
        block = self.web3.eth.get_block("latest")
        tip = self.web3.eth.max_priority_fee
        transaction |= {
            "gas": min(gas * (100 + GAS_MARGIN_PERCENT) // 100, block["gasLimit"]),
            "nonce": self.web3.eth.get_transaction_count(self.account.address, "pending"),
            "maxPriorityFeePerGas": tip,
            "maxFeePerGas": Wei(2 * block["baseFeePerGas"] + tip),
        }
        signed = self.account.sign_transaction(dict(transaction))  # type: ignore[arg-type]
        step = Step(what, digest, signed.raw_transaction.to_0x_hex(), signed.hash.to_0x_hex(), transaction["nonce"])
        # Written first: a run that dies right after sending knows what it has sent.
        self._journal.put(place, step)
        self.sent += 1
        return self._broadcast(step)

    def _take_up(self, place: int) -> TxReceipt:
        step = self._journal.steps[place]
        receipt = self._receipt(step)
        if receipt is not None:
            return receipt
        if self.web3.eth.get_transaction_count(self.account.address) > step.nonce:
            raise InvalidInput(
                f"{step.what}: nonce {step.nonce} of {self.account.address} was used for another transaction: "
                f"move {self._journal.path} away to begin anew"
            )
        self.sent += 1
        return self._broadcast(step)

    def _broadcast(self, step: Step) -> TxReceipt:
        try:
            self.web3.eth.send_raw_transaction(step.raw)  # type: ignore[arg-type]
        except Web3RPCError:
            # Nodes refuse what they have already; whether it is mined shows below.
            if self._receipt(step) is None and not self._is_known(step):
                raise
        until = time.monotonic() + PATIENCE_SECONDS
        while (receipt := self._receipt(step)) is None:
            if time.monotonic() > until:
                raise NodeFailed(f"{step.what}: {step.transaction} is not mined after {PATIENCE_SECONDS} s; run again")
            time.sleep(POLL_SECONDS)
        return receipt

    def _receipt(self, step: Step) -> TxReceipt | None:
        try:
            return self.web3.eth.get_transaction_receipt(step.transaction)  # type: ignore[arg-type]
        except TransactionNotFound:
            return None

    def _is_known(self, step: Step) -> bool:
        try:
            return bool(self.web3.eth.get_transaction(step.transaction))  # type: ignore[arg-type]
        except TransactionNotFound:
            return False


def _one_line(error: Exception) -> str:
    text = str(error).strip().splitlines()
    return f"{type(error).__name__}: {text[0][:200]}" if text else type(error).__name__
