"""What a demonstration's crossing point is asking, being asked and expecting when it starts: invented, by the verbs."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from ortaq.access.models import Watch
from ortaq.directory.models import Unit
from ortaq.duties.rulebook import Rulebook
from ortaq.exchange import advance, requests
from ortaq.exchange.asks import Request
from ortaq.exchange.demo import present, units_at_the_console
from ortaq.exchange.planned import PlannedEvent
from ortaq.exchange.requests import Asking
from ortaq.ledger.actor import Actor

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def tell_requests(now: datetime) -> int:
    """Leave a few requests in different states behind; a demonstration that has some already is left alone."""
    units = units_at_the_console(now)
    if Request.objects.filter(asker__in=units.values()).exists():
        return 0
    wanted = sorted(present(now, "requests"), key=lambda one: -int(one["ago"]))
    with transaction.atomic():
        return sum(_tell(one, units, now) for one in wanted if {one["by"], one["of"]} <= units.keys())


def take_down_events(now: datetime) -> int:
    """Leave what is coming behind, one of it put off; a demonstration that has some already is left alone."""
    units = units_at_the_console(now)
    if PlannedEvent.objects.filter(unit__in=units.values()).exists():
        return 0
    wanted = [one for one in present(now, "events") if one["by"] in units]
    with transaction.atomic():
        return sum(_take_down(one, units[one["by"]], now) for one in wanted)


def _take_down(told: dict[str, Any], unit: Unit, now: datetime) -> int:
    at, planned_at = now - told["ago"] * MINUTE, _at_the_hour(now, unit, told["in_days"], told["hour"])
    by = _on_watch(unit, at)
    if by is None:
        return 0
    event = advance.take_down(told["clause"], told["title"], planned_at, by=by, at=at, rulebook=Rulebook.at(at))
    if moved := told.get("put_off"):
        then = at + moved["after"] * MINUTE
        later, reason = planned_at + moved["days"] * DAY, moved["reason"]
        advance.move(event, later, by=by, at=then, reason=reason, rulebook=Rulebook.at(then))
    return 1


def _at_the_hour(now: datetime, unit: Unit, days: int, hour: int) -> datetime:
    zone = ZoneInfo(unit.zone)
    return datetime.combine((now.astimezone(zone) + days * DAY).date(), time(hour), zone)


def _tell(told: dict[str, Any], units: dict[str, Unit], now: datetime) -> int:
    """Ask, and let the other side do what it did; nothing where nobody stood watch then."""
    at = now - told["ago"] * MINUTE
    book = Rulebook.at(at)
    asker, asked = units[told["by"]], units[told["of"]]
    by, other = _on_watch(asker, at), _on_watch(asked, at)
    to = [one for one in book.reachable(told["kind"], asker.pk) if one.unit == asked.pk]
    if not (by and other and to):
        return 0
    asking = Asking(told["kind"], told["urgency"], {"text": told["text"], **told.get("fields", {})})
    message = requests.ask(asking, to, by=by, at=at, rulebook=book)
    request = Request.objects.select_related("message").get(message=message)
    for step in told.get("steps", []):
        then = at + step["after"] * MINUTE
        officer = _on_watch(asked, then)
        if officer:
            _step(request, step, {"by": officer, "at": then, "rulebook": Rulebook.at(then)})
    return 1


def _step(request: Request, step: dict[str, Any], who: dict[str, Any]) -> None:
    words = step.get("text", "")
    match step["do"]:
        case "accept":
            requests.accept(request, **who)
        case "decline":
            requests.decline(request, words, ground=step["ground"], **who)
        case "clarify":
            requests.clarify(request, words, **who)
        case "answer":
            requests.answer(request, words, **who)
        case "explain":
            requests.explain(request, words, promised_at=who["at"] + step["promise"] * MINUTE, **who)


def _on_watch(unit: Unit, at: datetime) -> Actor | None:
    watch = Watch.objects.on_at(at).filter(unit=unit).select_related("officer").order_by("starts_at").first()
    return Actor(watch.officer.pk, str(watch.officer), watch.post, unit.pk, "demo") if watch else None
