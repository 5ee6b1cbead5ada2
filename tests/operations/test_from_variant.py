"""A variant of action of the plan that is set going opens an incident: one log, word by the hour, no second alarm."""

from __future__ import annotations

import pytest
from agreeing import NOON, Parties, fresh, plan
from together import MINUTE

from ortaq.acts import variants
from ortaq.duties.models import Duty
from ortaq.exchange.models import Message
from ortaq.operations.models import Operation
from ortaq.operations.titles import LogWords


@pytest.fixture
def running(together, clock):
    clock.stand(NOON)
    parties = Parties(together.world)
    held = parties.in_force("plan", plan())
    by = {**parties.by("border"), "by": together.world.by("border")}
    return variants.activate(fresh(held), "А", h_at=NOON - 10 * MINUTE, note="Около сорока человек", **by)


@pytest.mark.clause("C7.9", "C6")
def test_it_opens_between_the_parties_of_the_plan_with_its_hour_and_situation(running, whole):
    made = Operation.objects.get()
    assert (made.activation, made.state, made.begun_at) == (running, "under_way", NOON - 10 * MINUTE)
    assert set(made.parties) == set(running.version.act.parties)
    assert LogWords.objects.get().body["what"] == "Попытка массового прорыва Около сорока человек"
    assert Duty.objects.filter(rule="C7.9-situation").count() == 3
    whole()


def test_the_variant_has_sounded_already(running):
    assert not Message.objects.filter(relation="operation").exists()


def test_set_going_again_while_it_runs_opens_no_second_one(running, together):
    variants.activate(fresh(running.version), "А", **together.by("customs"))
    assert Operation.objects.count() == 1


def test_the_page_leads_to_the_variant(running, sit):
    made = Operation.objects.get()
    page = sit("border").get(f"/operations/{made.pk}/").content.decode()
    assert f'href="/variants/{running.pk}/"' in page
