"""What was told is passed on: the origin stays with the words, and the author's handling code decides to whom."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
import world as worlds

from ortaq.exchange.correcting import correct, recall, withdraw
from ortaq.exchange.errors import (
    HoldsAlready,
    NotAddressed,
    NothingSaid,
    NotOnWatch,
    NotToBePassedOn,
    Recalled,
    Withdrawn,
)
from ortaq.exchange.forwarding import forward, hands
from ortaq.exchange.models import Content, Message
from ortaq.exchange.relations import ORIGIN, origins
from ortaq.exchange.sending import Saying, send_oral

NOON, MINUTE = worlds.NOON, timedelta(minutes=1)
SUBJECT = "C5.1.d"
BODY = {"text": "двое без виз", "route": "Хоргос"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return worlds.make()


def tell(world, handling=""):
    book = world.rulebook()
    saying = Saying(SUBJECT, dict(BODY), NOON, expects_act=True, handling=handling)
    return send_oral(
        saying, book.route(SUBJECT, world.unit("border").pk), by=world.by("border"), at=NOON, rulebook=book
    )


def pass_on(world, message, to, *, agency="customs", level=4, at=NOON + MINUTE, note="по подследственности", **more):
    return forward(message, to.pk, note=note, by=world.by(agency, level), at=at, rulebook=world.rulebook(), **more)


def test_the_origin_travels_with_its_unit_number_date_and_words_unchanged(world):
    message = tell(world)
    passed = pass_on(world, message, world.unit("customs", 2))
    origin = passed.content.body[ORIGIN]
    assert (origin["unit"], origin["number"], origin["year"]) == (message.unit_id, message.number, message.year)
    assert (origin["sent_at"], origin["body"]) == (NOON.isoformat(), BODY)
    assert origin["commitment"] == bytes(message.commitment).hex()
    assert passed.content.body["text"] == "по подследственности"
    assert (passed.unit_id, passed.relation, passed.relates_to) == (world.unit("customs").pk, "forward", message.pk)


def test_the_chain_keeps_every_hand_down_to_the_author(world):
    first = pass_on(world, tell(world), world.unit("customs", 3))
    second = pass_on(world, first, world.unit("customs", 2), level=3, at=NOON + 2 * MINUTE)
    assert list(hands(second.content.body)) == [world.unit("customs").pk, world.unit("border").pk]
    assert [one["body"]["text"] for one in origins(second.content.body)] == ["по подследственности", "двое без виз"]


def test_corrections_travel_with_the_words_so_that_nobody_passes_on_a_mistake(world):
    message, book = tell(world), world.rulebook()
    correct(message, {"text": "трое без виз"}, why="досчитали", by=world.by("border"), at=NOON + MINUTE, rulebook=book)
    passed = pass_on(world, message, world.unit("customs", 2), at=NOON + 2 * MINUTE)
    origin = passed.content.body[ORIGIN]
    assert origin["body"] == BODY
    assert [(one["body"]["text"], one["why"]) for one in origin["corrected"]] == [("трое без виз", "досчитали")]


@pytest.mark.parametrize(
    ("handling", "to", "allowed"),
    [
        ("", ("customs", 2), True),
        ("", ("internal", 2), False),
        ("parties", ("internal", 2), True),
        ("addressees", ("customs", 2), False),
        ("official_use", ("internal", 2), False),
        ("open", ("internal", 2), True),
    ],
)
def test_the_handling_code_decides_to_whom(world, handling, to, allowed):
    message = tell(world, handling)
    if allowed:
        assert pass_on(world, message, world.unit(*to)).handling == handling
        return
    with pytest.raises(NotToBePassedOn) as refused:
        pass_on(world, message, world.unit(*to))
    assert refused.value.facts["author"] == message.unit_id
    assert set(refused.value.facts["why"]) == {"ru", "kk", "en"}
    assert Message.objects.count() == 1


def test_passing_it_through_a_second_hand_loosens_nothing(world):
    passed = pass_on(world, tell(world), world.unit("customs", 2))
    with pytest.raises(NotToBePassedOn):
        pass_on(world, passed, world.unit("internal", 2), level=2, at=NOON + 2 * MINUTE)


def test_the_author_is_not_bound_by_his_own_code(world):
    passed = pass_on(world, tell(world, "addressees"), world.unit("internal", 2), agency="border")
    assert passed.recipients.get().unit == world.unit("internal", 2)


def test_what_presses_presses_whom_it_is_passed_on_to(world):
    passed = pass_on(world, tell(world), world.unit("customs", 2))
    assert (passed.recipients.get().alarms, passed.expects_act) == (True, True)


def test_the_authors_unit_sees_the_header_and_not_the_note(world):
    passed = pass_on(world, tell(world), world.unit("customs", 2))
    assert world.unit("border").pk in passed.visible_to
    assert world.unit("border").pk not in Content.objects.get(pk=passed.pk).visible_to


def test_what_cannot_be_passed_on_is_refused_in_words(world):
    message, book = tell(world), world.rulebook()
    with pytest.raises(NotAddressed):
        pass_on(world, message, world.unit("internal", 1), agency="internal", level=2)
    by = world.by("customs")
    stranger = type(by)(10**6, "Никто", by.post, by.unit, by.session)
    with pytest.raises(NotOnWatch):
        forward(message, world.unit("customs", 2).pk, note="x", by=stranger, at=NOON, rulebook=book)
    with pytest.raises(NothingSaid):
        pass_on(world, message, world.unit("customs", 2), note=" ")
    with pytest.raises(HoldsAlready):
        pass_on(world, tell(world, "parties"), world.unit("internal"))


def test_what_was_recalled_or_withdrawn_is_passed_on_no_longer(world):
    message, by, book = tell(world), world.by("border"), world.rulebook()
    recall(message, world.unit("customs").pk, why="не вам", by=by, at=NOON + MINUTE, rulebook=book)
    with pytest.raises(Recalled):
        pass_on(world, message, world.unit("customs", 2), at=NOON + 2 * MINUTE)
    withdraw(message, why="ложно", by=by, at=NOON + 3 * MINUTE, rulebook=book)
    with pytest.raises(Withdrawn):
        pass_on(world, message, world.unit("internal", 2), agency="internal", at=NOON + 4 * MINUTE)


def test_what_was_forwarded_is_recalled_from_there_too(world):
    message, by, book = tell(world), world.by("border"), world.rulebook()
    passed = pass_on(world, message, world.unit("customs", 2))
    recall(message, world.unit("customs").pk, why="не вам", by=by, at=NOON + 2 * MINUTE, rulebook=book)
    with pytest.raises(Recalled):
        pass_on(world, passed, world.unit("customs", 1), level=2, at=NOON + 3 * MINUTE)


def test_the_same_form_sent_again_passes_it_on_once(world):
    message, once = tell(world), uuid.uuid4()
    first = pass_on(world, message, world.unit("customs", 2), id=once)
    assert pass_on(world, message, world.unit("customs", 2), id=once, at=NOON + 5 * MINUTE).pk == first.pk
    assert Message.objects.count() == 2
