"""What is to go out is written in the transaction that addresses, alarms or lets a term run out; no verb forgets it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import world as worlds
from django.db import transaction
from outside_cast import MINUTE, NOON, WORDS, attempt, channel_on, senior, tell

from ortaq.access.scope import acting_in
from ortaq.duties.clock import lapse_pressing
from ortaq.exchange.climbing import climb_due
from ortaq.exchange.erasing import erase
from ortaq.exchange.models import Recipient
from ortaq.exchange.outside import channels
from ortaq.exchange.outside.delivering import hand_out
from ortaq.exchange.outside.models import ALARMS, CLOCKS, EVERYTHING, SMS, Carried, Delivery
from ortaq.exchange.outside.note import note_of
from ortaq.exchange.receipts import not_for_us
from ortaq.exchange.sending import Saying, send_written
from ortaq.ledger.actor import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return worlds.make()


def write(world):
    book, by = world.rulebook(), world.by("border")
    to = book.route("C5.3", world.unit("border").pk)
    return send_written(Saying("C5.3", {"text": "отчёт"}), to, by=by, at=NOON, rulebook=book)


def test_an_alarm_goes_over_each_channel_of_the_addressee_once(world):
    first, second = channel_on(world), channel_on(world, SMS, "+77270001234")
    message = tell(world)
    assert {one.channel for one in Delivery.objects.filter(message=message)} == {first, second}
    assert {(one.alarms, one.status, one.next_at, one.unit_id) for one in Delivery.objects.all()} == {
        (True, "waiting", NOON, world.unit("customs").pk)
    }


def test_what_does_not_press_goes_only_where_everything_is_wanted(world):
    channel_on(world)
    wanted = channel_on(world, about=EVERYTHING)
    write(world)
    assert Delivery.objects.get().channel == wanted


def test_what_is_not_sent_leaves_nothing_to_go_out(world):
    channel_on(world)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        tell(world).number / 0
    assert not Delivery.objects.exists()


def test_the_web_of_the_author_fills_the_outbox_of_a_unit_whose_channels_it_cannot_see(world, as_role):
    channel_on(world)
    with as_role("web"), acting_in(world.unit("border").pk):
        message = tell(world)
        assert Delivery.objects.get().message == message


def test_who_is_called_up_by_silence_is_reached_too_and_sees_that_we_were(world, as_role):
    unit = world.unit("customs", 3)
    above = Actor(senior(world).officer, "Старшин", "senior", unit.pk, "s2")
    channel, _ = channels.ask(SMS, "+77270009999", ALARMS, "kk", by=above, at=NOON)
    channels.confirm(channel, by=world.by("customs", 3), at=NOON)
    channel_on(world)
    message = tell(world)
    with as_role("clock"):
        climb_due(NOON + 11 * MINUTE)
    assert Delivery.objects.filter(message=message, channel=channel).count() == 1
    with as_role("web"), acting_in(unit.pk):
        assert Delivery.objects.filter(message=message).count() == 2


def test_whoever_it_is_sent_on_to_is_reached(world):
    channel_on(world)
    message = tell(world)
    origin = Recipient.objects.select_related("message").get(message=message, unit=world.unit("internal"))
    to = world.unit("customs", 2).pk
    above = Actor(senior(world).officer, "Старшин", "senior", to, "s2")
    channel, _ = channels.ask(SMS, "+77270009999", ALARMS, "ru", by=above, at=NOON)
    channels.confirm(channel, by=world.by("customs", 2), at=NOON)
    not_for_us(origin, by=world.by("internal"), at=NOON, reason="не наше", instead=to, rulebook=world.rulebook())
    assert Delivery.objects.filter(channel=channel).exists()


def test_a_unit_alarmed_later_than_it_was_addressed_is_reached_then(world):
    above = Actor(senior(world).officer, "Старшин", "senior", world.unit("border", 3).pk, "s2")
    channel, _ = channels.ask(SMS, "+77270009999", ALARMS, "ru", by=above, at=NOON)
    channels.confirm(channel, by=world.by("border", 3), at=NOON)
    message = tell(world)
    assert not Delivery.objects.exists()  # it has a copy, which presses nobody
    Recipient.objects.filter(message=message, unit=world.unit("border", 3)).update(alarms=True)
    assert Delivery.objects.get().channel == channel


def test_a_term_that_ran_out_goes_over_a_channel_for_clocks_and_a_hundred_of_them_are_one_notice(world, as_role):
    unit = world.unit("border")
    above = Actor(senior(world, "border").officer, "Старшин", "senior", unit.pk, "s2")
    channel, _ = channels.ask(SMS, "+77270009999", CLOCKS, "ru", by=above, at=NOON)
    channels.confirm(channel, by=world.by("border"), at=NOON)
    for _ in range(3):
        tell(world, at=NOON)
    with as_role("clock"):
        assert lapse_pressing(NOON + timedelta(hours=1)).moved > 1
    one = Delivery.objects.get()
    assert (one.message, one.channel) == (None, channel)
    assert note_of(one).text == "Ortaq: истёк срок обязанности. Откройте консоль."


def test_the_clock_hands_out_what_is_due_once_and_again_when_its_lease_is_over(world, as_role):
    channel_on(world)
    tell(world)
    with as_role("clock"):
        assert [hand_out(NOON + after).moved for after in (timedelta(), MINUTE, 10 * MINUTE)] == [1, 0, 1]


# ── what is said outside ──────────────────────────────────────────────────────────────────────────────────────────


def test_outside_go_number_urgency_and_duty_line_and_nothing_else(world):
    from ortaq.directory.models import Contact

    Contact.objects.create(unit=world.unit("border"), value="+7 727 000 12 34", valid_from=None)
    channel_on(world)
    message = tell(world)
    note = note_of(Delivery.objects.get())
    number = f"{message.number}/{message.year}"
    assert note.text == f"Ortaq: СРОЧНО № {number}. Дежурная линия: +7 727 000 12 34. Откройте консоль."
    assert note.words == ""


@pytest.mark.parametrize(("language", "word"), [("kk", "ШҰҒЫЛ"), ("en", "URGENT")])
def test_it_is_said_in_the_channels_language(world, language, word):
    channel_on(world, language=language)
    tell(world)
    assert word in note_of(Delivery.objects.get()).text


def test_the_words_go_out_only_where_their_handling_lets_them_and_are_gone_afterwards(world, as_role):
    channel_on(world)
    with as_role("web"), acting_in(world.unit("border").pk):
        tell(world, handling="official_use")
        tell(world, handling="open")
    assert [WORDS in note_of(one).text for one in Delivery.objects.order_by("message")] == [False, True]
    open_one = Carried.objects.get().delivery
    with as_role("clock"):
        attempt(open_one, now=NOON, ways={"webhook": lambda *_: "x"})
    assert not Carried.objects.exists()


def test_erasing_the_words_takes_them_from_what_has_not_gone_out_yet(world):
    channel_on(world)
    message = tell(world, handling="open")
    erase(message, by=Actor.program("owner"), at=NOON, ground="решение суда")
    assert WORDS not in note_of(Delivery.objects.get()).text
