"""A node of the tests' own: its folder, its PostgreSQL, its database restored from a template.

Migrating takes seconds, copying a migrated cluster a tenth of one. So the first test run after a change of the
migrations keeps the result in `.make/`, under a name made of the migrations' text, and each later run copies it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.conf import settings

from ortaq.lib import node, postgres, roles

ROOT = Path(__file__).parents[1]
CACHE = ROOT / ".make" / "test-databases"
TEMPLATE = "ortaq_template"
DATABASE = "ortaq"


def make_home() -> Path:
    """Return the folder of a new test node that has no database yet."""
    home = Path(tempfile.mkdtemp(prefix="ortaq-test-"))
    node.write_facts(home, kind="test", name="Test node", host=postgres.HOST, database=DATABASE)
    roles.write_secret(home / "secret_key", secrets.token_urlsafe(50))
    return home


def start(home: Path) -> postgres.Cluster:
    """Give the node in `home` a running PostgreSQL with a freshly migrated database."""
    made = _migrated()
    shutil.copytree(made / "roles", home / "roles", dirs_exist_ok=True)
    cluster = postgres.Cluster(home / "pg", postgres.FORGETFUL)
    shutil.copytree(made / "pg", home / "pg")
    node.write_facts(home, port=cluster.start())
    restore(home)
    return cluster


def restore(home: Path) -> None:
    """Put the node's database back as the migrations left it; sessions in it are ended.

    Numbers of the directory go on from the time, as what is kept under one is never looked up again: no test may meet
    the directory of another under its own number.
    """
    with administrator(home) as db:
        db.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        db.execute(f"CREATE DATABASE {DATABASE} OWNER ortaq_owner TEMPLATE {TEMPLATE} STRATEGY FILE_COPY")
        roles._close_to_strangers(db, DATABASE)
    with administrator(home, DATABASE) as db:
        db.execute(f"ALTER SEQUENCE directory_version_number RESTART WITH {time.time_ns()}")


@contextmanager
def administrator(home: Path, database: str = "postgres") -> Iterator[psycopg.Connection]:
    """A connection of the superuser, for the tests' own upkeep alone: what is tested never runs as one."""
    with psycopg.connect(**_server(home), dbname=database, autocommit=True) as db:
        yield db


def _server(home: Path) -> dict[str, object]:
    port = node.read_facts(home)["port"]
    secret = roles.password(home, "superuser")
    return {"host": postgres.HOST, "port": port, "user": postgres.SUPERUSER, "password": secret}


def _migrated() -> Path:
    made = CACHE / _fingerprint()
    CACHE.mkdir(parents=True, exist_ok=True)
    with open(CACHE / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            _migrate_into(made)
        os.utime(made)
        _forget_old()
    return made


def _fingerprint() -> str:
    """What the migrated database depends on: the binaries, the migrations (ours and installed ones), the roles."""
    digest = hashlib.sha256(f"{postgres.binaries()} {settings.INSTALLED_APPS}".encode())
    sources = [*(ROOT / "src").glob("ortaq/*/migrations/**/*"), ROOT / "requirements" / "run.txt"]
    sources += [*(ROOT / "src").glob("ortaq/*/guard*.py"), Path(roles.__file__).with_name("prepare.py")]
    sources += [Path(roles.__file__), Path(postgres.__file__), Path(__file__), ROOT / "src" / "ortaq" / "settings.py"]
    for source in sorted(path for path in sources if path.is_file() and path.suffix != ".pyc"):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def _migrate_into(made: Path) -> None:
    with tempfile.TemporaryDirectory(dir=CACHE, ignore_cleanup_errors=True) as folder:
        home = Path(folder) / "home"
        home.mkdir(mode=0o700)
        node.write_facts(home, kind="test", host=postgres.HOST, database=TEMPLATE)
        cluster = postgres.Cluster(home / "pg", postgres.FORGETFUL)
        cluster.make(roles.password(home, "superuser"))
        node.write_facts(home, port=cluster.start())
        try:
            roles.create(home, TEMPLATE, **_server(home))
            _run_migrations(home)
            _let_owner_play_every_role(home)
        finally:
            cluster.stop()
        home.rename(made)


def _let_owner_play_every_role(home: Path) -> None:
    """SET ROLE must work in tests, while the owner itself goes on seeing only what it sees in production."""
    with administrator(home, TEMPLATE) as db:
        db.execute("ALTER ROLE ortaq_owner NOINHERIT")
        db.execute("ALTER SCHEMA public OWNER TO ortaq_owner")  # it came by inheritance, from pg_database_owner
        db.execute("GRANT ortaq_web, ortaq_stream, ortaq_clock, ortaq_sealer TO ortaq_owner")


def _run_migrations(home: Path) -> None:
    env = os.environ | {"ORTAQ_HOME": str(home)}
    env.pop("ORTAQ_DATABASE_URL", None)
    command = [sys.executable, "-m", "ortaq.lib.prepare"]
    done = subprocess.run(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"the migrations failed:\n{done.stdout[-4000:]}")


def _forget_old() -> None:
    known = sorted((path for path in CACHE.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime)
    for path in known[:-6]:
        shutil.rmtree(path, ignore_errors=True)
