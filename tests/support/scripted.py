"""A node that says what a test wants it to say, and a clock that runs while the client waits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from evershare.client.effects import Clock, Effect, Fetch, Rpc, Steps, Tell, Wait
from evershare.client.errors import RequestFailed, RpcRefused

Answer = Any | Exception | Callable[..., Any]
DROPPED = RequestFailed("the node", "connection reset")


def refused(message: str, code: int = -32000, data: Any = None) -> RpcRefused:
    """An error as nodes answer."""
    return RpcRefused("a method", code, message, data)


class ScriptedNode:
    """Answers each method from its list, one after the other; the last answer is repeated."""

    def __init__(self, now: float = 1_000_000, **answers: Answer | list[Answer]) -> None:
        self.now = now
        self.asked: list[Rpc] = []
        self.pages: list[Fetch] = []
        self.news: list[str] = []
        self._answers: Mapping[str, list[Answer]] = {
            method: list(given) if isinstance(given, list) else [given] for method, given in answers.items()
        }

    def run(self, steps: Steps[Any]) -> Any:
        """Go through the steps as a driver does."""
        try:
            effect = next(steps)
            while True:
                answer = self._answer(effect)
                effect = steps.throw(answer) if isinstance(answer, Exception) else steps.send(answer)
        except StopIteration as end:
            return end.value

    def count(self, method: str) -> int:
        """How often a method was asked."""
        return len(self.params(method))

    def params(self, method: str) -> list[tuple[Any, ...]]:
        """With what a method was asked."""
        return [rpc.params for rpc in self.asked if rpc.method == method]

    def _answer(self, effect: Effect) -> Any:
        match effect:
            case Rpc(method, params):
                self.asked.append(effect)
                return self._next(method, params)
            case Fetch():
                self.pages.append(effect)
                return self._next("fetch", (effect,))
            case Wait(seconds):
                self.now += seconds
                return None
            case Clock():
                return self.now
            case Tell(text):
                self.news.append(text)
                return None

    def _next(self, method: str, params: tuple[Any, ...]) -> Any:
        answers = self._answers[method]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        return answer(*params) if callable(answer) else answer
