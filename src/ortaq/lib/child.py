"""Child processes that never outlive their parent, and that need not run as root.

Linux only. `prctl(PR_SET_PDEATHSIG)` has the kernel send a signal when the parent dies, however it dies, SIGKILL
included. PostgreSQL refuses to run as root, so a root parent gives it a user namespace of one account (no change to any
file, no account on the machine); where the kernel forbids that, `postgres.py` falls back to another account.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from typing import IO

PR_SET_PDEATHSIG = 1
CLONE_NEWUSER = 0x10000000
UNPRIVILEGED = 1000
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_libc = ctypes.CDLL(None, use_errno=True)


def start(
    command: Sequence[str],
    *,
    on_parent_death: signal.Signals = signal.SIGTERM,
    unprivileged: bool = False,
    account: str | None = None,
    env: Mapping[str, str] | None = None,
    output: IO[bytes] | int | None = None,
) -> subprocess.Popen[bytes]:
    """Start `command`; the kernel sends it `on_parent_death` when the calling thread's process is gone.

    `unprivileged` maps root to an ordinary account in a user namespace; `account` runs it as another account instead.
    The child leads a session of its own: a terminal's Ctrl-C reaches the parent alone, which then stops it in order.
    """
    parent = os.getpid()

    def prepare() -> None:
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
        for ignored in STOPPING:  # as in a shell's background job, where the child would never hear of them
            signal.signal(ignored, signal.SIG_DFL)
        if unprivileged:
            _leave_root()
        _die_with(parent, on_parent_death)

    return subprocess.Popen(
        list(command),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        env=dict(env) if env is not None else None,
        user=account,
        group=_group(account),
        extra_groups=[] if account else None,
        preexec_fn=prepare,
        start_new_session=True,
    )


def stop(process: subprocess.Popen[bytes], *, by: signal.Signals = signal.SIGTERM, patience: float = 10) -> int:
    """Ask `process` to end by signal `by`, kill it after `patience` seconds; return its exit code."""
    if process.poll() is None:
        process.send_signal(by)
    try:
        return process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def die_with_parent(sign: signal.Signals = signal.SIGTERM) -> None:
    """Have the kernel send this very process `sign` when its parent is gone."""
    _die_with(os.getppid(), sign)


@cache
def namespaces_allowed() -> bool:
    """Return whether this account may make a user namespace (some kernels and containers forbid it)."""
    probe = [sys.executable, "-I", "-S", "-c", "import os, sys; sys.exit(os.getuid() == 0)"]
    try:
        return start(probe, unprivileged=True, output=subprocess.DEVNULL).wait() == 0
    except (OSError, subprocess.SubprocessError):
        return False


def _leave_root() -> None:
    user, group = os.geteuid(), os.getegid()
    if _libc.unshare(CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare(CLONE_NEWUSER)")
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{UNPRIVILEGED} {user} 1")
    _write("/proc/self/gid_map", f"{UNPRIVILEGED} {group} 1")


def _write(path: str, text: str) -> None:
    with open(path, "w") as file:
        file.write(text)


def _die_with(parent: int, sign: signal.Signals) -> None:
    _libc.prctl(PR_SET_PDEATHSIG, int(sign), 0, 0, 0)
    if os.getppid() != parent:  # it died before the line above
        os._exit(1)


def _group(account: str | None) -> int | None:
    if account is None:
        return None
    import pwd

    return pwd.getpwnam(account).pw_gid
