"""What units arranged among themselves: the strictest term holds, the law's own is never loosened, control is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from ortaq.rules import arrangements, routing
from ortaq.rules.arrangements import Arrangement
from ortaq.rules.coordination import coordinator
from ortaq.rules.edition import Edition
from ortaq.rules.routing import Directory
from ortaq.rules.terms import Amount, Count
from ortaq.rules.text import Text

BORDER, POLICE, CUSTOMS, POINT = "opk-road-khorgos", "pmk-road-khorgos", "tp-road-khorgos", "kz-road-khorgos"
SOURCE = Text.same("№ ПВ-1/2026")


def term(rule: str, count: int, unit: str, *members: str) -> Arrangement:
    return Arrangement("term", SOURCE, members=frozenset(members), rule=rule, amount=Amount(count, unit))  # type: ignore[arg-type]


def amount(edition: Edition, rule: str, known: list[Arrangement], unit: str, other: str | None = None) -> Amount:
    held, _ = arrangements.arranged(edition.duty(rule), unit, known, other)
    assert isinstance(held.term, Count)
    return held.term.amount


def test_of_several_terms_the_shortest_holds(edition: Edition) -> None:
    known = [term("C5.1-written", 90, "minutes", BORDER), term("C5.1-written", 1, "hours", BORDER)]
    assert amount(edition, "C5.1-written", known, BORDER) == Amount(1, "hours")


def test_of_several_notices_ahead_the_earliest_holds(edition: Edition) -> None:
    known = [term("C5.4-advance", 5, "days", BORDER), term("C5.4-advance", 4, "days", BORDER)]
    assert amount(edition, "C5.4-advance", known, BORDER) == Amount(5, "days")


def test_a_term_between_two_holds_between_those_two_alone(edition: Edition) -> None:
    known = [term("C5.1-written", 1, "hours", BORDER, CUSTOMS)]
    assert amount(edition, "C5.1-written", known, BORDER, CUSTOMS) == Amount(1, "hours")
    assert amount(edition, "C5.1-written", known, BORDER, POLICE) == Amount(2, "hours")
    assert amount(edition, "C5.1-written", known, POLICE, BORDER) == Amount(2, "hours")


def test_what_was_arranged_is_no_longer_our_default(edition: Edition) -> None:
    held, by = arrangements.arranged(edition.duty("C5.4-advance"), BORDER, [term("C5.4-advance", 5, "days", BORDER)])
    assert "term" not in held.ours
    assert by is not None
    assert by.ru == " – по совместному акту № ПВ-1/2026"


@pytest.mark.parametrize(
    ("what", "count", "unit", "fault"),
    [
        ("C5.1-written", 1, "hours", ""),
        ("C5.1-written", 119, "minutes", ""),
        ("C5.1-written", 3, "hours", "laxer"),
        ("C5.1-written", 1, "days", "other"),
        ("C5.4-advance", 1, "days", ""),  # a default of ours may be anything
        ("acknowledge", 3, "minutes", ""),
        ("acknowledge", 2, "hours", "laxer"),
        ("C5.2-daily", 1, "hours", "unknown"),
        ("C3.1-plan", 1, "days", "unknown"),
        ("C1.9-none", 1, "days", "unknown"),
    ],
)
def test_the_instructions_own_term_is_never_loosened(
    edition: Edition, what: str, count: int, unit: str, fault: str
) -> None:
    assert arrangements.fault(edition, what, Amount(count, unit)) == fault  # type: ignore[arg-type]


def test_the_shortest_limit_of_ones_groups_holds() -> None:
    known = [
        Arrangement("limit", SOURCE, members=frozenset({BORDER}), rule="acknowledge", amount=Amount(count, "minutes"))
        for count in (7, 4)
    ]
    assert arrangements.arranged_limit("acknowledge", BORDER, known) == timedelta(minutes=4)
    assert arrangements.arranged_limit("acknowledge", POLICE, known) is None


def controlled(directory: Directory, unit: str) -> Directory:
    one = Arrangement("control", SOURCE, points=frozenset({POINT}), unit=unit)
    return replace_arrangements(directory, one)


def replace_arrangements(directory: Directory, *found: Arrangement) -> Directory:
    return replace(directory, arrangements=found)


def test_who_controls_the_sector_comes_first_and_the_reason_says_by_what(
    edition: Edition, directory: Directory
) -> None:
    found = routing.route(edition, controlled(directory, POLICE), "C5.1", BORDER)
    assert [one.unit for one in found][:2] == [POLICE, CUSTOMS]
    assert found[0].why.en.endswith("controls the sector by joint act № ПВ-1/2026")
    assert "joint act" not in found[1].why.en


def test_a_party_that_controls_is_stood_for_by_its_unit_at_the_point(edition: Edition, directory: Directory) -> None:
    top = next(unit.code for unit in directory.above(directory.unit(POLICE)) if unit.level == 1)
    found = routing.route(edition, controlled(directory, top), "C5.1", BORDER)
    assert [one.unit for one in found][:2] == [POLICE, CUSTOMS]


def test_other_points_know_nothing_of_it(edition: Edition, directory: Directory) -> None:
    elsewhere = next(
        unit for unit in directory.units.values() if unit.kind == "border_control_section" and unit.code != BORDER
    )
    before = routing.route(edition, directory, "C5.1", elsewhere.code)
    assert routing.route(edition, controlled(directory, POLICE), "C5.1", elsewhere.code) == before


def test_the_coordinating_role_passes_at_its_points_alone(edition: Edition) -> None:
    passed = Arrangement(
        "coordination", SOURCE, points=frozenset({POINT}), agency="customs", sphere="border", ground="N 2/36"
    )
    everybody = ["border", "customs", "internal"]
    here = arrangements.coordination("border", POINT, [passed])
    assert coordinator(edition, "border", everybody, arranged=here).agency == "customs"
    assert "N 2/36" in coordinator(edition, "border", everybody, arranged=here).why.kk
    assert arrangements.coordination("border", "elsewhere", [passed]) is None
    assert arrangements.coordination("customs", POINT, [passed]) is None
