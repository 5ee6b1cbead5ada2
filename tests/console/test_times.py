"""Times are typed in a hurry and shown as the service writes them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from ortaq.console.templatetags import times
from ortaq.exchange.times import read_coming, read_time

ALMATY = ZoneInfo("Asia/Almaty")
NOW = datetime(2026, 1, 12, 7, 42, 10, tzinfo=ALMATY)


@pytest.mark.parametrize("typed", ["0735", "735", "7:35", "07:35", "7.35", " 07 35 "])
def test_every_hurried_form_of_a_time_of_day_is_the_same_time(typed):
    assert read_time(typed, now=NOW, zone=ALMATY) == NOW.replace(minute=35, second=0)


@pytest.mark.parametrize(("typed", "before"), [("-5м", 5), ("-5", 5), ("−12 мин", 12), ("-2ч", 120), ("-1сағ", 60)])
def test_a_minus_counts_back_from_the_programs_clock(typed, before):
    assert read_time(typed, now=NOW, zone=ALMATY) == NOW - timedelta(minutes=before)


def test_a_time_of_day_that_has_not_been_today_was_yesterday():
    assert read_time("23:50", now=NOW, zone=ALMATY) == datetime(2026, 1, 11, 23, 50, tzinfo=ALMATY)


def test_a_clock_two_minutes_ahead_of_the_programs_is_still_today():
    assert read_time("0744", now=NOW, zone=ALMATY) == NOW.replace(minute=44, second=0)


def test_a_day_may_be_named_and_one_to_come_was_last_year():
    assert read_time("30.12 06:15", now=NOW, zone=ALMATY) == datetime(2025, 12, 30, 6, 15, tzinfo=ALMATY)
    assert read_time("30.12.2024 06:15", now=NOW, zone=ALMATY).year == 2024


def test_an_hour_that_comes_twice_is_the_later_one_that_has_been():
    after = datetime(
        2024, 2, 29, 19, 30, tzinfo=UTC
    )  # in the night of 1 March 2024 Almaty set its clocks back at 00:00
    assert read_time("23:30", now=after, zone=ALMATY) == datetime(2024, 2, 29, 18, 30, tzinfo=UTC)


@pytest.mark.parametrize("typed", ["", "25:00", "0799", "утром", "12", "31.02 07:00"])
def test_what_is_no_time_is_refused(typed):
    with pytest.raises(ValueError):  # noqa: PT011 - any ValueError says that it was not read
        read_time(typed, now=NOW, zone=ALMATY)


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(seconds=260), "4:20 мин"),
        (timedelta(minutes=41), "41 мин"),
        (timedelta(minutes=78), "1 ч 18 мин"),
        (timedelta(hours=30, minutes=5), "30 ч 05 мин"),
        (timedelta(days=2, hours=6), "2 дн 6 ч"),
    ],
)
def test_a_length_of_time_carries_its_units(length, words):
    with translation.override("ru"):
        assert times.span(length) == words


def test_a_term_that_ends_at_midnight_ends_at_24_00_of_the_day_before(clock):
    clock.stand(NOW)
    with timezone.override(ALMATY), translation.override("ru"):
        assert times.ends(datetime(2026, 2, 6, 0, 0, tzinfo=ALMATY)) == "чт 05.02 24:00"
        assert times.ends(datetime(2026, 1, 12, 9, 0, tzinfo=ALMATY)) == "09:00"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("1430", "12.05 14:30"), ("14:30", "12.05 14:30"), ("0735", "13.05 07:35"), ("1200", "13.05 12:00"),
     ("+45м", "12.05 12:45"), ("+2ч", "12.05 14:00"), ("+90", "12.05 13:30")],
)  # fmt: skip
def test_a_time_to_come_is_the_next_that_comes(typed, meant):
    now, zone = datetime(2026, 5, 12, 7, tzinfo=UTC), ZoneInfo("Asia/Almaty")
    assert f"{read_coming(typed, now=now, zone=zone).astimezone(zone):%d.%m %H:%M}" == meant


@pytest.mark.parametrize("typed", ["", "утром", "2577", "12.05 07:35", "-5м"])
def test_what_is_no_time_to_come_is_refused(typed):
    with pytest.raises(ValueError):  # noqa: PT011 - whatever it says, the field says it in words
        read_coming(typed, now=datetime(2026, 5, 12, 7, tzinfo=UTC), zone=ZoneInfo("Asia/Almaty"))
