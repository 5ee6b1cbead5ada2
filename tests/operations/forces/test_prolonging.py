"""Forces stay longer where whoever gave them says so: the term moves, the promise stands, nothing is promised twice."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from forcing import HOUR, MINUTE, NOON, now

from ortaq.access.models import Appointment
from ortaq.access.testing import sit_down
from ortaq.duties.clock import lapse_others
from ortaq.duties.models import Duty
from ortaq.exchange.errors import AlreadyDone, NotYours
from ortaq.exchange.models import Content, Message
from ortaq.ledger.models import Entry
from ortaq.lib.ids import uuid7
from ortaq.operations.forces import Commitment
from ortaq.operations.forces_errors import NotFree, NotLater

END = NOON + 9 * HOUR


@pytest.fixture
def given(sides):
    """Four of six people of the police, promised to the border until nine in the evening; not there yet."""
    (one,) = sides.allot(sides.asked(), (sides.has("internal"), 4))
    return one


def term(one):
    """When the border owes that they are let go, as far as that is still open."""
    steps = [one.pk, *one.history.values_list("pk", flat=True)]
    return Duty.objects.get(record__in=steps, status="open").due_at


def test_who_stays_longer_is_owed_to_be_let_go_later(sides, given, clock, whole):
    sides.arrive(given, at=NOON + HOUR)
    assert term(given) == END
    sides.prolong(given, END + 2 * HOUR, at=NOON + 8 * HOUR)
    assert term(given) == now(given).ends_at == END + 2 * HOUR
    sides.release(given, at=END + HOUR)
    assert now(given).state == "released"
    assert not Duty.objects.filter(owed_by=sides.unit("border"), status__in=("open", "overdue")).exists()
    clock.stand(END + 3 * HOUR)
    whole()


def test_prolonged_before_they_came_counts_from_when_they_come(sides, given, clock, whole):
    sides.prolong(given, END + HOUR, at=NOON + 30 * MINUTE)
    assert sides.duties(given) == {"arrive": "open"}
    sides.arrive(given, at=NOON + HOUR, happened_at=NOON + 20 * MINUTE)
    assert term(given) == END + HOUR
    clock.stand(NOON + 2 * HOUR)
    whole()


def test_prolonged_again_and_called_back_nothing_is_owed_any_more(sides, given, clock, whole):
    sides.arrive(given, at=NOON + HOUR)
    for n in (1, 2):
        sides.prolong(given, END + n * HOUR, at=NOON + (1 + n) * HOUR)
    assert now(given).promised_until == END
    sides.call_back(given, at=NOON + 4 * HOUR)
    assert not Duty.objects.unfinished().filter(owed_by=sides.unit("border")).exists()
    clock.stand(NOON + 5 * HOUR)
    whole()


def test_a_term_that_had_run_out_before_leaves_its_trace(sides, given, clock, whole):
    sides.arrive(given, at=NOON + HOUR)
    lapse_others(END + MINUTE)
    sides.prolong(given, END + HOUR, at=END + 2 * MINUTE)
    late = Duty.objects.get(record=given.pk, due_at=END)
    assert [move.verb for move in late.history.order_by("n")] == ["lapse", "void"]
    assert term(given) == END + HOUR
    clock.stand(END + 3 * MINUTE)
    whole()


def test_the_other_side_is_told_in_the_matter_of_the_request_and_nothing_sounds(sides, given):
    sides.prolong(given, END + HOUR, at=NOON + HOUR, text="Смену покормить")
    told = Message.objects.get(relation="forces_for_longer")
    assert "остаются до 12.05.2026 22:00. Смену покормить" in Content.objects.get(message=told).body["text"]
    to = told.recipients.get()
    assert (to.unit, to.alarms) == (sides.unit("border"), False)


def test_the_ledger_keeps_what_was_promised_first_and_each_step(sides, given):
    before = given.to_ledger()
    sides.prolong(given, END + HOUR, at=NOON + HOUR)
    assert now(given).to_ledger() == before
    step = now(given).history.get()
    assert step.to_ledger()["until"] == END + HOUR
    assert Entry.objects.filter(record=step.pk, kind="commitment.moved").exists()


def test_said_again_it_is_said_once(sides, given):
    for _ in range(2):
        sides.prolong(given, END + HOUR, at=NOON + HOUR)
    assert (now(given).steps, Message.objects.filter(relation="forces_for_longer").count()) == (1, 1)


def test_only_whoever_gave_them_prolongs_and_only_until_later(sides, given):
    with pytest.raises(NotYours):
        sides.prolong(given, END + HOUR, "border", at=NOON + HOUR)
    for until in (END, END - HOUR):
        with pytest.raises(NotLater):
            sides.prolong(given, until, at=NOON + HOUR)
    assert now(given).steps == 0


def test_what_is_over_is_not_prolonged(sides, given):
    sides.call_back(given, at=NOON + HOUR)
    with pytest.raises(AlreadyDone):
        sides.prolong(given, END + HOUR, at=NOON + 2 * HOUR)


def test_nothing_is_promised_twice_by_prolonging(sides):
    people, car = sides.has("internal", amount=6), sides.has("internal", "car", name="Р-12")
    first, auto = sides.allot(sides.asked(), (people, 4), (car, 1))
    sides.allot(sides.asked(), (people, 3), (car, 1), starts=END, ends=END + 4 * HOUR)
    for one in (first, auto):
        with pytest.raises(NotFree):
            sides.prolong(one, END + MINUTE, at=NOON + HOUR)
    assert [now(one).ends_at for one in (first, auto)] == [END, END]
    assert Message.objects.filter(relation="forces_for_longer").count() == 0


def test_postgresql_refuses_what_a_program_forgot(sides):
    people = sides.has("internal", amount=6)
    (first,) = sides.allot(sides.asked(), (people, 4))
    sides.allot(sides.asked(), (people, 3), starts=END, ends=END + 4 * HOUR)
    with pytest.raises(DatabaseError, match="would be promised"), transaction.atomic():
        Commitment.objects.filter(pk=first.pk).update(ends_at=END + HOUR)


def test_postgresql_lets_no_other_unit_prolong(sides, given, as_role):
    from ortaq.access.scope import acting_in

    with pytest.raises(DatabaseError, match="belongs to"), as_role("web"), acting_in(sides.unit("border").pk):
        Commitment.objects.filter(pk=given.pk).update(ends_at=END + HOUR)
    connection.needs_rollback = False


def test_what_is_being_repaired_is_repaired_for_longer_and_nobody_is_told(sides):
    dog = sides.has("internal", "dog_tracking", name="Барс")
    one = sides.away(dog, 1, NOON, NOON + HOUR)
    sides.prolong(one, NOON + 3 * HOUR, at=NOON + 30 * MINUTE)
    assert now(one).ends_at == NOON + 3 * HOUR
    assert not Message.objects.filter(relation="forces_for_longer").exists()


def test_the_page_prolongs_and_says_what_is_wrong_with_the_time(sides, given, clock, web_screen):
    clock.stand(NOON + HOUR)
    client = sit_down(web_screen(), Appointment.objects.get(unit=sides.unit("internal"), role="duty_officer"))
    assert "Продлить" in client.get("/forces/").content.decode()
    form = {"once": str(uuid7()), "until": "12.05 20:00", "text": ""}
    answer = client.post(f"/commitments/{given.pk}/prolonging/", form)
    assert (answer.status_code, "позже обещанного" in answer.content.decode()) == (422, True)
    answer = client.post(f"/commitments/{given.pk}/prolonging/", form | {"until": "12.05 23:00"}, follow=True)
    assert "Продлено, другая сторона извещена." in answer.content.decode()
    assert now(given).ends_at == NOON + 11 * HOUR
