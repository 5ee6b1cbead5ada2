"""Make a node, open it, and refuse one in an unsafe state, in words."""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import stat
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from ortaq.lib import node, postgres, roles

KINDS = ("node", "demo", "drill", "test")
DATABASE = "ortaq"
SECRETS = ("secret_key", "roles/*", "sealer/*", "blobs.key", "outside/*")
Say = Callable[[str], None]


class NodeError(RuntimeError):
    """The node cannot be made or opened; the message says why and what to do."""


def make(home: Path, kind: str, name: str, say: Say) -> None:
    """Make a node of `kind` in the folder `home`: secrets, PostgreSQL, roles, database. Safe to repeat after a crash.

    ORTAQ_DATABASE_URL names another server than the node's own: a URL whose user may create roles and databases; the
    URL is used here alone and kept nowhere. Raises NodeError where `home` is a complete node already.
    """
    if is_complete(home):
        raise NodeError(f"{home} is a node already")
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o700)
    with locked(home):
        if not (home / "secret_key").exists():
            roles.write_secret(home / "secret_key", secrets.token_urlsafe(50))
        url = os.environ.get("ORTAQ_DATABASE_URL")
        _use_server(home, url) if url else _make_server(home, say)
        node.write_facts(home, kind=kind, name=name)


def is_complete(home: Path) -> bool:
    """Return whether `home` holds a node that was made to the end."""
    return "kind" in node.read_facts(home)


def refusals(home: Path, host: str, *, tls: bool) -> Iterator[str]:
    """Say, in words, why this node must not serve on `host` as it is; nothing where it may."""
    kind = node.read_facts(home).get("kind")
    if not is_loopback(host) and not tls:
        yield f"{host} can be reached from other machines: give --tls-cert and --tls-key, or stay on 127.0.0.1"
    if not is_loopback(host) and kind in ("demo", "test"):
        yield f"a {kind} has officers whose passwords are printed: it serves on 127.0.0.1 alone"
    if kind == "node" and (home / "clock").exists():
        yield f"{home / 'clock'} shifts the clock, and this is a real node: remove it"
    for path in _secret_files(home):
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            yield f"others may read {path}: chmod 600 '{path}'"


def is_loopback(host: str) -> bool:
    """Return whether only this machine reaches `host`."""
    with contextlib.suppress(ValueError):
        return ip_address(host).is_loopback
    return host == "localhost"


@contextlib.contextmanager
def locked(home: Path) -> Iterator[None]:
    """Hold the node's folder; raises NodeError where another process does."""
    with open(home / "lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise NodeError(f"the node in {home} is running already; stop it first") from None
        yield


def start_server(home: Path) -> postgres.Cluster | None:
    """Start the node's own PostgreSQL, on its last port where that is free; None where another server is used."""
    facts = node.read_facts(home)
    if facts.get("server") == "external":
        return None
    cluster = postgres.Cluster(home / "pg")
    node.write_facts(home, port=cluster.start(port=facts.get("port")))
    return cluster


def connect(home: Path) -> psycopg.Connection[Any]:
    """Return a connection to the database of the node in `home`, as its owner, to read from.

    Raises NodeError where the node does not answer: it must be running.
    """
    facts = node.read_facts(home)
    try:
        found = psycopg.connect(
            host=facts.get("host", postgres.HOST),
            port=facts.get("port"),
            dbname=facts.get("database", DATABASE),
            user=roles.role_name("owner"),
            password=(home / "roles" / "owner.pw").read_text().strip(),
            autocommit=True,
            **facts.get("options", {}),
        )
    except (OSError, psycopg.OperationalError) as error:
        raise NodeError(f"the node in {home} does not answer: start it first") from error
    found.read_only = True
    return found


def _make_server(home: Path, say: Say) -> None:
    cluster = postgres.Cluster(home / "pg")
    if not cluster.exists:
        say(f"making a PostgreSQL {postgres.major_version()} of its own")
        cluster.make(roles.password(home, "superuser"))
    port = cluster.start()
    try:
        server = {"host": postgres.HOST, "port": port, "user": postgres.SUPERUSER}
        roles.create(home, DATABASE, **server, password=roles.password(home, "superuser"))
    finally:
        cluster.stop()
    node.write_facts(home, server="own", host=postgres.HOST, port=port, database=DATABASE)


def _use_server(home: Path, url: str) -> None:
    server: dict[str, Any] = dict(conninfo_to_dict(url))
    database = server.pop("dbname", None) or DATABASE
    roles.create(home, database, **server)
    options = {key: value for key, value in server.items() if key.startswith("ssl")}
    host, port = server.get("host", postgres.HOST), int(server.get("port", 5432))
    node.write_facts(home, server="external", host=host, port=port, database=database, options=options)


def _secret_files(home: Path) -> Iterator[Path]:
    for pattern in SECRETS:
        yield from (path for path in home.glob(pattern) if path.is_file() and path.suffix != ".pub")
