"""Word of an event is owed ahead of it, or separately after it; the term moves with it, the notice closes the duty."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import world as worlds

from ortaq.access.scope import acting_in
from ortaq.duties.models import Duty
from ortaq.duties.moves import lapse
from ortaq.duties.rebuild import differences
from ortaq.exchange.advance import cancel, give_notice, move, take_down
from ortaq.exchange.errors import AlreadyDone, AlreadySent, NothingSaid, NotPossible, StateSecret, TimesDisagree
from ortaq.exchange.models import Message
from ortaq.exchange.planned import EventMove, PlannedEvent
from ortaq.exchange.sending import Saying
from ortaq.ledger.actor import Actor
from ortaq.ledger.comparing import compare
from ortaq.ledger.models import Entry
from ortaq.ledger.registry import book
from ortaq.lib.ids import uuid7

NOON, HOUR, DAY = worlds.NOON, timedelta(hours=1), timedelta(days=1)
EXPULSION, HANDED_OVER, STAMPS = "C5.4.b", "C5.4.c", "C5.4.a"
pytestmark = pytest.mark.django_db


def local(day, hour=0):
    """An instant of May 2026 by the clock of Almaty, five hours ahead."""
    return datetime(2026, 5, day, hour, tzinfo=UTC) - 5 * HOUR


@pytest.fixture
def world():
    return worlds.make()


ON_THE_20TH = local(20, 15)


def plan(world, planned_at=ON_THE_20TH, *, at=NOON, clause=EXPULSION, title="Автобус", id=None):
    return take_down(clause, title, planned_at, by=world.by("border"), at=at, rulebook=world.rulebook(at), id=id)


def notice(world, event=None, *, at=NOON + HOUR, clause=EXPULSION, text="Двенадцать человек", **more):
    book = world.rulebook(at)
    saying = Saying(clause, {"text": text, "people": 12}, **more)
    to = book.route(clause, world.unit("border").pk)
    return give_notice(saying, to, event=event, by=world.by("border"), at=at, rulebook=book)


def put_off(world, event, planned_at, *, at=NOON + HOUR, reason="рейс перенесён"):
    event = PlannedEvent.objects.get(pk=event.pk)
    return move(event, planned_at, by=world.by("border"), at=at, reason=reason, rulebook=world.rulebook(at))


def call_off(world, event, *, at=NOON + HOUR, reason="решение отменено"):
    event = PlannedEvent.objects.get(pk=event.pk)
    return cancel(event, by=world.by("border"), at=at, reason=reason, rulebook=world.rulebook(at))


def owed():
    return list(Duty.objects.filter(regime="advance").order_by("due_at").values_list("due_at", "status"))


def test_an_event_taken_down_makes_its_unit_owe_word_to_its_counterparts_three_days_ahead(world):
    plan(world)
    duty = Duty.objects.get(regime="advance")
    assert (duty.owed_by, duty.owed_to, duty.opens_at, duty.due_at) == (world.unit("border"), None, NOON, local(18))
    assert {world.unit("customs").pk, world.unit("internal").pk} <= set(duty.visible_to)
    assert "по умолчанию, установленному нами" in duty.why["ru"]


def test_a_notice_before_the_term_closes_it_in_time(world):
    message = notice(world, plan(world))
    duty = Duty.objects.get(regime="advance")
    assert (duty.status, duty.done_by, message.planned_at) == ("done", message.pk, local(20, 15))


def test_a_notice_after_the_term_closes_it_late(world):
    notice(world, plan(world), at=local(18, 1))
    duty = Duty.objects.get(regime="advance")
    assert [step.verb for step in duty.history.all()] == ["lapse", "fulfil"]
    assert duty.status == "done_late"


def test_without_an_event_taken_down_before_the_notice_opens_and_closes_its_duty_at_once(world):
    message = notice(world, planned_at=local(20, 15))
    assert owed() == [(local(18), "done")]
    assert PlannedEvent.objects.get().pk == message.relates_to


def test_and_late_where_it_is_late(world):
    notice(world, planned_at=local(13, 9))
    duty = Duty.objects.get(regime="advance")
    assert (duty.status, duty.opens_at, duty.due_at) == ("done_late", local(11), local(11))
    assert list(differences(NOON + 2 * HOUR)) == []


def test_lost_documents_have_no_date_and_no_term(world):
    message = notice(world, clause=STAMPS)
    assert (message.planned_at, owed()) == (None, [])
    assert not PlannedEvent.objects.exists()


def test_an_event_that_moves_moves_the_term(world):
    event = plan(world)
    put_off(world, event, local(25, 10))
    assert owed() == [(local(18), "void"), (local(23), "open")]
    put_off(world, event, local(16, 10), at=NOON + 2 * HOUR)
    assert [status for _, status in owed()] == ["open", "void", "void"]


def test_what_had_run_out_before_the_event_moved_was_late_and_stays_so(world):
    event = plan(world)
    put_off(world, event, local(30, 10), at=local(18, 12))
    assert owed() == [(local(18), "overdue"), (local(28), "open")]
    notice(world, PlannedEvent.objects.get(), at=local(19))
    assert [status for _, status in owed()] == ["done_late", "done"]
    assert list(differences(local(19))) == []


def test_an_event_that_moves_after_the_notice_is_told_anew_in_the_same_matter(world):
    event = plan(world)
    first = notice(world, event)
    put_off(world, event, local(25, 10), at=NOON + 2 * HOUR)
    assert owed() == [(local(18), "done"), (local(23), "open")]
    second = notice(world, PlannedEvent.objects.get(), at=NOON + 3 * HOUR, text="Перенесено на 25 мая")
    assert (second.matter, second.planned_at) == (first.pk, local(25, 10))
    assert owed() == [(local(18), "done"), (local(23), "done")]
    assert list(differences(NOON + 4 * HOUR)) == []


@pytest.mark.parametrize("at", [NOON + HOUR, local(18, 12)])
def test_nothing_more_is_owed_of_an_event_that_was_called_off(world, at):
    event = plan(world)
    call_off(world, event, at=at)
    assert owed() == [(local(18), "void")]
    late = at > local(18)
    assert [step.verb for step in Duty.objects.get(regime="advance").history.all()] == ["lapse"] * late + ["void"]
    assert list(differences(at)) == []


def test_the_facts_make_the_same_duties_in_an_empty_book(world):
    event = plan(world)
    put_off(world, event, local(25, 10))
    notice(world, PlannedEvent.objects.get(), at=NOON + 2 * HOUR)
    plan(world, local(19, 8), at=NOON + 3 * HOUR, title="Другое")
    notice(world, clause=HANDED_OVER, at=NOON + 4 * HOUR, planned_at=NOON)
    lapse(list(Duty.objects.filter(regime="advance").unfinished()), by=Actor.program("clock"), recorded_at=local(17))
    assert list(differences(NOON + 5 * HOUR)) == []
    Duty.objects.filter(status="void").update(status="open")
    assert list(differences(NOON + 5 * HOUR)) != []


def test_of_those_handed_over_word_is_owed_by_midnight_of_the_day_they_were_received(world):
    plan(world, NOON - 2 * HOUR, clause=HANDED_OVER, title="Двое")
    assert owed() == [(local(13), "open")]
    notice(world, PlannedEvent.objects.get(), clause=HANDED_OVER, at=local(13) + HOUR)
    assert owed() == [(local(13), "done_late")]


def test_what_is_told_of_afterwards_cannot_lie_ahead(world):
    with pytest.raises(TimesDisagree):
        plan(world, NOON + HOUR, clause=HANDED_OVER)
    with pytest.raises(TimesDisagree):
        notice(world, clause=HANDED_OVER, planned_at=NOON + 2 * DAY)
    event = plan(world, NOON - HOUR, clause=HANDED_OVER)
    with pytest.raises(TimesDisagree):
        put_off(world, event, NOON + 3 * DAY)
    assert PlannedEvent.objects.count() == 1
    assert not Message.objects.exists()


def test_taken_down_twice_under_one_identity_it_is_one_event(world):
    one = uuid7()
    assert plan(world, id=one) == plan(world, id=one, at=NOON + HOUR)
    assert len(owed()) == 1
    with pytest.raises(AlreadySent):
        plan(world, local(21, 15), id=one)


def test_a_notice_sent_twice_is_one_notice_of_one_event(world):
    one = uuid7()
    first, second = (notice(world, planned_at=local(20, 15), id=one) for _ in range(2))
    assert first == second
    assert (PlannedEvent.objects.count(), Message.objects.count(), len(owed())) == (1, 1, 1)


def test_what_cannot_be_is_refused_and_leaves_nothing(world):
    with pytest.raises(NothingSaid):
        plan(world, title=" ")
    with pytest.raises(StateSecret):
        plan(world, title="Секретно: автобус")
    with pytest.raises(NothingSaid):
        notice(world, planned_at=local(20, 15), text=" ")
    assert not PlannedEvent.objects.exists()
    assert not Entry.objects.filter(kind="event.planned").exists()


def test_an_event_moves_for_a_reason_to_another_date_and_ends_once(world):
    event = plan(world)
    for wrong in ({"reason": " "}, {"planned_at": local(20, 15)}):
        with pytest.raises(NotPossible):
            put_off(world, event, **{"planned_at": local(25), **wrong})
    call_off(world, event)
    with pytest.raises(AlreadyDone):
        call_off(world, event)
    with pytest.raises(NotPossible):
        put_off(world, event, local(25))
    with pytest.raises(NotPossible):
        notice(world, PlannedEvent.objects.get())
    assert EventMove.objects.count() == 1


def test_of_two_who_move_an_event_at_once_the_second_is_told_that_somebody_was_first(world):
    event = plan(world)
    stale = PlannedEvent.objects.prefetch_related("moves").get(pk=event.pk)
    list(stale.moves.all())
    put_off(world, event, local(25))
    with pytest.raises(AlreadyDone):
        move(stale, local(26), by=world.by("border"), at=NOON, reason="x", rulebook=world.rulebook())
    assert owed() == [(local(18), "void"), (local(23), "open")]


def test_the_event_is_its_units_own_and_the_duty_is_not(world, as_role):
    plan(world)
    with as_role("web"), acting_in(world.unit("customs").pk):
        assert not PlannedEvent.objects.exists()
        assert Duty.objects.filter(regime="advance").exists()
    with as_role("web"), acting_in(world.unit("border").pk):
        assert PlannedEvent.objects.exists()


def test_the_web_may_do_all_this_and_no_more(world, as_role):
    with as_role("web"), acting_in(world.unit("border").pk):
        event = plan(world)
        put_off(world, event, local(25, 10))
        notice(world, PlannedEvent.objects.get(), at=NOON + 2 * HOUR)
        call_off(world, event, at=NOON + 3 * HOUR)
    assert [status for _, status in owed()] == ["void", "done"]
    kinds = Entry.objects.filter(kind__startswith="event.").order_by("at").values_list("kind", flat=True)
    assert list(kinds) == ["event.planned", "event.moved", "event.moved"]


@pytest.mark.parametrize("kind", ["event.planned", "event.moved", "message.sent", "duty.opened", "duty.moved"])
def test_the_ledger_says_the_same_of_events_as_their_tables(world, kind):
    event = plan(world)
    put_off(world, event, local(25, 10))
    notice(world, PlannedEvent.objects.get(), at=NOON + 2 * HOUR)
    assert compare(book(kind)).good
