"""What an act in force arranges holds from the next day: terms, control of a sector and who is told, the role."""

from __future__ import annotations

from datetime import timedelta

import pytest
from agreeing import NOON, plan

from ortaq.acts import signing
from ortaq.acts.errors import Incomplete
from ortaq.directory.models import Arrangement
from ortaq.lib.ids import uuid7

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TERMS = [
    {"what": "C5.1-written", "count": 1, "unit": "hours"},
    {"what": "C5.4-advance", "count": 5, "unit": "days"},
    {"what": "acknowledge", "count": 3, "unit": "minutes"},
]


def sector(**more):
    return {
        "controller": "customs-1",
        "begins": "2026-05-14",
        "ends": "2026-05-20",
        "area": "Участок у пункта пропуска",
        "points": [{"point": "near"}],
        **more,
    }


def due(parties, at, clause="C5.1.c", anchor="oral", of="border", to="customs"):
    (owed,) = parties.world.rulebook(at).triggered(
        clause, anchor, at, parties.unit(of).pk, parties.unit(to).pk, uuid7()
    )
    return owed


def told(parties, at, of="border"):
    book = parties.world.rulebook(at)
    route = book.route("C5.1.c", parties.unit(of).pk)
    return [(book.units[one.unit].code, one.why["ru"]) for one in route if one.role == "counterpart"]


def test_the_groups_own_term_governs_the_clock_from_the_next_day(parties, whole, clock):
    clock.stand(NOON)
    parties.in_force("plan", plan(terms=TERMS))
    assert due(parties, NOON).due_at == NOON + 2 * HOUR
    owed = due(parties, NOON + DAY)
    assert owed.due_at == NOON + DAY + HOUR
    assert owed.why["ru"].endswith("по совместному акту № ПВ-1/2026")
    whole()


def test_it_binds_the_group_and_nobody_else(parties):
    parties.in_force("plan", plan(terms=TERMS))
    book, at = parties.world.rulebook(NOON + DAY), NOON + DAY
    above = [parties.unit("border", 3).pk, parties.unit("customs", 3).pk]
    (owed,) = book.triggered("C5.1.c", "oral", at, *above, uuid7())
    assert owed.due_at == at + 2 * HOUR


def test_a_longer_notice_ahead_and_a_shorter_silence_are_arranged_too(parties):
    parties.in_force("plan", plan(terms=TERMS))
    book, unit = parties.world.rulebook(NOON + DAY), parties.unit("border").pk
    (owed,) = book.of_event("C5.4.b", NOON + 20 * DAY, NOON + DAY, unit, uuid7())
    before = parties.world.rulebook(NOON).of_event("C5.4.b", NOON + 20 * DAY, NOON, unit, uuid7())[0]
    assert before.due_at - owed.due_at == 2 * DAY
    assert book.acknowledge_within("C5.1.c", unit) == 3 * HOUR / 60
    assert book.acknowledge_within("C5.1.c") > 3 * HOUR / 60


def test_the_next_version_takes_back_what_it_does_not_arrange(parties, whole, clock):
    held = parties.in_force("plan", plan(terms=TERMS))
    at = NOON + 2 * DAY
    parties.enacted(parties.revised(held.act, plan(), at=at), at=at)
    assert due(parties, at).due_at == at + HOUR
    assert due(parties, at + DAY).due_at == at + DAY + 2 * HOUR
    clock.stand(at)
    whole()


def test_an_act_that_ends_before_its_day_has_arranged_nothing(parties, whole, clock):
    clock.stand(NOON)
    held = parties.in_force("sector", sector(), level=1)
    signing.end(held, "Отменено", **parties.by("border", 1))
    assert not Arrangement.objects.open_on((NOON + 3 * DAY).date()).exists()
    whole()


def test_while_a_sector_is_assigned_whoever_controls_it_is_told_first_and_it_is_said_by_what(parties, whole, clock):
    clock.stand(NOON)
    before = told(parties, NOON)
    parties.in_force("sector", sector(controller="internal-1"), level=1)
    during = told(parties, NOON + 3 * DAY)
    assert [code for code, _ in before] == ["customs-4", "internal-4"]
    assert during[0][0] == "internal-4"
    assert "контролирует участок по совместному акту № РУ-1/2026" in during[0][1]
    assert {code for code, _ in during} == {code for code, _ in before}
    assert told(parties, NOON + 10 * DAY) == before
    whole()


def test_a_controller_from_elsewhere_is_told_besides(parties):
    parties.in_force("sector", sector(controller="border-far"), level=1)
    codes = [code for code, _ in told(parties, NOON + 3 * DAY, of="customs")]
    assert codes[0] == "border-far"
    assert {"border-4", "internal-4"} < set(codes)


def test_the_controller_itself_and_its_own_line_are_told_nothing_new(parties):
    parties.in_force("sector", sector(controller="border-1"), level=1)
    assert told(parties, NOON + 3 * DAY) == told(parties, NOON)


def coordinates(parties, at, sphere="border"):
    book, present = parties.world.rulebook(at), ["border", "internal", "customs"]
    return book.coordinator(sphere, parties.unit("border").pk, present, at.date())


def test_control_alone_leaves_the_coordinating_role_where_it_was(parties):
    parties.in_force("sector", sector(), level=1)
    assert coordinates(parties, NOON + 3 * DAY).agency == "border"


def test_the_role_passes_where_the_act_says_so_and_cites_its_ground(parties):
    ground = "совместный приказ от 24.01.2000 N 2/36"
    parties.in_force("sector", sector(sphere="border", ground=ground), level=1)
    now = coordinates(parties, NOON + 3 * DAY)
    assert now.agency == "customs"
    assert ground in now.why.ru
    assert coordinates(parties, NOON + 3 * DAY, "customs").agency == "customs"
    assert coordinates(parties, NOON + 10 * DAY).agency == "border"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"sphere": "border"}, "no_ground"),
        ({"controller": ""}, "no_controller"),
        ({"begins": ""}, "no_begin"),
        ({"ends": "2026-05-01"}, "ends_before"),
        ({"points": []}, "no_points"),
        ({"points": [{"point": "где-то там"}]}, "unknown_point"),
    ],
)
def test_an_assignment_that_would_come_to_nothing_is_not_proposed(parties, change, code):
    version = parties.draft("sector", sector(**change), level=1)
    with pytest.raises(Incomplete) as refused:
        signing.propose(version, **parties.by("border", 1))
    assert code in {fault.code for fault in refused.value.facts["faults"]}
