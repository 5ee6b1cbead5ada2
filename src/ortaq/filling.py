"""How a demonstration is filled: one process runs the commands that tell it, one after the other (`-m ortaq.filling`).

Before the console opens: this day of the whole country, and everything at the first crossing point of the cast. Behind
it, while somebody looks: the other crossing points, and the month. Whatever is there already is left alone.
"""

from __future__ import annotations

import os
import sys
import time

from ortaq import cli

OPENING = (
    ("the directory of units and crossing points", "directory load --invented"),
    ("officers and their watches", "access demo-cast"),
    ("the day of the whole country", "exchange demo-fill --last 1"),
    ("who and what is held and handed over", "custody demo-fill --first"),
    ("what is done together", "operations demo-fill --first"),
    ("what each side counted", "figures demo-fill --first"),
    ("the registers of the data bank", "databank demo-fill --first"),
)
BEHIND = (
    ("the second region", "custody demo-fill"),
    ("", "operations demo-fill"),
    ("", "figures demo-fill"),
    ("", "databank demo-fill"),
    ("the month behind", "exchange demo-fill --month"),
)


def main(arguments: list[str]) -> int:
    """Run what is to be filled now, `--behind` or at the opening; the first failure ends it with its code."""
    is_behind, began = arguments == ["--behind"], time.monotonic()
    if is_behind:
        os.nice(10)
    for what, command in BEHIND if is_behind else OPENING:
        if what:
            print(f"{time.monotonic() - began:8.1f} s  {what}", flush=True)
        if code := cli.main(command.split()):
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
