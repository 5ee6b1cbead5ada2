"""What the resources, states and steps of forces are called."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext

from ortaq.duties.desk import Desk
from ortaq.operations.forces import AWAY, PATROL, Commitment, Resource
from ortaq.operations.forces_keeping import forces_of
from ortaq.rules.text import Text


def called(one: Resource | Commitment, desk: Desk) -> str:
    """Return what it is, with its own name where it has one."""
    kind = kind_in_words(one.kind, desk)
    return f"{kind} «{one.name}»" if one.name else kind


def called_with_number(one: Commitment, desk: Desk) -> str:
    """Return what it is and how many; of one that is not counted there is one."""
    return called(one, desk) if one.single else f"{called(one, desk)} – {one.amount} {measure(one.kind, desk)}"


def kind_in_words(code: str, desk: Desk) -> str:
    """Return what a kind of resource is called."""
    found = forces_of(desk.rulebook).kinds.get(code)
    return desk.said(found.name) if found else code


def measure(code: str, desk: Desk) -> str:
    """Return in what a kind is counted."""
    found = forces_of(desk.rulebook).kinds.get(code)
    return desk.said(found.measure) if found else ""


def ground_in_words(code: str, desk: Desk) -> str:
    """Return a ground of calling back, or of not being free."""
    told = forces_of(desk.rulebook)
    found: Text | None = told.recalls.get(code) or told.away.get(code)
    return desk.said(found) if found else code


def state_in_words(one: Commitment, desk: Desk) -> str:
    """Return how it stands."""
    if one.purpose == AWAY and one.is_open:
        return ground_in_words(one.ground, desk)
    if one.is_overrun(desk.now):
        return gettext("время вышло, не отпущены")
    if one.state == "committed" and one.starts_at < desk.now:
        return gettext("обещали прибыть, не отмечены")
    if one.purpose == PATROL and one.is_open:
        return gettext("в наряде")
    return {
        "committed": gettext("выделены"),
        "arrived": gettext("прибыли"),
        "released": gettext("отпущены"),
        "called_back": gettext("отозваны"),
    }.get(one.state, one.state)


def look_of(one: Commitment, desk: Desk) -> str:
    """Return the one meaning that its colour and shape have."""
    if not one.is_open:
        return "done" if one.state == "released" else "void"
    if one.purpose == AWAY:
        return "late" if one.is_overrun(desk.now) else "waiting"
    if one.is_overrun(desk.now) or (one.state == "committed" and one.starts_at < desk.now):
        return "late"
    ours_next = one.unit_id if one.state == "committed" else one.to_id
    return "mine" if ours_next == desk.unit.pk else "waiting"


def when(at: datetime, desk: Desk) -> str:
    """Return an instant by the unit's own clock: the hour, with the day where it is not today."""
    here = at.astimezone(desk.zone)
    return f"{here:%H:%M}" if here.date() == desk.today else f"{here:%d.%m %H:%M}"


def period(one: Commitment, desk: Desk) -> str:
    """Return from when until when."""
    return f"{when(one.starts_at, desk)} – {when(one.ends_at, desk)}"
