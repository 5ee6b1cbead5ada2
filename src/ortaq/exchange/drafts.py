"""What an officer has typed and not sent: kept on the node as one types, for that officer alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from ortaq.duties.desk import Desk
from ortaq.exchange.models import Draft


@dataclass(frozen=True)
class Kept:
    """What was kept for a form, and which version of it; version 0 where nothing was."""

    body: Mapping[str, Any] = field(default_factory=dict)
    version: int = 0


class StaleDraft(Exception):
    """The draft is no longer what the page began from; `version` is what stands there, 0 where it was sent."""

    def __init__(self, version: int) -> None:
        super().__init__(f"the draft stands at version {version}")
        self.version = version


def of(desk: Desk, form: str) -> Kept:
    """Return what was kept for this form."""
    found = _mine(desk, form).first()
    return Kept(found.body, found.version) if found else Kept()


def keep(desk: Desk, form: str, typed: Mapping[str, Any], *, began_from: int) -> int:
    """Keep what is typed so far in place of the version that the page began from; return the new version.

    Raises StaleDraft where another version stands there: two pages never overwrite each other unseen.
    """
    mine = _mine(desk, form)
    if mine.filter(version=began_from).update(body=dict(typed), saved_at=desk.now, version=F("version") + 1):
        return began_from + 1
    if began_from == 0:
        try:
            with transaction.atomic():
                _begin(desk, form, typed)
        except IntegrityError:
            pass
        else:
            return 1
    raise StaleDraft(of(desk, form).version)


def forget(desk: Desk, form: str) -> None:
    """Throw the draft away: it was sent."""
    _mine(desk, form).delete()


def _begin(desk: Desk, form: str, typed: Mapping[str, Any]) -> None:
    officer = desk.actor.officer or 0
    Draft.objects.create(officer=officer, form=form, body=dict(typed), saved_at=desk.now, visible_to=[desk.unit.pk])


def _mine(desk: Desk, form: str) -> QuerySet[Draft]:
    return Draft.objects.filter(officer=desk.actor.officer or 0, form=form)
