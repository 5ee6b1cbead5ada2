"""The `ortaq` command. Each package adds its own commands; nothing heavy is imported before a command needs it."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

PACKAGES = (
    "rules",
    "ledger",
    "directory",
    "access",
    "duties",
    "exchange",
    "acts",
    "custody",
    "figures",
    "operations",
    "oversight",
    "databank",
    "console",
    "lib",
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 refused or faulty, 2 wrong usage."""
    args = parser().parse_args(argv)
    try:
        code = int(args.handler(args) or 0)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read the output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


def parser() -> argparse.ArgumentParser:
    """Return the parser with the commands of every package that has some."""
    root = argparse.ArgumentParser(prog="ortaq", description="Ortaq: agencies that work as one.")
    commands = root.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for package in PACKAGES:
        try:
            module = importlib.import_module(f"ortaq.{package}.commands")
        except ModuleNotFoundError as missing:
            if missing.name != f"ortaq.{package}.commands":
                raise
            continue
        module.add_to(commands)
    return root


if __name__ == "__main__":
    sys.exit(main())
