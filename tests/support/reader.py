"""Many views of contracts in one request to the node."""

from __future__ import annotations

from typing import Any

from brownie import web3


class Reader:
    """``read((contract.view, *arguments), ...)`` answers what each would alone, in the latest block."""

    def __init__(self, project: Any, deployer: Any) -> None:
        self._contract = deployer.deploy(project["ReaderMock"])
        self._encoded: dict[tuple[Any, ...], str] = {}

    def read(self, *calls: tuple[Any, ...]) -> list[Any]:
        """What the views answer, in order."""
        targets = [view._address for view, *_ in calls]
        data = self._contract.read.encode_input(targets, [self._encode(*call) for call in calls])
        answer = _request("eth_call", {"to": self._contract.address, "data": data}, "latest")
        answers = self._contract.read.decode_output(answer)
        return [view.decode_output(answer) for (view, *_), answer in zip(calls, answers, strict=True)]

    def time(self) -> int:
        """When the latest block was mined, Unix seconds."""
        return int(_request("eth_getBlockByNumber", "latest", False)["timestamp"], 16)

    def _encode(self, view: Any, *arguments: Any) -> str:
        """A view's data, worked out once."""
        key = (view.signature, *map(str, arguments))
        if key not in self._encoded:
            self._encoded[key] = str(view.encode_input(*arguments))
        return self._encoded[key]


def _request(method: str, *parameters: Any) -> Any:
    """Straight to the node: each call by way of Brownie asks it for its chain's id too."""
    answer = web3.provider.make_request(method, list(parameters))
    if "error" in answer:
        raise RuntimeError(f"{method}: {answer['error']}")
    return answer["result"]
