"""Search finds what a unit may see and nothing else: words where it reads them, headers elsewhere, newest first."""

from __future__ import annotations

from datetime import timedelta

import pytest
import world as worlds
from django.db import DatabaseError, connection

from ortaq.access.scope import acting_in
from ortaq.exchange import receipts
from ortaq.exchange.erasing import erase
from ortaq.exchange.models import Message, Recipient
from ortaq.exchange.searching import BEGIN, END, Asked, find, mark_of, snippets, words_of
from ortaq.exchange.sending import Saying, send_oral
from ortaq.ledger.actor import Actor

NOON, MINUTE, DAY = worlds.NOON, timedelta(minutes=1), timedelta(days=1)
WORDS = "Задержан гражданин Сидоров с контрабандой оружия, паспорт N 1234567, машина А 123 ВС 02"
pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return worlds.make()


def tell(world, text=WORDS, *, at=NOON, who="border", clause="C5.1.c", **more):
    book = world.rulebook()
    addressed = [one for one in book.route("C5.1", world.unit(who).pk) if one.role == "counterpart"]
    saying = Saying(clause, {"text": text} | more, at - MINUTE)
    return send_oral(saying, addressed, by=world.by(who), at=at, rulebook=book)


@pytest.fixture
def seen(world, as_role):
    """What an officer of a unit finds: seen("customs", words="оружие")."""

    def finds(who, level=4, /, **asked):
        scope = who.pk if hasattr(who, "pk") else world.unit(who, level).pk
        with as_role("web"), acting_in(scope):
            return [pk for _, pk in find(Asked(**asked)).places]

    return finds


@pytest.mark.parametrize(
    "words",
    ["оружие", "ОРУЖИЕМ", "контрабанда", "сидоров", "сидор", "задержанный оружие", "гражданина сидорова"],
)
def test_the_author_and_the_addressees_find_a_message_by_its_words_in_any_form(world, seen, words):
    told = tell(world)
    for unit in ("border", "customs", "internal"):
        assert seen(unit, words=words) == [told.pk]


@pytest.mark.parametrize("words", ["шекара", "шекарасында", "қытай"])
def test_kazakh_words_are_found_as_they_are_and_by_their_beginning(world, seen, words):
    told = tell(world, "Қытай шекарасында ұсталды")
    assert seen("customs", words=words) == [told.pk]


def test_all_words_must_be_there(world, seen):
    tell(world)
    assert seen("customs", words="оружие наркотики") == []


def test_a_superior_who_sees_the_header_alone_finds_nothing_by_the_words(world, seen):
    told = tell(world)
    assert seen("border", 3, words="оружие") == []
    assert seen("border", 3, words=world.by("border").name.split()[-1]) == [told.pk]
    assert seen("border", 3, words=str(told.number)) == [told.pk]


def test_a_stranger_finds_nothing_at_all(world, seen):
    told = tell(world)
    for asked in ({"words": "оружие"}, {"words": str(told.number)}, {"subject": "C5.1.c"}, {"mark": "N1234567"}):
        assert seen(world.stranger, **asked) == []


def test_without_a_scope_nothing_is_found(world, as_role):
    tell(world)
    with as_role("web"):
        assert find(Asked(words="оружие")).places == []


def test_nobody_reads_the_lexemes(world, as_role):
    tell(world)
    with pytest.raises(DatabaseError, match="permission denied"), as_role("web"), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM exchange_searchentry")


def test_who_reads_no_content_finds_by_the_header_alone(world, seen):
    told = tell(world)
    assert seen("customs", words="оружие", in_content=False) == []
    assert seen("customs", mark="N1234567", in_content=False) == []
    assert seen("customs", words=str(told.number), in_content=False) == [told.pk]


@pytest.mark.parametrize(
    "mark", ["N1234567", "n 1234567", "1234567", "А123ВС02", "a123bc02", "A 123 BC 02", "а-123-вс-02"]
)
def test_a_document_and_a_vehicle_are_found_however_they_are_written(world, seen, mark):
    told = tell(world)
    assert seen("customs", mark=mark) == [told.pk]
    assert seen("customs", mark=mark + "9") == []


