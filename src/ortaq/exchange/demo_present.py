"""What a demonstration's crossing point is asking, being asked and expecting when it starts: invented, by the verbs."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from ortaq.directory.models import Unit
from ortaq.exchange import advance, requests
from ortaq.exchange.asks import Request
from ortaq.exchange.demo_scene import Scene, Told, scenes
from ortaq.exchange.planned import PlannedEvent
from ortaq.exchange.requests import Asking

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def tell_requests(now: datetime, folder: Path) -> int:
    """Leave a few requests in different states behind; a point that has some already is left alone."""
    return sum(_tell_all(scene, folder) for scene in scenes(now))


def _tell_all(scene: Scene, folder: Path) -> int:
    told = scene.told(folder, "present")
    if not told or Request.objects.filter(asker__in=scene.units.values()).exists():
        return 0
    with transaction.atomic():
        wanted = sorted(told.get("requests", []), key=scene.time_of)
        return sum(_tell(one, scene) for one in wanted if {one["by"], one["of"]} <= scene.units.keys())


def take_down_events(now: datetime, folder: Path) -> int:
    """Leave what is coming behind, one of it put off; a point that has some already is left alone."""
    return sum(_take_down_all(scene, folder) for scene in scenes(now))


def _take_down_all(scene: Scene, folder: Path) -> int:
    told = scene.told(folder, "present")
    if not told or PlannedEvent.objects.filter(unit__in=scene.units.values()).exists():
        return 0
    with transaction.atomic():
        return sum(_take_down(one, scene) for one in told.get("events", []) if one["by"] in scene.units)


def _take_down(told: Told, scene: Scene) -> int:
    at = scene.time_of(told)
    planned_at = _at_the_hour(scene.now, scene.units[told["by"]], told["in_days"], told["hour"])
    event = advance.take_down(told["clause"], told["title"], planned_at, **scene.who(told["by"], at))
    if moved := told.get("put_off"):
        later, reason = planned_at + moved["days"] * DAY, moved["reason"]
        advance.move(event, later, reason=reason, **scene.who(told["by"], at + moved["after"] * MINUTE))
    return 1


def _at_the_hour(now: datetime, unit: Unit, days: int, hour: int) -> datetime:
    zone = ZoneInfo(unit.zone)
    return datetime.combine((now.astimezone(zone) + days * DAY).date(), time(hour), zone)


def _tell(told: Told, scene: Scene) -> int:
    """Ask, and let the other side do what it did; nothing where the other is not asked such things."""
    at, who = scene.time_of(told), scene.who(told["by"], scene.time_of(told))
    asked = scene.units[told["of"]].pk
    to = [one for one in who["rulebook"].reachable(told["kind"], who["by"].unit) if one.unit == asked]
    if not to:
        return 0
    asking = Asking(told["kind"], told["urgency"], {"text": told["text"], **told.get("fields", {})})
    request = Request.objects.select_related("message").get(message=requests.ask(asking, to, **who))
    for step in told.get("steps", []):
        _step(request, step, scene.who(told["of"], at + step["after"] * MINUTE))
    return 1


def _step(request: Request, step: Told, who: dict[str, Any]) -> None:
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
