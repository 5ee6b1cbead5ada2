"""A demonstration's past: what the units of the country told each other, through the same verbs as everybody uses.

Persons and matters are invented (packs/…/demo). The same days come out the same, so that a demonstration can be
repeated; a day that is filled already is left alone.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from ortaq.access.models import Appointment, Officer, Watch
from ortaq.access.roles import DUTY_OFFICER
from ortaq.directory import changes
from ortaq.directory.models import Adoption, Unit
from ortaq.duties.models import Duty
from ortaq.duties.moves import lapse
from ortaq.duties.opening import Owed, open_duties
from ortaq.duties.rulebook import Rulebook
from ortaq.exchange import demo_officers, lines
from ortaq.exchange.daily import covers
from ortaq.exchange.demo_officers import SURNAMES
from ortaq.exchange.demo_reports import tell_draft, tell_reports
from ortaq.exchange.demo_scene import Scene, scenes
from ortaq.exchange.models import ADDRESSEE, TELEPHONE, Call, Message, Recipient
from ortaq.exchange.periods import rules_of
from ortaq.exchange.receipts import acknowledge, act, read
from ortaq.exchange.sending import Saying, Told, send_oral, send_written
from ortaq.ledger.actor import Actor
from ortaq.rules import packs

MINUTE = timedelta(minutes=1)


@dataclass
class Story:
    """What a demonstration needs to tell a day: the pack's invented matters, chance that repeats, who is on watch."""

    matters: dict[str, Any]
    chance: random.Random
    now: datetime
    since: datetime
    officers: dict[int, Officer] = field(default_factory=dict)


MONTH = timedelta(days=30)


def adopt(pack: str, now: datetime) -> None:
    """Let the demonstration work by the pack's newest edition from its own first day, a month ago."""
    if not Adoption.objects.exists():
        edition = packs.load(pack).editions[-1].id
        changes.adopt(pack, edition, (now - MONTH).date(), "demo", by=Actor.program("demo"), at=now)
        lines.owe_checks_of_standing(now)


def fill(first: date, last: date, *, now: datetime, progress: Callable[[str], None]) -> int:
    """Tell the days from `last` back to `first`, never past `now`; return how many messages were sent."""
    sent = 0
    book = Rulebook.at(now)
    begins, officers = demo_officers.since(book, now), dict[int, Officer]()
    for day in _days(max(first, book.adopted_from), last):
        story = Story(_matters(book.edition.pack), random.Random(day.toordinal()), now, begins, officers)
        if not _is_filled(book, day):
            sent += sum(_tell_day(unit, day, story, book) for unit in _units(book))
            if day > book.adopted_from:  # its first hours lie on the day before by the clock of the law
                sent += _tell_matters(day, story, book)
            progress(f"{day:%d.%m.%Y}: {sent}")
    story = Story(_matters(book.edition.pack), random.Random(last.toordinal()), now, begins, officers)
    is_whole = first <= book.adopted_from + timedelta(days=2)  # the figures are counted from what all days left
    for unit in _units(book) if is_whole else ():
        sent += tell_reports(unit, actor_of(unit.pk, story), first, last, story.matters, book, now)
    return sent


def tell_present(now: datetime, folder: Path) -> int:
    """Leave the demonstration in the middle of its work: one matter owes a writing, another one awaits one."""
    book = Rulebook.at(now)
    story = Story(_matters(book.edition.pack), random.Random(7), now, demo_officers.since(book, now))
    there = scenes(now)
    units = [unit for scene in there for unit in scene.units.values()]
    if Message.objects.filter(unit__in=units, known_at__gte=now - timedelta(hours=2)).exists():
        return 0
    drafting = set(Appointment.objects.filter(officer__is_active=True).values_list("unit", flat=True))
    for unit in (one for one in _units(book) if one.pk in drafting):
        tell_draft(unit, story.matters, book, now)
    return sum(_tell_present(scene, folder, story, book) for scene in there)


def _tell_present(scene: Scene, folder: Path, story: Story, book: Rulebook) -> int:
    told = scene.told(folder, "present") or {}
    sent = 0
    for matter in told.get("matters", []):
        if matter["by"] in scene.units:
            known_at = scene.time_of(matter)
            sent += _tell_matter(scene.units[matter["by"]], matter, known_at, story, book, in_writing=False)
    _check_lines(scene.units, story.now, book)
    return sent


