"""What stands in a demonstration's registers when it starts: invented, through the program's own verbs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from ortaq.access.scope import acting_in
from ortaq.databank import entering, looking, settling
from ortaq.databank.looking import Looking
from ortaq.databank.models import Entry
from ortaq.exchange.demo_scene import Scene, scenes

MINUTE = timedelta(minutes=1)


def fill(now: datetime, folder: Path, *, most: int | None = None) -> int:
    """Enter and look up; a point that has entries already is left alone. Return how many there are."""
    return sum(_fill(scene, folder) for scene in scenes(now, most=most))


def _fill(scene: Scene, folder: Path) -> int:
    told = scene.told(folder, "databank")
    if not told or Entry.objects.filter(unit__in=scene.units.values()).exists():
        return 0
    with transaction.atomic():
        for one in sorted(told["entries"], key=scene.time_of):
            _enter(one, scene)
        for one in sorted(told["look_ups"], key=scene.time_of):
            _look_up(one, scene)
    return len(told["entries"])


def _enter(one: Mapping[str, Any], scene: Scene) -> None:
    at = scene.time_of(one)
    with acting_in(scene.units[one["by"]].pk, instead=True):
        who, message = scene.who(one["by"], at), scene.message(one.get("matter"))
        entering.enter(one["register"], one["body"], ground=one["ground"], source=one["source"], message=message, **who)


def _look_up(one: Mapping[str, Any], scene: Scene) -> None:
    at = scene.time_of(one)
    with acting_in(scene.units[one["by"]].pk, instead=True):
        look = looking.look_up(Looking(one["typed"], one["purpose"]), **scene.who(one["by"], at))
        if answer := one.get("answer"):
            hit = look.hits.order_by("rank")[0]
            settling.settle(hit, answer, **scene.who(one["by"], at + MINUTE))
