"""Editions in time, and what differs between them."""

from __future__ import annotations

from datetime import date

import pytest

from ortaq.rules import questions
from ortaq.rules.edition import Edition, Pack
from ortaq.rules.errors import NotInForce, UnknownClause


@pytest.mark.parametrize(
    ("day", "edition"),
    [
        ("2002-05-22", "kz_2002-1"),
        ("2006-01-06", "kz_2002-1"),
        ("2006-01-07", "kz_2002-2"),
        ("2015-04-24", "kz_2002-2"),
    ],
)
def test_an_edition_is_in_force_from_its_first_day_to_before_its_last(pack: Pack, day: str, edition: str) -> None:
    assert questions.edition(pack, date.fromisoformat(day))["id"] == edition


@pytest.mark.parametrize(("day", "nearest"), [("2002-05-21", "kz_2002-1"), ("2015-04-25", "kz_2002-2")])
def test_before_and_after_none_is_and_the_nearest_answers(pack: Pack, day: str, nearest: str) -> None:
    with pytest.raises(NotInForce, match=f"not in force on {day}"):
        questions.edition(pack, date.fromisoformat(day))
    assert pack.nearest(date.fromisoformat(day)).id == nearest


def test_adopted_registered_and_effective_dates_stand_apart(pack: Pack) -> None:
    first, second = pack.editions
    assert [signature.on.isoformat() for signature in first.adopted] == ["2002-04-10", "2002-04-23", "2002-04-29"]
    assert first.registered == first.valid_from == date(2002, 5, 22)
    assert max(signature.on for signature in second.adopted) == second.valid_from


def test_the_second_edition_renames_customs_and_replaces_its_oversight(pack: Pack) -> None:
    first, second = pack.editions
    assert first.agencies["customs"].name != second.agencies["customs"].name
    assert [body.agency for body in first.oversight] == [body.agency for body in second.oversight]
    assert first.oversight[2].name != second.oversight[2].name
    assert first.oversight[:2] == second.oversight[:2]


def test_nothing_that_was_owed_changed_between_them(pack: Pack) -> None:
    first, second = pack.editions
    assert first.duties == second.duties
    assert first.levels == second.levels


def test_all_that_the_instruction_counts_is_there(edition: Edition) -> None:
    assert sorted(edition.levels) == [1, 2, 3, 4, 5]
    counts = {code: len(regime.subjects) for code, regime in edition.regimes.items()}
    told = {"urgent": 6, "daily": 1, "monthly": 5, "advance": 3, "half_yearly": 1}
    assert counts == told | {"request": 4, "hand_over": 1, "measures": 1, "variant": 1, "joint": 2}
    assert [len(part) for part in (edition.directions, edition.aims, edition.principles)] == [10, 4, 5]
    assert len(edition.oversight) == 3


def test_a_detained_migrant_is_told_with_all_that_the_clause_names(edition: Edition) -> None:
    subject = next(one for one in edition.regimes["urgent"].subjects if one.code == "C5.1.d")
    assert subject.groups["persons"].repeats
    assert [one.code for one in subject.in_group("persons")] == [
        "name",
        "latin",
        "born",
        "sex",
        "nationality",
        "document",
        "number",
    ]
    assert len(subject.in_group("migrant")) == 8
    assert {one.group for one in subject.fields} == set(subject.groups)


def test_each_urgent_subject_asks_for_what_its_clause_names(edition: Edition) -> None:
    asked = {one.code: {field.code for field in one.fields} for one in edition.regimes["urgent"].subjects}
    assert all(asked.values())
    assert asked["C5.1.c"] >= {"kind", "quantity", "unit", "channel", "method", "means"}
    assert asked["C5.1.f"] >= {"kind", "quantity", "unit", "channel", "method", "means"}


def test_an_advance_notice_says_where_when_and_how_many(edition: Edition) -> None:
    expulsion = next(one for one in edition.regimes["advance"].subjects if one.code == "C5.4.b")
    assert expulsion.dated is not None
    assert expulsion.dated.required
    assert {"place", "people"} <= {one.code for one in expulsion.fields}


def test_information_is_judged_by_four_letters_and_four_figures_and_claims_nothing_by_itself(edition: Edition) -> None:
    source, information = edition.evaluation["source"], edition.evaluation["information"]
    assert (list(source.grades), source.default) == (["A", "B", "C", "X"], "X")
    assert (list(information.grades), information.default) == (["1", "2", "3", "4"], "4")
    assert edition.evaluation["confidence"].default == ""


def test_every_default_of_ours_says_why_in_three_languages(edition: Edition) -> None:
    ours = [why for rule in edition.duties for why in rule.ours.values()] + list(edition.limits.why.values())
    assert len(ours) > 10
    assert all(why.ru and why.kk and why.en for why in ours)
    assert not any("term" in rule.ours for rule in edition.duties if rule.id in ("C5.1-written", "O2-plan"))


def test_a_part_of_a_clause_is_owed_as_the_clause_is(edition: Edition) -> None:
    assert edition.rules_of("C5.1.d") == edition.rules_of("C5.1")
    assert [rule.id for rule in edition.rules_of("C5.4.c")] == ["C5.4-handed-over"]
    assert [rule.id for rule in edition.rules_of("C5.4.a")] == ["C5.4-advance"]
    with pytest.raises(UnknownClause, match="did you mean"):
        edition.rules_of("C5.9")


def test_a_duty_is_waived_only_on_a_ground_and_by_a_body_that_the_pack_names(edition: Edition) -> None:
    grounds = {by: {one.code for one in edition.waivers_of("C5.3.a", by)} for by in ("superior", "oversight", "ower")}
    assert "point_closed" in grounds["superior"]
    assert grounds["oversight"] == {"joint_decision"}
    assert grounds["ower"] == set()
    assert "point_closed" not in {one.code for one in edition.waivers_of("C5.1", "superior")}


def test_editions_and_duties_that_are_not_there_are_refused(pack: Pack, edition: Edition) -> None:
    with pytest.raises(KeyError):
        pack.edition("kz_2002-3")
    with pytest.raises(KeyError):
        edition.duty("C5.9-weekly")
