"""The node's own folder: what kind of node this is, where its database listens, its secrets.

node.json     {"kind", "host", "port", "database", "name"}
roles/*.pw    one password for each database role, readable only by the account that runs it
secret_key    signs sessions
sealer/       the node's signing key, read by the sealer alone
"""

from __future__ import annotations

import json
import os
from functools import lru_cache
from pathlib import Path
from typing import Any


def home() -> Path | None:
    """Return the node's folder, from ORTAQ_HOME; None where no node is set."""
    value = os.environ.get("ORTAQ_HOME")
    return Path(value) if value else None


def kind() -> str:
    """Return "node", "demo", "drill" or "test"; a folder that says nothing is a real node."""
    return str(facts().get("kind", "node"))


def facts() -> dict[str, Any]:
    """Return what node.json says; empty where there is none."""
    folder = home()
    return read_facts(folder) if folder else {}


def read_facts(folder: Path) -> dict[str, Any]:
    """Return what node.json of `folder` says; empty where there is none."""
    return _read(folder / "node.json")


@lru_cache(maxsize=8)
def _read(path: Path) -> dict[str, Any]:
    try:
        facts: dict[str, Any] = json.loads(path.read_text())
    except FileNotFoundError:
        return {}
    return facts


def write_facts(folder: Path, **changed: Any) -> None:
    """Set what node.json of `folder` says; the rest of it stays. Written whole or not at all."""
    fresh = folder / f"node.json.{os.getpid()}"
    fresh.write_text(json.dumps(_read(folder / "node.json") | changed, ensure_ascii=False, indent=1) + "\n")
    fresh.replace(folder / "node.json")
    _read.cache_clear()


def secret(name: str) -> str:
    """Return the secret in file `name` of the node's folder; raises FileNotFoundError with what to do."""
    folder = home()
    if folder is None:
        raise FileNotFoundError("ORTAQ_HOME names no folder; make a node first: ortaq node init")
    return (folder / name).read_text().strip()
