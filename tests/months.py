"""Invented months: what became of some dozens of duties, by the verbs that everybody uses, and a naive count of it."""

from __future__ import annotations

import random
import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction

from ortaq.duties import moves
from ortaq.duties.clock import lapse_others, lapse_pressing
from ortaq.duties.models import Duty, DutyMove
from ortaq.duties.opening import Owed, open_duties
from ortaq.ledger.actor import Actor
from ortaq.rules.life import DUTY

if TYPE_CHECKING:
    from world import World

    from ortaq.directory.models import Unit

HOUR = timedelta(hours=1)
BY = Actor.program("test")
LAWS = (("C5.1-written", "C5.1"), ("C5.2-daily", "C5.2"), ("C5.3-monthly", "C5.3"), ("C9.3-statistics", "C9.3"))
FATES = ("done", "late", "explained", "promise broken", "explained then late", "waived", "void", "nothing", "disputed")


@dataclass(frozen=True)
class Told:
    """What is known of one duty without asking the program: who owed it, when it was due, and what was done when."""

    unit: int
    clause: str
    day: date
    kind: str


def play(seed: int, world: World, units: list[Unit], now: datetime) -> list[Told]:
    """Open duties around `now` and let chance decide what becomes of each; return what an honest clerk wrote down."""
    chance, told = random.Random(seed), []
    for _ in range(chance.randint(20, 45)):
        told.append(_one(chance, world, units, now))
    if chance.random() < 0.5:  # the clock engine came by, or it did not: the figures must not care
        lapse_pressing(now)
        lapse_others(now)
    return [one for one in told if one]


def _one(chance: random.Random, world: World, units: list[Unit], now: datetime) -> Told | None:
    unit, (rule, clause) = chance.choice(units), chance.choice(LAWS)
    expiry = chance.choice(("lapse", "lapse", "lapse", "consent", "forfeit"))
    due = _due(chance, unit, now)
    opens = due - chance.choice((1, 2, 24, 150)) * HOUR
    owed = Owed(
        rule, clause, "kz_2002-2", "", unit.pk, None, opens, due, unit.zone, {"ru": clause}, chance.randint(0, 1),
        world.rulebook().visible_to([unit.pk]), record=uuid.UUID(int=chance.getrandbits(128)), expiry=expiry,
    )  # fmt: skip
    with transaction.atomic():
        (duty,) = open_duties([owed], by=BY, at=opens)
    kind = _fate(chance, duty, now)
    return Told(unit.pk, clause, _day_of(due, unit), kind) if opens <= now else None


def _due(chance: random.Random, unit: Unit, now: datetime) -> datetime:
    """Around now, now and then at midnight of the unit's own day: the 24:00 of the day before."""
    if chance.random() < 0.25:
        day = now.date() + timedelta(days=chance.randint(-20, 8))
        return datetime.combine(day, time(), tzinfo=ZoneInfo(unit.zone))
    return now + timedelta(minutes=chance.randint(-25 * 1440, 9 * 1440))


def _day_of(due: datetime, unit: Unit) -> date:
    local = due.astimezone(ZoneInfo(unit.zone))
    return local.date() - timedelta(days=local.time() == time())


def _fate(chance: random.Random, duty: Duty, now: datetime) -> str:
    """Let one thing become of the duty and return what it counts as."""
    assert duty.due_at is not None
    fate, due, run_out = chance.choice(FATES), duty.due_at, duty.due_at < now
    record = uuid.UUID(int=chance.getrandbits(128))
    if fate in ("done", "disputed") and duty.opens_at < now:
        at = duty.opens_at + (min(due, now) - duty.opens_at) * chance.random()
        moves.fulfil(
            [duty.key], by=BY, at=at, record=record, recorded_at=at + HOUR / 60 if at + HOUR / 60 < due else at
        )
        if fate == "done":
            return "on_time"
        moves.reopen([duty.key], by=BY, at=min(at + HOUR / 60, now), record=record, reason="не было")
    elif fate == "late" and due + HOUR < now:
        _lapse(duty)
        if duty.status == "overdue":
            moves.fulfil([duty.key], by=BY, at=due + HOUR, record=record, recorded_at=due + HOUR)
            return "late"
    elif fate in ("explained", "promise broken", "explained then late") and due + HOUR < now:
        _lapse(duty)
        if duty.status == "overdue":
            promised = now + 5 * HOUR if fate == "explained" else due + HOUR / 2 if fate == "promise broken" else now
            moves.explain(duty, by=BY, at=due + HOUR / 4, reason="нет связи", promised_at=promised)
            if fate == "explained then late":
                moves.fulfil([duty.key], by=BY, at=due + HOUR, record=record, recorded_at=due + HOUR)
                return "late"
            return "explained" if fate == "explained" else "missing"
    elif fate == "waived":
        moves.waive(duty, by=BY, at=min(now, due), ground="no_link", reason="не было связи")
        return "waived"
    elif fate == "void":
        moves.void(duty, by=BY, at=min(now, due), reason="закрыто")
        return "void"
    if not run_out:
        return "open"
    return "on_time" if duty.expiry == "consent" else "missing"


def _lapse(duty: Duty) -> None:
    """Let its term run out, whatever that means for it."""
    assert duty.due_at is not None
    moves.lapse([duty], by=Actor.program("clock"), recorded_at=duty.due_at + HOUR / 8)
    duty.refresh_from_db()


def naive(told: list[Told], first: date, last: date, by: str) -> dict[object, Counter[str]]:
    """Count on one's fingers."""
    found: dict[object, Counter[str]] = {}
    for one in told:
        if first <= one.day <= last:
            found.setdefault(getattr(one, by), Counter())[one.kind] += 1
    return found


def from_history(duty: Duty, now: datetime) -> str:
    """Return what a duty counts as, read from the steps of its life alone."""
    steps = list(DutyMove.objects.filter(duty=duty).order_by("n"))
    state, promised = DUTY.start, None
    for step in steps:
        state, promised = DUTY.move(state, step.verb), step.promised_at or promised
    assert duty.due_at is not None
    if state == "open" and duty.due_at < now:
        state = {"lapse": "overdue", "consent": "consented", "forfeit": "lapsed"}[duty.expiry]
    if state == "explained" and promised is not None and promised < now:
        state = "overdue"
    names = {"done": "on_time", "consented": "on_time", "done_late": "late", "overdue": "missing", "lapsed": "missing"}
    return names.get(state, state)
