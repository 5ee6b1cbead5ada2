"""The term language, part by part: each test is a sentence that an instruction could hold."""

from __future__ import annotations

from datetime import datetime

import pytest
from rules.saying import deadline, due, frame, may_extend, may_stop

from ortaq.rules import counting
from ortaq.rules.calendar import Calendar
from ortaq.rules.errors import MissingFact, NaiveTime, NotAllowed
from ortaq.rules.facts import Facts
from ortaq.rules.terms import Amount, Count

FROM_EVENT = {"from": "event"}


def test_two_hours_run_from_the_minute() -> None:
    assert due({"within": "2 hours", **FROM_EVENT}, "2010-06-15 09:10") == "2010-06-15 11:10"


def test_the_begun_hour_does_not_count_where_the_rule_says_so() -> None:
    term = {"within": "3 hours", "first": "does_not_count", **FROM_EVENT}
    assert due(term, "2010-06-15 09:10") == "2010-06-15 13:00"
    assert due(term, "2010-06-15 09:00") == "2010-06-15 13:00"


def test_the_begun_hour_is_the_local_one_where_the_offset_is_no_whole_hour() -> None:
    term = {"within": "1 hour", "first": "does_not_count", **FROM_EVENT}
    assert due(term, "2010-06-15 09:10", zone="Asia/Kathmandu") == "2010-06-15 11:00"


def test_thirty_minutes_may_cross_midnight() -> None:
    assert due({"within": "30 minutes", **FROM_EVENT}, "2010-12-31 23:45") == "2011-01-01 00:15"


def test_hours_may_run_to_the_end_of_the_day() -> None:
    assert due({"within": "2 hours", "ends": "day", **FROM_EVENT}, "2010-06-15 09:10") == "2010-06-16 00:00"


def test_three_days_begin_the_day_after_and_end_at_24_00() -> None:
    assert due({"within": "3 days", **FROM_EVENT}, "2010-06-15 09:10") == "2010-06-19 00:00"


def test_the_first_day_counts_where_the_rule_says_so() -> None:
    assert due({"within": "3 days", "first": "counts", **FROM_EVENT}, "2010-06-15 09:10") == "2010-06-18 00:00"


def test_days_may_run_to_the_minute() -> None:
    assert due({"within": "3 days", "ends": "minute", **FROM_EVENT}, "2010-06-15 09:10") == "2010-06-18 09:10"


def test_days_to_the_minute_keep_the_wall_time_when_the_offset_changes() -> None:
    assert due({"within": "1 day", "ends": "minute", **FROM_EVENT}, "2004-10-30 12:00") == "2004-10-31 12:00"
    assert due({"within": "24 hours", **FROM_EVENT}, "2004-10-30 12:00") == "2004-10-31 11:00"


def test_days_end_on_a_day_off_unless_the_rule_moves_them() -> None:
    saturday = {"within": "4 days", **FROM_EVENT}
    assert due(saturday, "2010-06-15 09:10") == "2010-06-20 00:00"
    assert due({**saturday, "off_day": "next"}, "2010-06-15 09:10") == "2010-06-22 00:00"
    assert due({**saturday, "off_day": "previous"}, "2010-06-15 09:10") == "2010-06-19 00:00"


def test_working_days_pass_over_weekends_and_holidays() -> None:
    assert due({"within": "3 working days", **FROM_EVENT}, "2012-12-13 09:00") == "2012-12-21 00:00"


def test_a_moved_working_saturday_is_a_working_day() -> None:
    assert due({"within": "1 working day", **FROM_EVENT}, "2013-10-11 09:00") == "2013-10-13 00:00"


def test_working_days_are_those_of_the_one_who_owes_of_the_other_or_of_both() -> None:
    friday_off, sunday_off = Calendar(weekend=frozenset({4})), Calendar(weekend=frozenset({6}))
    thursday, term = "2010-06-17 09:00", {"within": "2 working days", **FROM_EVENT}
    parties = {"own": friday_off, "other": sunday_off}
    assert due(term, thursday, **parties) == "2010-06-21 00:00"
    assert due({**term, "days_of": "other"}, thursday, **parties) == "2010-06-20 00:00"
    assert due({**term, "days_of": "both"}, thursday, **parties) == "2010-06-22 00:00"


def test_two_weeks_are_fourteen_days() -> None:
    assert due({"within": "2 weeks", **FROM_EVENT}, "2010-06-15 09:10") == "2010-06-30 00:00"


def test_a_month_ends_on_the_same_day_of_the_next() -> None:
    assert due({"within": "1 month", **FROM_EVENT}, "2010-06-15 09:10") == "2010-07-16 00:00"


def test_a_month_that_lacks_the_day_ends_on_its_last() -> None:
    stays = {"within": "1 month", "off_day": "stays", **FROM_EVENT}
    assert due(stays, "2003-01-31 12:00") == "2003-03-01 00:00"
    assert due(stays, "2004-01-31 12:00") == "2004-03-01 00:00"


