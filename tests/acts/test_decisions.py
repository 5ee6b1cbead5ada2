"""What an act in force gives to do: decisions with owner and day are duties: done, taken back, carried over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from agreeing import DUE, NOON, fresh, minutes

from ortaq.acts import signing, variants
from ortaq.acts.doing import Task
from ortaq.acts.errors import NoParties, NotParty, NotRunning
from ortaq.directory.models import Unit
from ortaq.duties.clock import turn_once
from ortaq.duties.models import Duty

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
END_OF_DUE = datetime(2026, 5, 20, 19, 0, tzinfo=UTC)  # 24:00 in Almaty


@pytest.fixture
def held(parties, clock):
    clock.stand(NOON)
    return parties.in_force("minutes", minutes())


def duties():
    return Duty.objects.filter(rule="C9.7-decision").order_by("owed_by__code")


def task(parties, agency):
    return Task.objects.select_related("version__act").get(unit=parties.unit(agency))


def test_each_decision_is_owed_by_its_owner_to_the_author_by_the_end_of_its_day(parties, held, whole):
    border, customs = duties()
    assert (border.owed_by_id, border.owed_to_id) == (parties.unit("border").pk, None)
    assert (customs.owed_by_id, customs.owed_to_id) == (parties.unit("customs").pk, parties.unit("border").pk)
    assert {one.due_at for one in (border, customs)} == {END_OF_DUE}
    assert customs.why["ru"] == "C9.7: срок назначен совместным актом № ПР-1/2026"
    whole()


def test_nothing_is_owed_before_the_last_party_has_signed(parties):
    version = parties.proposed("minutes", minutes())
    parties.sign(version, "border")
    parties.sign(version, "customs")
    assert not duties().exists()


def test_whoever_has_done_it_says_so_once_and_the_duty_closes(parties, held, whole, everything):
    said = {"by": parties.commander("customs"), "at": NOON}
    first = variants.done(task(parties, "customs"), note="Схема обновлена", **said)
    assert duties().get(owed_by=parties.unit("customs")).status == "done"
    before = everything()
    assert variants.done(task(parties, "customs"), **said).pk == first.pk
    assert everything() == before
    whole()


def test_nobody_else_says_that_it_is_done(parties, held):
    with pytest.raises(NotParty):
        variants.done(task(parties, "customs"), by=parties.commander("border"), at=NOON)


def test_a_decision_that_nobody_carried_out_is_late(parties, held, clock, whole):
    clock.stand(END_OF_DUE + HOUR)
    turn_once()
    assert {one.status for one in duties()} == {"overdue"}
    variants.done(task(parties, "border"), by=parties.commander("border"), at=END_OF_DUE + HOUR)
    assert duties().get(owed_by=parties.unit("border")).status == "done_late"
    whole()


def test_an_act_that_has_ended_gives_nothing_to_do_any_more(parties, held, whole):
    signing.end(held, "Отменён решением руководства", **parties.by("internal"))
    assert {one.status for one in duties()} == {"void"}
    with pytest.raises(NotRunning):
        variants.done(task(parties, "border"), by=parties.commander("border"), at=NOON)
    whole()


def test_the_next_version_carries_over_what_it_decides_in_the_same_words(parties, held, clock, whole):
    at = NOON + DAY
    clock.stand(at)
    rows = [minutes()["decisions"][0], {"what": "Проверить забор", "owner": "border-4", "due": DUE.isoformat()}]
    second = parties.revised(held.act, minutes(decisions=rows), at=at)
    parties.enacted(second, at=at)
    kept, gone, new = duties().get(owed_by=parties.unit("customs")), *duties().filter(owed_by=parties.unit("border"))
    assert (kept.status, {gone.status, new.status}) == ("open", {"void", "open"})
    third = parties.revised(held.act, minutes(decisions=rows[:1]), at=at + HOUR)
    parties.enacted(third, at=at + HOUR)
    assert [one.status for one in duties().filter(status="open")] == ["open"]
    assert duties().get(status="open").pk == kept.pk
    clock.stand(at + HOUR)
    whole()
    assert fresh(held).state == "replaced"


def test_an_act_with_a_party_that_was_closed_meanwhile_is_not_proposed(parties):
    version, at = parties.draft("minutes", minutes()), NOON + 2 * DAY
    Unit.objects.filter(pk=parties.unit("customs").pk).update(valid_to=at.date())
    with pytest.raises(NoParties):
        signing.propose(version, **parties.by("border", at=at))


def test_nobody_owes_for_an_owner_that_was_closed_before_the_act_came_into_force(parties, clock, whole):
    clock.stand(NOON)
    version, at = parties.proposed("minutes", minutes()), NOON + 2 * DAY
    parties.sign(version, "customs")
    Unit.objects.filter(pk=parties.unit("customs").pk).update(valid_to=at.date())
    for agency in ("border", "internal"):
        parties.sign(version, agency, at=at)
    assert [one.owed_by_id for one in duties()] == [parties.unit("border").pk]
    clock.stand(at)
    whole()
