"""`make bench`: the figures of docs/reference/performance.md, measured anew; nothing here asserts a time.

make bench                      all of them, a few minutes
make bench ARGS="clock"         one of: message, screens, clock, lists, acts, bank, figures
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

PARTS = ("message", "screens", "clock", "lists", "acts", "bank", "figures")


def main(wanted: list[str]) -> int:
    """Measure the wanted parts and print their figures as rows of a table."""
    unknown = set(wanted) - set(PARTS)
    if unknown:
        print(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}", flush=True)
    failed = 0
    for part in wanted or PARTS:
        print(f"\n| {part} | |\n|---|---|", flush=True)
        failed |= subprocess.run([sys.executable, Path(__file__).with_name(f"bench_{part}.py")], check=False).returncode
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
