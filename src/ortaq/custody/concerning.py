"""What a unit reads as the competent one of somebody whom another holds: the sensitive fields, and nothing else of him.

It sees neither the charge nor its number before it is offered; it sees who wrote the fields down, and where to call.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from ortaq.custody import readings
from ortaq.custody.models import ANNEXED, Charge, Entry
from ortaq.custody.owing import custody_of
from ortaq.custody.words import entry_in_words
from ortaq.duties.desk import Desk
from ortaq.exchange.particulars import Particular, of_subject
from ortaq.exchange.story import lines_of

LATEST = 20


@dataclass(frozen=True)
class Concern:
    """One person whose sensitive fields concern this unit: by whom and when they were last written down."""

    charge: uuid.UUID
    at: datetime
    unit: int
    name: str
    phones: Sequence[str] = ()
    is_open: bool = False
    fields: Sequence[Particular] = ()
    history: Sequence[tuple[Entry, str]] = ()


def concerns(desk: Desk) -> list[Concern]:
    """Return those whom others hold and whose sensitive fields concern this unit, the latest first."""
    if not desk.may("may_read_annex"):
        return []
    ours = Charge.objects.held_by(desk.unit.pk).values("pk")
    rows = _entries(desk).filter(code=ANNEXED).exclude(charge__in=ours)
    last = rows.order_by("charge", "-n").distinct("charge")
    found = sorted(last, key=lambda one: one.recorded_at, reverse=True)[:LATEST]
    return [Concern(one.charge_id, one.recorded_at, one.unit_id, desk.name(one.unit_id)) for one in found]


def concern(charge: uuid.UUID, desk: Desk) -> Concern | None:
    """Return what the unit reads of one person as the competent one; None where it is not."""
    if not desk.may("may_read_annex"):
        return None
    rows = list(_entries(desk).filter(charge=charge).select_related("words").order_by("n"))
    last = next((one for one in reversed(rows) if one.code == ANNEXED), None)
    if last is None:
        return None
    is_open = readings.is_open(readings.annex_record(charge), desk)
    forms = [kind.annex for kind in custody_of(desk.rulebook).kinds.values() if kind.annex]
    words = getattr(last, "words", None)
    return Concern(
        charge=charge,
        at=last.recorded_at,
        unit=last.unit_id,
        name=desk.name(last.unit_id),
        phones=lines_of([last.unit_id], desk).get(last.unit_id, ()),
        is_open=is_open,
        fields=of_subject(forms[0], words.body, desk) if is_open and words else (),
        history=[(one, entry_in_words(one.code, desk)) for one in rows] if is_open else (),
    )


def _entries(desk: Desk) -> QuerySet[Entry]:
    return Entry.objects.filter(is_annex=True, competent__contains=[desk.unit.pk])
