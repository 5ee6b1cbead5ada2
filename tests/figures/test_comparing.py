"""What differs is found figure by figure and record by record; it is explained or corrected by its owner."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from holding import Point, lines
from numbers_of import APRIL, NOON

from ortaq.access.scope import acting_in
from ortaq.exchange.errors import AlreadyDone, AlreadySent, NothingSaid, StateSecret
from ortaq.figures import explaining
from ortaq.figures.counting import counted
from ortaq.figures.errors import NoReason, NoSuchList, NotOwner
from ortaq.figures.giving import Given, give
from ortaq.figures.lists import Listing
from ortaq.figures.lists import Record as Row
from ortaq.figures.months import figures_of
from ortaq.figures.reconciliations import Difference, DifferenceStep, Reconciliation

HOUR = timedelta(hours=1)
ONE = {"day": "2026-04-12", "count": "1"}


def explained(stats, difference: Difference, agency: str, words: str = "учли по дате решения", at=NOON):
    return explaining.explain(difference, words, **stats.by(agency, at=at))


def test_each_figure_that_differs_from_the_word_that_decides_is_its_owners(stats, whole):
    stats.give("border", refused__visa=12)
    stats.give("internal", refused__visa=14)
    stats.give("customs", refused__visa=12)
    row = stats.compare()
    assert stats.differences() == [("refused.visa", "internal", "counted_apart", "open")]
    assert (row.total, row.open) == (1, 1)
    whole()


def test_whoever_gave_nothing_while_others_did_owes_the_figure(stats):
    stats.give("internal", refused__visa=14)
    stats.compare()
    assert sorted(stats.differences()) == [
        ("refused.visa", "border", "not_reported", "open"),
        ("refused.visa", "customs", "not_reported", "open"),
    ]


def test_figures_cut_at_different_hours_differ_by_that(stats):
    stats.give("border", refused__visa=12)
    stats.give("customs", refused__visa=12)
    stats.give("internal", refused__visa=14, cut_off="shift")
    stats.compare()
    assert stats.differences() == [("refused.visa", "internal", "cut_off", "open")]


def test_comparing_twice_changes_nothing_and_another_member_finds_the_same(stats):
    stats.give("border", refused__visa=12)
    stats.give("internal", refused__visa=14)
    first = stats.compare("border")
    again = stats.compare("customs", at=NOON + HOUR)
    assert first.pk == again.pk
    assert Difference.objects.count() == first.total


def test_lists_are_matched_by_the_number_of_the_act_and_say_what_the_figures_do_not(stats, as_role, whole):
    for agency, acts in (("border", ("7/2026", "31/2026")), ("internal", ("7/2026", "45/2026"))):
        with as_role("web"), acting_in(stats.unit(agency).pk):
            stats.list("handed_by_border", *((act, ONE) for act in acts), agency=agency)
    with as_role("web"), acting_in(stats.unit("customs").pk):
        row = stats.compare("customs")
    assert stats.stands("border") == stats.stands("internal") == {"handed_by_border": "2"}, "the sums agree"
    assert sorted((one.key, one.owner.agency, one.cause) for one in row.differences.all()) == [
        ("31/2026", "internal", "not_taken"),
        ("45/2026", "border", "not_taken"),
    ]
    whole()


def test_what_the_node_counted_of_hand_overs_is_matched_with_the_other_sides_file(stats):
    point, april = Point(stats.world), NOON.replace(month=4, day=15)
    handover = point.offer(point.detain(at=april), at=april)
    point.accept(lines(handover)[0], at=april + timedelta(minutes=5))
    book = stats.world.rulebook()
    found = counted(stats.unit("border").pk, APRIL, figures_of(book).usual, book)
    only = {"handed_by_border": found["handed_by_border"]}
    give(Given(APRIL, only, "midnight", counted=found), **stats.by("border"))
    assert Listing.objects.get().source == "counted"
    (record,) = Row.objects.all()
    assert record.fields == {"day": "2026-04-15", "count": "1"}
    stats.list("handed_by_border", (record.key, {"day": "15.04.2026", "count": "1"} | ONE), agency="internal")
    stats.compare()
    assert stats.differences() == [("handed_by_border", "border", "fields", "open")], "the days differ"


def test_a_correction_by_the_owner_closes_the_difference_and_what_differs_then_is_another(stats, whole):
    stats.give("border", refused__visa=12)
    stats.give("customs", refused__visa=12)
    stats.give("internal", refused__visa=14)
    stats.compare()
    stats.give("internal", refused__visa=13, reason="одно дело – мартовское", at=NOON + HOUR)
    assert [state for *_rest, state in stats.differences()] == ["corrected", "open"]
    stats.give("internal", refused__visa=12, reason="второе – тоже", at=NOON + 2 * HOUR)
    assert [state for *_rest, state in stats.differences()] == ["corrected", "corrected"]
    assert stats.compare().open == 0
    whole()


def test_the_owner_alone_explains_and_twice_the_same_is_once(stats, as_role):
    stats.give("border", refused__visa=12)
    stats.give("customs", refused__visa=12)
    stats.give("internal", refused__visa=14)
    stats.compare()
    (one,) = Difference.objects.all()
    with pytest.raises(NotOwner):
        explained(stats, one, "border")
    with pytest.raises(NothingSaid):
        explained(stats, one, "internal", " ")
    with pytest.raises(StateSecret):
        explained(stats, one, "internal", "Совершенно секретно")
    with as_role("web"), acting_in(stats.unit("internal").pk):
        first, again = explained(stats, one, "internal"), explained(stats, one, "internal", at=NOON + HOUR)
    assert first.pk == again.pk
    assert stats.differences() == [("refused.visa", "internal", "counted_apart", "explained")]
    assert stats.compare().open == 0


def test_what_was_corrected_meanwhile_is_explained_no_more(stats):
    stats.give("border", refused__visa=12)
    stats.give("customs", refused__visa=12)
    stats.give("internal", refused__visa=14)
    stats.compare()
    (one,) = Difference.objects.all()
    stats.give("internal", refused__visa=12, reason="опечатка", at=NOON + HOUR)
    with pytest.raises(AlreadyDone):
        explained(stats, one, "internal")


def test_records_are_seen_by_the_members_and_counters_by_their_superiors_too(stats, as_role):
    stats.list("handed_by_border", ("7/2026", ONE), agency="border")
    stats.give("internal", handed_by_border=0)
    stats.compare()
    tables = (Listing, Row, Difference, DifferenceStep)
    with as_role("web"), acting_in(stats.unit("internal").pk):
        assert [table.objects.exists() for table in tables] == [True, True, True, False]
    with as_role("web"), acting_in(stats.unit("border", 3).pk):
        assert not any(table.objects.exists() for table in tables)
        assert Reconciliation.objects.get().total == 1


def test_postgresql_lets_nobody_change_what_was_found(stats):
    stats.give("border", refused__visa=12)
    stats.give("internal", refused__visa=14)
    stats.compare()
    for wrong in ({"said": {}}, {"owner": stats.unit("border").pk}, {"cause": "twice"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Difference.objects.update(**wrong)


def test_a_list_given_twice_under_one_name_is_one_and_another_is_refused(stats):
    once = uuid4()
    first = stats.list("handed_by_border", ("7/2026", ONE), agency="border", id=once)
    assert stats.list("handed_by_border", ("7/2026", ONE), agency="border", id=once).pk == first.pk
    with pytest.raises(AlreadySent):
        stats.list("handed_by_border", ("8/2026", ONE), agency="border", id=once)


def test_a_list_that_changes_the_figure_says_why_and_one_of_no_list_is_refused(stats):
    stats.list("handed_by_border", ("7/2026", ONE), agency="border")
    with pytest.raises(NoReason):
        stats.list("handed_by_border", ("7/2026", ONE), ("8/2026", ONE), agency="border")
    assert Listing.objects.count() == 1, "nothing is half taken"
    stats.list("handed_by_border", ("8/2026", ONE), agency="border")
    assert Listing.objects.filter(stands=True).get().n == 2, "the figure stays, the records are others"
    with pytest.raises(NoSuchList):
        stats.list("refused.visa", ("8/2026", ONE), agency="border")
