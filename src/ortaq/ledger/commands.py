"""`ortaq ledger …`: seal, verify, export, prove, head. Verifying a file imports neither Django nor a database."""

from __future__ import annotations

import argparse
import json
import os
import sys
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from ortaq.lib.setup import django_setup

if TYPE_CHECKING:
    from ortaq.wire.keys import Key
    from ortaq.wire.report import Report


def add_to(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the ledger's commands."""
    ledger = subparsers.add_parser("ledger", help="the append-only ledger: seal, verify, export")
    commands = ledger.add_subparsers(dest="ledger_command", required=True, metavar="COMMAND")
    _add_seal(commands)
    _add_verify(commands)
    _add_export(commands)
    _add_prove(commands)
    head = commands.add_parser("head", help="print the newest signed head, to be kept elsewhere as a witness")
    head.set_defaults(handler=_head)


def _add_seal(commands: Any) -> None:
    seal = commands.add_parser("seal", help="the sealer's process: number, hash and sign what was written")
    seal.add_argument("--new-key", action="store_true", help="begin a new key where the old one is lost")
    seal.set_defaults(handler=_seal)


def _add_verify(commands: Any) -> None:
    verify = commands.add_parser("verify", help="recompute the ledger and every table that stands in it, or an export")
    verify.add_argument("file", nargs="?", type=Path, help="an export or a proof; needs no database")
    verify.add_argument("--key", action="append", type=Path, help="the node's public key (JWK), from a trusted hand")
    verify.add_argument("--witness", action="append", type=Path, help="a file with heads that were kept elsewhere")
    verify.add_argument("--files", action="store_true", help="read every attached file anew and hash it, too")
    verify.add_argument("--json", action="store_true")
    verify.set_defaults(handler=_verify)


def _add_export(commands: Any) -> None:
    export = commands.add_parser("export", help="write everything sealed as JSON lines")
    export.add_argument("--to", required=True, type=Path, metavar="FILE", help="- for standard output")
    export.set_defaults(handler=_export)


def _add_prove(commands: Any) -> None:
    prove = commands.add_parser("prove", help="write the proof of one record")
    prove.add_argument("record", type=uuid.UUID)
    prove.add_argument("--kind", help="the kind of entry, where the record has several")
    prove.add_argument("--to", required=True, type=Path, metavar="FILE", help="- for standard output")
    prove.set_defaults(handler=_prove)


def _seal(args: argparse.Namespace) -> int:
    django_setup("sealer")
    from ortaq.ledger import keyfile, sealer
    from ortaq.lib import node
    from ortaq.wire.errors import WireError

    home = node.home()
    if home is None:
        return _refused("ORTAQ_HOME names no folder; make a node first: ortaq node init")
    try:
        sealer.run(home, new_key=args.new_key)
    except keyfile.KeyLost as lost:
        return _refused(str(lost))
    except WireError as fault:
        return _refused(f"{keyfile.path_in(home)} is no key: {fault}")
    return 0


def _verify(args: argparse.Namespace) -> int:
    from ortaq.ledger import wording
    from ortaq.wire import heads
    from ortaq.wire.errors import WireError

    try:
        given = _keys(args.key)
        witnesses = [token for path in args.witness or () for token in heads.found_in(path.read_text())]
        report = (
            _verify_file(args.file, given, witnesses) if args.file else _verify_node(given, witnesses, files=args.files)
        )
    except (WireError, OSError) as fault:
        return _refused(str(fault))
    print(json.dumps(report.facts(), ensure_ascii=False) if args.json else "\n".join(wording.lines(report)))
    return 0 if report.good else 1


def _keys(paths: Sequence[Path] | None) -> list[Key] | None:
    from ortaq.wire import keys

    return [keys.load(path.read_bytes()) for path in paths] if paths else None


def _verify_file(path: Path, given: list[Key] | None, witnesses: list[str]) -> Report:
    from ortaq.wire import export, keys

    with path.open("rb") as lines:
        return export.verify(lines, keys.ring(given) if given is not None else None, witnesses)


def _verify_node(given: list[Key] | None, witnesses: list[str], *, files: bool) -> Report:
    django_setup("owner")
    from django.db import OperationalError

    from ortaq.ledger import verifying

    try:
        return verifying.verify(given, witnesses, ["files"] if files else [])
    except OperationalError as exc:
        raise ConnectionError(f"no node's database is reached: {exc}") from exc


def _export(args: argparse.Namespace) -> int:
    django_setup("owner")
    from ortaq.ledger import exporting

    try:
        with _written(args.to) as file:
            file.writelines(exporting.lines())
    except exporting.NotWhole as fault:
        return _refused(str(fault))
    return 0


def _prove(args: argparse.Namespace) -> int:
    django_setup("owner")
    from ortaq.ledger import exporting

    found = exporting.proof_of(args.record, args.kind)
    if found is None:
        return _refused(f"nothing about {args.record} is sealed")
    with _written(args.to) as file:
        file.write(found)
    return 0


def _head(args: argparse.Namespace) -> int:
    django_setup("web")
    from ortaq.ledger import heads

    token = heads.latest_head()
    if not token:
        return _refused("nothing is sealed yet")
    print(token)
    return 0


@contextmanager
def _written(path: Path) -> Iterator[IO[bytes]]:
    """The file to write, whole or not at all; standard output for `-`."""
    if str(path) == "-":
        yield sys.stdout.buffer
        return
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with fresh.open("wb") as file:
            yield file
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def _refused(why: str) -> int:
    print(why, file=sys.stderr)
    return 1
