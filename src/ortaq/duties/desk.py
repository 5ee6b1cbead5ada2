"""The desk at which a unit's officer sits: who asks, the instant, the rulebook of the day, the names of the units.

Every page about duties and messages enters through `door`: it refuses whoever has no unit or may not, and puts the desk
on the request. The unit's scope is open already, for the whole request: access opens it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cached_property, lru_cache, wraps
from typing import Any, Concatenate, ParamSpec
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import get_language, gettext

from ortaq.access.models import Officer, Watch
from ortaq.access.roles import may
from ortaq.directory import view
from ortaq.directory.models import Unit
from ortaq.duties.models import Duty
from ortaq.duties.rulebook import Rulebook
from ortaq.ledger.actor import Actor
from ortaq.lib import clock

P = ParamSpec("P")


class Asked(HttpRequest):
    """A request as it reaches a page behind the door."""

    user: Officer
    unit: Unit
    actor: Actor
    role: str
    counted: bool
    desk: Desk


class Desk:
    """What every page of a unit asks. The instant is one for the whole page."""

    def __init__(self, request: Asked) -> None:
        self.request, self.unit, self.actor, self.role = request, request.unit, request.actor, request.role
        self.now: datetime = clock.now()
        self.lang = (get_language() or "ru").split("-")[0]

    @cached_property
    def rulebook(self) -> Rulebook:
        """The rulebook of this instant."""
        return Rulebook.of(*self._directory, self.now.date())

    @cached_property
    def names(self) -> Mapping[int, str]:
        """The names of all units as they are borne today, in the reader's language."""
        return _names(self._directory[0], self.today, self.lang)

    @cached_property
    def _directory(self) -> tuple[int, date]:
        """The state of the directory that this page goes by, asked for once."""
        return view.state_on(self.now.date())

    @cached_property
    def watch(self) -> Watch | None:
        """The watch that the officer who asks stands for his unit now."""
        return Watch.objects.on_at(self.now).filter(officer=self.actor.officer, unit=self.unit).first()

    @property
    def who(self) -> dict[str, Any]:
        """Who acts, when, by which rulebook: as every verb wants it."""
        return {"by": self.actor, "at": self.now, "rulebook": self.rulebook}

    @property
    def is_on_watch(self) -> bool:
        """Whether he stands one; only then may he answer for the unit."""
        return self.watch is not None

    @property
    def zone(self) -> ZoneInfo:
        """The unit's own zone."""
        return ZoneInfo(self.unit.zone)

    @property
    def today(self) -> date:
        """The day by the unit's own clock."""
        return self.now.astimezone(self.zone).date()

    def may(self, verb: str) -> bool:
        """Whether the officer's post may do this, or a token's scopes."""
        caller = getattr(self.request, "caller", None)
        return bool(caller.may(verb)) if caller else may(self.role, verb)

    def name(self, unit: int | None) -> str:
        """Return a unit's name; a unit that is no more keeps its number."""
        return self.names.get(unit, f"№ {unit}") if unit is not None else ""

    def said(self, text: Any) -> str:
        """Return a text of the pack, or one kept in a row, in the reader's language."""
        if isinstance(text, Mapping):
            return str(text.get(self.lang) or text.get("ru") or "")
        return str(text.said_in(self.lang)) if text is not None else ""

    def subject(self, clause: str) -> str:
        """Return what a message under this clause is about."""
        try:
            found = self.rulebook.subject(clause)
            return self.said(found.name if found else self.rulebook.regime_of(clause).name)
        except (LookupError, StopIteration):
            return clause

    def regime(self, code: str) -> str:
        """Return the name of a regime by its code."""
        found = self.rulebook.edition.regimes.get(code)
        return self.said(found.name) if found else code

    def duty(self, duty: Duty) -> str:
        """Return what is owed, in words."""
        try:
            return self.said(self.rulebook.edition.duty(duty.rule).name)
        except (LookupError, StopIteration):
            return self.said(duty.why) or duty.clause


def door(
    verb: str = "may_read_headers",
) -> Callable[
    [Callable[Concatenate[Asked, P], HttpResponseBase]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]
]:
    """Let only those in whose post may do `verb`, into their unit's scope; raises PermissionDenied with words."""

    def guard(view: Callable[Concatenate[Asked, P], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def entered(request: Asked, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if request.unit is None or request.actor is None:
                raise PermissionDenied(gettext("У вас нет должности в подразделении. Её даёт старший подразделения."))
            if not may(request.role, verb):
                raise PermissionDenied(gettext("Ваша должность этого не позволяет."))
            request.desk = Desk(request)
            return view(request, *args, **kwargs)

        return entered

    return guard


@lru_cache(maxsize=8)
def _names(version: int, on: date, lang: str) -> Mapping[int, str]:
    return {unit.pk: unit.name_in(lang, on) for unit in Unit.objects.with_names()}
