"""Which functions of the contracts a run of the tests has called with success, for tools/called.py to compare."""

import functools
import json
from collections.abc import Callable
from typing import Any

from brownie.network.contract import _ContractMethod

from evershare.abi import signature
from tools.called import FOLDER

_called: set[str] = set()


def record() -> None:
    """From now on; what reverts does not count."""

    def recorded(method: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(method)
        def call(function: Any, *arguments: Any, **settings: Any) -> Any:
            answer = method(function, *arguments, **settings)
            _called.add(f"{function._name.partition('.')[0]}.{signature(function.abi)}")
            return answer

        return call

    for name in ("call", "transact"):
        setattr(_ContractMethod, name, recorded(getattr(_ContractMethod, name)))


def forget() -> None:
    """What earlier runs have called."""
    for path in FOLDER.glob("*.json"):
        path.unlink()


def keep(worker: str) -> None:
    """Write down what this process has called."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{worker}.json").write_text(json.dumps(sorted(_called)))
