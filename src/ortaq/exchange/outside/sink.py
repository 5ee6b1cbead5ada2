"""Where everything ends that a drill, a demo or a test would send outside: a file of the node, shown on the page."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from ortaq.exchange.outside.models import Channel
from ortaq.exchange.outside.note import Note
from ortaq.lib import node

FULL = 2**20
SHOWN = 20


def send(channel: Channel, secret: str, note: Note) -> str:
    """Write the notice down instead of sending it."""
    path = _file()
    path.parent.mkdir(exist_ok=True, mode=0o700)
    if path.exists() and path.stat().st_size > FULL:
        path.replace(path.with_suffix(".old"))
    facts = {
        "id": str(note.id),
        "at": note.at.isoformat(),
        "channel": str(channel.pk),
        "kind": channel.kind,
        "to": channel.address,
        "text": note.text,
    }
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a") as file:
        file.write(json.dumps(facts, ensure_ascii=False) + "\n")
    return "sink"


def shown(channels: set[str]) -> list[dict[str, Any]]:
    """Return the last notices of these channels, newest first."""
    try:
        lines = _file().read_text().splitlines()
    except FileNotFoundError:
        return []
    found = (json.loads(line) for line in reversed(lines))
    return [one for one, _ in zip((o for o in found if o["channel"] in channels), range(SHOWN), strict=False)]


def _file() -> Path:
    home = node.home()
    assert home is not None
    return home / "outside" / "sent.jsonl"
