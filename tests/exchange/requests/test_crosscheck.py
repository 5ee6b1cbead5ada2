"""A request is checked against what the answering unit holds, shown to nobody else, and leaves no trace."""

from __future__ import annotations

from datetime import timedelta

import pytest
import world as worlds
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ortaq.access.scope import acting_in
from ortaq.exchange.asks import Request
from ortaq.exchange.crosscheck import check
from ortaq.exchange.erasing import erase
from ortaq.exchange.mentions import Mention, index_anew
from ortaq.exchange.models import Recipient
from ortaq.exchange.receipts import not_for_us
from ortaq.exchange.sending import Saying, send_oral
from ortaq.ledger.actor import Actor

NOON, MINUTE = worlds.NOON, timedelta(minutes=1)
CLAUSE = "C5.1.d"
HELD = {"text": "задержан", "persons": [{"surname": "Тестов", "given_names": "Азиз", "birth_date": "1989-03-14"}]}


def hold(cast, body, *, by="border", to=("internal",), at=NOON - 60 * MINUTE):
    """Let a unit tell something to another one, customs not among them: what they hold together."""
    book = cast.world.rulebook()
    units = {cast.unit(agency).pk for agency in to}
    addressed = [one for one in book.route(CLAUSE, cast.unit(by).pk) if one.unit in units]
    return send_oral(Saying(CLAUSE, {"text": "x", **body}, at), addressed, by=cast.world.by(by), at=at, rulebook=book)


def checked(cast, as_role, agency="border"):
    with as_role("web"), acting_in(cast.unit(agency).pk):
        found = check(Request.objects.select_related("message").get(unit=cast.unit(agency))).matches
    return {(one.message.number, one.message.unit_id): [why.what for why in one.reasons] for one in found}


@pytest.mark.parametrize(
    ("held", "asked", "why"),
    [
        (HELD, {"surname": "TESTOV", "given_names": "Aziz", "birth_date": "1989-03-14"}, "name_and_birth"),
        (HELD, {"surname": "Тестов", "given_names": "Азиз Каримович"}, "name"),
        (HELD, {"surname": "Тестов"}, "name"),
        (HELD, {"surname": "Тестоф", "given_names": "Азис", "birth_date": "1989-03-14"}, "near_and_birth"),
        (HELD, {"surname": "Тестов", "given_names": "Азиз", "birth_date": "1990-01-01"}, "name_other_birth"),
        ({"identity": "Жумабаев Ерлан, 02.11.1992"}, {"surname": "ZHUMABAYEV", "given_names": "YERLAN"}, "name"),
        ({"document_number": "N 01234567"}, {"document_number": "№ N01234567"}, "document"),
        ({"text": "автомобиль 123 АВС 02 удержан"}, {"plate": "123ABC02"}, "plate"),
        ({"text": "x"}, {"message_number": "1/2026"}, "message"),
        ({"text": "в дополнение к № 77/2026"}, {"message_number": "77/2026"}, "message"),
    ],
)
def test_the_answering_unit_is_shown_what_it_holds_and_why(cast, as_role, held, asked, why):
    message = hold(cast, held)
    cast.ask(body={"text": "?", **asked})
    assert checked(cast, as_role) == {(message.number, message.unit_id): [why]}


@pytest.mark.parametrize(
    "asked",
    [
        {"surname": "Тестов", "given_names": "Рустам", "birth_date": "1989-03-15"},
        {"surname": "Примеров", "given_names": "Азиз"},
        {"document_number": "N7654321"},
        {},
    ],
)
def test_what_is_not_the_same_is_not_shown(cast, as_role, asked):
    hold(cast, HELD)
    cast.ask(body={"text": "?", **asked})
    assert checked(cast, as_role) == {}


def test_the_strongest_comes_first(cast, as_role):
    weak, strong = hold(cast, {"identity": "Тестов Азиз"}), hold(cast, HELD)
    cast.ask()
    assert [number for number, _ in checked(cast, as_role)] == [strong.number, weak.number]


def test_each_unit_is_checked_against_its_own_alone(cast, as_role):
    message = hold(cast, HELD, by="internal", to=("border",))
    hold(cast, HELD, by="internal", to=("customs",))
    cast.ask("border", "internal")
    assert list(checked(cast, as_role, "border")) == [(message.number, message.unit_id)]
    assert len(checked(cast, as_role, "internal")) == 2


def test_the_matter_of_the_request_itself_is_no_match(cast, as_role):
    cast.ask()
    assert checked(cast, as_role) == {}


def test_neither_the_asker_nor_a_third_unit_can_read_a_mention_of_what_is_held(cast, as_role):
    message = hold(cast, HELD)
    cast.ask()
    for unit in (cast.unit("customs"), cast.unit("border", 3), cast.world.stranger):
        with as_role("web"), acting_in(unit.pk):
            assert not Mention.objects.filter(message=message).exists()
    with as_role("web"), acting_in(cast.unit("customs").pk):
        assert check(Request.objects.select_related("message").get()).matches == []


def test_checking_writes_nothing(cast, as_role, everything):
    hold(cast, HELD)
    cast.ask()
    before = everything()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert checked(cast, as_role)
    assert everything() == before
    assert [one["sql"] for one in asked if one["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")] == []


def test_a_mention_is_seen_by_whom_the_words_are_shown_to_later(cast, as_role):
    message = hold(cast, HELD)
    recipient = Recipient.objects.select_related("message").get(message=message)
    above = cast.unit("internal", 3)
    with as_role("web"), acting_in(cast.unit("internal").pk):
        not_for_us(recipient, at=NOON, reason="не наше", instead=above.pk, **cast.by("internal"))
    with as_role("web"), acting_in(above.pk):
        assert Mention.objects.filter(message=message, kind="person").exists()


def test_a_climb_takes_the_mentions_along_and_the_clock_reads_none_of_them(cast, as_role):
    from ortaq.exchange.climbing import climb_due

    message = hold(cast, HELD)
    with as_role("clock"):
        assert climb_due(NOON).moved == 1
    with as_role("web"), acting_in(cast.unit("internal", 3).pk):
        assert Mention.objects.filter(message=message).exists()


def test_what_is_erased_is_mentioned_no_more(cast):
    message = hold(cast, HELD)
    erase(message, by=Actor.program("owner"), at=NOON, ground="срок хранения")
    assert not Mention.objects.filter(message=message).exists()


def test_the_index_is_made_anew_from_the_words(cast, as_role):
    message = hold(cast, HELD)
    before = set(Mention.objects.values_list("kind", "value", "born"))
    Mention.objects.all().delete()
    assert index_anew() == (1, 1)
    assert set(Mention.objects.values_list("kind", "value", "born")) == before
    cast.ask()
    assert list(checked(cast, as_role)) == [(message.number, message.unit_id)]
