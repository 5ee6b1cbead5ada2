"""See every process that a test has started, also those whose parents are gone: their environment is marked."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

PATIENCE = 30.0
Started = subprocess.Popen[str]


class Family:
    """All processes that descend from one started with this mark, or that work in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = str(folder)
        self._started: list[Started] = []
        self.mark = f"ORTAQ_TEST_FAMILY={uuid.uuid4()}"

    def start(self, *command: str, ignoring: int | None = None, **environment: str) -> Started:
        """Start `command`; `ignoring` is a signal that it finds ignored, as a shell's background job finds INT."""
        name, _, value = self.mark.partition("=")
        wrapper = () if ignoring is None else (sys.executable, "-c", IGNORING, str(ignoring))
        process = subprocess.Popen(
            (*wrapper, *command),
            env=os.environ | {name: value} | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._started.append(process)
        return process

    def members(self) -> dict[int, str]:
        """Process id → command line of each that is alive."""
        return dict(self._members())

    def _members(self) -> Iterator[tuple[int, str]]:
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if self._is_ours(process) and not _is_zombie(process):
                    yield int(process.name), (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()

    def _is_ours(self, process: Path) -> bool:
        marked = self.mark.encode() in (process / "environ").read_bytes().split(b"\0")
        return marked or os.readlink(process / "cwd").startswith(self.folder)

    def like(self, part: str) -> list[int]:
        """Process ids of the descendants whose command line contains `part`."""
        own = [process.pid for process in self._started]
        return [pid for pid, command in self.members().items() if part in command and pid not in own]

    def is_gone(self) -> bool:
        """Whether none is left."""
        return not self.members()

    def end(self) -> None:
        """Kill what is left."""
        for pid in self.members():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, 9)
        for process in self._started:
            process.communicate()


IGNORING = (
    "import os, signal, sys; signal.signal(int(sys.argv[1]), signal.SIG_IGN); os.execvp(sys.argv[2], sys.argv[2:])"
)


def eventually(holds: Callable[[], object], patience: float = PATIENCE) -> bool:
    """Whether `holds` becomes true within `patience` seconds: a generous wait, not a measurement."""
    ends = time.monotonic() + patience
    while not holds():
        if time.monotonic() > ends:
            return False
        time.sleep(0.05)
    return True


def _is_zombie(process: Path) -> bool:
    return (process / "stat").read_text().rpartition(")")[2].split()[0] in "ZX"
