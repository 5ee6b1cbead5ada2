"""`ortaq node init`, `ortaq serve`, `ortaq demo`, `ortaq drill`, `ortaq backup`, `ortaq restore`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

Handler = Callable[[argparse.Namespace], int]


def add_to(commands: Any) -> None:
    """Add the commands of this package to the parser."""
    verbs = commands.add_parser("node", help="make a node").add_subparsers(dest="verb", required=True, metavar="VERB")
    init = verbs.add_parser("init", help="make a node in the folder that ORTAQ_HOME names")
    init.add_argument("--kind", choices=("node", "drill", "demo"), default="node")
    init.add_argument("--name", default="Ortaq", help="what the node is called on its screens and papers")
    init.set_defaults(handler=_in_words(_init))
    serve = commands.add_parser("serve", help="serve the node in the folder that ORTAQ_HOME names")
    serve.add_argument("--host", default="127.0.0.1", help="default 127.0.0.1; any other address needs TLS")
    serve.add_argument("--tls-cert", type=Path, metavar="FILE")
    serve.add_argument("--tls-key", type=Path, metavar="FILE", help="PKCS#8")
    serve.set_defaults(handler=_in_words(_serve))
    demo = commands.add_parser("demo", help="a crossing point's day, with invented officers")
    demo.set_defaults(handler=_in_words(_demo))
    drill = commands.add_parser("drill", help="an exercise beside a real node, with its officers, for practice")
    drill.add_argument("--of", type=Path, required=True, metavar="FOLDER", help="the real node's folder")
    drill.add_argument("--real", default="http://localhost:8000", metavar="ADDRESS", help="the real node's address")
    drill.set_defaults(handler=_in_words(_drill))
    backup = commands.add_parser("backup", help="write the node, running or not, into one file")
    backup.add_argument("--to", type=Path, metavar="FOLDER", help="for the data: on another disk")
    backup.add_argument("--keys-to", type=Path, metavar="FOLDER", help="for what signs: elsewhere, in a safe")
    backup.set_defaults(handler=_in_words(_backup))
    restore = commands.add_parser("restore", help="make the node that a file of `ortaq backup` holds, and verify it")
    restore.add_argument("file", type=Path)
    restore.add_argument("--keys", type=Path, metavar="FILE", help="what signs, from `ortaq backup --keys-to`")
    restore.set_defaults(handler=_in_words(_restore))
    for parser in (serve, demo, drill):
        parser.add_argument(
            "--port", type=int, default=int(os.environ.get("PORT") or 8000), help="default 8000, or PORT"
        )
        parser.add_argument("--with-parent", action="store_true", help="stop when the process that started it stops")


def _init(args: argparse.Namespace) -> int:
    from ortaq.lib import nodes

    nodes.make(_home(), args.kind, args.name, print)
    print(f"made; start it with: ORTAQ_HOME={_home()} ortaq serve")
    return 0


def _serve(args: argparse.Namespace) -> int:
    from ortaq.lib import nodes
    from ortaq.lib.serving import Serving

    if not nodes.is_complete(_home()):
        raise nodes.NodeError(f"{_home()} is no node; make one first: ortaq node init")
    return Serving(
        _home(),
        args.host,
        args.port,
        args.tls_cert,
        args.tls_key,
        with_parent=args.with_parent,
        ready=lambda serving: serving.say(f"serving at {serving.address}"),
    ).run()


def _demo(args: argparse.Namespace) -> int:
    from ortaq.lib import demo

    os.environ.setdefault("ORTAQ_HOME", str(demo.HOME))
    return demo.serving(_home(), args.port, with_parent=args.with_parent).run()


def _drill(args: argparse.Namespace) -> int:
    from ortaq.lib import drill

    return drill.serving(_home(), args.of, args.real, args.port, with_parent=args.with_parent).run()


def _backup(args: argparse.Namespace) -> int:
    from ortaq.lib import backing_up, nodes

    if not nodes.is_complete(_home()):
        raise nodes.NodeError(f"{_home()} is no node")
    if not (args.to or args.keys_to):
        raise nodes.NodeError("say where: --to FOLDER for the data, --keys-to FOLDER for what signs")
    if args.to and args.keys_to and args.to.resolve() == args.keys_to.resolve():
        raise nodes.NodeError("what signs never lies beside what was signed: name two folders, on two disks")
    if args.to:
        backing_up.back_up(_home(), args.to, say=print)
    if args.keys_to:
        backing_up.back_up_keys(_home(), args.keys_to, say=print)
    return 0


def _restore(args: argparse.Namespace) -> int:
    from ortaq.lib import backing_up

    is_whole = backing_up.restore(_home(), args.file, args.keys, say=print)
    print(f"start it with: ORTAQ_HOME={_home()} ortaq serve" if is_whole else "the ledger does not verify: see above")
    return 0 if is_whole else 1


def _home() -> Path:
    from ortaq.lib import node, nodes

    home = node.home()
    if home is None:
        raise nodes.NodeError("say in ORTAQ_HOME which folder the node is, or shall be, in")
    return home.resolve()


def _in_words(handler: Handler) -> Handler:
    """Turn what a person can mend into one line on standard error and exit code 1."""

    def run(args: argparse.Namespace) -> int:
        from ortaq.lib.nodes import NodeError
        from ortaq.lib.postgres import PostgresError
        from ortaq.lib.roles import RolesError

        try:
            return handler(args)
        except (NodeError, PostgresError, RolesError) as error:
            print(error, file=sys.stderr)
            return 1

    return run
