"""What a unit owes: in which windows, and what a fact starts."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from rules.saying import at, frame, local

from ortaq.rules import obligations, questions, reference, routing
from ortaq.rules.edition import Edition, Pack
from ortaq.rules.errors import MissingFact, NoParty, UnknownTrigger
from ortaq.rules.facts import Facts
from ortaq.rules.routing import Directory

BORDER, POLICE, CUSTOMS = "opk-road-khorgos", "pmk-road-khorgos", "tp-road-khorgos"


def windows(edition: Edition, directory: Directory, unit: str, first: str, last: str) -> Counter[str]:
    days = date.fromisoformat(first), date.fromisoformat(last)
    return Counter(owed.rule.clause for owed in obligations.windows_for(edition, directory, unit, *days))


def test_a_section_at_a_point_owes_the_daily_and_the_monthly_information(
    edition: Edition, directory: Directory
) -> None:
    assert windows(edition, directory, BORDER, "2010-06-01", "2010-06-30") == {"C5.2": 30, "C5.3": 1, "C9.3": 1}


def test_a_regional_body_owes_the_monthly_information_and_the_half_yearly_material(
    edition: Edition, directory: Directory
) -> None:
    assert windows(edition, directory, "uvd-alm", "2010-06-28", "2010-07-01") == {"C5.3": 1, "C5.5": 1, "C9.3": 1}


def test_the_top_level_owes_the_half_yearly_material_and_the_statistics(edition: Edition, directory: Directory) -> None:
    assert windows(edition, directory, "mvd", "2010-01-01", "2010-12-31") == {"C5.5": 2, "C9.3": 12}


@pytest.mark.parametrize("unit", ["ssm-road-khorgos", "mvd-dmp", "ps-gsh", "ktk-lab", "knb", "mf"])
def test_watches_institutions_and_bodies_above_owe_nothing(edition: Edition, directory: Directory, unit: str) -> None:
    assert windows(edition, directory, unit, "2010-01-01", "2010-12-31") == {}


def test_a_closed_unit_owes_nothing(pack: Pack, edition: Edition) -> None:
    on = date(2003, 1, 1)
    assert windows(edition, reference.of_pack(pack, edition, on), "ktk", "2003-01-01", "2003-12-31") == {}


def test_local_time_is_that_of_the_unit_that_owes(edition: Edition, directory: Directory) -> None:
    aqtau = next(u for u in directory.units.values() if u.zone == "Asia/Aqtau" and u.level == 4)
    (owed,) = obligations.windows_for(edition, directory, aqtau.code, date(2010, 6, 15), date(2010, 6, 15))
    assert local(owed.window.opens_at, "Asia/Aqtau") == "2010-06-15 07:00"


def test_a_window_is_owed_to_the_counterparts_and_copied_to_the_superior(
    edition: Edition, directory: Directory
) -> None:
    (owed,) = obligations.windows_for(edition, directory, BORDER, date(2010, 6, 15), date(2010, 6, 15))
    assert owed.rule.owed_to.each
    assert {(one.unit, one.role) for one in owed.addressees} == {
        (POLICE, "counterpart"),
        (CUSTOMS, "counterpart"),
        ("po-alm", "copy"),
    }


def test_an_urgent_matter_is_to_be_told_at_once_to_each(edition: Edition, directory: Directory) -> None:
    facts = Facts({"awareness": at("2010-06-15 09:00")})
    (due,) = obligations.triggered(edition, directory, "urgent_matter", BORDER, facts, item="C5.1.c")
    assert due.rule.part == "oral"
    assert due.deadline.due_at == at("2010-06-15 09:10")
    assert "наш" in due.deadline.why.ru


def test_each_oral_message_starts_two_hours_of_its_own(edition: Edition, directory: Directory) -> None:
    for told, until in (("2010-06-15 09:00", "2010-06-15 11:00"), ("2010-06-15 09:25", "2010-06-15 11:25")):
        facts = Facts({"oral": at(told)})
        (due,) = obligations.triggered(edition, directory, "oral_message", BORDER, facts)
        assert due.deadline.opens_at == at(told)
        assert due.deadline.due_at == at(until)


def test_what_a_watch_learns_its_unit_owes(edition: Edition, directory: Directory) -> None:
    facts = Facts({"oral": at("2010-06-15 09:00")})
    (due,) = obligations.triggered(edition, directory, "oral_message", "ssm-road-khorgos", facts)
    assert due.unit == BORDER


def test_the_order_makes_its_closed_list_owe_a_plan_in_a_month(edition: Edition, directory: Directory) -> None:
    facts = Facts({"in_force": at("2002-05-22")})
    for unit in ("ps-ru-alm", "po-alm", "uvd-ast", "uvdt", POLICE, "dtk-alm", "tam-khorgos", CUSTOMS):
        (due,) = obligations.triggered(edition, directory, "in_force", unit, facts)
        assert due.deadline.due_at == at("2002-06-25")
        assert [one.role for one in due.addressees] == ["superior"]


@pytest.mark.parametrize("unit", ["mvd", "ps", "ktk", "gro-alm", BORDER])
def test_who_is_not_in_the_closed_list_owes_no_plan(edition: Edition, directory: Directory, unit: str) -> None:
    assert obligations.triggered(edition, directory, "in_force", unit, Facts({"in_force": at("2002-05-22")})) == []


def test_a_hand_over_is_told_of_afterwards_and_not_ahead(edition: Edition, directory: Directory) -> None:
    facts = Facts({"event": at("2010-06-15 09:00"), "planned:event": at("2010-06-15 09:00")})
    (due,) = obligations.triggered(edition, directory, "handed_over", BORDER, facts, item="C5.4.c")
    assert due.deadline.due_at == at("2010-06-16 00:00")
    assert obligations.triggered(edition, directory, "planned_event", BORDER, facts, item="C5.4.c") == []


def test_who_received_a_person_owes_word_of_it_within_a_day_by_our_own_default(
    edition: Edition, directory: Directory
) -> None:
    facts = Facts({"event": at("2010-06-15 09:00")})
    (due,) = obligations.triggered(edition, directory, "received", POLICE, facts)
    assert due.deadline.due_at == at("2010-06-16 09:00")
    assert {"owed_to", "term"} <= due.rule.ours.keys()
    assert due.addressees == (), "the giver is known to the hand-over alone"


def test_every_group_owes_the_statistics_by_the_fifteenth_by_our_own_default(
    edition: Edition, directory: Directory, pack: Pack
) -> None:
    rule = edition.duty("C9.3-statistics")
    assert obligations.owes(edition, rule, directory.units[POLICE])
    assert {"owed_by", "window"} <= rule.ours.keys()
    (one,) = questions.windows(pack, "C9.3", None, date(2010, 6, 1), date(2010, 6, 1))
    assert local(one["due_at"]) == "2010-06-16 00:00"


def test_one_fact_may_start_several_clocks(orlania: Pack) -> None:
    edition = orlania.edition("second")
    directory = reference.of_pack(orlania, edition, date(2031, 3, 1))
    facts = Facts({"awareness": at("2031-02-03 09:20", "Europe/Lisbon")}, {"tonnes": 500})
    started = obligations.triggered(edition, directory, "spill", "h-a", facts)
    assert [due.rule.id for due in started] == ["first-notice", "full-report", "large", "contact"]


def test_below_its_threshold_a_duty_is_not_made_and_where_nothing_was_measured_it_is(orlania: Pack) -> None:
    rule = orlania.edition("second").duty("large")
    assert [obligations.reaches(rule, Facts({}, measured)) for measured in ({"tonnes": 99}, {"tonnes": 100}, {})] == [
        False,
        True,
        True,
    ]


def test_a_duty_is_armed_anew_by_its_own_fulfilment(orlania: Pack) -> None:
    edition = orlania.edition("second")
    rule, done = edition.duty("update"), at("2031-02-04 05:00", "Europe/Lisbon")
    again = obligations.rearmed(rule, done, Facts(), frame("Europe/Lisbon"))
    assert again is not None
    assert again.due_at == at("2031-02-04 17:00", "Europe/Lisbon")
    assert obligations.rearmed(edition.duty("full-report"), done, Facts(), frame()) is None


def test_each_agency_counts_its_own_working_days(orlania: Pack) -> None:
    edition = orlania.edition("second")
    units = reference.of_pack(orlania, edition, date(2031, 3, 1)).units
    friday = date(2031, 2, 7)
    works = {code: obligations.frame_of(edition, units[code]).own.is_working(friday) for code in ("h-a", "r-a")}
    assert works == {"h-a": False, "r-a": True}


def test_facts_that_are_missing_or_start_nothing_are_named(edition: Edition, directory: Directory) -> None:
    with pytest.raises(MissingFact):
        obligations.triggered(edition, directory, "oral_message", BORDER, Facts())
    with pytest.raises(UnknownTrigger, match="oral_message"):
        obligations.triggered(edition, directory, "oral_messages", BORDER, Facts())
    with pytest.raises(NoParty):
        obligations.triggered(edition, directory, "oral_message", "ps-gsh", Facts())


def test_a_year_of_all_units_is_made_of_windows_of_parties_only(edition: Edition, directory: Directory) -> None:
    days = date(2010, 6, 28), date(2010, 7, 1)
    owing = {u for u in directory.units if obligations.windows_for(edition, directory, u, *days)}
    assert owing == {u.code for u in directory.units.values() if u.is_open and routing.is_party(edition, u)}
