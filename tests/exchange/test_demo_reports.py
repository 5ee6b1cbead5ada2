"""A demonstration shows reports of past windows with sections and figures, and one in work by several hands."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import world as worlds
import yaml

from ortaq.access import posts
from ortaq.access.models import Officer
from ortaq.duties.models import Duty
from ortaq.exchange.demo_reports import tell_draft, tell_reports
from ortaq.exchange.documents import Document, Filing, Version
from ortaq.ledger.actor import Actor
from ortaq.rules import packs

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 7, 10, 6, 0, tzinfo=UTC)


@pytest.fixture
def world():
    return worlds.make(adopted=date(2026, 5, 20))


@pytest.fixture
def words():
    return yaml.safe_load((packs.load("kz_2002").folder / "demo" / "matters.yaml").read_text())


def test_the_reports_of_past_windows_stand_with_their_sections_once(world, words):
    book = world.rulebook(NOW)
    for _ in range(2):
        for unit in world.units.values():
            by = Actor(world.officers[unit.pk].pk, "Тестов", "duty_officer", unit.pk, "demo")
            tell_reports(unit, by, date(2026, 5, 20), NOW.date(), words, book, NOW)
    monthly = Filing.objects.filter(rule="C5.3-monthly").select_related("message__content")
    assert monthly.exists()
    assert all(one.message.content.body["sections"] and one.message.content.body["figures"] for one in monthly)
    assert Filing.objects.filter(counts=True).count() == len(
        {(one.unit_id, one.rule, one.opens_at) for one in Filing.objects.filter(counts=True)}
    )
    late = Duty.objects.filter(due_at__lt=NOW, status="open")
    assert not late.exists()


def test_each_unit_with_officers_is_in_the_middle_of_its_report(world, words):
    unit, book = world.unit("border"), world.rulebook(NOW)
    second = Officer.objects.enrol("second", "Второй", password=None, at=worlds.NOON)
    posts.found(second, unit, "analyst", at=worlds.NOON, by=Actor.program("test"))
    for _ in range(2):
        tell_draft(unit, words, book, NOW)
    assert Document.objects.count() == 1
    assert Version.objects.values("officer").distinct().count() == 2
    assert not Filing.objects.exists()
