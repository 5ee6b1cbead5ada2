"""Posts, roster, watches and readings are recomputed against the ledger: what was changed behind it is named."""

from __future__ import annotations

import uuid
from datetime import time, timedelta

import pytest
import world
from django.db import connection

from ortaq.access import calendars, handing_over, posts, reading, rostering, testing, tokens, watches
from ortaq.access.calendars import CalendarAddress
from ortaq.access.handovers import HandOver, Signature
from ortaq.access.models import Appointment, Officer, Reading, Rotation, Shift, Watch
from ortaq.access.rostering import Turns
from ortaq.access.scope import acting_in
from ortaq.access.testing import actor
from ortaq.access.tokens import Token
from ortaq.ledger import comparing, registry

AT = world.NOON
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
KINDS = [book.kind for book in registry.books() if book.table.startswith("access_")]


@pytest.fixture
def played(cast):
    """Each kind of thing has been done once, through its verb."""
    going = Watch.objects.get(unit=cast.officer.unit)
    watches.end(going, by=actor(cast.lead), at=AT - HOUR)
    newcomer = Officer.objects.enrol("newcomer", "Новый", password=None, at=AT)
    asked = posts.ask(newcomer, cast.officer.unit, "duty_officer", by=actor(cast.administrator), at=AT, reason="пр. 7")
    posts.grant(asked, by=actor(cast.lead), at=AT)
    lead = actor(cast.lead)
    watches.plan(asked.unit, newcomer, asked.role, starts_at=AT, ends_at=AT + 12 * HOUR, by=lead, at=AT)
    dropped = watches.plan(
        asked.unit, newcomer, asked.role, starts_at=AT + 24 * HOUR, ends_at=AT + 36 * HOUR, by=lead, at=AT
    )
    watches.drop(dropped, by=lead, at=AT)
    turns = Turns(
        asked.role, (newcomer.pk, cast.officer.officer_id), 12, time(8), AT.date() + 5 * DAY, AT.date() + 6 * DAY
    )
    one, other, *_rest = rostering.rotate(asked.unit, turns, by=lead, at=AT, rest=12 * HOUR)
    rostering.swap(one, other, why="по просьбе", by=lead, at=AT)
    former = watches.take(cast.officer.unit, by=actor(cast.officer), at=AT)
    drawn = handing_over.draw(former, [], by=actor(cast.officer), at=AT, means="password")
    handing_over.accept(drawn, [], by=actor(asked), at=AT + HOUR, means="key")
    token, _secret = tokens.ask(asked.unit, "АСУ", ("read_headers",), lasts=DAY, by=lead, at=AT)
    second = testing.appoint("second", asked.unit, "senior", at=AT - DAY)
    tokens.confirm(token, by=actor(second), at=AT)
    tokens.end(token, by=lead, at=AT + HOUR, why="больше не нужен")
    for _ in range(2):  # the second takes the first back
        calendars.give(cast.lead, by=lead, at=AT)
    posts.end(cast.stranger, by=actor(cast.stranger), at=AT, why="перевод")
    with acting_in(cast.officer.unit_id):
        reading.note(actor(cast.officer), uuid.uuid4(), AT, "запрос")
    return cast


def faults(kind):
    """What the comparison says of the rows that our verbs wrote."""
    models = (Appointment, Shift, Watch, Rotation, HandOver, Signature, Token, CalendarAddress)
    known = {str(each.pk) for model in models for each in written(model)}
    found = comparing.compare(registry.book(kind)).faults
    return [fault for fault in found if str(dict(fault.facts).get("record")) in known or kind == "reading.noted"]


def written(model):
    """The rows that have an entry; the small world writes some of its own without."""
    from ortaq.ledger.models import Entry

    return model.objects.filter(pk__in=Entry.objects.values("record"))


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_verbs_did_stands_in_the_ledger_as_in_its_table(played, kind):
    assert comparing.compare(registry.book(kind)).rows[kind] > 0
    assert faults(kind) == []


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("appointment.granted", lambda cast: Appointment.objects.update(valid_from=AT - 9 * HOUR)),
        ("appointment.ended", lambda cast: Appointment.objects.exclude(ended_at=None).update(ended_why="иначе")),
        ("shift.dropped", lambda cast: Shift.objects.exclude(dropped_at=None).update(dropped_by=cast.officer.officer)),
        (
            "watch.relieved",
            lambda cast: Watch.objects.filter(relieved_at=AT + HOUR).update(
                relieved_at=AT + HOUR / 2, ends_at=AT + HOUR / 2
            ),
        ),
    ],
)
def test_what_was_changed_behind_the_ledger_is_named(played, kind, change):
    change(played)
    assert faults(kind)


@pytest.mark.parametrize(
    ("model", "column", "value"),
    [
        (Watch, "officer_id", 0),
        (Shift, "officer_id", 0),
        (Appointment, "role", "senior"),
        (Reading, "purpose", "-"),
        (Rotation, "hours", 24),
        (HandOver, "body", "{}"),
        (Signature, "means", "key"),
    ],
)
def test_postgresql_refuses_to_change_what_was_settled_at_the_start(played, model, column, value):
    from django.db import DatabaseError, transaction

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        model.objects.update(**{column: value})
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {model._meta.db_table}")
