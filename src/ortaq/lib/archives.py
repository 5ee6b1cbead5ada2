"""One file that holds a node: a tar whose every member is hashed, whole or not there at all.

    sums.json      SHA-256 of every other member, last

Every member is checked before anything is put back.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import shutil
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from ortaq.lib import clock
from ortaq.lib.nodes import NodeError

SUMS = "sums.json"
SUFFIX = ".ortaq"


class Archive:
    """A file at `path` that is being written; each member is hashed on its way."""

    def __init__(self, tar: tarfile.TarFile, path: Path) -> None:
        self.path, self._tar = path, tar
        self._sums: dict[str, str] = {}

    def add_files(self, home: Path, *patterns: str) -> None:
        """Add the files of the folder that match, under their paths in it; what vanishes meanwhile is left out."""
        for pattern in patterns:
            for path in sorted(home.glob(pattern)):
                with contextlib.suppress(FileNotFoundError):
                    if path.is_file():
                        self.add_file(str(path.relative_to(home)), path)

    def add_file(self, name: str, path: Path) -> None:
        """Add a file under this name. Raises FileNotFoundError, OSError."""
        with path.open("rb") as content:
            self._add(name, content, os.fstat(content.fileno()).st_size)

    def add_bytes(self, name: str, content: bytes) -> None:
        """Add these bytes under this name."""
        self._add(name, io.BytesIO(content), len(content))

    def add_sums(self) -> None:
        """Add the sums, the last member."""
        self.add_bytes(SUMS, json.dumps(self._sums, indent=1).encode())

    def _add(self, name: str, content: IO[bytes], size: int) -> None:
        about = tarfile.TarInfo(name)
        about.size, about.mode = size, 0o600
        hashed = _Hashed(content)
        self._tar.addfile(about, hashed)
        self._sums[name] = hashed.digest.hexdigest()


class _Hashed:
    """A file that hashes what is read of it."""

    def __init__(self, content: IO[bytes]) -> None:
        self._content, self.digest = content, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self._content.read(size)
        self.digest.update(chunk)
        return chunk


@contextmanager
def new_file(folder: Path, name: str) -> Iterator[Archive]:
    """Write a file in `folder`, named by `name` and the present instant, readable by its owner alone.

    It appears whole and durable or not at all. Raises NodeError where the folder is missing or takes no more.
    """
    if not folder.is_dir():
        raise NodeError(f"{folder} is no folder: is the disk connected?")
    path = folder / f"{name}-{clock.now():%Y%m%dT%H%M%SZ}{SUFFIX}"
    part = path.with_suffix(".part")
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
                archive = Archive(tar, path)
                yield archive
                archive.add_sums()
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise NodeError(f"cannot write {path}: {error.strerror or error}; nothing was left there") from error
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def opened(path: Path) -> Iterator[tarfile.TarFile]:
    """Open a file of this kind to read. Raises NodeError where it is none."""
    try:
        with tarfile.open(path) as members:
            yield members
    except (OSError, tarfile.TarError) as error:
        raise NodeError(f"{path} cannot be read as a backup: {error}") from error


def refuse_damaged(path: Path) -> None:
    """Raise NodeError where a member is missing, foreign or not as it was written."""
    with opened(path) as members:
        names = set(members.getnames()) - {SUMS}
        if SUMS not in members.getnames():
            raise NodeError(f"{path} was not written to its end: take another backup")
        sums: Mapping[str, Any] = json.loads(read(members, SUMS))
        for name in sorted(names | set(sums)):
            found = name in names and _sum(file_in(members, name))
            if found != sums.get(name):
                raise NodeError(f"{path} is damaged at {name}: take another backup")


def _sum(content: IO[bytes]) -> str:
    hashed = _Hashed(content)
    while hashed.read(2**20):
        pass
    return hashed.digest.hexdigest()


def file_in(members: tarfile.TarFile, name: str) -> IO[bytes]:
    """Return the content of a member. Raises KeyError, NodeError."""
    found = members.extractfile(name)
    if found is None:
        raise NodeError(f"{members.name!r} holds no {name}: it is no backup")
    return found


def read(members: tarfile.TarFile, name: str) -> bytes:
    """Return a small member whole."""
    return file_in(members, name).read()


def put_back(members: tarfile.TarFile, home: Path, *, but: tuple[str, ...]) -> None:
    """Write the members into the folder, each readable by its owner alone.

    Raises NodeError where one would lie outside of it; what came before it then stands there.
    """
    for member in members.getmembers():
        if member.name in (*but, SUMS):
            continue
        path = Path(os.path.normpath(home / member.name))
        if not member.isfile() or not path.is_relative_to(home):
            raise NodeError(f"{member.name} belongs into no node: the file was not written by ortaq backup")
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            shutil.copyfileobj(file_in(members, member.name), file)
