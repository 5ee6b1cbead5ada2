"""Under what an entry is found: its numbers and plates by their look, its names by their keys."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection

from ortaq.rules import spelling
from ortaq.rules.databank import Register, born_on
from ortaq.rules.numbers import marks


def write(entry: uuid.UUID, register: Register, body: Mapping[str, Any]) -> None:
    """Write the index of an entry of the unit's own, once; a second time changes nothing."""
    with connection.cursor() as cursor:
        found = (json.dumps(marks_of(register, body)), json.dumps(names_of(register, body)))
        cursor.execute("SELECT databank_index(%s, %s::jsonb, %s::jsonb)", [entry, *found])


def standing(register: Register, body: Mapping[str, Any], at: datetime) -> dict[uuid.UUID, str]:
    """Return which entries of the unit in scope are in force under a number or plate that these words name too."""
    asked = [one["mark"] for one in marks_of(register, body)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT entry, mark FROM databank_own_by_mark(%s, %s, %s)", [register.code, asked, at])
        return dict(cursor.fetchall())


def marks_of(register: Register, body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the numbers and plates that the words of an entry name."""
    return [
        {"mark": mark, "is_plate": is_plate}
        for is_plate, codes in ((False, register.documents), (True, register.plates))
        for mark in dict.fromkeys(mark for code in codes for mark in marks(str(body.get(code) or "")))
    ]


def names_of(register: Register, body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return each name that an entry bears, its words with their keys; a second spelling is a name of its own."""
    born = born_on(body.get(register.born))
    spelt = dict.fromkeys(tuple(spelling.words(str(body.get(code) or ""))) for code in register.names)
    return [
        {"born": born.isoformat() if born else None, "words": [{"latin": w, "keys": spelling.keys(w)} for w in words]}
        for words in spelt
        if words
    ]
