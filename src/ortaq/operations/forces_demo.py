"""Forces of a demonstration's crossing point, aid and joint patrols there: invented, by the program's verbs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from ortaq.exchange.asks import Request
from ortaq.exchange.demo_scene import Scene, scenes
from ortaq.exchange.requests import Asking, ask
from ortaq.operations import allotting, listing, moving, patrol_planning, patrolling
from ortaq.operations.allotting import Allotment
from ortaq.operations.forces import REQUEST, Commitment, Resource
from ortaq.operations.patrol_planning import Plan

MINUTE = timedelta(minutes=1)
AID = "aid"
Told = Mapping[str, Any]


class Forces:
    """What there is at a crossing point, by the keys of the pack's story."""

    def __init__(self, scene: Scene) -> None:
        self.units, self.now, self.who, self.time_of = scene.units, scene.now, scene.who, scene.time_of
        self.resources: dict[str, Resource] = {}


def fill(now: datetime, folder: Path, *, most: int | None = None) -> int:
    """Leave resources, requests and promises behind; a point that has some is left alone. Return how many."""
    return sum(_fill(scene, folder) for scene in scenes(now, most=most))


def _fill(scene: Scene, folder: Path) -> int:
    told = scene.told(folder, "forces")
    if not told or Resource.objects.filter(unit__in=scene.units.values()).exists():
        return 0
    forces = Forces(scene)
    with transaction.atomic():
        for one in told["resources"]:
            who = scene.who(one["by"], scene.time_of(told["listed"]))
            row = listing.enter(one["kind"], one.get("amount", 1), name=one.get("name", ""), **who)
            forces.resources[one["key"]] = row
        for one in told["away"]:
            _away(one, forces)
        for one in told["patrols"]:
            _patrol(one, forces)
        for one in sorted(told["requests"], key=scene.time_of):
            _aid(one, forces)
    return len(forces.resources)


def _away(one: Told, forces: Forces) -> None:
    since = forces.time_of(one)
    until, what = since + one["lasts"] * MINUTE, forces.resources[one["key"]]
    allotting.keep_away(what, one["amount"], since, until, ground=one["ground"], **forces.who(one["by"], since))


def _aid(one: Told, forces: Forces) -> None:
    since, giver = forces.time_of(one), forces.units[one["to"]].pk
    who = forces.who(one["by"], since)
    asking = Asking(AID, one["urgency"], {"text": one["text"], "needed": one["needed"]})
    to = [each for each in who["rulebook"].reachable(AID, who["by"].unit) if each.unit == giver]
    request = ask(asking, to, **who).requests.get(unit=giver)
    if given := one.get("gives"):
        _give(request, given, one, since, forces)
    for name, move in (("arrive", moving.arrive), ("release", moving.release)):
        for row in Commitment.objects.filter(purpose=REQUEST, record=request.pk) if name in one else ():
            move(row, **forces.who(one["by"], since + one[name]["after"] * MINUTE))


def _give(request: Request, given: Told, one: Told, since: datetime, forces: Forces) -> None:
    amounts = {forces.resources[key].pk: n for key, n in given["amounts"].items()}
    starts, ends = (since + given[name] * MINUTE for name in ("starts", "ends"))
    what = Allotment(amounts, starts, ends, given["text"], given.get("rest", ""))
    allotting.allot(request, what, **forces.who(one["to"], since + given["after"] * MINUTE))


def _patrol(one: Told, forces: Forces) -> None:
    """Plan a patrol, send along what each party gives, and let happen what has happened by now."""
    at = forces.time_of(one["planned"])
    starts = forces.now + one["starts"] * MINUTE if "starts" in one else forces.time_of(one)
    parties = [forces.units[agency].pk for agency in (one["by"], *one["with"])]
    plan = Plan(parties[0], parties, one["route"], starts, starts + one["lasts"] * MINUTE, one["points"])
    (patrol,) = patrol_planning.plan([plan], text=one["route"], **forces.who(one["by"], at))
    for key, n in one["along"].items():
        what = forces.resources[key]
        agency = next(code for code, unit in forces.units.items() if unit.pk == what.unit_id)
        patrolling.man(patrol, {what.pk: n}, **forces.who(agency, at + MINUTE))
    if begun := one.get("start"):
        patrolling.start(patrol, begun["senior"], **forces.who(one["by"], starts + begun["after"] * MINUTE))
    for n, after in enumerate(one.get("passes", ())):
        patrolling.pass_point(patrol, n, **forces.who(one["by"], starts + after * MINUTE))
    if done := one.get("end"):
        patrolling.end(patrol, done["counts"], **forces.who(one["by"], starts + done["after"] * MINUTE))
