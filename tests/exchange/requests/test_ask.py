"""To ask: each asked unit has a request and two clocks of its own; what may not be asked so leaves nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
import world as worlds

from ortaq.duties.models import Duty
from ortaq.exchange.asks import Request
from ortaq.exchange.errors import (
    AlreadySent,
    NobodyAddressed,
    NotAskable,
    NothingSaid,
    NotOnWatch,
    NotPossible,
    TimePassed,
)
from ortaq.exchange.models import Message, Recipient
from ortaq.exchange.requests import Asking, ask
from ortaq.lib.ids import uuid7

NOON, MINUTE, HOUR = worlds.NOON, timedelta(minutes=1), timedelta(hours=1)


def test_each_asked_unit_has_its_own_request_and_its_own_two_clocks(cast):
    message = cast.ask("border", "internal")
    assert {one.unit for one in Request.objects.all()} == {cast.unit("border"), cast.unit("internal")}
    due = Duty.objects.filter(record__in=Request.objects.values("clock")).values_list("owed_by", "owed_to", "due_at")
    customs = cast.unit("customs").pk
    assert set(due) == {
        (cast.unit(agency).pk, customs, NOON + term) for agency in ("border", "internal") for term in (HOUR, 8 * HOUR)
    }
    assert (message.relation, message.number, message.matter) == ("request", 1, message.pk)


def test_an_ordinary_one_is_answered_by_the_end_of_the_third_day_after_its_receipt(cast):
    cast.ask(urgency="ordinary")
    answer = Duty.objects.get(rule="request-information-ordinary-answer")
    assert answer.due_at == worlds.datetime(2026, 5, 15, 19, 0, tzinfo=worlds.UTC)  # 24:00 in Almaty
    assert answer.rank > Duty.objects.filter(rank=0).count()


def test_an_urgent_one_sounds_at_the_asked_watch_and_an_ordinary_one_does_not(cast):
    cast.ask(urgency="urgent")
    cast.ask(urgency="ordinary")
    assert list(Recipient.objects.order_by("message__number").values_list("alarms", flat=True)) == [True, False]


def test_the_form_sent_again_asks_once(cast, everything):
    first = cast.ask(id=(identity := uuid7()))
    before = everything()
    assert cast.ask(id=identity, at=NOON + 3 * MINUTE).number == first.number
    assert everything() == before


@pytest.mark.parametrize(
    "other",
    [{"urgency": "ordinary"}, {"wanted_at": NOON + HOUR}, {"of": ("border", "internal")}, {"of": ("internal",)}],
)
def test_the_form_sent_again_that_asks_something_else_is_not_swallowed(cast, everything, other):
    cast.ask(id=(identity := uuid7()))
    before = everything()
    with pytest.raises(AlreadySent):
        cast.ask(*other.pop("of", ()), id=identity, **other)
    assert everything() == before


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"kind": "favour"}, NotPossible),
        ({"urgency": "yesterday"}, NotPossible),
        ({"body": {"text": " "}}, NothingSaid),
        ({"wanted_at": NOON}, TimePassed),
    ],
)
def test_what_may_not_be_asked_so_is_refused_and_leaves_nothing(cast, everything, wrong, error):
    before = everything()
    asking = Asking(**{"kind": "information", "urgency": "urgent", "body": {"text": "?"}} | wrong)
    to = cast.world.rulebook().reachable("information", cast.unit("customs").pk)[:1]
    with pytest.raises(error):
        ask(asking, to, at=NOON, **cast.by("customs"))
    assert everything() == before


def test_a_unit_out_of_reach_or_without_a_console_is_not_asked(cast):
    book, here = cast.world.rulebook(), cast.unit("customs").pk
    near = book.reachable("information", here)[0]
    far = type(near)(cast.world.stranger.pk, near.role, near.clause, near.why)
    with pytest.raises(NotAskable):
        ask(Asking("information", "urgent", {"text": "?"}), [far], at=NOON, **cast.by("customs"))
    book.units[near.unit].reach = "telephone"
    try:
        with pytest.raises(NotAskable):
            ask(Asking("information", "urgent", {"text": "?"}), [near], at=NOON, **cast.by("customs"))
    finally:
        book.units[near.unit].reach = "console"
    assert not Message.objects.exists()


def test_nobody_asked_is_refused(cast):
    with pytest.raises(NobodyAddressed):
        ask(Asking("information", "urgent", {"text": "?"}), [], at=NOON, **cast.by("customs"))


def test_whoever_is_off_watch_asks_nothing(cast):
    from ortaq.access.models import Watch

    Watch.objects.filter(unit=cast.unit("customs")).update(ends_at=NOON - HOUR, relieved_at=NOON - HOUR)
    with pytest.raises(NotOnWatch):
        cast.ask()
