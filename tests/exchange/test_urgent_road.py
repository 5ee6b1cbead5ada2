"""The main road of clause 5.1: told at once by any means, confirmed in writing within two hours of each call."""

from __future__ import annotations

from datetime import timedelta

import pytest
import world as worlds

from ortaq.duties.models import Duty
from ortaq.duties.rebuild import differences
from ortaq.exchange.errors import AlreadyDone, NobodyAddressed, NothingSaid, NotOnWatch, TimesDisagree
from ortaq.exchange.models import Call, Message, Recipient
from ortaq.exchange.receipts import acknowledge, act, not_for_us, read
from ortaq.exchange.sending import Saying, Told, log_call, send_oral, send_written
from ortaq.ledger.models import Entry

NOON = worlds.NOON
MINUTE = timedelta(minutes=1)
SUBJECT = "C5.1.c"
pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return worlds.make()


def tell(
    world, *, called=("customs", "internal"), known=NOON - 5 * MINUTE, told=NOON - 2 * MINUTE, at=NOON, text="оружие"
):
    book = world.rulebook()
    addressed = book.route(SUBJECT, world.unit("border").pk)
    calls = [Told(world.unit(agency).pk, told, to="Петров", read_back=True) for agency in called]
    saying = Saying(SUBJECT, {"text": text}, known, expects_act=True, told=calls)
    return send_oral(saying, addressed, by=world.by("border"), at=at, rulebook=book)


def addressed(message, world, agency, level=4):
    return Recipient.objects.select_related("message").get(message=message, unit=world.unit(agency, level))


def duties(world, agency="border"):
    return Duty.objects.filter(owed_by=world.unit(agency), record__isnull=False)


def test_each_call_starts_its_own_two_hours_from_the_oral_message(world):
    message = tell(world, called=("customs",))
    log_call(
        message,
        Told(world.unit("internal").pk, NOON + 7 * MINUTE),
        by=world.by("border"),
        at=NOON + 8 * MINUTE,
        rulebook=world.rulebook(),
    )
    due = sorted(duties(world).unfinished().values_list("due_at", flat=True))
    assert due == [NOON - 2 * MINUTE + timedelta(hours=2), NOON + 7 * MINUTE + timedelta(hours=2)]


def test_a_call_made_closes_the_duty_to_tell_at_once_at_its_true_time(world):
    tell(world)
    told = duties(world).filter(status="done")
    assert {duty.owed_to for duty in told} == {world.unit("customs"), world.unit("internal")}
    assert {duty.done_at for duty in told} == {NOON - 2 * MINUTE}


def test_an_addressee_not_called_leaves_the_duty_to_tell_open(world):
    tell(world, called=("customs",))
    assert [duty.owed_to for duty in duties(world).filter(status="open", opens_at=NOON - 5 * MINUTE)] == [
        world.unit("internal")
    ]


def test_one_writing_bound_to_both_calls_closes_both_duties(world):
    message = tell(world)
    book, at = world.rulebook(), NOON + 50 * MINUTE
    saying = Saying(SUBJECT, {"text": "оружие, подробности"}, matter=message.matter)
    addressed_to = book.route(SUBJECT, world.unit("border").pk)
    send_written(saying, addressed_to, by=world.by("border"), at=at, rulebook=book, confirms=list(Call.objects.all()))
    assert not duties(world).unfinished().exists()
    assert set(duties(world).filter(done_at=at).values_list("status", flat=True)) == {"done"}


def test_a_writing_after_two_hours_closes_the_duty_as_late(world):
    message = tell(world, called=("customs",))
    book, at = world.rulebook(), NOON + timedelta(hours=2)
    saying = Saying(SUBJECT, {"text": "поздно"}, matter=message.matter)
    to = book.route(SUBJECT, world.unit("border").pk)
    send_written(saying, to, by=world.by("border"), at=at, rulebook=book, confirms=list(Call.objects.all()))
    duty = duties(world).get(done_at=at)
    assert duty.status == "done_late"
    assert [move.verb for move in duty.history.all()] == ["lapse", "fulfil"]


def test_taking_the_notice_on_the_console_counts_as_told_by_any_means(world):
    message = tell(world, called=())
    acknowledge(
        addressed(message, world, "customs"), by=world.by("customs"), at=NOON + 3 * MINUTE, rulebook=world.rulebook()
    )
    call = Call.objects.get()
    assert (call.channel, call.told_at, call.unit) == ("console", NOON + 3 * MINUTE, world.unit("customs"))
    assert duties(world).filter(record=call.pk, due_at=NOON + 123 * MINUTE).exists()


