"""MISP: sharing is silently not pushed, delegation loses the origin, no read-only auditor, audit off by default."""

from __future__ import annotations

import json
from collections import Counter

import pytest
import world as worlds
from exchange.rivals import MINUTE, NOON, place, run_clock, take, tell

from ortaq.access.roles import ROLES, VERBS
from ortaq.exchange.correcting import correct, recall, withdraw
from ortaq.exchange.errors import ExchangeError
from ortaq.exchange.forwarding import forward
from ortaq.exchange.models import Message
from ortaq.exchange.receipts import acknowledge, act, not_for_us
from ortaq.exchange.relations import origins
from ortaq.ledger.actor import Actor
from ortaq.ledger.models import Entry
from ortaq.ledger.registry import books
from ortaq.wire import canonical

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return worlds.make()


def test_sharing_silently_not_pushed_shows_as_not_delivered_and_climbs_until_it_is(world):
    unit = world.unit("customs")
    unit.reach = "telephone"
    unit.save()
    message = tell(world)
    assert (place(message, world).step, place(message, world).delivered_at) == ("sent", None)
    run_clock(NOON + 11 * MINUTE)
    assert place(message, world, level=3).role == "climbed"


def test_delegation_loses_the_origin_here_it_stays_through_every_hand(world):
    message, book = tell(world), world.rulebook()
    first = forward(
        message, world.unit("customs", 3).pk, note="вам", by=world.by("customs"), at=NOON + MINUTE, rulebook=book
    )
    second = forward(
        first, world.unit("customs", 2).pk, note="и вам", by=world.by("customs", 3), at=NOON + 2 * MINUTE, rulebook=book
    )
    chain = list(origins(second.content.body))
    assert [one["unit"] for one in chain] == [world.unit("customs").pk, world.unit("border").pk]
    assert (chain[-1]["number"], chain[-1]["body"]) == (message.number, {"text": "оружие"})
    assert world.unit("border").pk in second.visible_to  # the author sees every hand


def test_no_read_only_auditor_an_inspector_here_reads_headers_and_moves_nothing(world):
    inspector, message, book = ROLES["inspector"], tell(world), world.rulebook()
    assert inspector.may("may_read_headers")
    assert not inspector.may("may_read_content")
    writing = {
        "may_call",
        "may_send",
        "may_acknowledge",
        "may_act",
        "may_refer",
        "may_confirm_call",
        "may_dispute_call",
    }
    assert writing <= VERBS
    assert not any(inspector.may(verb) for verb in writing)
    at, given = NOON + MINUTE, {"rulebook": book}
    for unit in (world.unit("customs"), world.unit("border")):
        by = Actor(10**6, "Инспектор", "inspector", unit.pk, "s9")
        for attempt in (
            lambda by=by: acknowledge(place(message, world), by=by, at=at, **given),
            lambda by=by: act(place(message, world), by=by, at=at, note="x"),
            lambda by=by: not_for_us(place(message, world), by=by, at=at, reason="x", instead=None, **given),
            lambda by=by: correct(message, {"text": "x"}, why="x", by=by, at=at, **given),
            lambda by=by: withdraw(message, why="x", by=by, at=at, **given),
            lambda by=by: recall(message, world.unit("customs").pk, why="x", by=by, at=at, **given),
            lambda by=by: forward(message, world.unit("customs", 2).pk, note="x", by=by, at=at, **given),
        ):
            with pytest.raises(ExchangeError):
                attempt()
    assert Message.objects.count() == 1
    assert place(message, world).step == "delivered"


def test_audit_off_by_default_cannot_be_here_each_row_owes_exactly_one_entry(world):
    message, book, by = tell(world, called=True), world.rulebook(), world.by("border")
    run_clock(NOON + 11 * MINUTE)
    take(message, world, at=NOON + 12 * MINUTE)
    forward(
        message, world.unit("customs", 2).pk, note="вам", by=world.by("customs"), at=NOON + 13 * MINUTE, rulebook=book
    )
    correct(message, {"text": "ружьё"}, why="уточнено", by=by, at=NOON + 14 * MINUTE, rulebook=book)
    withdraw(message, why="ложно", by=by, at=NOON + 15 * MINUTE, rulebook=book)
    run_clock(NOON + 90 * MINUTE)
    written = Counter(Entry.objects.values_list("kind", flat=True))
    for one in books():
        rows = one.rows() if one.rows else one.model._base_manager.all()
        if one.model.__module__.startswith(("ortaq.exchange", "ortaq.duties")):
            assert written[one.kind] == rows.count(), one.kind
            for row in rows:
                told = Entry.objects.get(kind=one.kind, record=row.pk)
                assert json.loads(told.body)["data"] == json.loads(canonical.text(one.data(row)))
    assert written["message.sent"] == 4
