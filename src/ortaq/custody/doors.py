"""Where a duty of custody is done, and what it is about: for the board and every other list of duties."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from ortaq.acts.origins import Origin, origin
from ortaq.custody.handovers import Discrepancy, HandOver, Line
from ortaq.custody.models import Charge, Holding
from ortaq.custody.owing import custody_of
from ortaq.duties.desk import Desk


@dataclass(frozen=True, slots=True)
class Door:
    """What a duty is about, in words, and the page on which it is done."""

    story: str
    url: str


def doors(records: Iterable[uuid.UUID], desk: Desk) -> dict[uuid.UUID, Door]:
    """Return the doors of those duties that arise from custody, by what stands in them as their record."""
    wanted = list(records)
    if not wanted or desk.rulebook.edition.custody is None:
        return {}
    found = {one.pk: door_of(one.charge, desk) for one in _rows(Holding, wanted, "charge")}
    found |= {one.pk: door_of(one.charge, desk) for one in _rows(Line, wanted, "charge")}
    found |= {one.pk: _of_handover(one) for one in HandOver.objects.filter(pk__in=wanted)}
    found |= {one.pk: _of_handover(one.line.handover) for one in _rows(Discrepancy, wanted, "line__handover")}
    return found


@origin
def of_handover(act: uuid.UUID) -> Origin | None:
    """Return the hand-over that an act was drawn up of."""
    handover = HandOver.objects.filter(act=act).first()
    door = _of_handover(handover) if handover else None
    return Origin(door.story, door.url) if door else None


def _rows(model: type, records: list[uuid.UUID], with_: str) -> Iterable:  # type: ignore[type-arg]
    return model.objects.filter(pk__in=records).select_related(with_)  # type: ignore[attr-defined, no-any-return]


def door_of(charge: Charge, desk: Desk) -> Door:
    """Return what a charge is called without its words, and its page."""
    kind = custody_of(desk.rulebook).kinds.get(charge.kind)
    name = desk.said(kind.name) if kind else charge.kind
    return Door(f"{name} № {charge}", reverse("charge", args=[charge.pk]))


def _of_handover(handover: HandOver) -> Door:
    return Door(gettext("передача № %s") % handover, reverse("hand-over", args=[handover.pk]))
