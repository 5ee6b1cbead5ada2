"""`ortaq acts …`: verify a printed act, for which neither Django nor a database is imported; erase what is over."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from ortaq.exchange import erase_command


def add_to(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands for acts."""
    acts = subparsers.add_parser("acts", help="joint documents: verify what was signed")
    commands = acts.add_subparsers(dest="acts_command", required=True, metavar="COMMAND")
    verify = commands.add_parser("verify", help="say who signed a printed act and whether the file is whole")
    verify.add_argument("file", type=Path, help="the act as PDF; needs no node and no database")
    verify.add_argument("--certificate", action="append", type=Path, help="the seal's, from a trusted hand (PEM, DER)")
    verify.add_argument("--key", action="append", type=Path, help="the node's ledger key (JWK), to check the head by")
    verify.add_argument("--lang", choices=("ru", "kk", "en"), default="ru")
    verify.add_argument("--json", action="store_true")
    verify.set_defaults(handler=_verify)
    erase_command.add_to(
        commands,
        "acts",
        "erase the words of acts whose term is over; signatures and proofs stay",
        erase_command.numbered("acts"),
    )


def _verify(args: argparse.Namespace) -> int:
    from ortaq.acts.paper import verifying, wording
    from ortaq.lib.sealed_pdf import NotReadable
    from ortaq.wire import keys
    from ortaq.wire.errors import WireError

    try:
        certificates = [path.read_bytes() for path in args.certificate or ()]
        known = keys.ring(keys.load(path.read_bytes()) for path in args.key) if args.key else None
        report = verifying.verify(args.file.read_bytes(), certificates, known)
    except (NotReadable, WireError, OSError) as fault:
        print(str(fault), file=sys.stderr)
        return 1
    said = json.dumps(report.facts(), ensure_ascii=False) if args.json else "\n".join(wording.lines(report, args.lang))
    print(said)
    return 0 if report.whole else 1
