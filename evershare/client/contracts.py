"""Any function of any contract, for what has no method of its own, such as what governors do."""

from __future__ import annotations

from typing import Any

from evershare.client.core import Core
from evershare.client.effects import Actor, D, Steps, operation
from evershare.client.sending import Sent


class Contracts(Actor[D]):
    """Calls by the contracts' names. Arguments and results are as the contracts have them: integers, in their units."""

    def __init__(self, core: Core, driver: D) -> None:
        super().__init__(driver)
        self._core = core

    @operation
    def read(self, contract: str, function: str, *arguments: Any, at: str | None = None) -> Steps[Any]:
        """What a view of a contract returns, a struct as a dict; `at` is its address if the record does not have it."""
        return (yield from self._core.read(contract, function, *arguments, at=at))

    @operation
    def send(self, contract: str, function: str, *arguments: Any, at: str | None = None, value: int = 0) -> Steps[Sent]:
        """Simulate a call with `value` in wei, send it, wait until it is mined; with what the simulation returned."""
        return (yield from self._core.send(contract, function, *arguments, at=at, value=value))
