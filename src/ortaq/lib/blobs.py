"""Files too large for the database, behind one small interface: keep what has arrived, open, delete.

They lie in the node's own folder, under random keys, or in a store that speaks S3 where ORTAQ_BLOBS names one:

    ORTAQ_BLOBS=s3://bucket/prefix?endpoint=https://minio.example:9000&region=kz

What arrives is written to `blobs/incoming` chunk by chunk and hashed on the way; only `keep` gives it a key. Two files
with the same bytes are two blobs: nobody learns from a key, or from a file that was there already, what another holds.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import tempfile
import time
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import IO, BinaryIO, Protocol

from ortaq.lib import node

KEY = re.compile(r"[0-9a-f]{32}")
CHUNK = 64 * 2**10


class BlobLost(LookupError):
    """No blob stands under this key."""


class Incoming:
    """A file that is arriving: written, counted and hashed chunk by chunk, and gone unless it is kept."""

    def __init__(self, folder: Path) -> None:
        for each in (folder.parent, folder):
            each.mkdir(exist_ok=True, mode=0o700)
        number, name = tempfile.mkstemp(dir=folder)
        self.path, self.file = Path(name), os.fdopen(number, "w+b")
        self.size, self._digest = 0, hashlib.sha256()

    def write(self, chunk: bytes) -> None:
        """Take the next chunk. Raises OSError where the disk takes no more."""
        self.file.write(chunk)
        self._digest.update(chunk)
        self.size += len(chunk)

    @property
    def sha256(self) -> str:
        """The hash of what has arrived so far."""
        return self._digest.hexdigest()

    def whole(self) -> BinaryIO:
        """Return the file as it stands, to be read from its beginning."""
        self.file.flush()
        self.file.seek(0)
        return self.file

    def durable(self) -> None:
        """Return once a power cut can no longer take it."""
        self.file.flush()
        os.fsync(self.file.fileno())

    def discard(self) -> None:
        """Let nothing be left of it; what was kept stays."""
        self.file.close()
        self.path.unlink(missing_ok=True)


class Store(Protocol):
    """Where blobs stand. Every verb may be repeated."""

    def begin(self) -> Incoming:
        """Begin to take in a file."""

    def keep(self, incoming: Incoming) -> str:
        """Keep what has arrived, whole and durable, and return its key. Raises OSError."""

    def open(self, key: str) -> IO[bytes]:
        """Return the blob as a stream, which the caller closes. Raises BlobLost, OSError."""

    def delete(self, key: str) -> None:
        """Remove the blob; one that is gone already changes nothing. Raises OSError."""

    def keys(self, *, older_than: float) -> Iterator[str]:
        """Give the keys of the blobs that were kept more than so many seconds ago."""

    def sweep_incoming(self, *, older_than: float) -> int:
        """Remove what began to arrive so long ago and was never kept; return how much it was."""


class Spooling:
    """What the stores have in common: files arrive in the node's own folder, wherever they are kept."""

    def __init__(self, folder: Path) -> None:
        self.incoming = folder / "incoming"

    def begin(self) -> Incoming:
        """Begin to take in a file."""
        return Incoming(self.incoming)

    def sweep_incoming(self, *, older_than: float) -> int:
        """Remove what began to arrive so long ago and was never kept."""
        left = [path for path in self.incoming.glob("*") if _age(path) > older_than]
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)


class Files(Spooling):
    """Blobs as files of the node's folder, `blobs/ab/ab…`, open to the node's own account alone."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.folder = folder

    def keep(self, incoming: Incoming) -> str:
        """Make it durable, then give it its name: under a key there is never half a file."""
        key = new_key()
        path = self._path(key)
        incoming.durable()
        if not path.parent.exists():
            path.parent.mkdir(exist_ok=True, mode=0o700)
            _sync(self.folder)
        incoming.path.rename(path)
        incoming.file.close()
        _sync(path.parent)
        return key

    def open(self, key: str) -> IO[bytes]:
        """Return the file, open for reading."""
        try:
            return self._path(key).open("rb")
        except FileNotFoundError as error:
            raise BlobLost(key) from error

    def delete(self, key: str) -> None:
        """Remove the file."""
        self._path(key).unlink(missing_ok=True)

    def keys(self, *, older_than: float) -> Iterator[str]:
        """Give the keys of the files, by the time at which they were written."""
        for path in self.folder.glob("??/*"):
            if KEY.fullmatch(path.name) and _age(path) > older_than:
                yield path.name

    def _path(self, key: str) -> Path:
        if not KEY.fullmatch(key):
            raise BlobLost(key)
        return self.folder / key[:2] / key


def store() -> Store:
    """Return this node's store. Raises RuntimeError where none can be: no node, or an address that names none."""
    home = node.home()
    if home is None:
        raise RuntimeError("ORTAQ_HOME names no folder; make a node first: ortaq node init")
    return _made(home, os.environ.get("ORTAQ_BLOBS", ""))


def new_key() -> str:
    """Return a key that has never been used and tells nothing of what it opens."""
    return secrets.token_hex(16)


def chunks(file: IO[bytes]) -> Iterator[bytes]:
    """Read a stream to its end, never more at once than one chunk."""
    while chunk := file.read(CHUNK):
        yield chunk


@lru_cache(maxsize=8)
def _made(home: Path, address: str) -> Store:
    if not address:
        return Files(home / "blobs")
    if not address.startswith("s3://"):
        raise RuntimeError(f"ORTAQ_BLOBS names no store that is known: {address.partition('?')[0]}")
    from ortaq.lib import blobs_s3

    return blobs_s3.Bucket(home, address)


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0


def _sync(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    os.fsync(number)
    os.close(number)
