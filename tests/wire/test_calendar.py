"""iCalendar: what we write is read back by a program that is not ours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import icalendar
from hypothesis import given
from hypothesis import strategies as st

from ortaq.wire import calendar
from ortaq.wire.calendar import Event

AT = datetime(2026, 5, 12, 2, 0, tzinfo=UTC)
LONG = "Ежедневная информация взаимодействующим органам; устно, с 07:00 до 09:00 – пункт без конца \\ и края"


def written(*events, name="Обязанности"):
    return calendar.write(name, events, stamp=AT, producer="-//Ortaq//Ortaq//RU")


def read(*events, **more):
    return icalendar.Calendar.from_ical(written(*events, **more)).walk("VEVENT")


def test_an_event_is_read_back_as_it_was_meant():
    local = AT.astimezone(timezone(timedelta(hours=5)))
    (event,) = read(Event("1@ortaq", local, LONG, 3, "https://ortaq.example/duties/1/"))
    assert event.decoded("dtstart") == AT
    assert str(event["summary"]) == LONG
    assert (str(event["uid"]), event["sequence"], str(event["status"])) == ("1@ortaq", 3, "CONFIRMED")


def test_what_is_off_is_cancelled_and_not_left_out():
    (event,) = read(Event("1@ortaq", AT, "срок", 4, is_off=True))
    assert str(event["status"]) == "CANCELLED"


def test_no_line_is_longer_than_75_octets_and_each_ends_as_it_must():
    document = written(Event("1@ortaq", AT, LONG * 3, 0), name=LONG)
    lines = document.split(b"\r\n")
    assert lines[-1] == b""
    assert max(len(line) for line in lines) <= 75
    assert all(line.decode() for line in lines[:-1])
    assert b"\n" not in document.replace(b"\r\n", b"")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_any_title_is_read_back(title):
    (event,) = read(Event("1@ortaq", AT, f"x{title}", 0))
    assert str(event["summary"]) == f"x{title}"


@given(st.text())
def test_nothing_typed_begins_a_line_of_its_own(title):
    assert len(read(Event("1@ortaq", AT, f"x{title}\r\nBEGIN:VEVENT", 0))) == 1
