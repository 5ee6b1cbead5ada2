"""The days of a demonstration are told once, and every duty of them stands as the facts make it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import world as worlds

from ortaq.directory.models import Unit
from ortaq.duties import planning
from ortaq.duties.models import ClockBeat, Duty
from ortaq.duties.rebuild import differences
from ortaq.exchange.demo import fill
from ortaq.exchange.models import Message


@pytest.mark.django_db
def test_days_are_told_for_all_parties_once_and_the_duties_stand_as_the_facts():
    world = worlds.make(adopted=date(2026, 5, 9))
    remote = world.unit("customs")
    Unit.objects.filter(pk=remote.pk).update(reach="telephone")
    now = worlds.NOON
    told = fill(date(2026, 5, 9), now.date(), now=now, progress=lambda line: None)
    assert told == Message.objects.count() > 20
    assert fill(now.date() - timedelta(days=3), now.date(), now=now, progress=lambda line: None) == 0
    assert Duty.objects.filter(owed_by=remote, status="done").exists()
    ClockBeat.objects.create(name="clock", at=now, late_ms=0, worst_ms=0)
    planning.plan(now)
    assert list(differences(now)) == []
