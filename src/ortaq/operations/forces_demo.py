"""Forces of a demonstration's crossing point, aid and joint patrols there: invented, by the program's verbs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from ortaq.access.models import Watch
from ortaq.directory.models import Unit
from ortaq.duties.rulebook import Rulebook
from ortaq.exchange.asks import Request
from ortaq.exchange.demo import units_at_the_console
from ortaq.exchange.requests import Asking, ask
from ortaq.ledger.actor import Actor
from ortaq.operations import allotting, listing, moving, patrol_planning, patrolling
from ortaq.operations.allotting import Allotment
from ortaq.operations.forces import REQUEST, Commitment, Resource
from ortaq.operations.patrol_planning import Plan

FILE = Path("demo") / "forces.yaml"
MINUTE = timedelta(minutes=1)
AID = "aid"
Told = Mapping[str, Any]


class Scene:
    """The units at the demonstration's console, their resources by key, and the instant at which it starts."""

    def __init__(self, units: Mapping[str, Unit], now: datetime) -> None:
        self.units, self.now = units, now
        self.resources: dict[str, Resource] = {}

    def who(self, agency: str, at: datetime) -> dict[str, Any]:
        """Return who stood the agency's watch at that instant, as a verb wants it."""
        unit = self.units[agency]
        watch = Watch.objects.on_at(at).filter(unit=unit).select_related("officer").order_by("starts_at").first()
        if watch is None:
            raise LookupError(f"nobody stands the watch of {unit} at {at}")
        by = Actor(watch.officer.pk, str(watch.officer), watch.post, unit.pk, "demo")
        return {"by": by, "at": at, "rulebook": Rulebook.at(at)}


def fill(now: datetime, folder: Path) -> int:
    """Leave resources, requests and promises behind; a demonstration that has some is left alone. Return how many."""
    units = units_at_the_console(now)
    path = folder / FILE
    if not path.exists() or not units or Resource.objects.filter(unit__in=units.values()).exists():
        return 0
    told, scene = yaml.safe_load(path.read_text()), Scene(units, now)
    with transaction.atomic():
        for one in told["resources"]:
            who = scene.who(one["by"], now - 1440 * MINUTE)
            row = listing.enter(one["kind"], one.get("amount", 1), name=one.get("name", ""), **who)
            scene.resources[one["key"]] = row
        for one in told["away"]:
            _away(one, scene)
        for one in told["patrols"]:
            _patrol(one, scene)
        for one in sorted(told["requests"], key=lambda each: -each["ago"]):
            _aid(one, scene)
    return len(scene.resources)


def _away(one: Told, scene: Scene) -> None:
    since = scene.now - one["ago"] * MINUTE
    until, what = since + one["lasts"] * MINUTE, scene.resources[one["key"]]
    allotting.keep_away(what, one["amount"], since, until, ground=one["ground"], **scene.who(one["by"], since))


def _aid(one: Told, scene: Scene) -> None:
    since, giver = scene.now - one["ago"] * MINUTE, scene.units[one["to"]].pk
    who = scene.who(one["by"], since)
    asking = Asking(AID, one["urgency"], {"text": one["text"], "needed": one["needed"]})
    to = [each for each in who["rulebook"].reachable(AID, who["by"].unit) if each.unit == giver]
    request = ask(asking, to, **who).requests.get(unit=giver)
    if given := one.get("gives"):
        _give(request, given, one, since, scene)
    if arrived := one.get("arrive"):
        for row in Commitment.objects.filter(purpose=REQUEST, record=request.pk):
            moving.arrive(row, **scene.who(one["by"], since + arrived["after"] * MINUTE))


def _give(request: Request, given: Told, one: Told, since: datetime, scene: Scene) -> None:
    amounts = {scene.resources[key].pk: n for key, n in given["amounts"].items()}
    starts, ends = (since + given[name] * MINUTE for name in ("starts", "ends"))
    what = Allotment(amounts, starts, ends, given["text"], given.get("rest", ""))
    allotting.allot(request, what, **scene.who(one["to"], since + given["after"] * MINUTE))


def _patrol(one: Told, scene: Scene) -> None:
    """Plan a patrol, send along what each party gives, and let happen what has happened by now."""
    at, starts = scene.now - one["ago"] * MINUTE, scene.now + one["starts"] * MINUTE
    parties = [scene.units[agency].pk for agency in (one["by"], *one["with"])]
    plan = Plan(parties[0], parties, one["route"], starts, starts + one["lasts"] * MINUTE, one["points"])
    (patrol,) = patrol_planning.plan([plan], text=one["route"], **scene.who(one["by"], at))
    for key, n in one["along"].items():
        what = scene.resources[key]
        agency = next(code for code, unit in scene.units.items() if unit.pk == what.unit_id)
        patrolling.man(patrol, {what.pk: n}, **scene.who(agency, at + MINUTE))
    if begun := one.get("start"):
        patrolling.start(patrol, begun["senior"], **scene.who(one["by"], starts + begun["after"] * MINUTE))
    for n, after in enumerate(one.get("passes", ())):
        patrolling.pass_point(patrol, n, **scene.who(one["by"], starts + after * MINUTE))
    if done := one.get("end"):
        patrolling.end(patrol, done["counts"], **scene.who(one["by"], starts + done["after"] * MINUTE))
