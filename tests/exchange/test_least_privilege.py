"""The road works with the rights that each process really has, and those rights show a foreign unit nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
import world as worlds
from django.db import ProgrammingError, connection, transaction

from ortaq.access.scope import acting_in
from ortaq.duties.clock import lapse_pressing
from ortaq.duties.models import Duty
from ortaq.exchange.climbing import climb_due
from ortaq.exchange.models import Call, Content, Message, Receipt, Recipient
from ortaq.exchange.receipts import acknowledge, not_for_us, read
from ortaq.exchange.sending import Saying, Told, send_oral, send_written

NOON = worlds.NOON
MINUTE = timedelta(minutes=1)
CLAUSE = "C5.1.e"
pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return worlds.make()


@pytest.fixture
def message(world, as_role):
    unit = world.unit("border").pk
    with as_role("web"), acting_in(unit):
        book = world.rulebook()
        told = [Told(world.unit("customs").pk, NOON - MINUTE, to="Петров")]
        saying = Saying(CLAUSE, {"text": "паспорт с переклеенной фотографией"}, NOON - 3 * MINUTE, told=told)
        return send_oral(saying, book.route(CLAUSE, unit), by=world.by("border"), at=NOON, rulebook=book)


def taken(message, world, agency, level=4):
    return Recipient.objects.select_related("message").get(message=message, unit=world.unit(agency, level))


def test_the_web_plays_the_whole_road_in_the_scopes_of_its_units(world, message, as_role):
    book = world.rulebook()
    with as_role("web"), acting_in(world.unit("internal").pk):
        recipient = taken(message, world, "internal")
        read(recipient, by=world.by("internal"), at=NOON + MINUTE)
        acknowledge(recipient, by=world.by("internal"), at=NOON + MINUTE, rulebook=book)
    with as_role("web"), acting_in(world.unit("border").pk):
        calls = list(Call.objects.filter(message=message))
        to = book.route(CLAUSE, world.unit("border").pk)
        saying = Saying(CLAUSE, {"text": "подробности"}, matter=message.matter)
        send_written(saying, to, by=world.by("border"), at=NOON + 30 * MINUTE, rulebook=book, confirms=calls)
    assert set(Duty.objects.filter(record__in=[c.pk for c in calls]).values_list("status", flat=True)) == {"done"}


def test_the_clock_lapses_and_climbs_without_reading_a_word(world, message, as_role):
    with as_role("clock"):
        assert climb_due(NOON + 11 * MINUTE).moved == 2
        assert lapse_pressing(NOON + timedelta(hours=3)).moved > 0
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            list(Content.objects.values_list("body"))


def test_who_it_was_sent_on_to_sees_the_message_and_its_story(world, message, as_role):
    book, far = world.rulebook(), world.unit("internal", 3).pk
    with as_role("web"), acting_in(world.unit("customs").pk):
        not_for_us(
            taken(message, world, "customs"),
            by=world.by("customs"),
            at=NOON + MINUTE,
            reason="не наш участок",
            instead=far,
            rulebook=book,
        )
    with as_role("web"), acting_in(far):
        assert Content.objects.filter(message=message).exists()
        assert Call.objects.filter(message=message).exists()
        assert Receipt.objects.filter(message=message, step="not_for_us").exists()


@pytest.mark.parametrize("table", [Message, Content, Recipient, Call, Duty])
def test_a_query_that_forgets_its_filter_shows_a_foreign_unit_nothing(world, message, as_role, table):
    with as_role("web"), acting_in(world.stranger.pk):
        assert not table.objects.exists()


def test_a_superior_sees_the_header_and_not_the_words(world, message, as_role):
    with as_role("web"), acting_in(world.unit("internal", 2).pk):
        assert Message.objects.filter(pk=message.pk).exists()
        assert not Content.objects.exists()


def test_a_session_without_a_scope_sees_nothing(message, as_role):
    with as_role("web"):
        assert not Message.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE exchange_message SET clause = 'C5.1.a'",
        "DELETE FROM exchange_message",
        "UPDATE exchange_content SET body = '{}'",
        "UPDATE exchange_call SET told_at = told_at - interval '1 h'",
        "UPDATE duties_duty SET due_at = due_at + interval '1 h'",
        "DELETE FROM duties_dutymove",
    ],
)
def test_what_was_sent_and_owed_never_changes_not_even_for_the_owner_of_the_tables(world, message, as_role, change):
    def as_owner():
        with connection.cursor() as cursor:
            cursor.execute(change)

    def as_web():
        with as_role("web"), acting_in(world.unit("border").pk):
            as_owner()

    for attempt in (as_web, as_owner):
        with pytest.raises(Exception, match="permission denied|append-only"), transaction.atomic():
            attempt()
