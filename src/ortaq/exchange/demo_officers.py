"""The invented officers who stood the watches of a demonstration's past, one for each unit, enrolled when needed."""

from __future__ import annotations

import random
from datetime import datetime, time, timedelta

from ortaq.access.models import Appointment, Officer, Watch
from ortaq.access.roles import DUTY_OFFICER
from ortaq.duties.rulebook import Rulebook
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import record_many

SURNAMES = ("Ахметов", "Серикбаев", "Ким", "Жумабаев", "Волков", "Оспанов", "Тлеуов", "Сапаров", "Ли", "Каримов")
RANKS = ("лейтенант", "старший лейтенант", "капитан", "майор")


def since(book: Rulebook, now: datetime) -> datetime:
    """Return from when on they stand watch: a day before the demonstration begins."""
    return datetime.combine(book.adopted_from, time(), tzinfo=now.tzinfo) - timedelta(days=1)


def enrolled(unit: int, begins: datetime) -> Officer:
    """Return the unit's invented officer, whose watch goes on until another one of the unit begins.

    Where somebody stood watch from before, that is the officer.
    """
    login = f"demo-{unit}"
    known = Officer.objects.filter(login=login).first()
    stands = Watch.objects.filter(unit=unit, post=DUTY_OFFICER).on_at(begins).select_related("officer").first()
    if known:
        return known
    if stands:
        return stands.officer
    chance = random.Random(unit)
    name = f"{chance.choice(SURNAMES)} {chance.choice('АБГДЕЖКМНРСТ')}. {chance.choice('АБГДЕЖКМНРСТ')}."
    officer = Officer.objects.enrol(login, name, password=None, at=begins, rank=chance.choice(RANKS), is_active=False)
    by = Actor.program("demo")
    post = Appointment(
        officer=officer, unit_id=unit, role=DUTY_OFFICER, founded=True, asked_at=begins, valid_from=begins
    )
    post.save(force_insert=True)
    entries = [
        ("appointment.asked", post.pk, post.asked_facts(), by, begins),
        ("appointment.granted", post.pk, post.granted_facts(), by, begins),
    ]
    earliest = Watch.objects.filter(unit=unit, post=DUTY_OFFICER).order_by("starts_at").first()
    watch = Watch(unit_id=unit, post=DUTY_OFFICER, officer=officer, starts_at=begins)
    if earliest:
        watch.relieved_at = watch.ends_at = watch.due_off_at = earliest.starts_at
    watch.save(force_insert=True)
    entries.append(("watch.taken", watch.pk, watch.taken_facts(), by, begins))
    if watch.relieved_at:
        entries.append(("watch.relieved", watch.pk, watch.relieved_facts(), by, watch.relieved_at))
    record_many(entries)
    return officer
