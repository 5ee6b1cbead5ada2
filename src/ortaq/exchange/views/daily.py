"""The day's report by word of mouth: the calls still to make, each taken down by itself; the words are prepared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2s
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from ortaq.access.marks import in_background
from ortaq.access.models import Watch
from ortaq.duties.desk import Asked, Desk, door
from ortaq.duties.rulebook import Addressed, Span
from ortaq.exchange import drafts
from ortaq.exchange.daily import calls_in, log_daily, next_window, rule_of, stands, window_at
from ortaq.exchange.daily_form import CHANGED, NOTHING, DailyCall
from ortaq.exchange.errors import ExchangeError
from ortaq.exchange.faults import in_words, words_of
from ortaq.exchange.models import ADDRESSEE, Call, Message
from ortaq.exchange.prepared import prepared
from ortaq.exchange.reach import unreached
from ortaq.exchange.story import lines_of

WEEK = timedelta(days=7)


@dataclass
class Line:
    """One counterpart: its telephone, who stands watch there, when last spoken with, and the call of this window."""

    addressed: Addressed
    name: str
    phones: Sequence[str]
    watch: Watch | None
    heard_at: datetime | None
    on_console: bool
    calls: Sequence[Call]
    at: forms.BoundField
    to: forms.BoundField
    read_back: forms.BoundField

    @property
    def made(self) -> Call | None:
        """The last call that stands; None where the call is still to make."""
        return next((call for call in reversed(self.calls) if stands(call)), None)

    @property
    def disputed(self) -> Call | None:
        """The last call where the called watch says that it was not so."""
        return self.calls[-1] if self.calls and not stands(self.calls[-1]) else None


class Day:
    """The page of one window: whom to call, what to say, what was said already."""

    def __init__(self, desk: Desk) -> None:
        found = rule_of(desk.rulebook)
        if found is None:
            raise Http404
        self.desk, self.rule, unit = desk, found, desk.unit.pk
        self.regime = desk.rulebook.edition.regimes[found.regime or ""]
        self.window = window_at(found, unit, desk.now, desk.rulebook)
        self.following = next_window(found, unit, desk.now, desk.rulebook)
        self.route = desk.rulebook.route(self.regime.clause, unit)
        self.to = [one for one in self.route if one.role == ADDRESSEE]
        self.units = [one.unit for one in self.to]
        self.is_owed = found in desk.rulebook.recurring(unit)
        self.calls = calls_in(self.window, found, unit)
        on = Watch.objects.answering(desk.now).filter(unit__in=self.units).select_related("officer")
        self.watches = {watch.unit_id: watch for watch in on.order_by("-starts_at")}

    @property
    def draft(self) -> str:
        """The name of the draft of this window: what was typed yesterday does not come back today."""
        return f"daily-{self.window.opens_at.astimezone(self.desk.zone):%Y-%m-%d}"

    @property
    def hours(self) -> int:
        """How long the covered time is: 24 hours, or 23 or 25 where the clocks were changed."""
        return hours(self.window)

    @property
    def is_over(self) -> bool:
        """Whether the window has closed."""
        return self.window.due_at is not None and self.desk.now > self.window.due_at

    @property
    def digest(self) -> str:
        """A short name for what can change in the list of calls."""
        stand = [(call.pk, stands(call)) for call in self.calls], [one.pk for one in self.watches.values()]
        return blake2s(f"{stand}{self.window.opens_at}{self.desk.lang}".encode(), digest_size=8).hexdigest()

    def form(self, typed: Any = None) -> DailyCall:
        """Return the form, with who stands watch filled in as the one who takes the call."""
        officers = {unit: str(watch.officer) for unit, watch in self.watches.items()}
        return DailyCall(typed, desk=self.desk, units=self.units, officers=officers)

    def lines(self, form: DailyCall) -> list[Line]:
        """Return the counterparts, those still to be called first."""
        phones, heard = lines_of(self.units, self.desk), self._heard()
        lines = [
            Line(
                one,
                self.desk.name(one.unit),
                phones.get(one.unit, ()),
                self.watches.get(one.unit),
                heard.get(one.unit),
                self.desk.rulebook.is_on_console(one.unit),
                [call for call in self.calls if call.unit_id == one.unit],
                form[f"at-{one.unit}"],
                form[f"who-{one.unit}"],
                form[f"back-{one.unit}"],
            )
            for one in self.to
        ]
        return sorted(lines, key=lambda line: line.made is not None)

    def last_said(self) -> Message | None:
        """Return what was said last in this window: whoever is called next is told the same."""
        return self.calls[-1].message if self.calls else None

    def fill(self, form: DailyCall, ready: str) -> None:
        """Begin with what was typed, else with what was said to the others, else with what the records hold."""
        kept, said = drafts.of(self.desk, self.draft), self.last_said()
        if kept.body:
            form.initial = {name: kept.body.get(name, "") for name in ("said", "text")}
        elif said is not None:
            words = said.content.body.get("text", "") if hasattr(said, "content") else ""
            form.initial = {"said": NOTHING if said.nothing_to_report else CHANGED, "text": words or ready}
        else:
            form.initial = {"said": CHANGED if ready else "", "text": ready}

    def _heard(self) -> dict[int, datetime]:
        """When each counterpart was last spoken with, by whoever called."""
        me, since = self.desk.unit.pk, self.desk.now - WEEK
        between = Q(by_unit=me, unit__in=self.units) | Q(unit=me, by_unit__in=self.units)
        found: dict[int, datetime] = {}
        for call in Call.objects.filter(between, told_at__gte=since).order_by("told_at"):
            found[call.unit_id if call.by_unit_id == me else call.by_unit_id] = call.told_at
        return found


@door("may_call")
@require_GET
def daily_new(request: Asked) -> HttpResponse:
    """The calls still to make, the words, the calls that were made."""
    return _page(request, Day(request.desk))


@in_background
@door("may_call")
@require_GET
def daily_part(request: Asked) -> HttpResponse:
    """The list of calls alone: a colleague on the same watch may have made one."""
    day = Day(request.desk)
    if request.GET.get("seen") == day.digest:
        return HttpResponse(status=204)
    form = day.form()
    return render(request, "exchange/_daily_calls.html", {"day": day, "form": form, "lines": day.lines(form)})


@door("may_call")
@require_POST
@in_words
def daily_call(request: Asked, unit: int) -> HttpResponseBase:
    """Take down one call and come back to the others."""
    desk, day = request.desk, Day(request.desk)
    if unit not in day.units:
        raise Http404
    form = day.form(request.POST)
    if not form.is_ready(unit):
        return _page(request, day, form)
    told = form.told(unit)
    try:
        call = log_daily(
            form.words(), told, day.route, by=desk.actor, at=desk.now, rulebook=desk.rulebook, rule=day.rule
        )
    except ExchangeError as error:
        form.add_error(f"at-{unit}", words_of(error))
        return _page(request, day, form)
    _say(request, call, day.window)
    if all(line.made for line in Day(desk).lines(form)):
        drafts.forget(desk, day.draft)
    return redirect("daily-new")


def _say(request: Asked, call: Call, window: Span) -> None:
    name = request.desk.name(call.unit_id)
    if call.told_at < window.opens_at:
        words = gettext("Вызов записан, но передан до открытия окна: обязанность этого дня он не закрывает. %s")
        messages.warning(request, words % name)
    else:
        words = gettext("Записано: № %(number)s, %(unit)s.")
        messages.success(request, words % {"number": call.message.number, "unit": name})


def _page(request: Asked, day: Day, form: DailyCall | None = None) -> HttpResponse:
    desk = request.desk
    ready = prepared(desk, day.window, day.units)
    shown = form or day.form()
    if form is None:
        day.fill(shown, ready)
    page = {
        "day": day,
        "form": shown,
        "lines": day.lines(shown),
        "prepared": ready,
        "unreached": unreached(desk, day.regime.clause),
        "kept": drafts.of(desk, day.draft),
        "draft": reverse("draft", args=[day.draft]),
    }
    return render(request, "exchange/daily.html", page, status=422 if form else 200)


def hours(window: Span) -> int:
    """Return how many hours the covered time is long."""
    if window.covers_from is None or window.covers_to is None:
        return 0
    return round((window.covers_to - window.covers_from).total_seconds() / 3600)