def test_what_stands_in_the_subjects_own_fields_is_found_too(world, seen):
    told = tell(world, "задержан", clause="C5.1.d", identity="Иванов Пётр 1980", route="Алматы – Хоргос")
    assert seen("customs", words="иванов хоргос") == [told.pk]


def test_period_unit_subject_and_state_narrow(world, seen):
    old, new = tell(world, at=NOON - 40 * DAY), tell(world, at=NOON, clause="C5.1.e")
    theirs = tell(world, at=NOON, who="customs")
    border = world.unit("border").pk
    assert set(seen("internal", words="оружие", since=NOON - DAY, unit=border)) == {new.pk, theirs.pk}
    assert seen("internal", words="оружие", until=NOON - DAY) == [old.pk]
    assert seen("internal", subject="C5.1.e") == [new.pk]
    assert set(seen("border", unit=world.unit("customs").pk)) == {old.pk, new.pk, theirs.pk}
    one = Recipient.objects.get(message=new, unit=world.unit("customs"))
    receipts.acknowledge(one, by=world.by("customs"), at=NOON, rulebook=world.rulebook())
    assert seen("customs", words="оружие", state="taken") == [new.pk]
    assert seen("customs", words="оружие", state="alarm") == [old.pk]


def test_the_newest_comes_first_and_a_page_goes_on_where_the_former_ended(world, as_role):
    told = [tell(world, at=NOON - days * DAY).pk for days in (0, 3, 30, 31, 55)]
    with as_role("web"), acting_in(world.unit("customs").pk):
        first = find(Asked(words="оружие"), most=2)
        assert ([pk for _, pk in first.places], first.has_more) == (told[:2], True)
        rest = find(Asked(words="оружие", before=first.places[-1]), most=9)
        assert ([pk for _, pk in rest.places], rest.has_more) == (told[2:], False)


def test_whom_it_climbed_to_finds_its_words_from_then_on(world, seen):
    told, book = tell(world), world.rulebook()
    assert seen("customs", 3, words="оружие") == []
    origin = Recipient.objects.select_related("message").get(message=told, unit=world.unit("customs"))
    receipts.not_for_us(
        origin, by=world.by("customs"), at=NOON, reason="не наше", instead=world.unit("customs", 3).pk, rulebook=book
    )
    assert seen("customs", 3, words="оружие") == [told.pk]
    assert seen("customs", 3, unit=world.unit("customs", 3).pk) == [told.pk]


def test_what_was_erased_is_found_by_its_header_alone(world, seen):
    told = tell(world)
    erase(Message.objects.get(pk=told.pk), by=Actor.program("owner"), at=NOON, ground="решение суда")
    assert seen("customs", words="оружие") == []
    assert seen("customs", mark="N1234567") == []
    assert seen("customs", words=str(told.number)) == [told.pk]
    with connection.cursor() as cursor:
        cursor.execute("SELECT words::text FROM exchange_searchentry")
        assert "оруж" not in cursor.fetchone()[0]


def test_a_snippet_shows_what_was_found_to_who_may_read_it(world, as_role):
    told = tell(world)
    with as_role("web"), acting_in(world.unit("customs").pk):
        assert f"{BEGIN}оружия{END}" in snippets([told.pk], "оружие")[told.pk]
    with as_role("web"), acting_in(world.unit("customs", 3).pk):
        assert snippets([told.pk], "оружие") == {}


def test_a_snippet_shows_no_code_of_the_pack(world, as_role):
    told = tell(world, ground="no_forces")
    with as_role("web"), acting_in(world.unit("customs").pk):
        said = snippets([told.pk], "оружие")[told.pk]
    assert "оружия" in said
    assert "no_forces" not in said


@pytest.mark.parametrize("rubbish", ["'", "\\", "a & | b", "'; DROP TABLE", "(((", ":*", "!!", "№", "%", "ъ'ъ"])
def test_nothing_that_one_types_breaks_a_search(world, seen, rubbish):
    tell(world)
    seen("customs", words=rubbish)
    seen("customs", mark=rubbish)


def test_words_and_marks_are_read_as_they_are_meant():
    assert words_of("Оружие, № 5; и А123") == ["оружие", "5", "а123"]
    assert mark_of("а 123-вс 02") == "A123BC02"


def test_sending_leaves_one_row_of_lexemes(world):
    tell(world)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM exchange_searchentry")
        assert cursor.fetchone() == (1,)
