"""Whom and what a demonstration's crossing point holds when it starts: invented, through the program's own verbs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from ortaq.access.models import Watch
from ortaq.acts.models import Version
from ortaq.acts.signing import sign
from ortaq.custody import deciding, entering, offering, settling, taking
from ortaq.custody.handovers import Discrepancy, HandOver
from ortaq.custody.models import Charge
from ortaq.custody.taking import Held
from ortaq.directory.models import Unit
from ortaq.duties.rulebook import Rulebook
from ortaq.exchange.demo import units_at_the_console
from ortaq.ledger.actor import Actor
from ortaq.lib.ids import uuid_of

FILE = Path("demo") / "custody.yaml"
MINUTE = timedelta(minutes=1)
Told = Mapping[str, Any]


class Scene:
    """The units at the demonstration's console, the charges by their keys, and the instant at which it starts."""

    def __init__(self, units: Mapping[str, Unit], now: datetime) -> None:
        self.units, self.now = units, now
        self.charges: dict[str, Charge] = {}

    def who(self, agency: str, at: datetime) -> dict[str, Any]:
        """Return who stood the agency's watch at that instant, as a verb wants it."""
        unit = self.units[agency]
        watch = Watch.objects.on_at(at).filter(unit=unit).select_related("officer").order_by("starts_at").first()
        if watch is None:
            raise LookupError(f"nobody stands the watch of {unit} at {at}")
        by = Actor(watch.officer.pk, str(watch.officer), watch.post, unit.pk, "demo")
        return {"by": by, "at": at, "rulebook": Rulebook.at(at)}


def fill(now: datetime, folder: Path) -> int:
    """Leave charges and hand-overs behind; a demonstration that has some already is left alone. Return how many."""
    units = units_at_the_console(now)
    path = folder / FILE
    if not path.exists() or Charge.objects.filter(unit__in=units.values()).exists():
        return 0
    told = yaml.safe_load(path.read_text())
    scene = Scene(units, now)
    with transaction.atomic():
        for at, do in sorted(_deeds(told, scene), key=lambda one: one[0]):
            do(at)
    return len(scene.charges)


def _deeds(told: Told, scene: Scene) -> list[tuple[datetime, Any]]:
    """Return everything that was done, with the instant of doing it: the program's verbs want it in that order."""
    deeds: list[tuple[datetime, Any]] = []
    for one in told["charges"]:
        deeds += _of_charge(one, scene)
    for one in told["handovers"]:
        deeds += _of_handover(one, told["passphrase"], scene)
    for one in told.get("measures", []):
        deeds.append(
            (scene.now - one["ago"] * MINUTE, lambda at, one=one: _enter(one, one["by"], at, scene, one["key"]))
        )
    return deeds


def _of_charge(one: Told, scene: Scene) -> list[tuple[datetime, Any]]:
    begun = scene.now - one["ago"] * MINUTE
    deeds: list[tuple[datetime, Any]] = [(begun, lambda at: _take(one, at, scene))]
    for given in one.get("safeguards", []):
        deeds.append((begun + given["after"] * MINUTE, lambda at, given=given: _give(one, given, at, scene)))
    for entry in one.get("entries", []):
        deeds.append((begun + entry["after"] * MINUTE, lambda at, e=entry: _enter(e, one["by"], at, scene, one["key"])))
    return deeds


def _of_handover(one: Told, passphrase: str, scene: Scene) -> list[tuple[datetime, Any]]:
    begun = scene.now - one["ago"] * MINUTE
    identity = uuid_of("demo hand-over", str(begun), *one["charges"])
    deeds: list[tuple[datetime, Any]] = [(begun, lambda at: _offer(one, identity, at, scene))]
    for what in one.get("decisions", []):
        deeds.append((begun + what["after"] * MINUTE, lambda at, what=what: _decide(one, identity, what, at, scene)))
    if settled := one.get("propose"):
        deeds.append((begun + settled["after"] * MINUTE, lambda at: _propose(one, identity, settled, at, scene)))
    for agency, after in zip((one["to"], one["by"]), one.get("sign", []), strict=False):
        deeds.append((begun + after * MINUTE, lambda at, who=agency: _sign(identity, who, passphrase, at, scene)))
    return deeds


def _take(one: Told, at: datetime, scene: Scene) -> None:
    held = Held(one["limit"], at - 6 * MINUTE, at - 2 * MINUTE) if "limit" in one else None
    scene.charges[one["key"]] = taking.take(
        one["kind"], one["body"], annex=one.get("annex"), held=held, **scene.who(one["by"], at)
    )


def _give(one: Told, given: Told, at: datetime, scene: Scene) -> None:
    entering.safeguard(scene.charges[one["key"]], given["code"], given["body"], **scene.who(one["by"], at))


def _enter(one: Told, agency: str, at: datetime, scene: Scene, key: str) -> None:
    entering.enter(scene.charges[key], one["code"], one["body"], **scene.who(agency, at))


def _offer(one: Told, identity: Any, at: datetime, scene: Scene) -> None:
    charges = [scene.charges[key] for key in one["charges"]]
    receiver = scene.units[one["to"]].pk
    offering.offer(charges, receiver, words=one["words"], id=identity, **scene.who(one["by"], at))


def _decide(one: Told, identity: Any, what: Told, at: datetime, scene: Scene) -> None:
    line = HandOver.objects.get(pk=identity).lines.get(charge=scene.charges[what["key"]])
    who = scene.who(one["to"], at)
    if what["do"] == "accept":
        deciding.accept(line, what.get("found"), **who)
    else:
        deciding.refuse(line, what["reason"], note=what.get("note", ""), **who)


def _propose(one: Told, identity: Any, settled: Told, at: datetime, scene: Scene) -> None:
    found = Discrepancy.objects.filter(line__handover=identity, line__charge=scene.charges[settled["key"]])
    settling.propose(found.get(), settled["words"], **scene.who(one["by"], at))


def _sign(identity: Any, agency: str, passphrase: str, at: datetime, scene: Scene) -> None:
    version = Version.objects.get(act=HandOver.objects.get(pk=identity).act)
    sign(version, passphrase, **scene.who(agency, at))
