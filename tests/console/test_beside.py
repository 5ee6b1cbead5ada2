"""A writing that differs from what was said, and a follow-up: both stand side by side, field by field."""

from __future__ import annotations

from datetime import timedelta

import pytest
import world as worlds

from ortaq.duties.models import Duty
from ortaq.duties.rebuild import differences
from ortaq.exchange.models import Call, Message
from ortaq.exchange.sending import Saying, Told, send_oral

NOON, MINUTE = worlds.NOON, timedelta(minutes=1)
SUBJECT = "C5.1.d"
SAID = {"text": "Двое у коридора", "persons": [{"name": "Каримов", "nationality": "UZB"}], "route": "Ташкент – Алматы"}


@pytest.fixture
def message(here):
    book, unit = here.rulebook(), here.unit("border")
    calls = [Told(here.unit("internal").pk, NOON - 2 * MINUTE, to="Петров", read_back=True)]
    saying = Saying(SUBJECT, SAID, NOON - 3 * MINUTE, told=calls, handling="official_use")
    return send_oral(saying, book.route("C5.1", unit.pk), by=here.by("border"), at=NOON, rulebook=book)


def written(**more):
    return {
        "text": "Двое у коридора",
        "n-C5.1.d-persons": "1",
        "f-C5.1.d-persons-0-name": "Каримов",
        "f-C5.1.d-persons-0-nationality": "UZB",
        "f-C5.1.d-route": "Ташкент – Алматы",
        f"call-{Call.objects.earliest('told_at').pk}": "on",
        **more,
    }


def pieces(client, message):
    return client.get(f"/messages/{message.pk}/").context["story"].pieces


def changed(piece):
    return [(one.section, one.label, one.before, one.after) for one in piece.changes]


def test_a_writing_that_differs_shows_each_field_that_does(here, sign_in, message):
    client = sign_in(here.unit("border"))
    typed = written(
        **{"f-C5.1.d-persons-0-nationality": "Таджикистан", "f-C5.1.d-route": "", "f-C5.1.d-purpose": "работа"}
    )
    client.post(f"/messages/{message.pk}/confirmation/", typed)
    _, writing = pieces(client, message)
    migrant = "Установлен или задержан незаконный мигрант"
    assert changed(writing) == [
        ("Лицо", "Гражданство", "Узбекистан (UZB)", "Таджикистан (TJK)"),
        (migrant, "Заявленная цель поездки", "", "работа"),
        (migrant, "Маршрут", "Ташкент – Алматы", ""),
    ]
    assert "Отличается от сказанного по телефону" in client.get(f"/messages/{message.pk}/").content.decode()


def test_a_writing_that_repeats_what_was_said_shows_no_difference(here, sign_in, message):
    client = sign_in(here.unit("border"))
    client.post(f"/messages/{message.pk}/confirmation/", written())
    _, writing = pieces(client, message)
    assert (changed(writing), writing.differs) == ([], [])
    assert "Отличается от сказанного" not in client.get(f"/messages/{message.pk}/").content.decode()


def test_who_may_read_no_words_sees_no_differences_either(here, sign_in, message):
    client = sign_in(here.unit("border"))
    client.post(f"/messages/{message.pk}/confirmation/", written(**{"f-C5.1.d-purpose": "работа"}))
    page = sign_in(here.unit("border", 2)).get(f"/messages/{message.pk}/")
    assert page.status_code == 200
    assert "работа" not in page.content.decode()


def follow_up(here, **more):
    internal, customs, superior = here.unit("internal").pk, here.unit("customs").pk, here.unit("border", 3).pk
    return {
        "way": "oral",
        "known_at": "1158",
        "text": "Второй назвался",
        f"to-{internal}": "on",
        f"at-{internal}": "1159",
        f"who-{internal}": "Петров",
        f"to-{customs}": "on",
        f"to-{superior}": "on",
        "n-C5.1.d-persons": "2",
        "f-C5.1.d-persons-0-name": "Каримов",
        "f-C5.1.d-persons-0-nationality": "UZB",
        "f-C5.1.d-persons-1-name": "Рахимов",
        "f-C5.1.d-route": "Ташкент – Алматы",
        "handling": "official_use",
        **more,
    }


def test_a_follow_up_begins_with_what_was_told_before_and_goes_to_the_same(here, sign_in, message):
    page = sign_in(here.unit("border")).get(f"/messages/{message.pk}/follow-ups/new/")
    form = page.context["form"]
    assert form["f-C5.1.d-persons-0-name"].value() == "Каримов"
    assert form["text"].value() == ""
    told_before = set(message.recipients.values_list("unit", flat=True))
    assert {line.addressed.unit for line in form.lines()} == told_before


def test_an_oral_follow_up_is_tied_to_the_first_report_and_starts_its_own_two_hours(here, sign_in, message):
    client = sign_in(here.unit("border"))
    answer = client.post(f"/messages/{message.pk}/follow-ups/new/", follow_up(here))
    assert answer["Location"] == f"/messages/{message.pk}/"
    later = Message.objects.get(relation="follow_up")
    assert (later.relates_to, later.matter, later.clause, later.handling) == (
        message.pk,
        message.pk,
        SUBJECT,
        "official_use",
    )
    call = Call.objects.get(message=later)
    assert Duty.objects.get(record=call.pk).due_at == NOON - MINUTE + timedelta(hours=2)
    assert list(differences(NOON)) == []


def test_it_shows_what_changed_against_the_report_before_it(here, sign_in, message):
    client = sign_in(here.unit("border"))
    client.post(f"/messages/{message.pk}/follow-ups/new/", follow_up(here))
    again = follow_up(here, way="written", text="Третий", known_at="", **{"f-C5.1.d-route": "Бишкек – Алматы"})
    client.post(f"/messages/{message.pk}/follow-ups/new/", again)
    _, second, third = pieces(client, message)
    assert [(one.section, one.after) for one in second.changes] == [("Лицо 2", "Рахимов")]
    assert [(one.before, one.after) for one in third.changes] == [("Ташкент – Алматы", "Бишкек – Алматы")]
    assert third.message.form == "written"


def test_its_own_writing_is_held_against_its_own_words(here, sign_in, message):
    client = sign_in(here.unit("border"))
    client.post(f"/messages/{message.pk}/follow-ups/new/", follow_up(here))
    later = Message.objects.get(relation="follow_up")
    page = client.get(f"/messages/{later.pk}/confirmation/")
    assert page.context["form"]["text"].value() == "Второй назвался"
    assert page.context["said"].message == later


def test_an_oral_follow_up_without_the_time_it_became_known_is_refused(here, sign_in, message):
    page = sign_in(here.unit("border")).post(f"/messages/{message.pk}/follow-ups/new/", follow_up(here, known_at=""))
    assert page.status_code == 422
    assert "Укажите, когда стало известно" in page.content.decode()
    assert Message.objects.count() == 1


def test_only_the_author_follows_up(here, sign_in, message):
    assert sign_in(here.unit("internal")).get(f"/messages/{message.pk}/follow-ups/new/").status_code == 404
    assert sign_in(here.unit("border"), "analyst").get(f"/messages/{message.pk}/follow-ups/new/").status_code == 403


def test_sent_twice_it_is_one_follow_up(here, sign_in, message):
    client = sign_in(here.unit("border"))
    typed = follow_up(here, once="0198f0aa-0000-7000-8000-000000000001")
    for _ in range(2):
        client.post(f"/messages/{message.pk}/follow-ups/new/", typed)
    assert Message.objects.filter(relation="follow_up").count() == 1
