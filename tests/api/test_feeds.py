"""The feeds: urgent messages as CAP, what happened as CloudEvents, terms in an officer's calendar."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import timedelta

import icalendar
import pytest
from django.test import Client
from world import NOON

from ortaq.access import calendars, testing
from ortaq.access.calendars import CalendarAddress
from ortaq.access.models import Appointment, Officer, Reading
from ortaq.directory.models import Contact, CrossingPoint
from ortaq.duties.models import Duty
from ortaq.exchange.models import Message
from ortaq.wire import cap

pytestmark = pytest.mark.django_db
CAP = {"c": cap.NAMESPACE}
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def alert(answer):
    assert answer["Content-Type"].startswith(cap.MEDIA_TYPE)
    assert cap.check(answer.content) == []
    return ET.fromstring(answer.content)


@pytest.fixture
def line(here):
    return Contact.objects.create(unit=here.unit("border"), kind="duty_line", value="2-34-56")


# ── CAP ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_urgent_message_outside_is_a_number_and_a_line_and_no_word_of_what_happened(here, program, urgent, line):
    message = program(here.unit("border")).post("/messages/oral", urgent()).json()["id"]
    answer = program(here.unit("customs")).get(f"/feeds/urgent/{message}")
    root = alert(answer)
    assert root.findtext("c:msgType", None, CAP) == "Alert"
    assert root.findtext("c:status", None, CAP) == "Test"
    assert set(root.findtext("c:addresses", "", CAP).split()) == {"customs-4", "internal-4", "border-3"}
    assert "1/2026" in root.findtext("c:info/c:headline", "", CAP)
    assert root.findtext("c:info/c:contact", None, CAP) == "2-34-56"
    assert "оруж" not in answer.content.decode()
    assert not Reading.objects.exists()


def test_where_the_handling_lets_the_words_leave_they_stand_in_it_and_their_reading_is_noted(here, program, urgent):
    CrossingPoint.objects.filter(code="near").update(lat=44.2, lon=80.4)
    message = program(here.unit("border")).post("/messages/oral", urgent(handling="open")).json()["id"]
    root = alert(program(here.unit("customs")).get(f"/feeds/urgent/{message}"))
    assert root.findtext("c:info/c:description", None, CAP) == "оружие, попытка провоза"
    assert root.findtext("c:info/c:area/c:circle", None, CAP) == "44.20000,80.40000 0"
    assert Reading.objects.get().record == Message.objects.get().pk
    without = program(here.unit("internal"), "feeds", "read_headers").get(f"/feeds/urgent/{message}")
    assert alert(without).find("c:info/c:description", CAP) is None


@pytest.mark.parametrize(
    ("relation", "kind"), [("correction", "Update"), ("follow_up", "Update"), ("withdrawal", "Cancel"), ("", "Alert")]
)
def test_a_correction_updates_and_a_withdrawal_cancels_what_it_names(relation, kind, here, program, urgent):
    from ortaq.exchange.sending import Saying, send_oral

    asked = program(here.unit("border"))
    first = Message.objects.get(pk=asked.post("/messages/oral", urgent()).json()["id"])
    book = here.rulebook()
    saying = Saying(
        "C5.1.c", {"text": "поправка"}, NOON - timedelta(minutes=5), relation=relation,
        relates_to=first.pk if relation else None, matter=first.matter,
    )  # fmt: skip
    to = book.route("C5.1.c", here.unit("border").pk)
    second = send_oral(saying, to, by=here.by("border"), at=NOON, rulebook=book)
    root = alert(asked.get(f"/feeds/urgent/{second.pk}"))
    assert root.findtext("c:msgType", None, CAP) == kind
    named = f"border-4,ortaq-{first.pk},{cap.moment(first.sent_at)}"
    assert root.findtext("c:references", None, CAP) == (named if relation else None)


def test_the_index_leads_to_each_alert_that_concerns_the_unit_and_to_no_other(here, program, urgent):
    asked = program(here.unit("border"))
    ids = [asked.post("/messages/oral", urgent()).json()["id"] for _ in range(3)]
    answer = program(here.unit("customs")).get("/feeds/urgent")
    feed = ET.fromstring(answer.content)
    assert [one.text for one in feed.findall("a:entry/a:id", ATOM)] == [f"urn:uuid:{one}" for one in ids[::-1]]
    links = [one.get("href").split("/api", 1)[1] for one in feed.findall("a:entry/a:link", ATOM)]
    assert [program(here.stranger).get(link).status_code for link in links[:1]] == [404]
    above = ET.fromstring(program(here.unit("customs", 2)).get("/feeds/urgent").content)
    assert above.findall("a:entry", ATOM) == []


# ── CloudEvents ───────────────────────────────────────────────────────────────────────────────────────────────────


def following(answer):
    return re.search(r"cursor=([\w-]+)", answer["Link"])[1]


def test_what_happened_comes_once_in_the_ledgers_order_and_says_nothing_but_what_and_when(
    here, program, officer, urgent, seal
):
    asked = program(here.unit("border"))
    message = asked.post("/messages/oral", urgent()).json()["id"]
    seal()
    first = asked.get("/events")
    assert first["Content-Type"] == "application/cloudevents-batch+json"
    types = [event["type"] for event in first.json()]
    assert types.count("ortaq.message.sent") == 1
    assert "оруж" not in first.content.decode()
    assert asked.get(f"/events?cursor={following(first)}").json() == []
    officer(here.unit("customs")).post(f"/messages/{message}/acknowledgement")
    seal()
    moved = [one for one in asked.get(f"/events?cursor={following(first)}").json() if "receipt" in one["type"]]
    assert [(one["specversion"], one["subject"]) for one in moved] == [("1.0", f"messages/{message}")]


def test_a_unit_hears_of_nothing_that_it_may_not_see(here, program, urgent, seal):
    program(here.unit("border")).post("/messages/oral", urgent())
    seal()
    assert program(here.stranger).get("/events").json() == []


def test_a_page_of_events_ends_where_the_next_begins(here, program, urgent, seal, monkeypatch):
    from ortaq.api import feeds

    monkeypatch.setattr(feeds, "PAGE", 3)
    monkeypatch.setattr(feeds, "LOOKED_AT", 7)
    asked = program(here.unit("border"))
    for _ in range(3):
        asked.post("/messages/oral", urgent())
    seal()
    seen, cursor = [], ""
    for _ in range(100):
        answer = asked.get(f"/events?cursor={cursor}")
        seen += [event["id"] for event in answer.json()]
        if following(answer) == cursor:
            break
        cursor = following(answer)
    assert len(seen) == len(set(seen))
    monkeypatch.undo()
    assert seen == [event["id"] for event in asked.get("/events").json()]
    assert asked.get("/events?latest=true").json() == []


# ── the calendar ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def held(here):
    return Appointment.objects.select_related("officer").get(officer=here.officers[here.unit("border").pk])


@pytest.fixture
def secret(held):
    return calendars.give(held, by=testing.actor(held), at=NOON)


def fetch(as_role, secret, **headers):
    with as_role("web"):
        return Client().get(f"/calendar/{secret}.ics", headers=headers)


def test_the_calendar_has_the_units_terms_by_their_names_and_clauses(here, program, urgent, secret, as_role):
    program(here.unit("border")).post("/messages/oral", urgent())
    answer = fetch(as_role, secret)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    events = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    owed = Duty.objects.filter(owed_by=here.unit("border"))
    assert {str(event["uid"]) for event in events} == {f"{duty.pk}@ortaq" for duty in owed}
    assert {event.decoded("dtstart") for event in events} == {duty.due_at for duty in owed}
    assert all("C5.1" in str(event["summary"]) for event in events)
    text = answer.content.decode()
    assert not [word for word in ("оруж", "Тестов", "customs-4") if word in text]


def test_a_term_keeps_its_name_and_counts_on_when_it_moves(here, program, urgent, secret, as_role):
    asked = program(here.unit("border"))
    message = asked.post("/messages/oral", urgent()).json()["id"]
    told = {"unit": "customs-4", "told_at": NOON.isoformat(), "told_to": "Петров", "told_by": "Тестов"}
    asked.post(f"/messages/{message}/calls", told)
    events = {
        str(one["uid"]): one for one in icalendar.Calendar.from_ical(fetch(as_role, secret).content).walk("VEVENT")
    }
    done = Duty.objects.get(status="done")
    assert events[f"{done.pk}@ortaq"]["sequence"] == done.moves == 1


@pytest.mark.parametrize("end", ["taken back", "taken anew", "post ended", "account closed", "guessed"])
def test_an_address_that_has_ended_shows_nothing(end, held, secret, as_role):
    assert fetch(as_role, secret).status_code == 200
    if end == "taken back":
        calendars.end(CalendarAddress.objects.get(), by=testing.actor(held), at=NOON)
    elif end == "taken anew":
        assert fetch(as_role, calendars.give(held, by=testing.actor(held), at=NOON)).status_code == 200
    elif end == "post ended":
        Appointment.objects.filter(pk=held.pk).update(ended_at=NOON, valid_to=NOON)
    elif end == "account closed":
        Officer.objects.filter(pk=held.officer_id).update(is_active=False)
    else:
        secret = secret[:-1] + "x"
    assert fetch(as_role, secret).status_code == 404


def test_the_address_is_kept_as_a_digest_and_stands_in_no_entry(held, secret):
    from ortaq.ledger.models import Entry

    assert secret not in str(CalendarAddress.objects.values().get())
    assert not [entry for entry in Entry.objects.all() if secret in entry.body]


def test_nobody_takes_an_address_for_another(here, held):
    from ortaq.access.errors import NotAllowed

    with pytest.raises(NotAllowed):
        calendars.give(held, by=here.by("customs"), at=NOON)
