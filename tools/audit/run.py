"""Everything that looks at the code without running it, and one line on what was found and what could not be asked."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from tools.explained import explained

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
BIN = Path(sys.executable).parent
OUT = ROOT / "build/audit"
SLITHER = OUT / "slither.json"
SOURCES = ("contracts/{access,custody,oracle,vault,options,libraries}/**/*.sol", "interfaces/*.sol")
# What a service that is not there makes its client say.
UNREACHABLE = re.compile(
    r"audit endpoint returned an error|ENOTFOUND|ECONNREFUSED|ConnectionError|ConnectTimeout|HTTPError"
    r"|could not be audited"
)
PATIENCE_SECONDS = 120


def main() -> int:
    """Zero if nothing was found. What could not be asked is named, and is no finding."""
    OUT.mkdir(parents=True, exist_ok=True)
    forge = {"HOME": str(ROOT / "build/home")}
    found = {
        "slither": _slither(),
        "solhint": _run(["node", str(HERE / "node_modules/.bin/solhint"), "--disc", "--max-warnings", "0",
                         "-c", str(HERE / "solhint.json"), *SOURCES]),
        "forge fmt": _run(["forge", "fmt", "--check"], forge),
        "ruff": _run(["ruff", "check", "."]) or _run(["ruff", "format", "--check", "."]),
        "mypy": _run([str(ROOT / ".venv/bin/python"), "-m", "mypy"]),
        "pip-audit": _all(_pip_audit, "requirements/*.lock"),
        "npm audit": _all(_npm_audit, "**/package-lock.json"),
    }  # fmt: skip
    for name, said in found.items():
        if said:
            print(f"--- {name}\n{said}")
    left_out = [name for name, said in found.items() if said and said.startswith("NOT ASKED")]
    failed = [name for name, said in found.items() if said and name not in left_out]
    clean = [name for name, said in found.items() if not said]
    print(
        f"make audit: clean: {', '.join(clean) or 'none'}; with findings: {', '.join(failed) or 'none'};"
        f" LEFT OUT, as no service answered: {', '.join(left_out) or 'none'}"
    )
    return int(bool(failed))


def _run(command: list[str], variables: dict[str, str] | None = None, cwd: Path = ROOT) -> str:
    """What a command says if it fails; nothing if it succeeds."""
    try:
        done = subprocess.run(
            command, cwd=cwd, env=os.environ | (variables or {}), capture_output=True, text=True, timeout=3600
        )
    except FileNotFoundError as missing:
        return f"{command[0]} is not installed: {missing}"
    return "" if done.returncode == 0 else (done.stdout + done.stderr)[-6000:] or f"ended with {done.returncode}"


def _all(ask, pattern: str) -> str:  # type: ignore[no-untyped-def]
    """What a dependency audit says of each lock file that is tracked."""
    listed = subprocess.run(["git", "ls-files", pattern, pattern.removeprefix("**/")], cwd=ROOT, capture_output=True)
    said = [ask(ROOT / name) for name in sorted(set(listed.stdout.decode().split()))]
    return "\n".join(filter(None, said))


def _pip_audit(lock: Path) -> str:
    return _asked([str(BIN / "pip-audit"), "--disable-pip", "--require-hashes", "--progress-spinner", "off",
                   "--timeout", "10", "-r", str(lock)], ROOT)  # fmt: skip


def _npm_audit(lock: Path) -> str:
    return _asked(["npm", "audit", "--audit=true", "--cache", str(ROOT / "build/npm")], lock.parent)


def _asked(command: list[str], cwd: Path) -> str:
    try:
        done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        return f"NOT ASKED: {command[0]} had no answer in {PATIENCE_SECONDS} s"
    said = done.stdout + done.stderr
    unreachable = next(filter(UNREACHABLE.search, said.splitlines()), "")
    if unreachable:
        return f"NOT ASKED: {unreachable.strip()}"
    return "" if done.returncode == 0 else said


def _slither() -> str:
    """The findings that triage.txt does not explain, and the explanations of what is no longer found."""
    # A build of its own: slither reads all that lies there.
    built = _run(["forge", "build", "--build-info"], {"FOUNDRY_PROFILE": "audit", "HOME": str(ROOT / "build/home")})
    if built:
        return built
    SLITHER.unlink(missing_ok=True)
    said = _run([str(BIN / "slither"), ".", "--config-file", str(HERE / "slither.json"), "--json", str(SLITHER)])
    if not SLITHER.exists():
        return said or "slither wrote no results"
    lines = explained(HERE / "triage.txt")
    found = {_name(finding) for finding in json.loads(SLITHER.read_text())["results"].get("detectors", [])}
    detectors = {name.split()[0] for name in found}
    new = [f"not explained: {n}" for n in sorted(found) if n not in lines and f"{n.split()[0]} *" not in lines]
    gone = [
        f"explained, but no longer found: {line}"
        for line in lines
        if line not in found and not (line.endswith(" *") and line.removesuffix(" *") in detectors)
    ]
    return "\n".join(new + gone)


def _name(finding: dict) -> str:  # type: ignore[type-arg]
    """The detector and the function or variable that it points at, without line numbers."""
    first = finding["elements"][0] if finding["elements"] else {"name": "?"}
    parent = first.get("type_specific_fields", {}).get("parent", {})
    owner = parent.get("name", "") if parent.get("type") in ("contract", "struct", "function") else ""
    return f"{finding['check']} {owner + '.' if owner else ''}{first['name']}"


if __name__ == "__main__":
    sys.exit(main())
