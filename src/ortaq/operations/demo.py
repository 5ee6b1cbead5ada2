"""What a demonstration's units do together when it starts: invented, through the program's own verbs."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from ortaq.exchange.demo_scene import Scene, attached, scenes
from ortaq.exchange.models import Recipient
from ortaq.exchange.receipts import acknowledge
from ortaq.lib.ids import uuid_of
from ortaq.operations import linking, opening, stepping, writing
from ortaq.operations.log import Assignment
from ortaq.operations.models import Operation
from ortaq.rules.operations import RESULT

MINUTE = timedelta(minutes=1)
Told = Mapping[str, Any]
Deed = tuple[datetime, Any]


def fill(now: datetime, folder: Path, *, most: int | None = None) -> int:
    """Leave joint measures behind; a point that has some already is left alone. Return how many."""
    return sum(_fill(scene, folder) for scene in scenes(now, most=most))


def _fill(scene: Scene, folder: Path) -> int:
    told = scene.told(folder, "operations")
    if not told or Operation.objects.filter(id__in=[_identity(one) for one in told["operations"]]).exists():
        return 0
    with transaction.atomic():
        deeds = [deed for one in told["operations"] for deed in _deeds(one, scene, folder / "demo" / scene.kind)]
        deeds += [deed for row in _of_variants(scene) for deed in _ends(row, told["of_variants"], scene)]
        for at, do in sorted(deeds, key=lambda deed: deed[0]):
            do(at)
    return len(told["operations"])


def _of_variants(scene: Scene) -> QuerySet[Operation]:
    """Return what variants of action opened that were stood down since."""
    opened = Operation.objects.filter(unit__in=scene.units.values(), activation__stood_down_at__isnull=False)
    return opened.filter(ended_at=None).select_related("activation")


def _ends(row: Operation, told: Told, scene: Scene) -> Iterator[Deed]:
    """Give what was written of such a measure, and its end when the variant was stood down."""
    ended = row.activation and row.activation.stood_down_at
    for line in told["log"] if ended else ():
        yield (
            row.opened_at + line["after"] * MINUTE,
            lambda at, line=line: writing.write(
                row, line.get("sort", "event"), {"text": line["text"]}, **scene.who(line["by"], at)
            ),
        )
    if ended:
        yield (
            ended + 5 * MINUTE,
            lambda at: stepping.close(row, told["words"], **scene.who(told["by"], at)),
        )


def _identity(one: Told) -> uuid.UUID:
    return uuid_of("demo operation", one["key"])


def _deeds(one: Told, scene: Scene, folder: Path) -> list[Deed]:
    """Return all that was done of one, with the instant of doing it; `after` counts minutes from its opening.

    In `folder` stand the pictures of the log.
    """
    begun = scene.time_of(one)
    deeds: list[Deed] = [(begun, lambda at: _open(one, at, scene))]
    for line in one.get("log", []):
        deeds.append((begun + line["after"] * MINUTE, lambda at, line=line: _write(one, line, at, scene, folder)))
    for task in one.get("tasks", []):
        deeds.append((begun + task["after"] * MINUTE, lambda at, task=task: _give(one, task, at, scene)))
        if done := task.get("done"):
            deeds.append((begun + done["after"] * MINUTE, lambda at, t=task, d=done: _report(one, t, d, at, scene)))
    for done in one.get("results", []):
        deeds.append((begun + done["after"] * MINUTE, lambda at, done=done: _result(one, done, at, scene)))
    for said in one.get("decisions", []):
        deeds.append((begun + said["after"] * MINUTE, lambda at, said=said: _decide(one, said, at, scene)))
    for put in one.get("links", []):
        deeds.append((begun + put["after"] * MINUTE, lambda at, put=put: _link(one, put, at, scene)))
    if first := one.get("begun"):
        deeds.append((begun + first["after"] * MINUTE, lambda at: _begin(one, first, at, scene)))
    if closed := one.get("closed"):
        deeds.append((begun + closed["after"] * MINUTE, lambda at: _close(one, closed, at, scene)))
    return deeds


def _of(one: Told) -> Operation:
    return Operation.objects.get(pk=_identity(one))


def _open(one: Told, at: datetime, scene: Scene) -> None:
    others = [scene.units[agency].pk for agency in one["with"]]
    identity = _identity(one)
    starts = at + one["starts"] * MINUTE if "starts" in one else None
    planned = opening.Planned(starts, starts + one["lasts"] * MINUTE if starts else None)
    body = _body(one["body"], at, scene)
    opening.open_operation(one["kind"], body, others, planned=planned, id=identity, **scene.who(one["by"], at))
    for agency in one["with"]:
        told = Recipient.objects.filter(message__relates_to=identity, unit=scene.units[agency])
        for recipient in told.select_related("message"):
            acknowledge(recipient, **scene.who(agency, at + MINUTE))


def _link(one: Told, put: Told, at: datetime, scene: Scene) -> None:
    target = scene.identity(put["what"], put["key"])
    linking.link(_of(one), put["what"], target, put.get("note", ""), **scene.who(put["by"], at))


def _body(told: Told, at: datetime, scene: Scene) -> dict[str, Any]:
    """Return the fields with the unit that is responsible by its code, and its day, counted from then, by its date."""
    body = dict(told)
    if "responsible" in told:
        body["responsible"] = scene.units[told["responsible"]].code
        body["due"] = f"{at + timedelta(days=told['due']):%Y-%m-%d}"
    return body


def _begin(one: Told, first: Told, at: datetime, scene: Scene) -> None:
    stepping.begin(_of(one), **scene.who(first["by"], at))


def _result(one: Told, done: Told, at: datetime, scene: Scene) -> None:
    writing.write(_of(one), RESULT, done["body"], **scene.who(done["by"], at))


def _decide(one: Told, said: Told, at: datetime, scene: Scene) -> None:
    due = (at + timedelta(days=said["days"])).date()
    writing.decide(_of(one), scene.units[said["to"]].pk, said["what"], due, **scene.who(said["by"], at))


def _write(one: Told, line: Told, at: datetime, scene: Scene, folder: Path) -> None:
    who, picture = scene.who(line["by"], at), line.get("picture")
    files = [attached(folder / picture["file"], who["by"], at, picture["name"])] if picture else []
    writing.write(_of(one), line.get("sort", "event"), {"text": line["text"]}, files=files, **who)


def _give(one: Told, task: Told, at: datetime, scene: Scene) -> None:
    identity = uuid_of("demo task", one["key"], task["what"])
    due = at + task["within"] * MINUTE
    unit = scene.units[task["to"]].pk
    writing.assign(_of(one), unit, task["what"], due, id=identity, **scene.who(task["by"], at))


def _report(one: Told, task: Told, done: Told, at: datetime, scene: Scene) -> None:
    given = Assignment.objects.select_related("operation").get(entry=uuid_of("demo task", one["key"], task["what"]))
    writing.report(given, done["text"], **scene.who(task["to"], at))


def _close(one: Told, closed: Told, at: datetime, scene: Scene) -> None:
    who = scene.who(closed["by"], at)
    stepping.close(_of(one), closed["words"], lesson=closed.get("lesson", ""), **who)
