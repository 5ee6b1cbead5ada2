"""Where a pack's folder is, by the name or path that an adoption or a command gives."""

from __future__ import annotations

from pathlib import Path

PACKS = Path(__file__).parents[1] / "packs"


def folder_of(pack: str) -> Path:
    """Return the folder of a pack that comes with the program, else the folder that the text itself names."""
    named = PACKS / pack
    return named if named.is_dir() else Path(pack)
