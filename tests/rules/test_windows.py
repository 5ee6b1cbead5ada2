"""The windows of the Instruction, as sentences of the law, across changes of offset, month and year ends, leap days."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from rules.saying import ALMATY, at, frame, local

from ortaq.rules import localtime, parsing_terms, questions, recurring
from ortaq.rules.edition import Pack
from ortaq.rules.windows import Deadline, Window, covered, standing

ZONES = (
    "Asia/Almaty",
    "Asia/Aqtau",
    "Asia/Aqtobe",
    "Asia/Atyrau",
    "Asia/Oral",
    "Asia/Qostanay",
    "Asia/Qyzylorda",
)
HOUR = timedelta(hours=1)


def windows(pack: Pack, clause: str, first: str, last: str = "", zone: str = ALMATY) -> list[Window]:
    days = (date.fromisoformat(day) for day in (first, last or first))
    keys = ("opens_at", "due_at", "covers_from", "covers_to")
    return [Window(*(one[key] for key in keys)) for one in questions.windows(pack, clause, zone, *days)]


def told(window: Window, zone: str = ALMATY) -> tuple[str, ...]:
    assert window.covers_from is not None
    assert window.covers_to is not None
    instants = (window.opens_at, window.due_at, window.covers_from, window.covers_to)
    return tuple(local(one, zone) for one in instants)


def covers_hours(window: Window) -> float:
    assert window.covers_from is not None
    assert window.covers_to is not None
    return (window.covers_to.astimezone(UTC) - window.covers_from.astimezone(UTC)) / HOUR


@pytest.mark.parametrize("zone", ZONES)
def test_the_daily_information_is_due_from_seven_to_nine_local_time_in_every_zone(pack: Pack, zone: str) -> None:
    days = windows(pack, "C5.2", "2002-05-22", "2002-05-25", zone)
    assert [told(day, zone) for day in days] == [
        (f"2002-05-{n} 07:00", f"2002-05-{n} 09:00", f"2002-05-{n - 1} 07:00", f"2002-05-{n} 07:00")
        for n in range(22, 26)
    ]


@pytest.mark.parametrize("zone", ["Asia/Almaty", "Asia/Aqtobe"])
def test_the_day_on_which_the_clock_went_back_for_the_last_time_has_25_hours(pack: Pack, zone: str) -> None:
    (before, day, after) = windows(pack, "C5.2", "2004-10-30", "2004-11-01", zone)
    assert [covers_hours(one) for one in (before, day, after)] == [24, 25, 24]


@pytest.mark.parametrize("zone", [z for z in ZONES if z not in ("Asia/Almaty", "Asia/Aqtobe")])
def test_where_summer_time_was_kept_that_day_had_24(pack: Pack, zone: str) -> None:
    assert {covers_hours(one) for one in windows(pack, "C5.2", "2004-10-30", "2004-11-02", zone)} == {24}


@pytest.mark.parametrize("zone", ZONES)
def test_the_day_on_which_the_clock_went_forward_has_23_hours(pack: Pack, zone: str) -> None:
    days = windows(pack, "C5.2", "2003-03-29", "2003-03-31", zone)
    assert [covers_hours(one) for one in days] == [24, 23, 24]
    assert {one.due_at - one.opens_at for one in days} == {2 * HOUR}


@pytest.mark.parametrize("zone", ["Asia/Almaty", "Asia/Qostanay"])
def test_the_leap_day_of_2024_on_which_the_zone_changed_has_25_hours(pack: Pack, zone: str) -> None:
    assert localtime.length_of(date(2024, 2, 29), localtime.zone(zone)) == 25 * HOUR
    days = windows(pack, "C5.2", "2024-02-29", "2024-03-02", zone)
    assert [covers_hours(one) for one in days] == [24, 25, 24]
    assert {told(one, zone)[0][-5:] for one in days} == {"07:00"}


def test_the_day_in_2018_on_which_qyzylorda_changed_has_25_hours(pack: Pack) -> None:
    zone = "Asia/Qyzylorda"
    assert localtime.length_of(date(2018, 12, 20), localtime.zone(zone)) == 25 * HOUR
    assert covers_hours(windows(pack, "C5.2", "2018-12-21", zone=zone)[0]) == 25


@pytest.mark.parametrize("zone", ZONES)
def test_daily_periods_follow_one_another_without_gap_or_overlap(pack: Pack, zone: str) -> None:
    days = windows(pack, "C5.2", "2002-05-22", "2006-01-10", zone)
    assert len(days) == (date(2006, 1, 10) - date(2002, 5, 22)).days + 1
    ends = [one.covers_to.astimezone(UTC) for one in days if one.covers_to]
    begins = [one.covers_from.astimezone(UTC) for one in days if one.covers_from]
    assert ends[:-1] == begins[1:]


def test_the_monthly_information_opens_on_the_28th_and_is_due_at_24_00_of_the_5th(pack: Pack) -> None:
    (one,) = windows(pack, "C5.3", "2010-06-01", "2010-06-30")
    assert told(one) == ("2010-06-28 00:00", "2010-07-06 00:00", "2010-06-01 00:00", "2010-07-01 00:00")


def test_the_monthly_window_crosses_the_year(pack: Pack) -> None:
    (one,) = windows(pack, "C5.3", "2009-12-01", "2009-12-31")
    assert told(one) == ("2009-12-28 00:00", "2010-01-06 00:00", "2009-12-01 00:00", "2010-01-01 00:00")


def test_february_has_a_28th_in_every_year(pack: Pack) -> None:
    plain, leap = (windows(pack, "C5.3", f"{year}-02-01", f"{year}-02-28")[0] for year in (2003, 2004))
    assert told(plain) == ("2003-02-28 00:00", "2003-03-06 00:00", "2003-02-01 00:00", "2003-03-01 00:00")
    assert told(leap) == ("2004-02-28 00:00", "2004-03-06 00:00", "2004-02-01 00:00", "2004-03-01 00:00")


def test_a_monthly_window_that_ends_on_a_sunday_does_not_move(pack: Pack) -> None:
    (one,) = windows(pack, "C5.3", "2010-08-28")
    assert told(one)[1] == "2010-09-06 00:00", "5 September 2010 is a Sunday"


def test_the_month_in_which_the_clock_went_back_is_an_hour_longer(pack: Pack) -> None:
    assert covers_hours(windows(pack, "C5.3", "2004-10-28")[0]) == 31 * 24 + 1
    assert covers_hours(windows(pack, "C5.3", "2024-02-28")[0]) == 29 * 24 + 1


def test_the_half_yearly_material_is_due_in_the_half_year_itself(pack: Pack) -> None:
    first, second = windows(pack, "C5.5", "2003-01-01", "2003-12-31")
    assert told(first) == ("2003-01-01 00:00", "2003-07-01 00:00", "2003-01-01 00:00", "2003-07-01 00:00")
    assert told(second) == ("2003-07-01 00:00", "2004-01-01 00:00", "2003-07-01 00:00", "2004-01-01 00:00")


def test_a_window_that_opened_before_the_days_asked_for_is_not_among_them(pack: Pack) -> None:
    assert windows(pack, "C5.3", "2010-06-29", "2010-07-27") == []


def test_both_ends_of_a_window_are_in_time_and_nothing_beyond_them(pack: Pack) -> None:
    (one,) = windows(pack, "C5.2", "2010-06-15")
    second = timedelta(seconds=1)
    assert standing(one, at("2010-06-15 07:00")) == "in_time"
    assert standing(one, at("2010-06-15 09:00")) == "in_time"
    assert standing(one, at("2010-06-15 07:00") - second) == "early"
    assert standing(one, at("2010-06-15 09:00") + second) == "late"


def test_what_has_no_end_is_never_late_and_what_has_no_beginning_never_early() -> None:
    from rules.saying import WORDS

    assert standing(Deadline(None, at("2010-01-01"), WORDS), datetime(1990, 1, 1, tzinfo=UTC)) == "in_time"
    assert standing(Deadline(at("2010-01-01"), None, WORDS), datetime(2990, 1, 1, tzinfo=UTC)) == "in_time"


def test_a_report_sent_before_the_month_ends_reaches_to_its_sending_and_the_rest_goes_into_the_next(pack: Pack) -> None:
    june, july = windows(pack, "C5.3", "2010-06-01", "2010-07-31")
    sent = at("2010-06-29 10:00")
    assert covered(june, sent) == (at("2010-06-01"), sent)
    assert covered(july, at("2010-08-03 10:00"), last_cut_off=sent) == (sent, at("2010-08-01"))


def test_a_report_sent_after_the_month_covers_the_month(pack: Pack) -> None:
    (june,) = windows(pack, "C5.3", "2010-06-28")
    assert covered(june, at("2010-07-03 10:00")) == (at("2010-06-01"), at("2010-07-01"))


def test_24_00_is_the_first_instant_of_the_next_day() -> None:
    zone = localtime.zone(ALMATY)
    assert localtime.instant(date(2010, 12, 31), "24:00", zone) == localtime.instant(date(2011, 1, 1), "00:00", zone)


def test_a_time_that_comes_twice_opens_a_window_the_first_time_and_closes_it_the_second() -> None:
    twice = {"dates": ["2004-10-31"], "opens": {"at": "02:30"}, "due": {"at": "02:30"}}
    (one,) = recurring.windows(parsing_terms.window(twice), date(2004, 10, 31), date(2004, 10, 31), frame())
    assert one.due_at - one.opens_at == HOUR


def test_a_time_that_was_put_forward_over_is_read_with_the_offset_before() -> None:
    zone = localtime.zone(ALMATY)
    gone = localtime.instant(date(2003, 3, 30), "02:30", zone)
    assert gone == localtime.instant(date(2003, 3, 30), "03:30", zone)
    assert gone == localtime.instant(date(2003, 3, 30), "02:30", zone, last=True)


def test_a_day_that_has_no_midnight_begins_with_its_first_instant() -> None:
    zone = localtime.zone("America/Sao_Paulo")
    begin = localtime.start_of(date(2018, 11, 4), zone)
    assert begin.astimezone(zone).hour == 1
    assert localtime.length_of(date(2018, 11, 4), zone) == 23 * HOUR


def test_windows_of_a_rule_with_a_start_keep_its_count() -> None:
    fortnight = {"repeats": "FREQ=WEEKLY;INTERVAL=2", "starting": "2010-06-01", "opens": {}, "due": {"at": "12:00"}}
    found = recurring.windows(parsing_terms.window(fortnight), date(2010, 6, 10), date(2010, 7, 15), frame())
    assert [local(one.opens_at)[:10] for one in found] == ["2010-06-15", "2010-06-29", "2010-07-13"]


def test_a_window_may_end_some_working_days_later_or_move_off_a_day_off() -> None:
    term = {"repeats": "FREQ=MONTHLY;BYMONTHDAY=1", "opens": {}, "due": {"working_days": 2, "at": "18:00"}}
    moved = {**term, "due": {"day": 5, "at": "24:00", "off_day": "next"}}
    may, september = date(2010, 5, 1), date(2010, 9, 1)
    due_at = recurring.windows(parsing_terms.window(term), may, may, frame())[0].due_at
    assert local(due_at) == "2010-05-05 18:00", "Monday the 3rd stands in for the holiday on Saturday the 1st"
    found = recurring.windows(parsing_terms.window(moved), september, september, frame())
    assert local(found[0].due_at) == "2010-09-07 00:00"


def test_the_offsets_are_those_of_the_published_table_of_changes() -> None:
    file = Path(questions.__file__).parents[1] / "packs/kz_2002/reference/tz_transitions.csv"
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    assert len(rows) > 90
    for row in rows:
        instant = datetime.fromisoformat(row["utc_instant"])
        offset = instant.astimezone(localtime.zone(row["zone"])).utcoffset()
        assert offset == timedelta(hours=float(row["utc_offset_hours_after"])), row
