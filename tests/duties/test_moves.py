"""What can happen to a duty, and that each step happens once."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
import world as worlds

from ortaq.duties import moves
from ortaq.duties.clock import lapse_others, lapse_pressing
from ortaq.duties.errors import NotMovable
from ortaq.duties.models import Duty, DutyMove
from ortaq.duties.opening import Owed, open_duties
from ortaq.ledger.actor import Actor
from ortaq.ledger.models import Entry

NOON = worlds.NOON
DUE = NOON + timedelta(hours=2)
HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return worlds.make()


@pytest.fixture
def by(world):
    return world.by("border")


@pytest.fixture
def duty(world, by):
    ours, theirs = world.unit("border").pk, world.unit("customs").pk
    owed = Owed(
        "rule",
        "C5",
        "e",
        "r",
        ours,
        theirs,
        NOON,
        DUE,
        "Asia/Almaty",
        {"ru": "", "kk": "", "en": ""},
        0,
        [ours, theirs],
    )
    return open_duties([owed], by=by, at=NOON)[0]


def run_clock(at):
    return lapse_pressing(at).moved + lapse_others(at).moved


def again(duty):
    return Duty.objects.get(pk=duty.pk)


def fulfil(duty, by, at, recorded_at=None):
    return moves.fulfil([duty.key], by=by, at=at, record=uuid.uuid4(), recorded_at=recorded_at or at)


def test_the_instant_at_which_the_term_ends_is_still_in_time(duty, by):
    run_clock(DUE)
    fulfil(duty, by, DUE)
    assert again(duty).status == "done"


def test_the_clock_lapses_a_duty_whose_term_has_run_out_and_only_once(duty):
    assert [run_clock(DUE + timedelta(microseconds=1)) for _ in range(2)] == [1, 0]
    move = DutyMove.objects.get()
    assert (move.verb, move.at, again(duty).status) == ("lapse", DUE, "overdue")


def test_a_late_duty_that_is_explained_is_looked_at_again_at_the_promised_time(duty, by):
    run_clock(DUE + HOUR)
    promised = DUE + 3 * HOUR
    moves.explain(again(duty), by=by, at=DUE + HOUR, reason="линия занята", promised_at=promised)
    assert run_clock(promised) == 0
    assert run_clock(promised + HOUR) == 1
    assert again(duty).status == "overdue"


@pytest.mark.parametrize(
    ("reason", "promised"), [("", DUE + 2 * HOUR), ("линия занята", DUE), ("линия занята", DUE + HOUR)]
)
def test_an_explanation_needs_a_reason_and_a_time_to_come(duty, by, reason, promised):
    run_clock(DUE + HOUR)
    with pytest.raises(NotMovable):
        moves.explain(again(duty), by=by, at=DUE + HOUR, reason=reason, promised_at=promised)
    assert again(duty).status == "overdue"


def test_a_duty_in_time_needs_no_explanation(duty, by):
    with pytest.raises(NotMovable):
        moves.explain(duty, by=by, at=NOON, reason="r", promised_at=DUE)


def test_a_waived_duty_stays_visible_and_can_no_longer_be_done(duty, by):
    moves.waive(duty, by=by, at=NOON, ground="exercise", reason="учения")
    assert fulfil(duty, by, NOON + HOUR) == []
    assert again(duty).status == "waived"


def test_who_stands_on_a_stale_page_is_told_that_somebody_was_first(duty, by):
    stale = again(duty)
    moves.waive(duty, by=by, at=NOON, ground="exercise", reason="учения")
    with pytest.raises(NotMovable, match="somebody was first"):
        moves.waive(stale, by=by, at=NOON, ground="exercise", reason="учения")
    assert DutyMove.objects.count() == 1


def test_a_duty_done_twice_is_done_once(duty, by):
    assert [len(fulfil(duty, by, NOON + HOUR)) for _ in range(2)] == [1, 0]
    assert DutyMove.objects.count() == 1


def test_every_step_leaves_an_entry_in_the_ledger(duty, by):
    run_clock(DUE + HOUR)
    fulfil(duty, by, DUE + HOUR)
    records = [duty.pk, *DutyMove.objects.values_list("pk", flat=True)]
    kinds = list(Entry.objects.filter(record__in=records).values_list("kind", flat=True))
    assert sorted(kinds) == ["duty.moved", "duty.moved", "duty.opened"]


def test_the_same_duty_is_opened_once(duty, by, world):
    same = Owed(
        "rule",
        "C5",
        "e",
        "r",
        duty.owed_by_id,
        duty.owed_to_id,
        NOON,
        DUE,
        "Asia/Almaty",
        {"ru": "", "kk": "", "en": ""},
        0,
        duty.visible_to,
    )
    assert open_duties([same], by=by, at=NOON) == []


def test_the_clock_is_no_officer(duty):
    run_clock(DUE + HOUR)
    move = DutyMove.objects.get()
    assert (move.officer, move.officer_name) == (None, Actor.program("clock").name)