def test_only_an_officer_on_the_addressees_watch_moves_its_receipts(world):
    message = tell(world)
    recipient = addressed(message, world, "customs")
    for stranger in (world.by("internal"), world.by("border"), world.by("customs", 3)):
        with pytest.raises(NotOnWatch):
            acknowledge(recipient, by=stranger, at=NOON, rulebook=world.rulebook())
    assert addressed(message, world, "customs").step == "delivered"


def test_the_ladder_goes_from_delivered_over_read_and_acknowledged_to_acted(world):
    message, by, book = tell(world), world.by("customs"), world.rulebook()
    recipient = addressed(message, world, "customs")
    read(recipient, by=by, at=NOON + MINUTE)
    read(recipient, by=by, at=NOON + 2 * MINUTE)
    acknowledge(recipient, by=by, at=NOON + 3 * MINUTE, rulebook=book)
    act(recipient, by=by, at=NOON + 4 * MINUTE, note="группа выехала")
    steps = [(r.step, r.officer_name) for r in recipient.receipts.order_by("at")]
    assert steps == [(step, by.name) for step in ("read", "acknowledged", "acted")]


def test_a_second_acknowledgement_is_told_that_somebody_was_first(world):
    message = tell(world)
    first, second = addressed(message, world, "customs"), addressed(message, world, "customs")
    acknowledge(first, by=world.by("customs"), at=NOON, rulebook=world.rulebook())
    with pytest.raises(AlreadyDone):
        acknowledge(second, by=world.by("customs"), at=NOON, rulebook=world.rulebook())
    assert first.receipts.count() == 1


def test_not_for_us_sends_it_on_and_does_not_stop_the_climb(world):
    message = tell(world)
    recipient = addressed(message, world, "customs")
    instead = world.unit("customs", 3).pk
    not_for_us(
        recipient,
        by=world.by("customs"),
        at=NOON + MINUTE,
        reason="не наш участок",
        instead=instead,
        rulebook=world.rulebook(),
    )
    again = addressed(message, world, "customs")
    assert again.step == "not_for_us"
    assert again.climb_at is not None
    assert addressed(message, world, "customs", 3).alarms


def test_the_one_it_was_sent_on_to_stops_the_climb_by_taking_it(world):
    message, book = tell(world), world.rulebook()
    sent_on = not_for_us(
        addressed(message, world, "customs"),
        by=world.by("customs"),
        at=NOON,
        reason="не наш участок",
        instead=world.unit("customs", 3).pk,
        rulebook=book,
    )
    sent_on.refresh_from_db()
    acknowledge(sent_on, by=world.by("customs", 3), at=NOON + MINUTE, rulebook=book)
    assert addressed(message, world, "customs").climb_at is None


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"known": NOON + timedelta(hours=1), "told": NOON + timedelta(hours=1)}, TimesDisagree),
        ({"told": NOON - 10 * MINUTE}, TimesDisagree),
        ({"told": NOON + 10 * MINUTE}, TimesDisagree),
        ({"text": "  "}, NothingSaid),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(world, wrong, error):
    with pytest.raises(error):
        tell(world, **wrong)
    assert not Message.objects.exists()
    assert not Entry.objects.filter(kind="message.sent").exists()


def test_a_message_to_nobody_is_refused(world):
    with pytest.raises(NobodyAddressed):
        send_oral(Saying(SUBJECT, {"text": "x"}, NOON), [], by=world.by("border"), at=NOON, rulebook=world.rulebook())


def test_entered_after_the_fact_the_true_time_counts_and_the_entry_time_stands_beside_it(world):
    message = tell(world, known=NOON - timedelta(hours=3), told=NOON - timedelta(hours=3) + MINUTE)
    call = message.calls.first()
    assert (call.told_at, call.entered_at) == (NOON - timedelta(hours=3) + MINUTE, NOON)
    late = duties(world).get(record=call.pk)
    assert late.due_at == call.told_at + timedelta(hours=2)


def test_the_duties_of_the_road_follow_from_its_facts(world):
    message = tell(world, called=("customs",))
    acknowledge(
        addressed(message, world, "internal"), by=world.by("internal"), at=NOON + MINUTE, rulebook=world.rulebook()
    )
    book = world.rulebook()
    to = book.route(SUBJECT, world.unit("border").pk)
    send_written(
        Saying(SUBJECT, {"text": "x"}, matter=message.matter),
        to,
        by=world.by("border"),
        at=NOON + timedelta(hours=3),
        rulebook=book,
        confirms=list(Call.objects.all()),
    )
    assert list(differences(NOON + timedelta(hours=3))) == []
    Duty.objects.filter(status="done_late").update(status="done")
    assert list(differences(NOON + timedelta(hours=3))) != []
