"""Many views of contracts in one request to the node."""

from __future__ import annotations

from typing import Any


class Reader:
    """``read((contract.view, *arguments), ...)`` answers what each would alone, in the latest block."""

    def __init__(self, project: Any, deployer: Any) -> None:
        self._contract = deployer.deploy(project["ReaderMock"])

    def read(self, *calls: tuple[Any, ...]) -> list[Any]:
        """What the views answer, in order."""
        targets = [view._address for view, *_ in calls]
        answers = self._contract.read(targets, [view.encode_input(*arguments) for view, *arguments in calls])
        return [view.decode_output(answer) for (view, *_), answer in zip(calls, answers, strict=True)]
