"""A variant of action: set going it is owed by all three at once with Ч running; stood down it asks what was learnt."""

from __future__ import annotations

from datetime import timedelta

import pytest
from agreeing import AGENCIES, NOON, fresh, plan

from ortaq.acts import signing, variants
from ortaq.acts.calling import call_for_plans
from ortaq.acts.doing import Activation, Lesson, Task
from ortaq.acts.errors import NoReason, NotParty, NotPossible, StateSecret
from ortaq.duties.clock import turn_once
from ortaq.duties.models import Duty
from ortaq.exchange.models import Message, Recipient
from ortaq.exchange.receipts import acknowledge

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def held(parties, clock):
    clock.stand(NOON)
    return parties.in_force("plan", plan())


def run(parties, held, variant="А", of="border", at=NOON, **more):
    return variants.activate(fresh(held), variant, **{**parties.by(of, at=at), "by": parties.world.by(of)}, **more)


def duties():
    return Duty.objects.filter(rule="C6-task").order_by("due_at")


def test_its_tasks_are_owed_by_all_parties_at_once_by_their_minutes(parties, held, whole):
    run(parties, held)
    owed = [(one.owed_by.code, (one.due_at - NOON) // MINUTE, one.rank) for one in duties().select_related("owed_by")]
    assert owed == [("border-4", 15, 0), ("internal-4", 30, 0), ("customs-4", 45, 0)]
    whole()


def test_every_party_and_superior_sees_what_each_other_one_has_to_do(parties, held):
    run(parties, held)
    scopes = {parties.unit(agency, level).pk for agency in AGENCIES for level in (1, 2, 3, 4)}
    assert all(set(one.visible_to) == scopes for one in duties())


def test_the_hour_may_be_named(parties, held):
    run(parties, held, h_at=NOON - 10 * MINUTE)
    assert duties().first().due_at == NOON + 5 * MINUTE


@pytest.mark.parametrize("h_at", [NOON + HOUR, NOON - 25 * HOUR])
def test_an_hour_to_come_or_long_past_is_no_hour(parties, held, h_at):
    with pytest.raises(NotPossible):
        run(parties, held, h_at=h_at)


def test_set_going_twice_it_runs_once(parties, held):
    first = run(parties, held)
    assert run(parties, held, of="customs", variant=" а ").pk == first.pk
    assert (Activation.objects.count(), duties().count()) == (1, 3)


def heard(parties, agency):
    return [one.message for one in Recipient.objects.alarming(parties.unit(agency).pk).select_related("message")]


def test_it_sounds_at_the_other_parties_until_their_watch_takes_it_and_leads_to_it(parties, held):
    activation = run(parties, held, note="сбито ограждение")
    assert heard(parties, "border") == [], "the watch that set it going knows"
    (told,), (same,) = heard(parties, "customs"), heard(parties, "internal")
    assert (told.pk, told.relation, told.relates_to) == (same.pk, "variant", activation.pk)
    for words in ("вариант А", "Ч – 12.05.2026 12:00", "Попытка массового прорыва", "сбито ограждение"):
        assert words in told.content.body["text"]
    mine = Recipient.objects.get(message=told, unit=parties.unit("customs"))
    acknowledge(mine, by=parties.world.by("customs"), at=NOON + MINUTE, rulebook=parties.world.rulebook())
    assert (heard(parties, "customs"), len(heard(parties, "internal"))) == ([], 1)


def test_set_going_by_a_commander_it_sounds_at_his_own_watch_too(parties, held):
    variants.activate(fresh(held), "А", **parties.by("border"))
    assert all(len(heard(parties, agency)) == 1 for agency in AGENCIES)


def test_set_going_twice_it_sounds_once(parties, held):
    run(parties, held)
    run(parties, held, of="customs")
    assert Message.objects.count() == 1


def test_that_it_is_stood_down_is_told_in_the_same_matter_and_sounds_nowhere(parties, held):
    activation = run(parties, held)
    before = len(heard(parties, "customs"))
    variants.stand_down(activation, reason="толпа разошлась", **parties.by("customs", at=NOON + HOUR))
    begun, over = Message.objects.order_by("sent_at")
    assert over.matter == begun.pk
    assert "толпа разошлась" in over.content.body["text"]
    assert len(heard(parties, "customs")) == before
    assert {one.unit.code for one in over.recipients.all()} == {"border-4", "internal-4"}


def test_a_marking_of_a_state_secret_runs_nowhere(parties, held):
    with pytest.raises(StateSecret):
        run(parties, held, note="Секретно: удвоить наряды")
    activation = run(parties, held)
    with pytest.raises(StateSecret):
        variants.stand_down(activation, lesson="Секретно: удвоить наряды", **parties.by("border"))
    assert activation.is_running


def test_the_other_variant_runs_beside_it(parties, held):
    run(parties, held)
    run(parties, held, variant="Б")
    assert duties().count() == 4


def test_a_variant_that_the_plan_lacks_does_not_run(parties, held):
    with pytest.raises(NotPossible):
        run(parties, held, variant="В")


def test_nothing_runs_by_a_plan_that_is_not_in_force(parties):
    version = parties.proposed("plan", plan())
    with pytest.raises(NotPossible):
        run(parties, version)


def test_a_superior_sets_nothing_going(parties, held):
    with pytest.raises(NotParty):
        variants.activate(held, "А", **parties.by("border", 3))


def test_a_task_that_nobody_does_is_late_by_its_minute(parties, held, clock):
    run(parties, held)
    clock.stand(NOON + 16 * MINUTE)
    turn_once()
    assert [one.status for one in duties()] == ["overdue", "open", "open"]


def test_stood_down_what_is_not_done_is_owed_no_longer_and_what_is_late_stays_seen(parties, held, clock, whole):
    activation = run(parties, held)
    police = Task.objects.select_related("version__act").get(unit=parties.unit("internal"))
    variants.done(police, by=parties.world.by("internal"), at=NOON + MINUTE)
    at = NOON + 20 * MINUTE
    variants.stand_down(activation, lesson="", **parties.by("border", at=at))
    assert [(one.status, one.moves) for one in duties()] == [("void", 2), ("done", 1), ("void", 1)]
    assert fresh(held).activations.get().stood_down_at == at
    clock.stand(at)
    whole()


def test_stood_down_twice_it_is_stood_down_once(parties, held, everything):
    activation = run(parties, held)
    first = variants.stand_down(activation, **parties.by("border"))
    before = everything()
    assert variants.stand_down(activation, **parties.by("customs", at=NOON + HOUR)).pk == first.pk
    assert everything() == before


def test_stood_down_it_may_be_set_going_again(parties, held):
    variants.stand_down(run(parties, held), **parties.by("border"))
    run(parties, held, at=NOON + HOUR)
    assert Activation.objects.count() == 2
    assert duties().unfinished().count() == 3


def test_what_was_learnt_makes_the_author_refine_the_plan_and_the_next_version_does_it(parties, clock, whole):
    clock.stand(NOON)
    held = parties.in_force("plan", plan(), of="customs")
    activation = run(parties, held)
    variants.stand_down(activation, lesson="Оцеплению не хватило людей", **parties.by("border"))
    variants.learn(activation, "Связь по каналу 3 пропадала", **parties.by("internal"))
    refine = Duty.objects.get(rule="C3.1-plan")
    assert (refine.owed_by_id, refine.due_at) == (parties.unit("customs").pk, None)
    assert Lesson.objects.count() == 2
    at = NOON + HOUR
    second = parties.revised(held.act, plan(weak="Людей для оцепления – двадцать"), at=at)
    parties.submitted(second, at=at)
    refine.refresh_from_db()
    assert (refine.status, refine.done_at) == ("done", at)
    clock.stand(at)
    whole()


def test_a_lesson_has_words(parties, held):
    with pytest.raises(NoReason):
        variants.learn(run(parties, held), "  ", **parties.by("border"))


# ── plans that are called for ─────────────────────────────────────────────────────────────────────────────────────


def test_every_member_of_every_group_owes_the_plan_once(parties, clock, whole):
    clock.stand(NOON)
    assert call_for_plans(NOON) == 12
    assert call_for_plans(NOON + HOUR) == 0
    listed = Duty.objects.filter(rule="O2-plan").values_list("owed_by__code", flat=True)
    assert {*listed} == {"border-2", "internal-2", "customs-2", "border-3", "customs-3", "customs-4", "internal-4"}
    others = Duty.objects.filter(rule="C6-plan").values_list("owed_by__code", flat=True)
    assert {*others} == {"border-1", "internal-1", "customs-1", "internal-3", "border-4"}
    whole()


def test_the_month_runs_from_the_adoption(parties):
    call_for_plans(NOON)
    due = Duty.objects.get(rule="O2-plan", owed_by=parties.unit("customs")).due_at
    assert due.astimezone(parties.world.rulebook().zone_of(parties.unit("customs").pk)).isoformat() == (
        "2026-05-05T00:00:00+05:00"  # 1 May and the days after are off: to 24:00 of 4 May
    )


def test_submitting_the_plan_of_a_group_does_what_each_of_its_members_owed(parties, clock, whole):
    clock.stand(NOON)
    call_for_plans(NOON)
    parties.submitted(parties.proposed("plan", plan()))
    done = Duty.objects.filter(rule__in=("O2-plan", "C6-plan"), status="done_late")
    assert {one.owed_by.code for one in done} == {"border-4", "internal-4", "customs-4"}
    whole()


def test_at_the_top_the_plan_is_done_when_it_holds(parties, clock, whole):
    clock.stand(NOON)
    call_for_plans(NOON)
    parties.signed(parties.proposed("plan", {"aims": "Цели"}, level=1))
    done = Duty.objects.filter(rule="C6-plan", status="done_late")
    assert {one.owed_by.code for one in done} == {"border-1", "internal-1", "customs-1"}
    whole()


def test_a_refused_plan_does_nothing_of_what_is_owed(parties):
    call_for_plans(NOON)
    version = parties.signed(parties.proposed("plan", plan()))
    signing.refuse(version, "Переделать", **parties.by("border"))
    assert not Duty.objects.filter(rule__in=("O2-plan", "C6-plan"), status__startswith="done").exists()
