"""The database's roles: one for each kind of process, each with a password of its own in the node's folder.

    ortaq_owner   owns the tables and runs the migrations
    ortaq_web     pages and verbs, under row-level security
    ortaq_stream  listens for what is new
    ortaq_clock   duties and their headers, jobs
    ortaq_sealer  seals the ledger

None is a superuser and none may pass row-level security; what each may touch is granted by the migrations.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

NAMES = ("owner", "web", "stream", "clock", "sealer")
HARMLESS = sql.SQL("LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS")


class RolesError(RuntimeError):
    """The server's roles cannot be this node's; the message says why and what to do."""


def role_name(name: str) -> str:
    """Return the database's name of role `name`: web → ortaq_web."""
    return f"ortaq_{name}"


def create(home: Path, database: str, **server: Any) -> None:
    """Make the roles, and `database` owned by ortaq_owner, on the server that `server` reaches as a user who may.

    Safe to repeat. Raises RolesError where the server already has these roles and `home` does not know their passwords:
    they are another node's.
    """
    fresh = not (home / "roles" / "owner.pw").exists()
    with _administrator(database, server) as db:
        if fresh and _exists(db, "pg_roles", "rolname", role_name("owner")):
            raise RolesError("this server's ortaq roles belong to another node: give each node a server of its own")
        for name in NAMES:
            _make_role(db, name, password(home, name))
        _make_database(db, database)
    with psycopg.connect(**server | {"dbname": database}, autocommit=True) as db:
        _close_to_strangers(db, database)


def password(home: Path, name: str) -> str:
    """Return the password of role `name` from the node's folder; the first time, one is made."""
    path = home / "roles" / f"{name}.pw"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_secret(path, secrets.token_urlsafe(32))
    return path.read_text().strip()


def write_secret(path: Path, value: str) -> None:
    """Write `value` to `path`, readable by its owner alone, whole or not at all."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(value)
    fresh.replace(path)


def _administrator(database: str, server: dict[str, Any]) -> psycopg.Connection[tuple[Any, ...]]:
    for name in (server.get("dbname") or database, "postgres"):
        try:
            return psycopg.connect(**server | {"dbname": name}, autocommit=True)
        except psycopg.OperationalError as error:
            if name == "postgres" or "does not exist" not in str(error):
                raise
    raise AssertionError("unreachable")


def _exists(db: psycopg.Connection[tuple[Any, ...]], table: str, column: str, value: str) -> bool:
    query = sql.SQL("SELECT 1 FROM {} WHERE {} = %s").format(sql.Identifier(table), sql.Identifier(column))
    return db.execute(query, [value]).fetchone() is not None


def _make_role(db: psycopg.Connection[tuple[Any, ...]], name: str, secret: str) -> None:
    """Create the role or set its password again, as a SCRAM verifier: no log can then hold the password."""
    role = sql.Identifier(role_name(name))
    if not _exists(db, "pg_roles", "rolname", role_name(name)):
        db.execute(sql.SQL("CREATE ROLE {} {}").format(role, HARMLESS))
    verifier = db.pgconn.encrypt_password(secret.encode(), role_name(name).encode(), b"scram-sha-256").decode()
    db.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(role, sql.Literal(verifier)))


def _make_database(db: psycopg.Connection[tuple[Any, ...]], database: str) -> None:
    name, owner = sql.Identifier(database), sql.Identifier(role_name("owner"))
    if db.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone() == (False,):
        db.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(owner))  # else it may give nothing to the owner
    if _exists(db, "pg_database", "datname", database):
        db.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(name, owner))
    else:
        db.execute(sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'").format(name, owner))


def _close_to_strangers(db: psycopg.Connection[tuple[Any, ...]], database: str) -> None:
    name, roles = sql.Identifier(database), sql.SQL(", ").join(sql.Identifier(role_name(each)) for each in NAMES)
    db.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
    db.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name, roles))
