"""What the booth types is found in whatever letters it stands, with reasons; and nobody looks without a purpose."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from banking import DAY, LOST, MINUTE, NOON, WANTED

from ortaq.access.models import Watch
from ortaq.access.scope import acting_in
from ortaq.databank import common
from ortaq.databank.errors import NotBound, NothingAsked, Settled, TooMany, UnknownRegister
from ortaq.databank.models import Asked, Hit, LookUp
from ortaq.databank.telling import told
from ortaq.exchange.errors import NotAddressed, NotOnWatch
from ortaq.ledger.models import Entry as LedgerEntry
from ortaq.lib.ids import uuid7

ZONE = "P<UTOJUMABAEV<<ERLAN<<<<<<<<<<<<<<<<<<<<<<<<\nN123456785UTO8903141M3001019<<<<<<<<<<<<<<<0"


@pytest.mark.parametrize(
    "typed",
    [
        "Жұмабаев Ерлан",
        "жумабаев ерлан",
        "ZHUMABAYEV YERLAN",
        "Jumabaev Erlan",
        "ерлан жумабаев",
        "Djoumabaev Erlan",
        "ZHUNABAYEV ERLAN",
        "N12345678",
        "№ n 123 456 78",
    ],
)
def test_a_wanted_person_is_found_in_whatever_letters_and_with_a_slip(bank, typed):
    entry = bank.enter()
    assert [hit.entry_id for hit in bank.found(typed)] == [entry.pk]


def test_another_name_is_not_found(bank):
    bank.enter()
    assert bank.found("Оспанов Бауыржан") == []
    assert bank.found("Жумабаев Серик") == [], "one word alike is a namesake; a wide search shows him"
    assert bank.found("Жумабаев Серик", is_wide=True)


def test_the_date_of_birth_ranks_and_does_not_hide(bank):
    other = bank.enter({**WANTED, "born": "1960-01-01", "number": ""})
    right = bank.enter()
    hits = bank.found("Жумабаев Ерлан", born=date(1989, 3, 14))
    assert [hit.entry_id for hit in hits] == [right.pk, other.pk]
    assert ["born", 0] in hits[0].reasons
    assert ["born_other", 0] in hits[1].reasons


def test_the_reasons_name_the_word_and_how_it_is_alike(bank):
    bank.enter()
    (hit,) = bank.found("ZHUMABAEV YERLAM")
    assert hit.reasons == [["letters", 1], ["slip", 2]]
    (hit,) = bank.found("N12345678")
    assert (hit.score, hit.reasons) == (100, [["number", 0]])


def test_a_zone_is_looked_up_by_its_number_and_its_name(bank):
    entry = bank.enter()
    look = bank.look_up(ZONE)
    assert look.way == "zone"
    assert [hit.entry_id for hit in look.hits.all()] == [entry.pk]


@pytest.mark.parametrize(("typed", "hits"), [("N00000102", 1), ("n 00000103", 1), ("N00000104", 0)])
def test_stolen_blanks_are_entered_as_a_range_and_each_is_found(bank, typed, hits):
    bank.lose()
    assert len(bank.found(typed)) == hits


def test_a_plate_is_found_by_the_look_of_its_letters(bank):
    entry = bank.enter({"plate": "123 АВС 02"}, register="vehicles", ground="stolen", agency="customs")
    look = bank.look_up("123abc02")
    assert (look.way, [hit.entry_id for hit in look.hits.all()]) == ("plate", [entry.pk])


def test_what_has_run_out_is_not_found(bank):
    bank.enter(valid_to=NOON + DAY)
    assert bank.found("N12345678")
    assert bank.found("N12345678", at=NOON + DAY) == []


def test_what_is_for_one_agency_is_told_to_no_other(bank, monkeypatch):
    persons = bank.world.rulebook().edition.databank.registers["persons"]
    monkeypatch.setattr(common, "register_of", lambda *_: replace(persons, shown_to=("internal",)))
    bank.enter()
    assert bank.found("N12345678", agency="customs") == []
    assert bank.found("N12345678", agency="internal")


def test_a_look_up_is_written_down_with_its_purpose_before_it_is_answered(bank):
    look = bank.look_up("Оспанов Бауыржан")
    assert (look.purpose, look.matter, look.way) == ("passage", None, "name")
    assert Asked.objects.get(look_up=look).body["typed"] == "Оспанов Бауыржан"
    assert LedgerEntry.objects.filter(kind="databank.looked_up", record=look.pk).count() == 1
    assert "Оспанов" not in LedgerEntry.objects.get(kind="databank.looked_up", record=look.pk).body


def test_the_same_form_twice_is_one_look_up(bank):
    bank.enter()
    once = uuid7()
    first, second = bank.look_up("N12345678", id=once), bank.look_up("N12345678", id=once)
    assert first == second
    assert (LookUp.objects.count(), Hit.objects.count()) == (1, 1)


def test_only_the_watch_looks_up(bank):
    Watch.objects.all().update(relieved_at=NOON, ends_at=NOON)
    with pytest.raises(NotOnWatch):
        bank.look_up("N12345678")
    assert LookUp.objects.count() == 0


def test_a_purpose_is_one_of_the_list_and_bound_as_the_pack_says(bank):
    with pytest.raises(UnknownRegister):
        bank.look_up("N12345678", purpose="curiosity")
    with pytest.raises(NotBound):
        bank.look_up("N12345678", purpose="event")
    with pytest.raises(NotBound):
        bank.look_up("N12345678", purpose="event", matter=uuid7())


def test_what_is_neither_a_number_nor_a_name_is_refused(bank):
    with pytest.raises(NothingAsked):
        bank.look_up("???")


def test_one_officer_looks_up_no_oftener_than_the_pack_allows(bank):
    pace = bank.world.rulebook().edition.databank.pace
    for _ in range(pace.minute):
        bank.look_up("N12345678")
    with pytest.raises(TooMany):
        bank.look_up("N12345678")
    assert bank.look_up("N12345678", at=NOON + 2 * MINUTE), "a minute later again"
    assert bank.look_up("N12345678", agency="customs"), "a colleague is not held up"


def test_a_hit_is_settled_by_hand_once_and_with_a_reason(bank):
    bank.enter()
    (hit,) = bank.found("N12345678")
    assert bank.settle(hit, "namesake", note="рост другой").state == "rejected"
    assert bank.settle(hit, "namesake", note="рост другой").state == "rejected", "the same again changes nothing"
    with pytest.raises(Settled):
        bank.settle(hit, "same")
    with pytest.raises(UnknownRegister):
        bank.settle(hit, "because")
    assert LedgerEntry.objects.filter(kind="databank.settled", record=hit.pk).count() == 1


def test_another_unit_does_not_settle_it(bank):
    bank.enter()
    (hit,) = bank.found("N12345678")
    with pytest.raises(NotAddressed):
        bank.settle(hit, "same", agency="internal")


@pytest.mark.parametrize("agency", ["border", "customs"])
def test_the_rights_of_the_web_are_enough_and_show_nothing_without_a_look_up(bank, as_role, agency):
    from ortaq.databank.models import Entry, Words

    with as_role("web"):
        bank.enter()
        with acting_in(bank.unit(agency).pk, instead=True):
            assert (Entry.objects.count(), Words.objects.count()) == (0, 0), "another unit's entry is not to be read"
        look = bank.look_up("Жумабаев Ерлан", agency=agency)
        with acting_in(bank.unit(agency).pk, instead=True):
            (about,) = told(look).values()
            assert about.body["name"] == WANTED["name"]
            bank.settle(look.hits.get(), "same", agency=agency)
        with acting_in(bank.unit("internal").pk, instead=True):
            assert told(look) == {}, "what another unit was told is not told again"
            assert Hit.objects.get().state == "confirmed", "the owner learns who found it and how it was settled"
        with acting_in(bank.world.stranger.pk, instead=True):
            assert Hit.objects.count() == 0


def test_no_function_tells_anything_without_a_written_look_up(bank, as_role):
    from django.db import connection

    bank.enter()
    bank.lose(LOST)
    with as_role("web"), acting_in(bank.unit("border").pk), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM databank_by_mark(%s, %s, %s)", [uuid7(), ["N00000100"], NOON])
        assert cursor.fetchall() == []
        cursor.execute("SELECT * FROM databank_by_name(%s, '[]', NULL, %s, false, 10)", [uuid7(), NOON])
        assert cursor.fetchall() == []