def test_a_month_that_ends_on_a_day_off_moves_to_the_next_working_day() -> None:
    assert due({"within": "1 month", **FROM_EVENT}, "2004-01-29 12:00") == "2004-03-02 00:00"


def test_a_month_counted_with_its_first_day_ends_the_day_before() -> None:
    term = {"within": "1 month", "first": "counts", "off_day": "stays", **FROM_EVENT}
    assert due(term, "2010-06-15 09:10") == "2010-07-15 00:00"


@pytest.mark.parametrize(
    ("amount", "end"),
    [
        ("1 quarter", "2010-09-16"),
        ("1 half-year", "2010-12-16"),
        ("1 year", "2011-06-16"),
        ("2 quarters", "2010-12-16"),
    ],
)
def test_quarters_half_years_and_years_are_so_many_months(amount: str, end: str) -> None:
    assert due({"within": amount, "off_day": "stays", **FROM_EVENT}, "2010-06-15 09:10") == f"{end} 00:00"


@pytest.mark.parametrize(
    "fact", ["event", "awareness", "oral", "receipt", "confirmed_receipt", "end_of_event", "in_force"]
)
def test_a_term_is_counted_from_the_fact_that_it_names(fact: str) -> None:
    term = {"within": "2 hours", "from": fact}
    assert due(term, **{"event": "2010-01-01 00:00", fact: "2010-06-15 09:00"}) == "2010-06-15 11:00"


def test_a_term_whose_fact_is_not_known_says_which() -> None:
    with pytest.raises(MissingFact, match="confirmed_receipt"):
        due({"within": "2 hours", "from": "confirmed_receipt"}, "2010-06-15 09:00")


def test_a_time_without_offset_is_no_instant() -> None:
    term = Count("event", Amount(2, "hours"), first_counts=True, ends="minute")
    with pytest.raises(NaiveTime):
        counting.deadline(term, Facts({"event": datetime(2010, 6, 15, 9)}), frame())  # noqa: DTZ001


def test_a_term_is_counted_from_the_actual_completion_of_another_duty() -> None:
    term = {"within": "3 days", "from": {"completion": "report"}}
    assert due(term, completion__report="2010-06-15 23:59") == "2010-06-19 00:00"


def test_notice_is_due_so_long_before_a_planned_event() -> None:
    term = {"before": "3 days", "from": {"planned": "expulsion"}}
    assert due(term, planned__expulsion="2010-06-10 10:00") == "2010-06-08 00:00"


def test_notice_moves_with_the_planned_event() -> None:
    term = {"before": "48 hours", "from": {"planned": "expulsion"}}
    assert due(term, planned__expulsion="2010-06-10 10:00") == "2010-06-08 10:00"
    assert due(term, planned__expulsion="2010-06-12 10:00") == "2010-06-10 10:00"


def test_notice_may_be_given_at_any_time_before_unless_it_was_learnt_later() -> None:
    term = {"before": "48 hours", "from": {"planned": "expulsion"}}
    assert deadline(term, planned__expulsion="2010-06-10 10:00").opens_at is None
    learnt = deadline(term, planned__expulsion="2010-06-10 10:00", awareness="2010-06-07 10:00")
    assert learnt.opens_at is not None


def test_a_month_before_an_event_moves_back_off_a_day_off() -> None:
    term = {"before": "1 month", "from": {"planned": "exercise"}}
    assert due(term, planned__exercise="2010-07-20 10:00") == "2010-06-19 00:00"


def test_at_once_is_as_long_as_the_pack_says() -> None:
    found = deadline({"at_once": True, "from": "awareness"}, awareness="2010-06-15 09:10")
    assert found.due_at == deadline({"within": "10 minutes", **FROM_EVENT}, "2010-06-15 09:10").due_at
    assert found.why.ru.startswith("немедленно")


def test_a_term_may_be_a_date_of_its_own() -> None:
    assert due({"on": "2010-06-30"}) == "2010-07-01 00:00"
    assert due({"on": "2010-06-30", "at": "18:00"}) == "2010-06-30 18:00"


def test_a_duty_without_a_number_has_no_end_and_says_so() -> None:
    found = deadline({"no_number_from": "event"}, "2010-06-15 09:10")
    assert found.due_at is None
    assert "срок в цифрах не установлен" in found.why.ru


def test_the_earliest_of_several_terms_binds() -> None:
    term = {"earliest": [{"within": "2 hours", "from": "event"}, {"within": "30 minutes", "from": "receipt"}]}
    assert due(term, "2010-06-15 09:00", receipt="2010-06-15 09:10") == "2010-06-15 09:40"
    assert due(term, "2010-06-15 09:00", receipt="2010-06-15 12:00") == "2010-06-15 11:00"


