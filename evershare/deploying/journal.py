"""What a deployment has sent so far, written before it is sent: a run that stops is started again, and goes on."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from evershare.errors import InvalidInput
from evershare.output import write_whole


@dataclass
class Step:
    """A transaction of a deployment. ``digest`` is of what it does, ``raw`` the signed transaction."""

    what: str
    digest: str
    raw: str
    transaction: str
    nonce: int


class Journal:
    """The steps of one deployer on one chain, in a file that is written whole after each change."""

    def __init__(self, path: Path, chain_id: int, deployer: str) -> None:
        """Take up an earlier run's file if there is one. InvalidInput if it is another's, or broken."""
        self.path = path
        self._head = {"chainId": chain_id, "deployer": deployer}
        self.steps: list[Step] = []
        if path.is_file():
            self._read()

    def _read(self) -> None:
        try:
            kept = json.loads(self.path.read_text())
            head = {key: kept[key] for key in self._head}
            self.steps = [Step(**step) for step in kept["steps"]]
        except (ValueError, KeyError, TypeError):
            raise InvalidInput(f"{self.path} is no journal of a deployment: move it away and run again") from None
        for key, value in self._head.items():
            if head[key] != value:
                raise InvalidInput(f"{self.path} is of {key} {head[key]}, not {value}: move it away to begin anew")

    def put(self, place: int, step: Step) -> None:
        """Write a step at its place, where none or an older try of it stands."""
        self.steps[place : place + 1] = [step]
        self._write()

    def drop(self, place: int) -> None:
        """Take back the last step, which did not succeed."""
        del self.steps[place:]
        self._write()

    def finish(self) -> None:
        """The deployment is recorded; nothing has to be taken up any more."""
        self.path.unlink(missing_ok=True)

    def _write(self) -> None:
        write_whole(self.path, json.dumps(self._head | {"steps": [asdict(step) for step in self.steps]}, indent=1))
