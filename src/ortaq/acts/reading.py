"""The content of an act as it is read, in three languages: sections, named values, tables, diagrams.

The same parts stand on the page and on the paper. Codes are said by their names; what an officer typed stands as typed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import override

from ortaq.acts.paper.paper import Block, Diagram, Line, Part, Step, Table, Words
from ortaq.directory.models import CrossingPoint, Unit
from ortaq.directory.words import kind_word
from ortaq.rules import countries
from ortaq.rules.acts import ActKind, Steps
from ortaq.rules.asking import FieldGroup
from ortaq.rules.edition import Field
from ortaq.rules.text import LANGUAGES, Text

WIDEST = 6
"""So many columns a table has at most; what has more is told row by row."""
YES, NO = Text("да", "иә", "yes"), Text("нет", "жоқ", "no")
QUOTED = Text(
    "Обмен информацией по Инструкции", "Нұсқаулық бойынша ақпарат алмасу", "Exchange of information by the Instruction"
)
CLAUSE, WHAT = Text("Пункт", "Тармақ", "Clause"), Text("Что и когда", "Не және қашан", "What and when")
DIAGRAM = Text("Схема", "Сызба", "Diagram")
SHARES: Mapping[str, float] = {"long": 4, "text": 2.2, "number": 0.8, "date": 1.2, "yes_no": 0.8, "amount": 1}


class Reader:
    """Says codes by the names that were borne on a day; each is looked up once."""

    def __init__(self, on: date) -> None:
        self.on = on
        self._known: dict[tuple[str, str], Text] = {}

    def said(self, field: Field, value: Any) -> Words:
        """Return a value as a person reads it."""
        if value in (None, ""):
            return ""
        match field.kind:
            case "choice":
                return field.choices.get(str(value), Text.same(str(value)))
            case "yes_no":
                return YES if value else NO
            case "unit":
                return self.unit(str(value))
            case "crossing_point":
                return self._once("point", str(value), _point)
            case "country":
                return Text(*(countries.shown(str(value), lang) for lang in LANGUAGES))
            case "date":
                return _day(str(value))
            case "moment":
                return _moment(str(value))
            case "amount":
                return Text(*(str(value) if lang == "en" else str(value).replace(".", ",") for lang in LANGUAGES))
            case _:
                return str(value)

    def unit(self, code: str) -> Text:
        """Return a unit's name by its code."""
        return self._once("unit", code, self._unit)

    def _unit(self, code: str) -> Text:
        unit = Unit.objects.with_names().filter(code=code).first()
        return Text(*(unit.name_in(lang, self.on) for lang in LANGUAGES)) if unit else Text.same(code)

    def _once(self, kind: str, code: str, find: Callable[[str], Text]) -> Text:
        if (kind, code) not in self._known:
            self._known[kind, code] = find(code)
        return self._known[kind, code]


def blocks(
    kind: ActKind, fields: Mapping[str, Any], quoted: Sequence[Mapping[str, Any]], reader: Reader
) -> tuple[Block, ...]:
    """Return the sections of a body in the order of the pack; what says nothing is left out."""
    found: list[Block] = []
    for code, group in kind.body.groups.items():
        if kind.terms and code == kind.terms.group:
            found += _quoted(quoted)
        asked = kind.body.in_group(code)
        if group.repeats:
            found += _rows(kind, code, group, asked, fields.get(code, ()), reader)
        elif lines := list(_lines(asked, fields, reader)):
            found.append(Block(group.name, tuple(lines)))
    return tuple(found if kind.terms else [*found, *_quoted(quoted)])


def _lines(asked: Sequence[Field], row: Mapping[str, Any], reader: Reader) -> Iterator[Part]:
    for field in asked:
        if value := reader.said(field, row.get(field.code)):
            yield Line(field.label, value)


def _rows(
    kind: ActKind, code: str, group: FieldGroup, asked: Sequence[Field], rows: Sequence[Any], reader: Reader
) -> Iterator[Block]:
    """A group that repeats is a table, or, where that would be too wide, one section for each row."""
    used = [field for field in asked if any(row.get(field.code) not in (None, "") for row in rows)]
    if not used:
        return
    if len(used) > WIDEST:
        for n, row in enumerate(rows, 1):
            yield Block((group.each or group.name) + f" {n}", tuple(_lines(used, row, reader)))
        return
    parts: list[Part] = [_table(used, rows, reader)]
    parts += [_diagram(one, rows, reader) for one in kind.diagrams if one.group == code]
    yield Block(group.name, tuple(parts))


def _table(used: Sequence[Field], rows: Sequence[Mapping[str, Any]], reader: Reader) -> Table:
    return Table(
        None,
        tuple(field.label for field in used),
        tuple(tuple(reader.said(field, row.get(field.code)) for field in used) for row in rows),
        tuple(SHARES.get(field.kind, 1.6) for field in used),
    )


def _diagram(told: Steps, rows: Sequence[Mapping[str, Any]], reader: Reader) -> Diagram:
    steps = [
        Step(reader.unit(str(row.get(told.who, ""))), Text.same(str(row.get(told.what, ""))), row.get(told.minutes))
        for row in rows
    ]
    return Diagram(DIAGRAM, tuple(steps))


def _quoted(quoted: Sequence[Mapping[str, Any]]) -> Iterator[Block]:
    rows = tuple((str(one["clause"]), Text.of(one["text"])) for one in quoted)
    if rows:
        yield Block(QUOTED, (Table(None, (CLAUSE, WHAT), rows, (1, 8)),))


def _point(code: str) -> Text:
    point = CrossingPoint.objects.filter(code=code).first()
    if point is None:
        return Text.same(code)
    names = []
    for lang in LANGUAGES:
        with override(lang):
            names.append(f"{point.name_in(lang)} ({kind_word(point.kind)})")
    return Text(*names)


def _day(kept: str) -> str:
    try:
        return date.fromisoformat(kept).strftime("%d.%m.%Y")
    except ValueError:
        return kept


def _moment(kept: str) -> str:
    try:
        return datetime.fromisoformat(kept).strftime("%d.%m.%Y %H:%M")
    except ValueError:
        return kept
