"""Whom and what a demonstration's crossing point holds when it starts: invented, through the program's own verbs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from ortaq.acts.models import Version
from ortaq.acts.signing import sign
from ortaq.custody import deciding, entering, notifying, offering, settling, taking
from ortaq.custody.handovers import Discrepancy, HandOver, Line
from ortaq.custody.models import Charge
from ortaq.custody.taking import Held
from ortaq.exchange import advance
from ortaq.exchange.demo_scene import Scene, attached, scenes
from ortaq.exchange.files import Upload
from ortaq.exchange.planned import PlannedEvent
from ortaq.exchange.sending import Saying

MINUTE = timedelta(minutes=1)
Told = Mapping[str, Any]


class Custody:
    """What is held at a crossing point, by the keys of the pack's story."""

    def __init__(self, scene: Scene, folder: Path) -> None:
        self.scene, self.units, self.folder = scene, scene.units, folder
        self.who, self.time_of = scene.who, scene.time_of
        self.charges: dict[str, Charge] = {}


def fill(now: datetime, folder: Path, *, most: int | None = None) -> int:
    """Leave charges and hand-overs behind; a point that has some already is left alone. Return how many."""
    return sum(_fill(scene, folder) for scene in scenes(now, most=most))


def _fill(scene: Scene, folder: Path) -> int:
    told = scene.told(folder, "custody")
    if not told or Charge.objects.filter(unit__in=scene.units.values()).exists():
        return 0
    custody = Custody(scene, folder)
    with transaction.atomic():
        for at, do in sorted(_deeds(told, custody), key=lambda one: one[0]):
            do(at)
    return len(custody.charges)


def _deeds(told: Told, custody: Custody) -> list[tuple[datetime, Any]]:
    """Return everything that was done, with the instant of doing it: the program's verbs want it in that order."""
    deeds: list[tuple[datetime, Any]] = []
    for one in told["charges"]:
        deeds += _of_charge(one, custody)
    for one in told["handovers"]:
        deeds += _of_handover(one, told["passphrase"], custody)
    for one in told.get("measures", []):
        deeds.append((custody.time_of(one), lambda at, one=one: _enter(one, one["by"], at, custody, one["key"])))
    return deeds


def _of_charge(one: Told, custody: Custody) -> list[tuple[datetime, Any]]:
    begun = custody.time_of(one)
    deeds: list[tuple[datetime, Any]] = [(begun, lambda at: _take(one, at, custody))]
    for given in one.get("safeguards", []):
        deeds.append((begun + given["after"] * MINUTE, lambda at, given=given: _give(one, given, at, custody)))
    for entry in one.get("entries", []):
        deeds.append(
            (begun + entry["after"] * MINUTE, lambda at, e=entry: _enter(e, one["by"], at, custody, one["key"]))
        )
    return deeds


def _of_handover(one: Told, passphrase: str, custody: Custody) -> list[tuple[datetime, Any]]:
    begun = custody.time_of(one)
    identity = custody.scene.identity("handover", one.get("key") or " ".join(one["charges"]))
    deeds: list[tuple[datetime, Any]] = [(begun, lambda at: _offer(one, identity, at, custody))]
    for what in one.get("decisions", []):
        deeds.append((begun + what["after"] * MINUTE, lambda at, what=what: _decide(one, identity, what, at, custody)))
    if settled := one.get("propose"):
        deeds.append((begun + settled["after"] * MINUTE, lambda at: _propose(one, identity, settled, at, custody)))
    if agreed := one.get("agree"):
        deeds.append((begun + agreed["after"] * MINUTE, lambda at: _agree(one, identity, agreed, at, custody)))
    for told in one.get("notices", []):
        deeds.append((begun + told["after"] * MINUTE, lambda at, told=told: _notify(one, identity, told, at, custody)))
    for agency, after in zip((one["to"], one["by"]), one.get("sign", []), strict=False):
        deeds.append((begun + after * MINUTE, lambda at, who=agency: _sign(identity, who, passphrase, at, custody)))
    return deeds


def _take(one: Told, at: datetime, custody: Custody) -> None:
    held = Held(one["limit"], at - 6 * MINUTE, at - 2 * MINUTE) if "limit" in one else None
    message = custody.scene.message(one.get("matter"))
    custody.charges[one["key"]] = taking.take(
        one["kind"],
        one["body"],
        annex=one.get("annex"),
        held=held,
        id=custody.scene.identity("charge", one["key"]),
        matter=message.matter if message else None,
        files=_photographs(one, at, custody),
        **custody.who(one["by"], at),
    )


def _photographs(one: Told, at: datetime, custody: Custody) -> list[Upload]:
    """Return the photographs that the story names, as they stand when an officer has attached them."""
    by = custody.who(one["by"], at)["by"]
    return [attached(custody.folder / "demo" / name, by, at) for name in one.get("photographs", ())]


def _give(one: Told, given: Told, at: datetime, custody: Custody) -> None:
    entering.safeguard(custody.charges[one["key"]], given["code"], given["body"], **custody.who(one["by"], at))


def _enter(one: Told, agency: str, at: datetime, custody: Custody, key: str) -> None:
    entering.enter(custody.charges[key], one["code"], one["body"], **custody.who(agency, at))


def _offer(one: Told, identity: Any, at: datetime, custody: Custody) -> None:
    charges = [custody.charges[key] for key in one["charges"]]
    receiver = custody.units[one["to"]].pk
    offering.offer(charges, receiver, words=one["words"], id=identity, **custody.who(one["by"], at))


def _decide(one: Told, identity: Any, what: Told, at: datetime, custody: Custody) -> None:
    line = HandOver.objects.get(pk=identity).lines.get(charge=custody.charges[what["key"]])
    who = custody.who(one["to"], at)
    if what["do"] == "accept":
        deciding.accept(line, what.get("found"), **who)
    else:
        deciding.refuse(line, what["reason"], note=what.get("note", ""), **who)


def _propose(one: Told, identity: Any, settled: Told, at: datetime, custody: Custody) -> None:
    found = Discrepancy.objects.filter(line__handover=identity, line__charge=custody.charges[settled["key"]])
    settling.propose(found.get(), settled["words"], **custody.who(one["by"], at))


def _agree(one: Told, identity: Any, agreed: Told, at: datetime, custody: Custody) -> None:
    found = Discrepancy.objects.filter(line__handover=identity, line__charge=custody.charges[agreed["key"]])
    settling.agree(found.get(), **custody.who(one["to"], at))


def _notify(one: Told, identity: Any, told: Told, at: datetime, custody: Custody) -> None:
    """Tell separately of somebody who was handed over, as is owed of each."""
    line = Line.objects.get(handover=identity, charge=custody.charges[told["key"]])
    event, who = PlannedEvent.objects.get(pk=notifying.event_of(line.pk)), custody.who(one["by"], at)
    addressed = who["rulebook"].route(event.clause, who["by"].unit)
    advance.give_notice(Saying(event.clause, {"text": told["words"]}), addressed, event=event, **who)


def _sign(identity: Any, agency: str, passphrase: str, at: datetime, custody: Custody) -> None:
    version = Version.objects.get(act=HandOver.objects.get(pk=identity).act)
    sign(version, passphrase, **custody.who(agency, at))
