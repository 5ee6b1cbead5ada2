"""One parent for all of a node's processes: starts them in order, starts again what crashes, leaves none behind.

    PostgreSQL ─ ready ─ prepare (migrations, static files) ─ parts ─ ready ─ … ─ INT, TERM or HUP ─ parts ─ PostgreSQL

A part that ends by itself is started again after a pause that doubles from one second to thirty and is forgotten after
a minute of good running. If this parent is killed, the kernel tells each child (see `child`).
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from ortaq.lib import child
from ortaq.lib.postgres import Cluster

FIRST_PAUSE, LONGEST_PAUSE, FORGIVEN_AFTER = 1.0, 30.0, 60.0
TICK = 0.25
PATIENCE = 10.0
OTHERS_WAIT = 10.0
Say = Callable[[str], None]


@dataclass
class Part:
    """One process to keep running.

    `first` parts have the machine to themselves until the pages answer (for ten seconds at most: the clock must run).
    `once` says that it is done when it ends with exit code 0; `on_parent_death` is what the kernel sends it when we go.
    """

    name: str
    command: Sequence[str]
    role: str
    first: bool = False
    once: bool = False
    on_parent_death: signal.Signals = signal.SIGTERM
    process: subprocess.Popen[bytes] | None = None
    started: float = 0
    pause: float = FIRST_PAUSE
    again_at: float = 0
    done: bool = False

    def start(self, env: Mapping[str, str]) -> None:
        """Start the process as its database role."""
        self.process = child.start(
            self.command, env={**env, "ORTAQ_ROLE": self.role}, on_parent_death=self.on_parent_death
        )
        self.started, self.again_at = time.monotonic(), 0

    @property
    def has_ended(self) -> bool:
        """Whether the process was started and is gone."""
        return self.process is not None and self.process.poll() is not None


@dataclass
class Supervisor:
    """Keeps `parts` running, and `cluster` under them where the node has its own."""

    parts: Sequence[Part]
    env: Mapping[str, str]
    say: Say
    signals: Signals
    cluster: Cluster | None = None
    patience: float = PATIENCE

    def run(self, *, when_ready: Callable[[], bool], then: Callable[[], None]) -> int:
        """Start the parts, call `then` once `when_ready` is true, and keep everything running until told to stop."""
        try:
            self._start(first=True)
            self._keep(when_ready, then)
        finally:
            self.say("stopping …")
            self._stop_all()
            self.say("stopped")
        return 0

    def _start(self, *, first: bool) -> None:
        for part in self.parts:
            if part.first is first:
                part.start(self.env)

    def _keep(self, when_ready: Callable[[], bool], then: Callable[[], None]) -> None:
        began, all_started, announced = time.monotonic(), False, False
        while not self.signals.wait(TICK):
            self._revive_cluster()
            for part in self.parts:
                self._look_after(part)
            ready = not announced and when_ready()
            if not all_started and (ready or time.monotonic() - began > OTHERS_WAIT):
                all_started = True
                self._start(first=False)
            if ready:
                announced = True
                then()

    def _revive_cluster(self) -> None:
        if self.cluster and self.cluster.pid is None:
            self.say("PostgreSQL has ended unasked; starting it again")
            self.cluster.revive(pause=self.signals.wait)

    def _look_after(self, part: Part) -> None:
        now = time.monotonic()
        if part.done or not part.has_ended:
            return
        if part.again_at:
            if now >= part.again_at:
                part.start(self.env)
        elif part.once and part.process and part.process.returncode == 0:
            part.done = True
        else:
            self._plan_restart(part, now)

    def _plan_restart(self, part: Part, now: float) -> None:
        if now - part.started > FORGIVEN_AFTER:
            part.pause = FIRST_PAUSE
        code = part.process.returncode if part.process else None
        self.say(f"{part.name} has ended unasked ({_how(code)}); starting it again in {part.pause:.0f} s")
        part.again_at = now + part.pause
        part.pause = min(part.pause * 2, LONGEST_PAUSE)

    def _stop_all(self) -> None:
        for process in self._running():
            process.send_signal(signal.SIGTERM)
        ends = time.monotonic() + self.patience
        while self._running() and time.monotonic() < ends and not self.signals.insisted:
            time.sleep(0.02)
        for process in self._running():
            process.kill()
            process.wait()
        if self.cluster:
            self.cluster.stop()

    def _running(self) -> list[subprocess.Popen[bytes]]:
        return [part.process for part in self.parts if part.process and part.process.poll() is None]


class Signals:
    """INT, TERM and HUP, heard also by a job that a shell started in the background, where INT is ignored."""

    def __init__(self, watched: int | None) -> None:
        self._reader, self._writer = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._before = {sign: signal.signal(sign, self._hear) for sign in child.STOPPING}
        self._watched = watched
        self._minds_hangups = _minds_hangups(watched)
        self._heard = 0

    @property
    def insisted(self) -> bool:
        """Whether a second signal came while stopping: no more patience."""
        return self._heard > 1

    def wait(self, seconds: float) -> bool:
        """Wait up to `seconds`; return whether it is time to stop."""
        if not self._heard:
            select.select([self._reader], [], [], seconds)
        return bool(self._heard) or self._parent_was_told()

    def close(self) -> None:
        """Put back what was there before."""
        for sign, handler in self._before.items():
            signal.signal(sign, handler)
        os.close(self._reader)
        os.close(self._writer)

    def _hear(self, number: int, frame: FrameType | None) -> None:
        self._heard += 1
        with contextlib.suppress(BlockingIOError):
            os.write(self._writer, b".")

    def _parent_was_told(self) -> bool:
        """Whether the parent is gone or, like make after a HUP, has stopped minding hang-ups and only waits for us."""
        if self._watched is None:
            return False
        return os.getppid() != self._watched or (self._minds_hangups and not _minds_hangups(self._watched))


@contextlib.contextmanager
def listening(*, with_parent: bool = False) -> Iterator[Signals]:
    """Hear signals; `with_parent` also stops when the parent does."""
    if with_parent:
        child.die_with_parent()
    signals = Signals(os.getppid() if with_parent else None)
    try:
        yield signals
    finally:
        signals.close()


def _minds_hangups(pid: int | None) -> bool:
    """Whether process `pid` has a handler for HUP."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False
    caught = next(line for line in status.splitlines() if line.startswith("SigCgt:"))
    return bool(int(caught.split()[1], 16) >> (signal.SIGHUP - 1) & 1)


def _how(code: int | None) -> str:
    return f"killed by signal {-code}" if code is not None and code < 0 else f"exit code {code}"