def tell_stories(now: datetime, folder: Path) -> int:
    """Tell the urgent matters with which the stories of the crossing points begin; one that is told is left alone."""
    sent = 0
    for scene in scenes(now):
        for matter in (scene.told(folder, "stories") or {}).get("matters", []):
            at, identity = scene.time_of(matter), scene.identity("message", matter["key"])
            if matter["by"] in scene.units and not Message.objects.filter(pk=identity).exists():
                book, chance = Rulebook.at(at), random.Random(matter["key"])
                story = Story(_matters(book.edition.pack), chance, now, demo_officers.since(book, now))
                with transaction.atomic():
                    sent += _tell_matter(scene.units[matter["by"]], matter, at, story, book, id=identity)
    return sent


def _check_lines(units: Mapping[str, Unit], now: datetime, book: Rulebook) -> None:
    """Let all but the first have checked their lines, so that the first finds one to confirm and others to check."""
    standing = Watch.objects.answering(now).filter(post=DUTY_OFFICER, officer__is_active=True).select_related("officer")
    on = {watch.unit_id: watch.officer for watch in standing}
    for unit in sorted(units.values(), key=lambda unit: unit.agency)[1:]:
        if unit.pk in on:
            by = Actor(on[unit.pk].pk, str(on[unit.pk]), DUTY_OFFICER, unit.pk, "demo")
            for to in book.counterparts(unit.pk):
                who = on[to].name if to in on else SURNAMES[to % len(SURNAMES)]
                lines.check(to, works=True, means=TELEPHONE, answered_by=who, by=by, at=now, rulebook=book)


def _tell_day(unit: Unit, day: date, story: Story, book: Rulebook) -> int:
    """Open the windows of this day and tell what is owed in them; now and then late, now and then not at all."""
    with transaction.atomic():
        written = {rule.id for rule in rules_of(book, unit.pk)}
        owed = [one for one in book.windows(unit.pk, day, day) if one.rule not in written]
        open_duties(owed, by=Actor.program("schedule"), at=min(story.now, _local(unit, day, time())))
        reports: dict[str, list[Owed]] = {}
        for one in owed:
            if one.regime:
                reports.setdefault(one.rule, []).append(one)
        sent = sum(_report(unit, of, story, book) for of in reports.values())
        _lapse({one.key for one in owed if one.due_at and one.due_at <= story.now}, story.now)
        return sent


def _lapse(keys: set[str], now: datetime) -> None:
    """What was never done ran out in those days, so that the clock engine finds nothing that is weeks late."""
    if not keys:
        return
    lapse(list(Duty.objects.filter(key__in=keys).unfinished()), by=Actor.program("clock"), recorded_at=now)


def _report(unit: Unit, owed: list[Owed], story: Story, book: Rulebook) -> int:
    luck, opens, due = story.chance.random(), owed[0].opens_at, owed[0].due_at
    luck += story.matters["behind"].get(unit.region, 0)
    assert due is not None
    at = opens + (due - opens) * story.chance.uniform(0.04, 0.9) if luck < 0.965 else due + 25 * MINUTE
    if luck > 0.985 or at + 10 * MINUTE > story.now:
        return 0
    nothing = story.chance.random() < 0.6
    words = "" if nothing else story.chance.choice(story.matters["daily"])
    about = covers(owed[0].covers_from, owed[0].covers_to)
    body = {"text": words, **about}
    by, said = actor_of(unit.pk, story), Saying(owed[0].clause, body, nothing_to_report=nothing)
    addressed = [one for one in book.route(said.clause, unit.pk) if one.role == ADDRESSEE]
    told = [
        Told(one.unit, at + n * 4 * MINUTE, to=officer_of(one.unit, story).name, read_back=True)
        for n, one in enumerate(addressed)
    ]
    send_oral(replace(said, told=told), addressed, by=by, at=told[-1].at + MINUTE, rulebook=book)
    return 1


def _tell_matters(day: date, story: Story, book: Rulebook) -> int:
    """Tell a few urgent matters of the day, from the call to the written confirmation and the answers."""
    units = [unit for unit in _units(book) if unit.crossing_point_id]
    sent = 0
    for _ in range(story.chance.randint(6, 9)):
        matter = story.chance.choice(story.matters["matters"])
        unit = story.chance.choice([unit for unit in units if unit.agency == matter["by"]])
        known_at = _local(unit, day, time()) + story.chance.randint(10, 1390) * MINUTE
        if known_at + 130 * MINUTE < story.now:
            with transaction.atomic():
                sent += _tell_matter(unit, matter, known_at, story, book)
                arisen = Duty.objects.filter(owed_by=unit, record__isnull=False, due_at__lt=story.now).unfinished()
                _lapse(set(arisen.values_list("key", flat=True)), story.now)
    return sent


