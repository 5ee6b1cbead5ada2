"""The words of an act are erased when its term is over; what proves it stays, and a copy is verified as before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from agreeing import NOON, minutes, plan

from ortaq.acts import signing
from ortaq.acts.erasing import due, erase, erase_due
from ortaq.acts.models import Act, Body, Edit, Signature
from ortaq.acts.paper import verifying
from ortaq.acts.printed import Printed
from ortaq.exchange.errors import AlreadyDone, NotPossible
from ortaq.ledger.actor import Actor

OWNER, DAY = Actor.program("owner"), timedelta(days=1)
YEARS = timedelta(days=365 * 5 + 2)
TERM = {"by": OWNER, "ground": "срок хранения"}


@pytest.fixture(autouse=True)
def at_noon(clock):
    clock.stand(NOON)


def test_five_years_after_its_end_the_words_of_a_plan_go_and_signatures_stay(parties, whole):
    plan_ = parties.in_force("plan", plan())
    copy = bytes(Printed.objects.get().pdf)
    signing.end(plan_, "новый план", **parties.by("border", 4, NOON + DAY))
    book = parties.world.rulebook()
    for at, gone in ((NOON + YEARS - 9 * DAY, []), (NOON + YEARS + DAY, [plan_.act.label])):
        assert erase_due(at=at, rulebook=book, **TERM) == gone
    assert not Body.objects.exists()
    assert not Edit.objects.exists()
    assert [bytes(one.pdf) for one in Printed.objects.all()] == [b""]
    assert Signature.objects.count() == 6
    whole()
    assert verifying.verify(copy).whole


def test_what_holds_is_kept_for_as_long_as_it_holds(parties):
    plan_ = parties.in_force("plan", plan())
    book = parties.world.rulebook()
    assert list(due(NOON + 20 * YEARS, book)) == []
    with pytest.raises(NotPossible):
        erase(plan_.act, at=NOON + 20 * YEARS, rulebook=book, **TERM)


def test_a_record_of_what_has_happened_is_kept_from_the_day_on_which_it_was_signed(parties):
    parties.in_force("statistics", {"text": "Сверено"})
    book = parties.world.rulebook()
    assert list(due(NOON + YEARS - 9 * DAY, book)) == []
    assert list(due(NOON + YEARS, book)) == [Act.objects.get()]


def test_a_draft_under_way_is_not_erased_and_one_that_came_to_nothing_is(parties):
    version = parties.proposed("minutes", minutes())
    book = parties.world.rulebook()
    assert list(due(NOON + 20 * YEARS, book)) == []
    signing.refuse(version, "не о том", **parties.by("customs", 4, NOON + DAY))
    assert list(due(NOON + YEARS - 9 * DAY, book)) == []
    assert list(due(NOON + YEARS, book)) == [version.act]


def test_it_is_erased_once_and_not_without_a_ground(parties):
    version = parties.in_force("statistics", {"text": "Сверено"})
    book, after = parties.world.rulebook(), NOON + YEARS
    with pytest.raises(NotPossible):
        erase(version.act, by=OWNER, at=after, rulebook=book, ground=" ")
    assert erase(version.act, at=after, rulebook=book, **TERM) == 1
    with pytest.raises(AlreadyDone):
        erase(version.act, at=after, rulebook=book, **TERM)


def test_its_page_says_that_the_words_were_erased_and_there_is_no_paper(parties, sit):
    version = parties.in_force("statistics", {"text": "Сверено"})
    erase(version.act, at=NOON + YEARS, rulebook=parties.world.rulebook(), **TERM)
    screen = sit("border")
    page = screen.get(f"/acts/{version.act_id}/").content.decode()
    assert "Текст стёрт по истечении срока хранения." in page
    assert screen.get(f"/acts/{version.act_id}/ru.pdf").status_code == 403
