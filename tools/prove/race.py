"""A solver for halmos: asks several at once, and answers what the first one knows.

None is best at everything: yices at bits, z3 at arrays, integers.py at multiplication and division. `race.py FILE`
prints sat with a model, unsat, or unknown.
"""

import selectors
import subprocess
import sys
from pathlib import Path

BIN = Path(sys.executable).parent
SOLVERS = (
    [str(BIN / "yices-smt2"), "--smt2-model-format", "--bvconst-in-decimal"],
    [str(BIN / "z3")],
    [sys.executable, str(Path(__file__).with_name("integers.py"))],
)


def answer(file: str) -> str:
    """What the first solver that knows says of an SMT-LIB file."""
    running = [subprocess.Popen([*s, file], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) for s in SOLVERS]
    waiting = selectors.DefaultSelector()
    for process in running:
        assert process.stdout is not None
        waiting.register(process.stdout, selectors.EVENT_READ, process)
    try:
        while waiting.get_map():
            for key, _ in waiting.select():
                waiting.unregister(key.fileobj)
                said = key.data.communicate()[0].decode()
                if said.startswith(("sat", "unsat")):
                    return str(said)
        return "unknown\n"
    finally:
        for process in running:
            process.kill()
            process.wait()


if __name__ == "__main__":
    print(answer(sys.argv[1]), end="")
