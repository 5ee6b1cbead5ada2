"""A duty of acts has a door: what it is about, in the words of its act, and the page on which it is done."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from agreeing import NOON, minutes, plan

from ortaq.acts import variants
from ortaq.acts.calling import call_for_plans
from ortaq.acts.doing import PlanOwed, Task
from ortaq.acts.doors import doors
from ortaq.lib.ids import uuid7


@pytest.fixture
def desk(parties, clock):
    """The desk of a commander, without a request."""

    class Sitting:
        lang, now = "ru", NOON
        unit = parties.unit("border")
        zone = ZoneInfo(unit.zone)
        rulebook = parties.world.rulebook()

        def said(self, text):
            return text.said_in("ru")

        def may(self, verb):
            return True

    clock.stand(NOON)
    return Sitting()


def test_a_decision_leads_to_its_act(parties, desk):
    version = parties.in_force("minutes", minutes())
    task = Task.objects.get(unit=parties.unit("border"))
    door = doors([task.pk], desk)[task.pk]
    assert door.story == f"Проверить ограждение · № {version.act.label}"
    assert door.url == f"/acts/{version.act_id}/?version=1#tasks"


def test_a_task_of_a_variant_leads_to_where_its_clock_runs(parties, desk):
    version = parties.in_force("plan", plan())
    ran = variants.activate(version, "А", by=parties.world.by("border"), at=NOON, rulebook=parties.world.rulebook())
    task = Task.objects.get(unit=parties.unit("customs"))
    found = doors([task.pk, ran.pk], desk)
    assert found[task.pk].url == f"/variants/{ran.pk}/"
    assert found[task.pk].story.startswith("Отвести грузовой транспорт · Ч+45 (Ч – 12:00), вариант А")
    assert found[ran.pk].url == f"/acts/{version.act_id}/"


def test_a_plan_that_is_called_for_is_begun_and_once_begun_gone_on_with(parties, desk):
    call_for_plans(NOON)
    owed = PlanOwed.objects.filter(unit=parties.unit("border"), group=parties.group()).first()
    assert doors([owed.pk], desk)[owed.pk].url == f"/acts/new?kind=plan&group={parties.group().pk}"
    version = parties.draft("plan", plan())
    assert doors([owed.pk], desk)[owed.pk].url == f"/acts/{version.act_id}/"


def test_what_is_none_of_acts_has_no_door_here(desk):
    assert doors([], desk) == doors([uuid7()], desk) == {}


def test_whoever_may_not_read_the_words_has_the_door_without_them(parties, desk):
    version = parties.in_force("minutes", minutes())
    task = Task.objects.get(unit=parties.unit("border"))
    desk.may = lambda verb: verb != "may_read_content"
    assert doors([task.pk], desk)[task.pk].story == f"№ {version.act.label}"
