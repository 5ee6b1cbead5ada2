"""A session of the plan of training is done with the exercise by which it was held, where its officer says so."""

from __future__ import annotations

import pytest
from agreeing import Parties
from together import HOUR, MINUTE, NOON

from ortaq.access.models import Appointment
from ortaq.access.testing import sit_down
from ortaq.acts.doing import Task
from ortaq.acts.errors import ActError
from ortaq.duties.models import Duty
from ortaq.exchange.errors import NotPossible
from ortaq.operations import stepping
from ortaq.operations.opening import Planned

SESSIONS = [
    {"day": "2026-05-20", "form": "drill", "topic": "Вариант А на местности", "leads": "border-4"},
    {"day": "2026-05-28", "form": "special", "topic": "Досмотр в темноте", "leads": "customs-4"},
]


@pytest.fixture
def plan(together, clock):
    """A plan of training in force: a session of the Border Service, and one of customs."""
    clock.stand(NOON)
    return Parties(together.world).in_force("training", {"aim": "слаженность", "sessions": SESSIONS})


@pytest.fixture
def exercise(together, plan):
    """The exercise by which the first of them is held, under way."""
    made = together.open(kind="exercise", body={"topic": "Вариант А"}, planned=Planned(NOON), mandate=plan.act_id)
    stepping.begin(made, **together.by("border", at=NOON + MINUTE))
    return made


def task(plan, agency):
    return Task.objects.get(version=plan, unit__agency=agency)


def session(plan, agency):
    return Duty.objects.get(record=task(plan, agency).pk).status


def test_closing_the_exercise_does_what_the_plan_asked_and_the_duty_follows_from_it(together, plan, exercise, whole):
    together.close(exercise, at=NOON + HOUR, served=[task(plan, "border")])
    assert (session(plan, "border"), session(plan, "customs")) == ("done", "open")
    assert task(plan, "border").done.note == f"№ {exercise}"
    whole()


def test_another_partys_session_or_that_of_another_plan_is_not_done_by_it(together, plan, exercise):
    with pytest.raises(ActError):
        together.close(exercise, served=[task(plan, "customs")])
    other = together.open(kind="exercise", body={"topic": "Другое"}, planned=Planned(NOON))
    stepping.begin(other, **together.by("border", at=NOON + MINUTE))
    with pytest.raises(NotPossible):
        together.close(other, served=[task(plan, "border")])
    assert {session(plan, "border"), session(plan, "customs")} == {"open"}
    exercise.refresh_from_db()
    assert exercise.is_under_way, "what was refused changed nothing"


@pytest.mark.clause("C9.4")
def test_the_only_session_that_is_open_is_ticked_and_one_press_does_both(together, plan, exercise, clock, web_screen):
    clock.stand(NOON + HOUR)
    unit = together.unit("border")
    screen = sit_down(web_screen(), Appointment.objects.get(unit=unit, role="duty_officer"))
    page = screen.get(f"/operations/{exercise.pk}/").content.decode()
    assert "Исполнено этим по акту-основанию" in page
    assert f'value="{task(plan, "border").pk}"' in page
    assert f'value="{task(plan, "customs").pk}"' not in page
    typed = {"words": "Проведено", "lesson": "", "served": str(task(plan, "border").pk)}
    assert screen.post(f"/operations/{exercise.pk}/closing/", typed).status_code == 302
    assert session(plan, "border") == "done"
