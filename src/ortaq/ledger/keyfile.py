"""The node's key: made at the sealer's first start, read by the sealer alone, its public half open to all."""

from __future__ import annotations

import os
from pathlib import Path

from ortaq.wire import keys
from ortaq.wire.keys import Key


class KeyLost(RuntimeError):
    """The ledger has heads, but the key that signed them is not in the node's folder."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is missing: put it back, or begin a new key with --new-key")
        self.path = path


def path_in(home: Path) -> Path:
    """Return where the node in folder `home` keeps its key."""
    return home / "sealer" / "node.key"


def read(home: Path) -> Key:
    """Return the node's key. Raises FileNotFoundError, BadStatement."""
    return keys.load(path_in(home).read_bytes())


def make(home: Path) -> Key:
    """Make the node's key, durable before it is returned; 0600. Raises FileExistsError rather than replace one."""
    key, path = keys.generate(), path_in(home)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _write(path, keys.private_text(key), 0o600)
    return key


def publish(home: Path, key: Key) -> None:
    """Lay the public half beside the key, named by its thumbprint, where it does not lie already."""
    path = path_in(home).with_name(f"{keys.name(key)}.pub")
    if not path.exists():
        _write(path, keys.public_text(key), 0o644)


def _write(path: Path, text: str, mode: int) -> None:
    """Write a new file whole or not at all; a power cut leaves no half key under the name."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(fresh, path)
    finally:
        fresh.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