def _tell_matter(
    unit: Unit,
    matter: dict[str, Any],
    known_at: datetime,
    story: Story,
    book: Rulebook,
    *,
    in_writing: bool = True,
    id: uuid.UUID | None = None,
) -> int:
    chance, by = story.chance, actor_of(unit.pk, story)
    addressed = book.route(matter["clause"], unit.pk)
    counterparts = [one.unit for one in addressed if one.role == ADDRESSEE]
    if not counterparts:
        return 0
    told = [
        Told(
            to, known_at + chance.randint(2, 9) * MINUTE, to=officer_of(to, story).name, read_back=chance.random() < 0.9
        )
        for to in counterparts
    ]
    point = unit.crossing_point.name_ru if unit.crossing_point else ""
    body = _at_point({"text": matter["text"], **matter.get("fields", {})}, point)
    subject = book.subject(matter["clause"])
    saying = Saying(matter["clause"], body, known_at, bool(subject and subject.expects_act), told=told, id=id)
    entered_at = max(one.at for one in told) + MINUTE
    message = send_oral(saying, addressed, by=by, at=entered_at, rulebook=book)
    answer(message, entered_at, story, book)
    if in_writing and (id or chance.random() < 0.93):
        confirm(message, body, entered_at + chance.randint(25, 105) * MINUTE, by, book)
        return 2
    return 1


def _at_point(told: Any, point: str) -> Any:
    """Return what the pack's demonstration tells, with the name of this crossing point in it."""
    if isinstance(told, dict):
        return {name: _at_point(one, point) for name, one in told.items()}
    if isinstance(told, list):
        return [_at_point(one, point) for one in told]
    return told.format(point=point)


def answer(message: Message, since: datetime, story: Story, book: Rulebook) -> None:
    """Let each addressee's watch read and take the message, and do what it asks."""
    for recipient in Recipient.objects.filter(message=message, role=ADDRESSEE).select_related("message"):
        if not book.is_on_console(recipient.unit_id):
            continue
        by, at = actor_of(recipient.unit_id, story), since + story.chance.randint(1, 7) * MINUTE
        read(recipient, by=by, at=at)
        acknowledge(recipient, by=by, at=at + MINUTE / 4, rulebook=book)
        if message.expects_act:
            act(recipient, by=by, at=at + 20 * MINUTE, note=story.chance.choice(story.matters["acts"]))


def confirm(message: Message, body: dict[str, str], at: datetime, by: Actor, book: Rulebook) -> Message:
    """Confirm in writing every call of a message."""
    addressed = book.route(message.clause, message.unit_id)
    calls = list(Call.objects.filter(message=message))
    written = Saying(message.clause, body, matter=message.matter)
    return send_written(written, addressed, by=by, at=at, rulebook=book, confirms=calls)


def actor_of(unit: int, story: Story) -> Actor:
    """Return the invented officer who stands the unit's watch in the story's days."""
    officer = officer_of(unit, story)
    return Actor(officer.pk, str(officer), DUTY_OFFICER, unit, "demo")


def officer_of(unit: int, story: Story) -> Officer:
    """Return the unit's invented officer, enrolled when first needed."""
    if unit not in story.officers:
        story.officers[unit] = demo_officers.enrolled(unit, story.since)
    return story.officers[unit]


def _units(book: Rulebook) -> list[Unit]:
    """Return the parties; what a remote post without a console told by telephone was entered afterwards."""
    return sorted((unit for unit in book.units.values() if unit.is_party), key=lambda unit: unit.pk)


def _is_filled(book: Rulebook, day: date) -> bool:
    begin = datetime.combine(day, time(), tzinfo=book.zone_of(next(iter(book.units))))
    calls = Call.objects.filter(
        told_at__gte=begin, told_at__lt=begin + timedelta(days=1), message__session="demo", message__known_at=None
    )
    return calls.exists()


def _local(unit: Unit, day: date, at: time) -> datetime:
    from zoneinfo import ZoneInfo

    return datetime.combine(day, at, tzinfo=ZoneInfo(unit.zone))


def _days(first: date, last: date) -> Iterator[date]:
    """The newest day first: it is what an officer looks at."""
    while last >= first:
        yield last
        last -= timedelta(days=1)


@lru_cache
def _matters(pack: str) -> dict[str, Any]:
    """Read the pack's invented matters."""
    folder: Path = packs.load(pack).folder
    found: dict[str, Any] = yaml.safe_load((folder / "demo" / "matters.yaml").read_text())
    return found
