"""Materials as the pages show them: found by words, tag, kind, agency and language; what one must read; who has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL

from ortaq.access.models import Officer
from ortaq.databank.materials import Material, MaterialQuerySet, MaterialRead, MaterialWords, Reader
from ortaq.databank.reporting import TITLE, materials_of
from ortaq.duties.desk import Desk
from ortaq.exchange.searching import words_of
from ortaq.rules.materials import Materials

PAGE = 100


@dataclass(frozen=True, slots=True)
class Sought:
    """What one looks for; each condition narrows. `is_all`: what was replaced or withdrawn too."""

    words: str = ""
    kind: str = ""
    tag: str = ""
    agency: str = ""
    language: str = ""
    is_all: bool = False

    @classmethod
    def of(cls, told: Mapping[str, str], rule: Materials) -> Sought:
        """Return what an address asks for; what the pack does not know asks for nothing."""
        kind, tag, language = told.get("kind", ""), told.get("tag", ""), told.get("language", "")
        return cls(
            told.get("q", "").replace("\0", "")[:200].strip(),
            kind if kind in rule.kinds else "",
            tag if tag in rule.tags else "",
            told.get("agency", ""),
            language if language in rule.languages else "",
            "all" in told,
        )

    @property
    def is_anything(self) -> bool:
        """Whether there is a condition at all."""
        return bool(self.words or self.kind or self.tag or self.agency or self.language)


@dataclass(frozen=True, slots=True)
class Line:
    """A material as a list shows it."""

    material: Material
    title: str
    kind: str
    unit: str
    agency: str
    language: str
    tags: Sequence[tuple[str, str]]
    audience: str
    readers: str
    is_read: bool


@dataclass(frozen=True, slots=True)
class Unread:
    """A unit that must read: who has and when, and who has not."""

    unit: str
    agency: str
    read: Sequence[tuple[str, datetime]]
    left: Sequence[str]

    @property
    def of(self) -> int:
        """How many must read."""
        return len(self.read) + len(self.left)


def found(sought: Sought, desk: Desk) -> MaterialQuerySet:
    """Return what is open to the desk and was sought, the newest first."""
    rows = Material.objects.open_to(desk.unit.pk, desk.role).select_related("words", "unit")
    rows = rows if sought.is_all else rows.in_force()
    narrowed = {"kind": sought.kind, "unit__agency": sought.agency, "language": sought.language}
    rows = rows.filter(**{name: value for name, value in narrowed.items() if value})
    if sought.tag:
        rows = rows.filter(tags__contains=[sought.tag])
    if sought.words:
        rows = rows.filter(pk__in=_with_words(sought.words).values("material"))
    return rows.order_by("-at", "-pk")[:PAGE]


def to_read(desk: Desk) -> MaterialQuerySet:
    """Return what the officer at the desk must read and has not, the oldest first."""
    rows = Material.objects.to_read(desk.actor.officer, desk.unit.pk)
    return rows.select_related("words", "unit").order_by("at")


def must_read(material: Material, desk: Desk) -> bool:
    """Whether the officer at the desk is one of those who must read it."""
    mine = Reader.objects.filter(material=material, unit=desk.unit, officers__contains=[desk.actor.officer or 0])
    return material.is_in_force and mine.exists()


def lines_of(rows: Sequence[Material] | MaterialQuerySet, desk: Desk) -> list[Line]:
    """Return the lines of a list, with whether the officer at the desk has read each."""
    shown = list(rows)
    mine = MaterialRead.objects.filter(material__in=shown, officer=desk.actor.officer)
    read = set(mine.values_list("material", flat=True)) if shown else set()
    return [line_of(one, desk, is_read=one.pk in read) for one in shown]


def line_of(material: Material, desk: Desk, *, is_read: bool = False) -> Line:
    """Return one material as it is shown."""
    rule, edition = materials_of(desk.rulebook), desk.rulebook.edition
    kind, agency = rule.kinds.get(material.kind), edition.agencies.get(material.unit.agency)
    audience, readers = rule.audiences.get(material.audience), rule.readers.get(material.readers)
    return Line(
        material,
        str(material.words.body.get(TITLE, "")) if hasattr(material, "words") else "",
        desk.said(kind.name) if kind else material.kind,
        desk.name(material.unit_id),
        desk.said(agency.short) if agency else "",
        desk.said(rule.languages.get(material.language)),
        [(code, desk.said(rule.tags.get(code))) for code in material.tags],
        desk.said(audience.name) if audience else "",
        desk.said(readers.name) if readers else "",
        is_read,
    )


def readers_of(material: Material, desk: Desk) -> list[Unread]:
    """Return the units that must read it, as far as the desk sees them: its own, those below, of its author all."""
    owing = list(Reader.objects.filter(material=material).select_related("unit"))
    if not owing:
        return []
    wanted = {officer for one in owing for officer in one.officers}
    names = {one.pk: str(one) for one in Officer.objects.filter(pk__in=wanted)}
    read = {one.officer: one.at for one in material.readings.all()}
    rows = [
        Unread(
            desk.name(one.unit_id),
            desk.said(desk.rulebook.edition.agencies[one.unit.agency].short),
            sorted(((names.get(pk, "–"), read[pk]) for pk in one.officers if pk in read), key=lambda by: by[1]),
            sorted(names.get(pk, "–") for pk in one.officers if pk not in read),
        )
        for one in owing
    ]
    return sorted(rows, key=lambda one: (not one.left, one.agency, one.unit))


def _with_words(typed: str) -> QuerySet[MaterialWords]:
    """Return the words of materials in which each of those typed stands, in any form or as a beginning."""
    asked = RawSQL("lexemes @@ exchange_asked_words(%s)", [words_of(typed)], output_field=BooleanField())
    return MaterialWords.objects.filter(Q(asked))
