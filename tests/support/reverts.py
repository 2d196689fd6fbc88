"""``with reverts("DeadlinePassed", deadline):`` expects a custom error with exactly these arguments."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from brownie import project
from brownie.convert.normalize import format_input
from brownie.convert.utils import build_function_selector, get_type_strings
from brownie.exceptions import VirtualMachineError
from eth_abi import decode, encode

from evershare.devchain_speed import returned

_BUILT_IN = (
    {"type": "error", "name": "Error", "inputs": [{"name": "message", "type": "string"}]},
    {"type": "error", "name": "Panic", "inputs": [{"name": "code", "type": "uint256"}]},
)


@contextmanager
def reverts(name: str, *arguments: Any) -> Iterator[None]:
    """Fail unless the body reverts with the error ``name(*arguments)``, in a transaction, a deployment or a call.

    Arguments are what Brownie takes for a function of the same types: contracts and accounts stand for addresses,
    0x-strings or bytes for bytes. The compiler's own errors are ``"Error", message`` and ``"Panic", code``. The raw
    revert data is compared, so nothing is lost to how an error is printed.
    """
    errors = _errors()
    named = [selector for selector, abi in errors.items() if abi["name"] == name]
    if not named:
        raise LookupError(f"no contract or interface of the project declares an error {name}")
    expected = {selector: _encoded(errors[selector], arguments) for selector in named}

    try:
        yield
    except VirtualMachineError as reverted:
        data = _revert_data(reverted)
        selector = data[:4]
        if expected.get(selector) != data[4:]:
            wanted = f"{name}({', '.join(map(repr, arguments))})"
            raise AssertionError(f"expected {wanted}, reverted with {_described(data, errors)}") from reverted
    else:
        raise AssertionError(f"expected {name}, nothing reverted")


def decoded(reverted: VirtualMachineError) -> tuple[Any, ...]:
    """The name of the error that a transaction or call reverted with, and its arguments."""
    data = _revert_data(reverted)
    abi = _errors()[data[:4]]
    return abi["name"], *decode(get_type_strings(abi["inputs"]), data[4:])


@cache
def _errors() -> dict[bytes, dict[str, Any]]:
    """Every error of the loaded projects, which stay the same, by its selector."""
    abis = [build["abi"] for loaded in project.get_loaded_projects() for _, build in loaded._build.items()]
    declared = [entry for abi in abis for entry in abi if entry["type"] == "error"]
    return {bytes.fromhex(build_function_selector(entry)[2:]): entry for entry in (*_BUILT_IN, *declared)}


def _encoded(abi: dict[str, Any], arguments: tuple[Any, ...]) -> bytes:
    return encode(get_type_strings(abi["inputs"]), format_input(abi, arguments))


def _revert_data(reverted: VirtualMachineError) -> bytes:
    if reverted.txid:
        return returned(reverted.txid)
    # A view call: Brownie keeps the node's answer only as the context of what it raises.
    return bytes.fromhex(reverted.__context__.args[0]["data"][2:])


def _described(data: bytes, errors: dict[bytes, dict[str, Any]]) -> str:
    abi = errors.get(data[:4])
    if abi is None:
        return f"0x{data.hex()}" if data else "no data"
    values = decode(get_type_strings(abi["inputs"]), data[4:])
    return f"{abi['name']}({', '.join(f'0x{v.hex()}' if isinstance(v, bytes) else repr(v) for v in values)})"
