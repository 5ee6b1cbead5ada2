"""A list of those who arrive: each row is a look-up, it goes on step by step, and is deleted when its term is over."""

from __future__ import annotations

import pytest
from banking import DAY, NOON

from ortaq.access.scope import acting_in
from ortaq.databank import listing
from ortaq.databank.models import Asked, Batch, BatchRows, LookUp
from ortaq.exchange.errors import NotAddressed, NothingSaid
from ortaq.lib.ids import uuid7
from ortaq.lib.workbooks import rows_of
from ortaq.rules import manifest
from ortaq.rules.manifest import Arrival, BadList

STRANGERS = [Arrival(f"Оспанов Бауыржан{'а' * n}", "") for n in range(30)]


@pytest.fixture
def taken(bank):
    """Return a list of thirty strangers with the wanted man among them."""
    bank.enter()
    rows = [*STRANGERS[:25], Arrival("ZHUMABAYEV YERLAN", "N 12345678", "1989-03-14"), *STRANGERS[25:]]
    with acting_in(bank.unit("border").pk):
        return listing.take_in(rows, **bank.by("border"))


def go_on(bank, batch, agency="border"):
    with acting_in(bank.unit(agency).pk, instead=True):
        return listing.go_on(batch, **bank.by(agency))


def test_it_goes_on_step_by_step_until_every_row_is_a_look_up(bank, taken):
    assert (taken.done, LookUp.objects.count()) == (0, 0)
    assert go_on(bank, taken).done == listing.AT_ONCE
    assert go_on(bank, taken).is_done
    assert go_on(bank, taken).is_done, "once more changes nothing"
    assert LookUp.objects.filter(batch=taken).count() == taken.rows == 31
    found = LookUp.objects.filter(hits__isnull=False).distinct()
    assert [(one.n, one.purpose) for one in found] == [(26, "passage")]


def test_another_unit_does_not_go_on_with_it(bank, taken):
    with pytest.raises(NotAddressed):
        go_on(bank, taken, "customs")


def test_when_its_term_is_over_rows_go_and_so_do_the_names_of_whoever_was_not_found(bank, taken, as_role):
    go_on(bank, go_on(bank, taken))
    with as_role("clock"):
        assert listing.sweep(NOON + DAY / 2) == 0
        assert listing.sweep(NOON + DAY) == 1
        assert listing.sweep(NOON + DAY) == 0
    assert not BatchRows.objects.exists()
    assert [one.look_up.n for one in Asked.objects.all()] == [26], "who was found stays, as any look-up does"
    assert Batch.objects.get().done == 31


def test_the_same_file_twice_is_one_list_and_an_empty_one_is_none(bank):
    once = uuid7()
    with acting_in(bank.unit("border").pk):
        first = listing.take_in(STRANGERS, id=once, **bank.by("border"))
        assert listing.take_in(STRANGERS, id=once, **bank.by("border")) == first
        with pytest.raises(NothingSaid):
            listing.take_in([], **bank.by("border"))
        with pytest.raises(NothingSaid):
            listing.take_in(STRANGERS * 20, **bank.by("border"))


def test_the_rights_of_the_web_are_enough(bank, taken, as_role):
    with as_role("web"):
        assert go_on(bank, taken).done == listing.AT_ONCE


@pytest.mark.parametrize(
    "text",
    [
        "Фамилия;Имя;Дата рождения;Номер документа\nУсманов;Рустам;14.03.1991;AA1234567\n;;;\n",
        "\ufeffsurname,given names,date of birth,passport,seat\nУсманов,Рустам,1991-03-14,AA1234567,12A\n",
        "name\tdob\tdocument\nУсманов Рустам\t14.03.1991\tAA1234567",
    ],
)
def test_a_list_is_read_whatever_divides_it_and_in_three_languages(text):
    assert manifest.read(rows_of(text.encode()), 10) == [Arrival("Усманов Рустам", "AA1234567", "1991-03-14")]


@pytest.mark.parametrize(
    ("text", "kind", "row"),
    [
        ("Усманов;Рустам\n", manifest.NO_HEADS, 1),
        ("фамилия;имя\n", manifest.EMPTY, 0),
        ("фамилия;дата рождения\nА;14.03.1991\nБ;31.02.1991", manifest.BAD_DAY, 3),
        ("фамилия\nА\nБ\nВ", manifest.TOO_MANY, 0),
    ],
)
def test_what_is_wrong_with_a_list_is_named_by_its_row(text, kind, row):
    with pytest.raises(BadList) as error:
        manifest.read(rows_of(text.encode()), 2)
    assert (error.value.kind, error.value.row) == (kind, row)
