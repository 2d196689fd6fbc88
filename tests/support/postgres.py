"""A PostgreSQL server of one's own, from Debian's packages, on a folder that goes with it."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sql

FOLDERS = Path("/usr/lib/postgresql")  # where Debian puts what is not on the path
NOBODY = "nobody"  # the server refuses to be run by root


@contextlib.contextmanager
def server() -> Iterator[str]:
    """Start a server, and end it after use. Yields the URL of an empty database; skips where there is none."""
    programs = _programs()
    user = NOBODY if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="evershare-postgres-"))
    try:
        if user:
            shutil.chown(folder, user)
        data = folder / "data"

        def run(program: str, *arguments: str) -> None:
            command = [str(programs / program), "-D", str(data), *arguments]
            done = subprocess.run(
                command, user=user, cwd=folder, capture_output=True, text=True, check=False, timeout=60
            )
            assert done.returncode == 0, done.stderr or done.stdout

        run("initdb", "-U", "keeper", "-A", "trust", "-N")
        options = f"-h '' -k {folder} -c fsync=off -c max_connections=30"
        run("pg_ctl", "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield f"postgresql+psycopg://keeper@/postgres?host={folder}"
        finally:
            run("pg_ctl", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else sorted(FOLDERS.glob("*/bin"))
    if not folders:
        pytest.skip("PostgreSQL is not installed: `make system-deps` names its package")
    return folders[-1]


def emptied(url: str, tables: sql.MetaData) -> str:
    """The same URL, of a database without these tables."""
    engine = sql.create_engine(url)
    tables.drop_all(engine)
    engine.dispose()
    return url


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """One server for all tests of a worker."""
    with server() as url:
        yield url
