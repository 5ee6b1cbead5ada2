"""An entry has a ground, a source, an owner and an end; only its owner moves it, and what ended hits no more."""

from __future__ import annotations

import pytest
from banking import DAY, LOST, NOON, WANTED

from ortaq.access.models import Watch
from ortaq.access.scope import acting_in
from ortaq.databank import entering
from ortaq.databank.erasing import erase_due
from ortaq.databank.errors import NotFindable, NotInForce, NotOwner, UnknownRegister
from ortaq.databank.indexed import Mark, Named, NameKey, NameWord
from ortaq.databank.models import Asked, Entry, Words
from ortaq.exchange.errors import NothingSaid, NotOnWatch, NotPossible, TimesDisagree
from ortaq.ledger.actor import Actor
from ortaq.lib.ids import uuid7


def test_an_entry_holds_as_long_as_the_pack_says_and_no_longer(bank):
    entry = bank.enter()
    assert (entry.valid_to.year, entry.review_at.month) == (NOON.year + 3, NOON.month + 6)
    with pytest.raises(TimesDisagree):
        bank.enter(valid_to=entry.valid_to + DAY)
    with pytest.raises(TimesDisagree):
        bank.enter(valid_to=NOON)


def test_without_ground_source_or_anything_to_find_it_by_nothing_is_entered(bank):
    with pytest.raises(UnknownRegister):
        bank.enter(ground="dislike")
    with pytest.raises(UnknownRegister):
        bank.enter(register="neighbours")
    with pytest.raises(NothingSaid):
        bank.enter({"nothing": "known"})
    with pytest.raises(NotFindable):
        bank.enter({"measure": "задержать"})
    assert (Entry.objects.count(), Mark.objects.count(), NameWord.objects.count()) == (0, 0, 0)


def test_the_same_form_twice_is_one_entry(bank):
    once = uuid7()
    assert bank.enter(id=once) == bank.enter(id=once)
    assert (Entry.objects.count(), Named.objects.count()) == (1, 1)


def test_only_the_watch_enters(bank):
    Watch.objects.all().update(relieved_at=NOON, ends_at=NOON)
    with pytest.raises(NotOnWatch):
        bank.enter()


def test_its_owner_extends_it_and_says_why(bank):
    entry = bank.enter(valid_to=NOON + DAY)
    entering.extend(entry, NOON + 30 * DAY, reason="решение продлено", **bank.by("internal"))
    entry.refresh_from_db()
    assert (entry.valid_to, entry.steps) == (NOON + 30 * DAY, 2)
    with pytest.raises(NotPossible):
        entering.extend(entry, NOON + 31 * DAY, reason=" ", **bank.by("internal"))
    with pytest.raises(TimesDisagree):
        entering.extend(entry, NOON + 5000 * DAY, reason="надолго", **bank.by("internal"))


def test_an_entry_to_be_looked_at_again_stands_so_until_its_owner_has_looked(bank):
    entry = bank.enter()
    late = entry.review_at
    assert list(Entry.objects.to_review(late)) == [entry]
    entering.review(entry, reason="розыск продолжается", **bank.by("internal", at=late))
    assert list(Entry.objects.to_review(late)) == []


def test_withdrawn_it_is_found_no_more_and_moved_no_more(bank):
    entry = bank.enter()
    who = bank.by("internal")
    entering.withdraw(entry, reason="найден", by=who["by"], at=who["at"])
    assert bank.found("N12345678") == []
    assert bank.found("Жумабаев Ерлан") == []
    with pytest.raises(NotInForce):
        entering.withdraw(entry, reason="ещё раз", by=who["by"], at=who["at"])


def test_another_unit_moves_nothing(bank):
    entry = bank.enter()
    who = bank.by("border")
    with pytest.raises(NotOwner):
        entering.withdraw(entry, reason="не наше", by=who["by"], at=who["at"])


def test_two_entries_of_one_name_share_the_dictionary(bank):
    bank.enter()
    words, keys = NameWord.objects.count(), NameKey.objects.count()
    bank.enter({**WANTED, "number": ""})
    assert (NameWord.objects.count(), NameKey.objects.count()) == (words, keys)


def test_words_are_erased_when_their_term_is_over_and_the_ledger_still_verifies(bank):
    entry, kept = bank.enter(valid_to=NOON + DAY), bank.lose(LOST)
    look = bank.look_up("N12345678")
    by, later = Actor.program("owner"), NOON + 800 * DAY
    assert erase_due(by=by, at=later, rulebook=bank.world.rulebook(NOON), ground="срок") == (1, 1)
    assert not Words.objects.filter(entry=entry).exists()
    assert not Asked.objects.filter(look_up=look).exists()
    assert Words.objects.filter(entry=kept).exists()
    assert (Named.objects.count(), NameWord.objects.count(), NameKey.objects.count()) == (0, 0, 0)
    assert erase_due(by=by, at=later, rulebook=bank.world.rulebook(NOON), ground="срок") == (0, 0)


def test_an_entry_of_another_unit_cannot_be_indexed(bank, as_role):
    from django.db import DatabaseError, transaction

    from ortaq.databank import indexing
    from ortaq.databank.common import register_of

    entry = bank.enter()
    register = register_of(bank.world.rulebook(), "persons")
    with as_role("web"), acting_in(bank.unit("border").pk), pytest.raises(DatabaseError), transaction.atomic():
        indexing.write(entry.pk, register, {"name": "Другой Человек"})
