"""Finding and loading packs: by the name of one that is installed, or from any folder."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from ortaq.rules import checking, parsing, reading, schema
from ortaq.rules.edition import Pack
from ortaq.rules.errors import Fault, NoSuchPack

DEFAULT = "kz_2002"
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


def load(name_or_folder: str | Path = DEFAULT) -> Pack:
    """Return the pack of this name, or in this folder.

    Raises NoSuchPack where there is none, PackError with every fault, file and line where it cannot be used.
    """
    folder = folder_of(name_or_folder)
    _check(folder)
    return _load(folder)


def adopted(name: str) -> Pack:
    """Return a pack that this node works by, which was checked when the node was prepared; in a third of the time.

    Raises NoSuchPack.
    """
    return _load(folder_of(name))


def folder_of(name_or_folder: str | Path) -> Path:
    """Return the folder of a pack; a name is that of an installed pack, anything else a path."""
    installed = _installed() / str(name_or_folder)
    if _NAME.fullmatch(str(name_or_folder)) and (installed / "pack.yaml").is_file():
        return installed
    folder = Path(name_or_folder)
    if not folder.is_dir():
        raise NoSuchPack(
            f"no pack {str(name_or_folder)!r}: no folder of this path, and installed are {', '.join(names())}"
        )
    return folder.resolve()


def names() -> list[str]:
    """Return the names of the installed packs."""
    return sorted(file.parent.name for file in _installed().glob("*/pack.yaml"))


def _installed() -> Path:
    return Path(__file__).parents[1] / "packs"


@lru_cache(maxsize=16)
def _check(folder: Path) -> None:
    source = reading.read(folder)
    if not source.data and not source.faults:
        source.faults.append(Fault(str(folder / "pack.yaml"), 1, "no pack here: the folder holds no YAML"))
    reading.raise_faults(source)
    source.faults += schema.faults(source, "pack-1")
    reading.raise_faults(source)
    source.faults += checking.faults(source)
    reading.raise_faults(source)


@lru_cache(maxsize=16)
def _load(folder: Path) -> Pack:
    return parsing.pack(folder.name, folder, reading.read(folder).data)
