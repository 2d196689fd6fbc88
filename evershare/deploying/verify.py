"""Whether what is on chain is what the sources say: by compiling the kept input again, and by publishing it.

Etherscan: docs.etherscan.io/api-reference/endpoint/verifysourcecode. Sourcify: its API v2, POST /v2/verify.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import requests
from web3 import Web3

from evershare.deploying.compiler import Build, Compiled
from evershare.deploying.record import Record, Recorded
from evershare.errors import CodeDiffers, PublishingFailed

ETHERSCAN = "https://api.etherscan.io/v2/api"
SOURCIFY = "https://sourcify.dev/server"
TIMEOUT_SECONDS = 60
PATIENCE_SECONDS = 300
POLL_SECONDS = 3.0


def constructor_data(web3: Web3, compiled: Compiled, arguments: list[Any]) -> str:
    """The arguments of a constructor as they follow its code, in hex without 0x."""
    factory = web3.eth.contract(abi=compiled.abi, bytecode=compiled.bytecode)
    return str(factory.constructor(*_restored(arguments)).data_in_transaction)[len(compiled.bytecode) :]


def compare(web3: Web3, record: Record, build: Build) -> Iterator[str]:
    """Compare each contract of a record with a build of its input; yields the names that agree.

    CodeDiffers for the first whose creating transaction is not its code and arguments, or whose code is not the
    same but for immutables.
    """
    for contract in record.contracts:
        compiled = build[contract.name]
        transaction = web3.eth.get_transaction(contract.transaction)  # type: ignore[arg-type]
        expected = compiled.bytecode + constructor_data(web3, compiled, contract.constructor_arguments)
        if transaction["input"].to_0x_hex() != expected:
            raise CodeDiffers(f"{contract.name} was made by another transaction than {contract.transaction} should be")
        code = bytes(web3.eth.get_code(contract.address))  # type: ignore[arg-type]
        if _masked(code, compiled) != _masked(bytes.fromhex(compiled.runtime[2:]), compiled):
            raise CodeDiffers(f"the code of {contract.name} at {contract.address} is not that of its sources")
        yield contract.name


@dataclass(frozen=True)
class Submission:
    """What is published of one contract."""

    chain_id: int
    contract: Recorded
    standard_input: Mapping[str, Any]
    compiler: str
    identifier: str
    constructor_data: str


class Service(Protocol):
    """Where sources are published."""

    name: str

    def publish(self, submission: Submission) -> str:
        """Publish a contract's sources and wait for the verdict. Returns it; PublishingFailed if it is bad."""


def publish(web3: Web3, record: Record, build: Build, service: Service) -> Iterator[tuple[str, str]]:
    """Publish each contract's own sources. Yields name and verdict."""
    for contract in record.contracts:
        compiled = build[contract.name]
        arguments = constructor_data(web3, compiled, contract.constructor_arguments)
        submission = Submission(
            record.chain_id, contract, build.input_for(contract.name), build.compiler, compiled.identifier, arguments
        )
        yield contract.name, service.publish(submission)


class Etherscan:
    """Etherscan's API v2, one key for all its chains."""

    name = "Etherscan"

    def __init__(self, api_key: str, url: str = ETHERSCAN) -> None:
        self._key, self._url = api_key, url

    def publish(self, submission: Submission) -> str:
        """See ``Service``."""
        contract = submission.contract
        answer = self._ask(
            submission,
            "verifysourcecode",
            {
                "contractaddress": contract.address,
                "sourceCode": json.dumps(submission.standard_input),
                "codeformat": "solidity-standard-json-input",
                "contractname": submission.identifier,
                "compilerversion": f"v{submission.compiler}",
                "constructorArguments": submission.constructor_data,
                # As the API spelled it for years, and its copies still do.
                "constructorArguements": submission.constructor_data,
            },
        )
        if "already verified" in answer["result"].lower():
            return "verified before"
        if answer["status"] != "1":
            raise PublishingFailed(f"{contract.name}: Etherscan answers {answer['result']!r}")
        return _wait(contract.name, self.name, lambda: self._verdict(submission, answer["result"]))

    def _verdict(self, submission: Submission, ticket: str) -> str | None:
        answer = self._ask(submission, "checkverifystatus", {"guid": ticket})
        result = answer["result"]
        if "pending" in result.lower() or "in progress" in result.lower():
            return None
        if answer["status"] != "1":
            raise PublishingFailed(f"{submission.contract.name}: Etherscan answers {result!r}")
        return result

    def _ask(self, submission: Submission, action: str, form: Mapping[str, str]) -> dict[str, str]:
        query = {"chainid": str(submission.chain_id), "module": "contract", "action": action, "apikey": self._key}
        answer = _json(self.name, lambda: requests.post(self._url, params=query, data=form, timeout=TIMEOUT_SECONDS))
        return {"status": str(answer.get("status")), "result": str(answer.get("result"))}


class Sourcify:
    """Sourcify's API v2, which needs no key."""

    name = "Sourcify"

    def __init__(self, url: str = SOURCIFY) -> None:
        self._url = url.rstrip("/")

    def publish(self, submission: Submission) -> str:
        """See ``Service``."""
        contract = submission.contract
        body = {
            "stdJsonInput": submission.standard_input,
            "compilerVersion": submission.compiler,
            "contractIdentifier": submission.identifier,
            "creationTransactionHash": contract.transaction,
        }
        url = f"{self._url}/v2/verify/{submission.chain_id}/{contract.address}"
        answer = _json(self.name, lambda: requests.post(url, json=body, timeout=TIMEOUT_SECONDS))
        if answer.get("customCode") == "already_verified":
            return "verified before"
        if "verificationId" not in answer:
            raise PublishingFailed(f"{contract.name}: Sourcify answers {answer.get('message', answer)!r}")
        return _wait(contract.name, self.name, lambda: self._verdict(contract.name, answer["verificationId"]))

    def _verdict(self, name: str, ticket: str) -> str | None:
        url = f"{self._url}/v2/verify/{ticket}"
        answer = _json(self.name, lambda: requests.get(url, timeout=TIMEOUT_SECONDS))
        if not answer.get("isJobCompleted"):
            return None
        match = (answer.get("contract") or {}).get("match")
        if not match:
            raise PublishingFailed(f"{name}: Sourcify answers {(answer.get('error') or {}).get('message')!r}")
        return str(match)


def _wait(name: str, service: str, verdict: Callable[[], str | None]) -> str:
    until = time.monotonic() + PATIENCE_SECONDS
    while (result := verdict()) is None:
        if time.monotonic() > until:
            raise PublishingFailed(f"{name}: {service} has no verdict after {PATIENCE_SECONDS} s; run again")
        time.sleep(POLL_SECONDS)
    return result


def _json(service: str, ask: Callable[[], requests.Response]) -> dict[str, Any]:
    try:
        answer = ask().json()
    except requests.RequestException as error:
        raise PublishingFailed(f"{service} does not answer ({type(error).__name__}); run again") from None
    if not isinstance(answer, dict):
        raise PublishingFailed(f"{service} answers what is no object")
    return answer


def _masked(code: bytes, compiled: Compiled) -> bytes:
    """Code without the values that it was given when it was made."""
    masked = bytearray(code)
    for places in compiled.immutables.values():
        for place in places:
            start, length = place["start"], place["length"]
            masked[start : start + length] = bytes(len(masked[start : start + length]))
    return bytes(masked)


def _restored(arguments: list[Any]) -> list[Any]:
    """Arguments as JSON kept them."""
    return [tuple(argument) if isinstance(argument, list) else argument for argument in arguments]
