"""What a demonstration's crossing point has agreed and what waits for a signature: invented, by the program's verbs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from ortaq.access.models import Appointment
from ortaq.access.roles import COMMANDER
from ortaq.acts import variants
from ortaq.acts.doing import Activation, Task
from ortaq.acts.drafting import draft
from ortaq.acts.models import Act, Version
from ortaq.acts.signing import approve, propose, sign, submit
from ortaq.directory.models import Unit
from ortaq.duties.rulebook import Rulebook
from ortaq.exchange.demo_scene import Scene, scenes
from ortaq.exchange.models import ADDRESSEE, Recipient
from ortaq.exchange.receipts import acknowledge, read
from ortaq.ledger.actor import Actor

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
Told = Mapping[str, Any]


def fill(now: datetime, folder: Path, *, most: int | None = None) -> int:
    """Leave acts behind; a point that has some of these kinds already is left alone. Return how many."""
    return sum(_fill(scene, folder) for scene in scenes(now, most=most))


def _fill(scene: Scene, folder: Path) -> int:
    told = scene.told(folder, "acts")
    if not told:
        return 0
    units = {unit for one in told["acts"] for unit in _parties(one, scene).values()}
    known = set(Act.objects.filter(unit__in=units).values_list("kind", flat=True))
    with transaction.atomic():
        wanted = sorted((one for one in told["acts"] if one["kind"] not in known), key=scene.time_of)
        return sum(_agree(one, told["passphrase"], scene) for one in wanted)


def _agree(one: Told, passphrase: str, scene: Scene) -> int:
    """Draft, propose, sign, submit and approve an act as far as it is told; nothing where no commander is there."""
    at, units = scene.time_of(one), _parties(one, scene)
    who = Commanders(at)
    if any(agency not in units or who.of(units[agency].pk) is None for agency in one["signed_by"]):
        return 0
    by, book = who.acts(units[one["by"]].pk), Rulebook.at(at)
    version = draft(one["kind"], _body(one["body"], units, at), by=by, at=at, rulebook=book)
    version = propose(version, by=by, at=at + HOUR, rulebook=book)
    for n, agency in enumerate(one["signed_by"]):
        sign(version, passphrase, by=who.acts(units[agency].pk), at=at + (2 + n) * HOUR, rulebook=book)
    if one.get("approved"):
        _approve(version, passphrase, by, who, at + 6 * HOUR, book)
    version.refresh_from_db()
    for did in one.get("done", []):
        _do(version.tasks.get(n=did["n"], activation=None), did, scene)
    for told in one.get("variants", []):
        _run(version, told, scene)
    return 1


def _parties(one: Told, scene: Scene) -> Mapping[str, Unit]:
    """Return who agrees, by agency: the units of the point, or those above them on the `level` that is told."""
    if "level" not in one:
        return scene.units
    book = Rulebook.at(scene.now)
    above = {agency: [book.units[pk] for pk in book.superiors(unit.pk)] for agency, unit in scene.units.items()}
    return {agency: unit for agency, units in above.items() for unit in units if unit.level == one["level"]}


def _do(task: Task, did: Told, scene: Scene) -> None:
    who = scene.who(did["by"], scene.time_of(did))
    variants.done(task, note=did["note"], by=who["by"], at=who["at"])


def _run(version: Version, told: Told, scene: Scene) -> None:
    """Set a variant of action going, let the parties do their tasks, and stand it down with what was learnt."""
    begun = scene.time_of(told)
    activation = variants.activate(version, told["variant"], note=told["note"], **scene.who(told["by"], begun))
    _take(activation, scene, begun)
    for after, task in zip(told["done"], activation.tasks.order_by("due_at", "n"), strict=False):
        agency = next(code for code, unit in scene.units.items() if unit.pk == task.unit_id)
        at = begun + after * MINUTE
        variants.done(task, by=scene.who(agency, at)["by"], at=at)
    end = begun + told["ended"]["after"] * MINUTE
    variants.stand_down(activation, reason=told["ended"]["reason"], **scene.who(told["ended"]["by"], end))
    for n, lesson in enumerate(told["lessons"], 1):
        variants.learn(activation, lesson["text"], **scene.who(lesson["by"], end + n * 11 * MINUTE))
    _take(activation, scene, end)


def _take(activation: Activation, scene: Scene, told_at: datetime) -> None:
    """Let each watch take what it was told of the variant, a minute after the other."""
    told = Recipient.objects.filter(message__relates_to=activation.pk, role=ADDRESSEE, acknowledged_at=None)
    agencies = {unit.pk: agency for agency, unit in scene.units.items()}
    for n, recipient in enumerate(told.select_related("message").order_by("unit"), 1):
        if recipient.unit_id in agencies:
            who = scene.who(agencies[recipient.unit_id], told_at + n * MINUTE)
            read(recipient, by=who["by"], at=who["at"])
            acknowledge(recipient, **who)


def _approve(version: Version, passphrase: str, by: Actor, who: Commanders, at: datetime, book: Rulebook) -> None:
    version.refresh_from_db()
    version = submit(version, by=by, at=at, rulebook=book)
    for n, unit in enumerate(version.approvers):
        if who.of(unit) is not None:
            approve(version, passphrase, by=who.acts(unit), at=at + n * HOUR, rulebook=book)


class Commanders:
    """The invented commanders, each of whom signs for his unit."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def of(self, unit: int) -> Appointment | None:
        return Appointment.objects.filter(unit=unit, role=COMMANDER).select_related("officer").first()

    def acts(self, unit: int) -> Actor:
        post = self.of(unit)
        assert post is not None
        return Actor(post.officer.pk, str(post.officer), COMMANDER, unit, "demo")


def _body(told: Told, units: Mapping[str, Unit], at: datetime) -> dict[str, Any]:
    """Return the fields with units by their codes, and days by their dates."""
    return {
        code: [_row(row, units, at) for row in said] if isinstance(said, list) else said for code, said in told.items()
    }


def _row(row: Told, units: Mapping[str, Unit], at: datetime) -> dict[str, Any]:
    named = {
        code: units[said].code if code in ("unit", "owner") and said in units else said
        for code, said in row.items()
        if code != "days"
    }
    return named | ({"due": f"{at + row['days'] * DAY:%Y-%m-%d}"} if "days" in row else {})
