"""What an officer has typed and not sent: kept on the node as one types, for that officer alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import F, QuerySet

from ortaq.duties.desk import Desk
from ortaq.exchange.models import Draft


def of(desk: Desk, form: str) -> dict[str, Any]:
    """Return what was kept for this form; empty where nothing was."""
    found = _mine(desk, form).first()
    return dict(found.body) if found else {}


def keep(desk: Desk, form: str, typed: Mapping[str, Any]) -> int:
    """Keep what is typed so far in place of what was; return the version."""
    mine = _mine(desk, form)
    if mine.update(body=dict(typed), saved_at=desk.now, version=F("version") + 1):
        return mine.values_list("version", flat=True).get()
    officer = desk.actor.officer or 0
    Draft.objects.create(officer=officer, form=form, body=dict(typed), saved_at=desk.now, visible_to=[desk.unit.pk])
    return 1


def forget(desk: Desk, form: str) -> None:
    """Throw the draft away: it was sent."""
    _mine(desk, form).delete()


def _mine(desk: Desk, form: str) -> QuerySet[Draft]:
    return Draft.objects.filter(officer=desk.actor.officer or 0, form=form)
