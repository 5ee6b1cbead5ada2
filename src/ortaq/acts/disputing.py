"""What two officers changed at once in one place of a draft, as the page shows it: where, theirs beside ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ortaq.acts.comparing import said
from ortaq.acts.errors import Overtaken
from ortaq.acts.merging import Place
from ortaq.acts.models import Edit
from ortaq.acts.reading import Reader
from ortaq.duties.desk import Desk
from ortaq.exchange.difference import difference
from ortaq.exchange.fields import name_of
from ortaq.rules.acts import ActKind
from ortaq.rules.edition import Field


@dataclass(frozen=True)
class Dispute:
    """One place: its name, the field of the form that holds our text, theirs and what it says otherwise."""

    name: str
    box: str
    ours: str
    theirs: str
    pieces: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Clash:
    """Both texts put together, ours in the disputed places, over the edit that a colleague left."""

    newest: Edit
    body: Mapping[str, Any]
    disputes: Sequence[Dispute]


def clash_of(error: Overtaken, kind: ActKind, desk: Desk) -> Clash:
    """Return what to show instead of a text that could not be kept."""
    newest, body, places = error.facts["newest"], error.facts["merged"], error.facts["places"]
    assert isinstance(newest, Edit)
    assert isinstance(body, Mapping)
    reader = Reader(desk.today)
    found = [_dispute(place, kind, body, newest.body, reader, desk) for place in places]  # type: ignore[attr-defined]
    return Clash(newest, body, found)


def _dispute(
    place: Place, kind: ActKind, mine: Mapping[str, Any], theirs: Mapping[str, Any], reader: Reader, desk: Desk
) -> Dispute:
    field = _field(place, kind)
    ours, other = (_in_words(at_place(body, place), field, kind, place, reader, desk) for body in (mine, theirs))
    row = int(place[1]) if len(place) > 1 else None
    box = f"id_{name_of(kind.body, field, row)}" if field else ""
    return Dispute(_named(place, field, kind, desk), box, ours, other, list(difference(ours, other)))


def _field(place: Place, kind: ActKind) -> Field | None:
    """Return the field that a place is; None for a whole list of rows."""
    group = kind.body.groups.get(place[0]) if len(place) > 1 else None
    known = (one for one in kind.body.fields if one.code == place[-1])
    if len(place) > 1:
        return next((one for one in known if group and one.group == place[0]), None)
    alone = (one for one in known if one.group is None or not kind.body.groups[one.group].repeats)
    return next(alone, None)


def _named(place: Place, field: Field | None, kind: ActKind, desk: Desk) -> str:
    group = kind.body.groups.get(place[0])
    parts = [desk.said(group.each or group.name)] if group and len(place) > 1 else []
    parts += [str(int(place[1]) + 1)] if len(place) > 1 else []
    where = " ".join(parts)
    what = desk.said(field.label) if field else desk.said(group.name) if group else ""
    return ": ".join(filter(None, (where, what)))


def _in_words(value: Any, field: Field | None, kind: ActKind, place: Place, reader: Reader, desk: Desk) -> str:
    if field is not None:
        return said(reader.said(field, value), desk.lang)
    asked = kind.body.in_group(place[0])
    rows = value if isinstance(value, list) else []
    return "\n".join(
        "; ".join(filter(None, (said(reader.said(one, row.get(one.code)), desk.lang) for one in asked))) for row in rows
    )


def at_place(body: Mapping[str, Any], place: Place) -> Any:
    """Return what stands in a place of a body; "" where nothing does."""
    found: Any = body
    for step in place:
        try:
            found = found[int(step)] if isinstance(found, list) else found[step]
        except (KeyError, IndexError, ValueError, TypeError):
            return ""
    return found
