"""Contracts to deploy and to call, in the few ways that ``evershare.deployment`` uses them.

They look like Brownie's there, so that one list of steps serves the local chain of tests and a public network.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from eth_abi import decode
from eth_utils import keccak, to_checksum_address
from eth_utils.abi import abi_to_signature, collapse_if_tuple, function_abi_to_4byte_selector
from web3.types import TxReceipt

from evershare.deploying.compiler import Build, Compiled
from evershare.deploying.sender import Sender
from evershare.errors import InvalidInput


@dataclass(frozen=True)
class Transaction:
    """Where a contract was made."""

    block_number: int
    txid: str


class Containers:
    """The contracts of a build by name, ready to be deployed."""

    def __init__(self, build: Build) -> None:
        self.build = build
        self._containers: dict[str, Container] = {}
        self.interface = _Interfaces(build)

    def __getitem__(self, name: str) -> Container:
        if name not in self._containers:
            self._containers[name] = Container(self.build[name], self.build)
        return self._containers[name]


class Container:
    """A contract that can be deployed."""

    def __init__(self, compiled: Compiled, build: Build) -> None:
        self.compiled = compiled
        settings = build.standard_input["settings"]
        self._build: dict[str, Any] = {
            "abi": list(compiled.abi),
            "compiler": {
                "version": build.compiler,
                "evm_version": settings["evmVersion"],
                "optimizer": settings["optimizer"],
            },
        }


class Deployer:
    """The account that deploys, and sends everything else."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self.address = sender.account.address

    def __str__(self) -> str:
        return self.address

    def __eq__(self, other: object) -> bool:
        return str(other).lower() == self.address.lower()

    def __hash__(self) -> int:
        return hash(self.address)

    def deploy(self, container: Container, *arguments: Any) -> Contract:
        """Deploy a contract. Errors are those of ``Sender.send``."""
        compiled = container.compiled
        factory = self._sender.web3.eth.contract(abi=compiled.abi, bytecode=compiled.bytecode)
        data = factory.constructor(*_plain(arguments)).data_in_transaction
        receipt = self._sender.send(f"create {compiled.name}", None, data)
        return Contract(self._sender, container, str(receipt["contractAddress"]), receipt)


class Contract:
    """A deployed contract. Its functions send a transaction if they are given a sender last, and are read otherwise."""

    def __init__(self, sender: Sender, container: Container, address: str, receipt: TxReceipt) -> None:
        self.address, self.name = address, container.compiled.name
        self.tx = Transaction(receipt["blockNumber"], receipt["transactionHash"].to_0x_hex())
        self._build = container._build
        self._sender = sender
        # An interface may repeat a function with other names of what it returns.
        abi: list[Any] = container._build["abi"]
        self._abi = list({abi_to_signature(entry): entry for entry in abi if entry["type"] == "function"}.values())
        self._functions = sender.web3.eth.contract(address=to_checksum_address(address), abi=self._abi)

    def __str__(self) -> str:
        return self.address

    def __getattr__(self, name: str) -> Function:
        entries = [entry for entry in self._abi if entry["name"] == name]
        if not entries:
            raise AttributeError(f"{self.name} has no function {name}")
        return Function(self, entries)

    def call(self, entry: Any, arguments: Sequence[Any]) -> Any:
        """Read a function."""
        return self._functions.get_function_by_signature(abi_to_signature(entry))(*arguments).call()

    def send(self, entry: Any, arguments: Sequence[Any]) -> TxReceipt:
        """Send a transaction that calls a function."""
        function = self._functions.get_function_by_signature(abi_to_signature(entry))(*arguments)
        return self._sender.send(f"{self.name}.{entry['name']}", self.address, function._encode_transaction_data())


class Function:
    """One function of a contract, or several of one name with different numbers of arguments."""

    def __init__(self, contract: Contract, entries: list[Any]) -> None:
        self._contract, self._entries = contract, entries

    @property
    def signature(self) -> str:
        """The selector."""
        return "0x" + function_abi_to_4byte_selector(self._entries[0]).hex()

    def __call__(self, *arguments: Any) -> Any:
        """Call it. A last argument of ``{"from": deployer}`` sends a transaction."""
        sends = bool(arguments) and isinstance(arguments[-1], dict)
        plain = _plain(arguments[:-1] if sends else arguments)
        entry = next((entry for entry in self._entries if len(entry["inputs"]) == len(plain)), None)
        if entry is None:
            raise InvalidInput(f"{self._contract.name}.{self._entries[0]['name']} does not take {len(plain)} arguments")
        return self._contract.send(entry, plain) if sends else self._contract.call(entry, plain)


class _Interfaces:
    """The interfaces of a build, as attributes."""

    def __init__(self, build: Build) -> None:
        self._contracts = build

    def __getattr__(self, name: str) -> SimpleNamespace:
        return SimpleNamespace(abi=self._contracts[name].abi)


def explainer(build: Build) -> Callable[[str], str]:
    """Turns the data of a revert into the error's name and arguments, by all errors of a build."""
    errors: dict[str, Any] = {}
    for compiled in build.contracts.values():
        for entry in compiled.abi:
            if entry["type"] == "error":
                errors["0x" + keccak(text=abi_to_signature(entry))[:4].hex()] = entry

    def explain(data: str) -> str:
        entry = errors.get(data[:10])
        if entry is None:
            return f"it would revert ({data[:74] or 'without a reason'})"
        values = decode([collapse_if_tuple(part) for part in entry["inputs"]], bytes.fromhex(data[10:]))
        named = (f"{part['name']} {value}" for part, value in zip(entry["inputs"], values, strict=True))
        return f"it would revert with {entry['name']}({', '.join(named)})"

    return explain


def _plain(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return type(value)(_plain(part) for part in value)
    return getattr(value, "address", value)
