"""What an officer has typed and not sent: kept on the node as one types, for that officer alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import F

from ortaq.duties.desk import Desk
from ortaq.exchange.models import Draft


def of(desk: Desk, form: str) -> dict[str, Any]:
    """Return what was kept for this form; empty where nothing was."""
    found = Draft.objects.filter(officer=desk.actor.officer, form=form).first()
    return dict(found.body) if found else {}


def keep(desk: Desk, form: str, typed: Mapping[str, Any]) -> int:
    """Keep what is typed so far in place of what was; return the version."""
    mine = Draft.objects.filter(officer=desk.actor.officer, form=form)
    if mine.update(body=dict(typed), saved_at=desk.now, version=F("version") + 1):
        return mine.values_list("version", flat=True).get()
    Draft.objects.create(
        officer=desk.actor.officer, form=form, body=dict(typed), saved_at=desk.now, visible_to=[desk.unit.pk]
    )
    return 1


def forget(desk: Desk, form: str) -> None:
    """Throw the draft away: it was sent."""
    Draft.objects.filter(officer=desk.actor.officer, form=form).delete()
