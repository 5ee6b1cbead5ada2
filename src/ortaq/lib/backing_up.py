"""`ortaq backup` and `ortaq restore`: a node in one file, and a node out of it.

    node.json      kind and name
    secret_key …   what the node's other secrets are locked with
    sealer/*.pub   the public half of what signed the ledger
    head           the ledger's newest signed head before the database was read: what is put back is held to it
    database       pg_dump's own format, of one instant
    blobs/…        the attached files, read after the database, so that each file that it names is there

What signs (`sealer/`, `pdf.*`) never stands in the same file as what was signed: it goes into a file of its own, for
another place.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ortaq.lib import archives, node, nodes, postgres, roles

DATABASE, HEAD, FACTS = "database", "head", "node.json"
KEPT = ("secret_key", "blobs.key", "outside/*", "sealer/*.pub")
FILES = "blobs/??/*"
KEYS = ("sealer/*", "pdf.key", "pdf.crt", "pdf.pin")
Say = Callable[[str], None]


def back_up(home: Path, folder: Path, *, say: Say) -> Path:
    """Write the node in `home`, running or not, into a new file in `folder` and return its path.

    The file appears whole or not at all. Raises NodeError where the database is not the node's own, or no room is left.
    """
    facts = node.read_facts(home)
    if facts.get("server") != "own":
        raise nodes.NodeError(f"the database of this node is at {facts.get('host')}: back it up by that server's means")
    with _answering(home), tempfile.TemporaryDirectory() as scratch, archives.new_file(folder, home.name) as archive:
        archive.add_bytes(FACTS, json.dumps({name: facts[name] for name in ("kind", "name")}).encode())
        archive.add_files(home, *KEPT)
        archive.add_bytes(HEAD, _newest_head(home))
        archive.add_file(DATABASE, _dumped(home, Path(scratch) / DATABASE))
        archive.add_files(home, FILES)
    say(f"{archive.path}: {archive.path.stat().st_size / 2**20:.1f} MB")
    if "ORTAQ_BLOBS" in os.environ:
        say("attached files stand in the store that ORTAQ_BLOBS names: back that up by its own means, after this")
    return archive.path


def back_up_keys(home: Path, folder: Path, *, say: Say) -> Path:
    """Write what signs for the node in `home` into a new file in `folder`, for a safe, and return its path."""
    with archives.new_file(folder, f"{home.name}-keys") as archive:
        archive.add_files(home, *KEYS)
    say(f"{archive.path}: whoever has it signs for this node; keep it in a safe, apart from the data")
    return archive.path


def restore(home: Path, file: Path, keys: Path | None, *, say: Say) -> bool:
    """Make the node that `file` holds in the new folder `home`, and return whether its ledger verifies.

    Raises NodeError where `home` is not empty, or a file is not whole; nothing is then put back.
    """
    if home.exists() and any(home.iterdir()):
        raise nodes.NodeError(f"{home} is not empty: restore into a new folder")
    if "ORTAQ_DATABASE_URL" in os.environ:
        raise nodes.NodeError("what is restored gets a PostgreSQL of its own: unset ORTAQ_DATABASE_URL")
    given = [file, keys] if keys else [file]
    for each in given:
        archives.refuse_damaged(each)
    for each in given:
        with archives.opened(each) as members:
            archives.put_back(members, home, but=(FACTS, DATABASE))
    with archives.opened(file) as members, tempfile.NamedTemporaryFile() as dump:
        facts = json.loads(archives.read(members, FACTS))
        shutil.copyfileobj(archives.file_in(members, DATABASE), dump)
        dump.flush()
        nodes.make(home, str(facts["kind"]), str(facts["name"]), say)
        return _is_filled_and_verified(home, Path(dump.name), say)


def _is_filled_and_verified(home: Path, dump: Path, say: Say) -> bool:
    with _answering(home):
        _client(home, "pg_restore", "--exit-on-error", "--single-transaction", "--dbname", nodes.DATABASE, str(dump))
        say("put back; recomputing the ledger, every table that stands in it and every attached file")
        head = home / HEAD
        trusted = [part for key in sorted(home.glob("sealer/*.pub")) for part in ("--key", str(key))]
        done = _ortaq(home, "ledger", "verify", "--files", *trusted, "--witness", str(head))
        head.unlink()
    say((done.stdout + done.stderr).strip())
    return done.returncode == 0


@contextmanager
def _answering(home: Path) -> Iterator[None]:
    """Let the node's database answer: it does where the node runs, else it is started for as long as this lasts."""
    try:
        nodes.connect(home).close()
    except nodes.NodeError:
        with nodes.locked(home):
            cluster = nodes.start_server(home)
            try:
                yield
            finally:
                if cluster:
                    cluster.stop()
    else:
        yield


def _newest_head(home: Path) -> bytes:
    """Return the ledger's newest signed head; nothing where nothing is sealed yet."""
    done = _ortaq(home, "ledger", "head")
    return done.stdout.encode() if done.returncode == 0 else b""


def _dumped(home: Path, path: Path) -> Path:
    """Dump the database as of one instant, by the one account that no policy of any table keeps a row from."""
    _client(home, "pg_dump", "--format=custom", "--file", str(path), nodes.DATABASE)
    return path


def _client(home: Path, program: str, *arguments: str) -> None:
    facts = node.read_facts(home)
    reach = ["--host", facts["host"], "--port", str(facts["port"]), "--username", postgres.SUPERUSER, "--no-password"]
    env = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PGPASSWORD": roles.password(home, "superuser")}
    command = [str(postgres.binaries() / program), *reach, *arguments]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise nodes.NodeError(f"{program} failed: {done.stderr.strip()}")


def _ortaq(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"ORTAQ_HOME": str(home), "ORTAQ_ROLE": ""}
    command = [sys.executable, "-m", "ortaq", *arguments]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)
