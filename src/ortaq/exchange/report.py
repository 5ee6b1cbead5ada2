"""A report as it is read: the time that it is about, its sections with their headings, its figures, and who states
that nothing changed. It is made of the sent body alone, so that it reads the same on every screen and paper for ever.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from ortaq.duties.desk import Desk
from ortaq.exchange.models import Message
from ortaq.rules.edition import Field

EARLY, LATE = "early", "late"


@dataclass(frozen=True)
class Row:
    """One line of a section's list: each field's name and what stands there."""

    cells: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Section:
    """One part of a report under its heading."""

    clause: str
    name: str
    text: str
    heads: Sequence[str] = ()
    rows: Sequence[Row] = ()


@dataclass(frozen=True)
class Figure:
    """One number pulled from the records; `part` is the subject that it is counted by, where it is."""

    name: str
    part: str
    value: int


@dataclass(frozen=True)
class Group:
    """The figures of one name: their sum, and each subject's where they are counted by subject."""

    name: str
    total: int
    parts: Sequence[tuple[str, int]]


@dataclass(frozen=True)
class Report:
    """What a report says beside its plain words."""

    covers_from: datetime | None
    covers_to: datetime | None
    is_statement: bool
    sections: Sequence[Section] = ()
    figures: Sequence[Figure] = ()
    counted_at: datetime | None = None
    is_cut_off: bool = False
    standing: str = ""
    reason: str = ""

    @property
    def groups(self) -> list[Group]:
        """The figures by their names; a subject of which there was nothing is left out."""
        found: dict[str, list[Figure]] = {}
        for one in self.figures:
            found.setdefault(one.name, []).append(one)
        return [
            Group(
                name, sum(one.value for one in some), [(one.part, one.value) for one in some if one.part and one.value]
            )
            for name, some in found.items()
        ]

    @property
    def hours(self) -> int:
        """How long the covered time is; a day in which the clocks are changed has 23 hours, or 25."""
        if self.covers_from is None or self.covers_to is None:
            return 0
        return round((self.covers_to - self.covers_from).total_seconds() / 3600)

    @property
    def is_long(self) -> bool:
        """Whether the time is told in days and not in hours."""
        return self.hours > 72

    @property
    def standing_in_words(self) -> str:
        """What the sending was: before its window, or after it; empty within it."""
        return {EARLY: gettext("отправлено раньше окна"), LATE: gettext("отправлено с опозданием")}.get(
            self.standing, ""
        )


def report_of(message: Message, body: Mapping[str, Any], desk: Desk) -> Report | None:
    """Return how the body of a message reads as a report; None where it is none, or may not be read."""
    if "covers" not in body and "sections" not in body:
        return None
    covers, figures = body.get("covers", {}), body.get("figures", {})
    return Report(
        covers_from=_instant(covers.get("from")),
        covers_to=_instant(covers.get("to")),
        is_statement=message.nothing_to_report,
        sections=[_section(one, desk) for one in body.get("sections", ())],
        figures=[Figure(desk.said(one["name"]), _part(one, desk), one["value"]) for one in figures.get("rows", ())],
        counted_at=_instant(figures.get("at")),
        is_cut_off=bool(body.get("cut_off")),
        standing=str(body.get("standing", "")),
        reason=str(body.get("reason", "")),
    )


def _part(figure: Mapping[str, Any], desk: Desk) -> str:
    return desk.subject(figure["clause"]) if figure.get("clause") else ""


def _section(one: Mapping[str, Any], desk: Desk) -> Section:
    clause, rows = str(one["clause"]), one.get("rows", ())
    fields = fields_of(clause, desk) if rows else ()
    return Section(
        clause,
        desk.subject(clause),
        str(one.get("text", "")),
        [desk.said(field.label) for field in fields],
        [Row([(desk.said(field.label), worded(field, row.get(field.code), desk)) for field in fields]) for row in rows],
    )


def fields_of(clause: str, desk: Desk) -> Sequence[Field]:
    """Return the fields of the list that a subject asks for; none where it asks for none."""
    subject = desk.rulebook.subject(clause)
    return subject.rows if subject else ()


def worded(field: Field, value: Any, desk: Desk) -> str:
    """Return what was filled in, in the reader's words."""
    if value in (None, ""):
        return ""
    if field.kind == "choice" and value in field.choices:
        return desk.said(field.choices[value])
    if field.kind == "date":
        return datetime.fromisoformat(str(value)).strftime("%d.%m.%Y")
    return str(value)


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
