"""The program's one clock. Every legal time comes from here, never from the database.

A node that is a demo, a drill or a test may run ahead or behind, or stand still: the file `clock` in its folder holds
the shift in seconds, or `=` and the instant at which it stands; it is read anew when it changes, so that all of the
node's processes move together. A real node ignores the file.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ortaq.lib import node

SHIFTABLE = frozenset({"demo", "drill", "test"})
Reading = timedelta | datetime
_seen: tuple[tuple[int, int], Reading] = ((-1, -1), timedelta())


def now() -> datetime:
    """Return the present instant, aware, in UTC, moved by the node's shift or standing where its clock stands."""
    reading = _reading()
    return reading if isinstance(reading, datetime) else datetime.now(UTC) + reading


def shift() -> timedelta:
    """Return how far this node's clock runs ahead of the true time; nought on a real node."""
    reading = _reading()
    return reading - datetime.now(UTC) if isinstance(reading, datetime) else reading


def travel(to: datetime) -> None:
    """Move this node's clock so that it is `to` (aware) at this moment and runs on from there.

    Raises PermissionError on a real node, where the clock may not be shifted.
    """
    _write(f"{(to - datetime.now(UTC)).total_seconds():.6f}")


def stand(at: datetime) -> None:
    """Stop this node's clock at `at` (aware). Raises PermissionError on a real node."""
    _write(f"={at.astimezone(UTC).isoformat()}")


def _reading() -> Reading:
    global _seen
    file = _file()
    if file is None:
        return timedelta()
    try:
        status = os.stat(file)
    except FileNotFoundError:
        return timedelta()
    stamp = (status.st_mtime_ns, status.st_ino)
    if stamp != _seen[0]:
        _seen = (stamp, _parse(file.read_text()))
    return _seen[1]


def _parse(text: str) -> Reading:
    return datetime.fromisoformat(text[1:]) if text.startswith("=") else timedelta(seconds=float(text))


def _file() -> Path | None:
    home = node.home()
    return home / "clock" if home is not None and node.kind() in SHIFTABLE else None


def _write(text: str) -> None:
    global _seen
    file = _file()
    if file is None:
        raise PermissionError("the clock may be shifted only on a demo, drill or test node")
    fresh = file.with_suffix(f".{os.getpid()}")
    fresh.write_text(text)
    fresh.replace(file)
    _seen = ((-1, -1), timedelta())  # two moves within one tick of the file system look alike
