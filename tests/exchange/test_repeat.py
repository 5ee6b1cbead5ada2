"""Whoever got no answer sends again: the same form makes one message, however often and however nearly at once."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
import world as worlds

from ortaq.duties.models import Duty, DutyMove
from ortaq.duties.rebuild import differences
from ortaq.exchange.errors import AlreadyDone, AlreadySent
from ortaq.exchange.models import Binding, Call, Message, Numbering, Recipient
from ortaq.exchange.sending import Saying, Told, log_call, send_oral, send_written
from ortaq.ledger.models import Entry
from ortaq.lib.ids import uuid7

NOON, MINUTE = worlds.NOON, timedelta(minutes=1)
SUBJECT = "C5.1.c"


@pytest.fixture
def world(db):
    return worlds.make()


def tell(world, identity, *, text="оружие", called=("customs",), at=NOON):
    book = world.rulebook()
    to = [one for one in book.route(SUBJECT, world.unit("border").pk) if one.role == "counterpart"]
    told = [Told(world.unit(agency).pk, at - 2 * MINUTE, to="Петров") for agency in called]
    saying = Saying(SUBJECT, {"text": text}, at - 5 * MINUTE, told=told, id=identity)
    return send_oral(saying, to, by=world.by("border"), at=at, rulebook=book)


def report(world, identity, *, at=NOON, called=("customs",), nothing=True):
    book = world.rulebook()
    told = [Told(world.unit(agency).pk, at - MINUTE, to="Петров") for agency in called]
    saying = Saying("C5.2.a", {"text": ""}, nothing_to_report=nothing, told=told, id=identity)
    to = [one for one in book.route("C5.2", world.unit("border").pk) if one.unit in {each.unit for each in told}]
    return send_oral(saying, to, by=world.by("border"), at=at, rulebook=book)


def write(world, message, identity, *, text="найдено оружие", calls=(), at=NOON + 10 * MINUTE):
    book = world.rulebook()
    saying = Saying(SUBJECT, {"text": text}, matter=message.matter, id=identity)
    to = book.route(SUBJECT, world.unit("border").pk)
    return send_written(saying, to, by=world.by("border"), at=at, rulebook=book, confirms=calls)


def everything():
    """How many rows of each sort there are: a repetition adds to none of them."""
    tables = (Message, Recipient, Call, Binding, Duty, DutyMove, Entry)
    return {table.__name__: table.objects.count() for table in tables} | {"number": Numbering.objects.get().last}


def test_an_urgent_message_has_the_identity_that_its_form_carried(world):
    identity = uuid7()
    assert tell(world, identity).pk == identity


def test_an_urgent_message_sent_again_minutes_later_is_the_one_already_sent(world):
    first = tell(world, identity := uuid7())
    before = everything()
    again = tell(world, identity, at=NOON + 3 * MINUTE)
    assert (again.pk, again.number, again.entered_at) == (first.pk, first.number, NOON)
    assert everything() == before


def test_a_daily_call_sent_again_closes_no_second_window(world):
    first = report(world, identity := uuid7())
    before = everything()
    assert report(world, identity, at=NOON + 24 * 60 * MINUTE).number == first.number
    assert everything() == before


def test_a_writing_sent_again_finds_its_calls_confirmed_and_is_the_one_already_sent(world):
    message = tell(world, uuid7())
    first = write(world, message, identity := uuid7(), calls=list(message.calls.all()))
    before = everything()
    assert write(world, message, identity, at=NOON + 12 * MINUTE).number == first.number
    assert everything() == before
    assert [line for line in differences(NOON) if SUBJECT[:4] in line] == []


@pytest.mark.parametrize(
    "more", [{"text": "оружие и патроны"}, {"called": ("customs", "internal")}], ids=["other words", "one more called"]
)
def test_a_form_that_was_sent_and_says_more_now_is_no_repetition_and_is_not_swallowed(world, more):
    tell(world, identity := uuid7())
    before = everything()
    with pytest.raises(AlreadySent):
        tell(world, identity, **more)
    assert everything() == before


def test_a_writing_that_would_confirm_another_call_now_is_no_repetition(world):
    message = tell(world, uuid7(), called=("customs", "internal"))
    customs, internal = (message.calls.get(unit=world.unit(agency)) for agency in ("customs", "internal"))
    write(world, message, identity := uuid7(), calls=[customs])
    with pytest.raises(AlreadySent):
        write(world, message, identity, calls=[internal])


def test_the_same_words_in_another_form_are_another_message(world):
    assert tell(world, uuid7()).number != tell(world, uuid7()).number


def test_a_call_taken_down_twice_stands_once(world):
    message, book = tell(world, uuid7()), world.rulebook()
    told = Told(world.unit("internal").pk, NOON + MINUTE, to="Сериков")
    log_call(message, told, by=world.by("border"), at=NOON + 2 * MINUTE, rulebook=book)
    before = everything()
    with pytest.raises(AlreadyDone):
        log_call(message, told, by=world.by("border"), at=NOON + 3 * MINUTE, rulebook=book)
    assert everything() == before


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_by_eight_at_once_makes_one_message():
    from django.db import connection, transaction

    world, identity, numbers = worlds.make(), uuid7(), []
    all_ready = threading.Barrier(8)

    def send():
        all_ready.wait()
        with transaction.atomic():  # as every request is
            numbers.append(tell(world, identity).number)
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert numbers == [1] * 8
    assert Message.objects.count() == 1
    assert Numbering.objects.get().last == 1
