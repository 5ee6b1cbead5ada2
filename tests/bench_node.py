"""A durable node for measurements: a folder of its own, PostgreSQL with fsync, the small world of the tests in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ortaq.settings")

import psycopg
import testnode

from ortaq.lib import child, node, postgres, roles


@dataclass
class BenchNode:
    """The node's folder, its server, and the processes of the program that a measurement has started."""

    home: Path
    port: int
    cluster: postgres.Cluster

    def connect(self, role: str = "owner", *, autocommit: bool = True) -> psycopg.Connection[Any]:
        """Return a connection of one of the program's roles."""
        return psycopg.connect(**self.server(role), autocommit=autocommit)

    def server(self, role: str = "owner") -> dict[str, Any]:
        """Return how that role reaches the database."""
        password = roles.password(self.home, role)
        return {
            "host": postgres.HOST,
            "port": self.port,
            "dbname": testnode.DATABASE,
            "user": f"ortaq_{role}",
            "password": password,
        }

    @contextmanager
    def running(self, role: str, *command: str, **env: str) -> Iterator[subprocess.Popen[bytes]]:
        """Run one of the program's processes for as long as the block lasts."""
        process = child.start(command, env={**os.environ, "ORTAQ_ROLE": role, **env})
        try:
            yield process
        finally:
            child.stop(process)

    @contextmanager
    def program(self, role: str, *words: str, **env: str) -> Iterator[subprocess.Popen[bytes]]:
        """Run an `ortaq` command for as long as the block lasts."""
        with self.running(role, sys.executable, "-m", "ortaq", *words, **env) as process:
            yield process


@contextmanager
def fresh() -> Iterator[BenchNode]:
    """Make a node with durable settings and a migrated database, and remove it afterwards."""
    home = testnode.make_home()
    port = postgres.free_port()
    node.write_facts(home, port=port)
    os.environ.update(ORTAQ_HOME=str(home), ORTAQ_ROLE="owner")
    made = _migrated()  # in a process of its own: this one's settings are read later, when the passwords are there
    shutil.copytree(made / "roles", home / "roles", dirs_exist_ok=True)
    shutil.copytree(made / "pg", home / "pg")
    cluster = postgres.Cluster(
        home / "pg",
        {"max_connections": "200", "shared_buffers": "512MB", "max_wal_size": "4GB", "track_commit_timestamp": "on"},
    )
    cluster.start(port=port)
    testnode.restore(home)
    try:
        yield BenchNode(home, port, cluster)
    finally:
        cluster.stop()
        shutil.rmtree(home, ignore_errors=True)


def _migrated() -> Path:
    words = [sys.executable, "-c", "import testnode; print(testnode._migrated())"]
    said = subprocess.run(words, cwd=Path(__file__).parent, capture_output=True, text=True, check=True)
    return Path(said.stdout.strip())


def resident_mb(pid: int) -> float:
    """Return the resident memory of a process and its children, in MB."""
    total = 0
    for one in [pid, *_children(pid)]:
        with open(f"/proc/{one}/statm") as statm:
            total += int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return total / 1e6


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        for one in (task / "children").read_text().split():
            found += [int(one), *_children(int(one))]
    return found


def wait_for(done: Any, *, patience: float, every: float = 0.02) -> float:
    """Wait until `done()` is true; return the true time at which it was seen to be. Raises TimeoutError."""
    ends = time.time() + patience
    while time.time() < ends:
        if done():
            return time.time()
        time.sleep(every)
    raise TimeoutError
