"""The program's one clock. Every legal time comes from here, never from the database.

A node that is a demo, a drill or a test may run ahead or behind: the file `clock` in its folder holds the shift in
seconds, read anew when it changes, so that all of its processes move together. A real node ignores the file.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ortaq.lib import node

SHIFTABLE = frozenset({"demo", "drill", "test"})
_seen: tuple[int, timedelta] = (-1, timedelta())


def now() -> datetime:
    """Return the present instant, aware, in UTC, moved by the node's shift."""
    return datetime.now(UTC) + shift()


def shift() -> timedelta:
    """Return how far this node's clock runs ahead of the true time; nought on a real node."""
    global _seen
    home = node.home()
    if home is None or node.kind() not in SHIFTABLE:
        return timedelta()
    try:
        stamp = os.stat(home / "clock").st_mtime_ns
    except FileNotFoundError:
        return timedelta()
    if stamp != _seen[0]:
        _seen = (stamp, timedelta(seconds=float((home / "clock").read_text())))
    return _seen[1]


def travel(to: datetime) -> None:
    """Move this node's clock so that it is `to` (aware) at this moment.

    Raises PermissionError on a real node, where the clock may not be shifted.
    """
    home = node.home()
    if home is None or node.kind() not in SHIFTABLE:
        raise PermissionError("the clock may be shifted only on a demo, drill or test node")
    _write(home / "clock", (to - datetime.now(UTC)).total_seconds())


def _write(path: Path, seconds: float) -> None:
    fresh = path.with_suffix(f".{os.getpid()}")
    fresh.write_text(f"{seconds:.6f}")
    fresh.replace(path)