def test_the_latest_of_several_terms_binds() -> None:
    term = {"latest": [{"within": "2 hours", "from": "event"}, {"within": "30 minutes", "from": "receipt"}]}
    assert due(term, "2010-06-15 09:00", receipt="2010-06-15 12:00") == "2010-06-15 12:30"


def test_the_latest_of_terms_one_of_which_has_no_number_has_none() -> None:
    parts = [{"within": "2 hours", "from": "event"}, {"no_number_from": "event"}]
    assert due({"latest": parts}, "2010-06-15 09:00") is None
    assert due({"earliest": parts}, "2010-06-15 09:00") == "2010-06-15 11:00"


def test_a_superior_may_extend_a_term_from_its_own_end() -> None:
    term = {"within": "3 working days", **FROM_EVENT}
    assert (
        due(term, "2010-06-15 09:00", extended=("superior",), grants=may_extend("5 working days")) == "2010-06-26 00:00"
    )


def test_an_extension_in_months_moves_off_a_day_off_once_at_its_end() -> None:
    term = {"within": "1 month", **FROM_EVENT}
    assert due(term, "2004-01-29 12:00", extended=("superior",), grants=may_extend("1 month")) == "2004-03-30 00:00"


def test_nobody_else_may_extend_it() -> None:
    with pytest.raises(NotAllowed):
        due({"within": "3 days", **FROM_EVENT}, "2010-06-15 09:00", extended=("ower",), grants=may_extend("5 days"))


def test_it_may_not_be_extended_more_often_than_the_pack_admits() -> None:
    with pytest.raises(NotAllowed):
        due(
            {"within": "3 days", **FROM_EVENT},
            "2010-06-15 09:00",
            extended=("superior", "superior"),
            grants=may_extend("5 days"),
        )


def test_days_on_which_the_clock_stood_are_not_counted() -> None:
    term, stopped = {"within": "5 days", **FROM_EVENT}, (("2010-06-16 10:00", "2010-06-18 15:00"),)
    assert due(term, "2010-06-15 09:00", stopped=stopped, grants=may_stop()) == "2010-06-23 00:00"


def test_hours_that_the_clock_stood_are_not_counted() -> None:
    term, stopped = {"within": "5 hours", **FROM_EVENT}, (("2010-06-15 10:00", "2010-06-15 10:45"),)
    assert due(term, "2010-06-15 09:00", stopped=stopped, grants=may_stop()) == "2010-06-15 14:45"


def test_suspensions_that_overlap_are_taken_out_once() -> None:
    stopped = (("2010-06-15 10:00", "2010-06-15 11:00"), ("2010-06-15 10:30", "2010-06-15 11:30"))
    term = {"within": "5 hours", **FROM_EVENT}
    assert due(term, "2010-06-15 09:00", stopped=stopped, grants=may_stop()) == "2010-06-15 15:30"


def test_a_month_is_longer_by_each_day_that_the_clock_stood() -> None:
    term, stopped = {"within": "1 month", "off_day": "stays", **FROM_EVENT}, (("2010-06-20 10:00", "2010-06-25 10:00"),)
    assert due(term, "2010-06-15 09:00", stopped=stopped, grants=may_stop()) == "2010-07-21 00:00"


def test_while_the_clock_stands_there_is_no_end() -> None:
    found = deadline(
        {"within": "5 days", **FROM_EVENT},
        "2010-06-15 09:00",
        stopped=(("2010-06-16 10:00", None),),
        grants=may_stop(),
    )
    assert found.due_at is None
    assert "приостановлен" in found.why.ru


def test_a_clock_stopped_after_the_end_changes_nothing() -> None:
    term, stopped = {"within": "5 hours", **FROM_EVENT}, (("2010-06-16 10:00", None),)
    assert due(term, "2010-06-15 09:00", stopped=stopped, grants=may_stop()) == "2010-06-15 14:00"


def test_the_clock_stands_no_longer_than_the_pack_admits() -> None:
    term, stopped = {"within": "5 hours", **FROM_EVENT}, (("2010-06-15 10:00", None),)
    assert due(term, "2010-06-15 09:00", stopped=stopped, grants=may_stop("3 hours")) == "2010-06-15 17:00"


def test_who_may_not_stop_the_clock_is_refused() -> None:
    with pytest.raises(NotAllowed):
        due({"within": "5 hours", **FROM_EVENT}, "2010-06-15 09:00", stopped=(("2010-06-15 10:00", None),))


def test_every_end_says_how_it_came_about_in_three_languages() -> None:
    why = deadline({"within": "1 month", "from": "in_force"}, in_force="2002-05-22 00:00").why
    assert "1 мес. со дня вступления в силу" in why.ru
    assert "күшіне енген күннен бастап 1 ай" in why.kk
    assert "1 mo from entry into force" in why.en
    for text in (why.ru, why.kk, why.en):
        assert "2002-06-25 00:00 +0700, Asia/Almaty" in text
