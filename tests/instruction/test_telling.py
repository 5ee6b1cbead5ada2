"""What the three bodies tell each other, point by point, at their screens."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from agreeing import NOON

from ortaq.duties.models import Duty
from ortaq.duties.planning import plan
from ortaq.exchange.models import Message

MINUTE = timedelta(minutes=1)
SEVEN = datetime(2026, 5, 12, 2, 0, tzinfo=UTC)  # 07:00 in Almaty
MONTH_END = datetime(2026, 5, 31, 19, 0, tzinfo=UTC)  # 24:00 on 31 May in Almaty
MAY = "/reports/monthly/2026-05-28/"


@pytest.mark.parametrize(
    ("subject", "field", "words"),
    [
        pytest.param("C5.1.a", "what", "Беспорядки у погранперехода", marks=pytest.mark.clause("C5.1.a")),
        pytest.param("C5.1.b", "response", "Усилить наряд", marks=pytest.mark.clause("C5.1.b")),
        pytest.param("C5.1.c", "channel", "Грузовой коридор", marks=pytest.mark.clause("C5.1.c")),
        pytest.param("C5.1.d", "route", "Ташкент – Алматы", marks=pytest.mark.clause("C5.1.d")),
        pytest.param("C5.1.e", "outside", "Тропа у кошары", marks=pytest.mark.clause("C5.1.e")),
        pytest.param("C5.1.f", "channel", "Почтовый вагон", marks=pytest.mark.clause("C5.1.f")),
    ],
)
def test_it_is_told_at_once_with_what_the_point_asks_and_confirmed_in_two_hours(parties, sit, subject, field, words):
    internal = parties.unit("internal").pk
    author = sit("border")
    told = {f"to-{internal}": "on", f"at-{internal}": "-1м", f"who-{internal}": "Сериков"}
    typed = {"subject": subject, "known_at": "-2м", "text": "По телефону", f"f-{subject}-{field}": words, **told}
    page = author.post("/urgent/new/", typed, follow=True)
    message = Message.objects.get(clause=subject)
    assert words in page.content.decode()
    owed = Duty.objects.get(rule="C5.1-written")
    assert owed.due_at == NOON + timedelta(hours=2) - MINUTE
    written = {"text": "Письменно", f"f-{subject}-{field}": words, f"call-{owed.record}": "on"}
    author.post(f"/messages/{message.pk}/confirmation/", written)
    owed.refresh_from_db()
    assert owed.status == "done"
    reader = sit("internal").get(f"/messages/{message.pk}/").content.decode()
    assert words in reader


@pytest.mark.clause("C5.2", "C5.2.a")
def test_the_days_changes_are_told_by_telephone_between_seven_and_nine(parties, sit, clock):
    border, customs = sit("border"), parties.unit("customs").pk
    plan(SEVEN - timedelta(hours=7), since=date(2026, 5, 10))
    clock.stand(SEVEN + 10 * MINUTE)
    typed = {"said": "changed", "text": "Очередь 60 машин", f"at-{customs}": "", f"who-{customs}": "Петров"}
    border.post(f"/daily/calls/{customs}/", typed)
    window = Duty.objects.get(owed_by=parties.unit("border"), owed_to=customs, rule="C5.2-daily", opens_at=SEVEN)
    assert (window.due_at - window.opens_at, window.status) == (timedelta(hours=2), "done")
    subject = parties.world.rulebook().regime_of("C5.2").subjects[0]
    page = border.get(f"/messages/{Message.objects.get().pk}/").content.decode()
    assert subject.name.ru in page
    assert "Очередь 60 машин" in page


@pytest.mark.parametrize(
    "section",
    [
        pytest.param("C5.3.a", marks=pytest.mark.clause("C5.3.a")),
        pytest.param("C5.3.b", marks=pytest.mark.clause("C5.3.b")),
        pytest.param("C5.3.c", marks=pytest.mark.clause("C5.3.c")),
        pytest.param("C5.3.d", marks=pytest.mark.clause("C5.3.d")),
        pytest.param("C5.3.e", marks=pytest.mark.clause("C5.3.e")),
    ],
)
def test_the_months_report_has_a_section_for_it_and_reaches_the_counterparts_in_its_window(sit, clock, section):
    border = sit("border")
    border.post(f"{MAY}sections/{section}/", {"text": "За месяц без особенностей", "base": 0})
    clock.stand(MONTH_END)
    page = border.get(f"{MAY}sending/").content.decode()
    hidden = {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("once", "seen")}
    border.post(f"{MAY}sending/", hidden)
    (told,) = Message.objects.get().content.body["sections"]
    assert (told["clause"], told["text"]) == (section, "За месяц без особенностей")
    window = Duty.objects.filter(owed_by__code="border-4", rule="C5.3-monthly")
    assert {one.status for one in window} <= {"done"}
    assert "За месяц без особенностей" in sit("customs").get(f"/messages/{Message.objects.get().pk}/").content.decode()


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        pytest.param("information", "Пересекал 3 мая", marks=pytest.mark.clause("C9.1")),
        pytest.param("aid", "Направлены двое", marks=pytest.mark.clause("C7.5")),
        pytest.param("referral", "Возбуждено дело", marks=pytest.mark.clause("C7.8")),
    ],
)
def test_it_is_asked_of_another_unit_accepted_and_answered(parties, sit, kind, answer):
    from ortaq.exchange.asks import Request
    from ortaq.lib.ids import uuid7

    asker, asked = sit("customs"), sit("border")
    typed = {"once": str(uuid7()), "kind": kind, "urgency": "urgent", "text": "Основание: материал № 7"}
    asker.post("/requests/new/", typed | {f"to-{parties.unit('border').pk}": "on"})
    request = Request.objects.get()
    asked.post(f"/requests/{request.pk}/acceptance/")
    asked.post(f"/requests/{request.pk}/answer/", {"once": str(uuid7()), "text": answer})
    request.refresh_from_db()
    assert request.state == "answered"
    assert set(Duty.objects.filter(record=request.clock).values_list("status", flat=True)) == {"done"}
    assert answer in asker.get(f"/messages/{request.message_id}/").content.decode()
