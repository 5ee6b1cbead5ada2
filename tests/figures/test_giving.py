"""A unit gives its figures of a month; a correction is a further row that says why."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from numbers_of import APRIL, NOON

from ortaq.access.scope import acting_in
from ortaq.exchange.errors import AlreadySent, NothingChanged, StateSecret
from ortaq.figures.errors import MonthNotOver, NoReason, NotOurs
from ortaq.figures.models import Return
from ortaq.ledger.models import Entry

HOUR = timedelta(hours=1)


def test_the_rights_of_the_web_are_enough_to_give_and_to_correct(stats, as_role, whole):
    with as_role("web"), acting_in(stats.unit("border").pk):
        stats.give(persons_in__own=18680, refused__visa=3)
        stats.give(refused__visa=4, reason="дело № 7 поступило позже", at=NOON + HOUR)
    assert stats.stands() == {"persons_in.own": "18680", "refused.visa": "4"}
    whole()


def test_a_correction_says_why_and_leaves_what_stood_to_be_read(stats):
    stats.give(refused__visa=3)
    with pytest.raises(NoReason):
        stats.give(refused__visa=4)
    stats.give(refused__visa=4, reason="пересчитано")
    rows = Return.objects.order_by("n").values_list("n", "value", "stands", "reason")
    assert [(n, int(value), stands, reason) for n, value, stands, reason in rows] == [
        (1, 3, False, ""),
        (2, 4, True, "пересчитано"),
    ]


def test_the_same_form_sent_twice_gives_once_and_another_under_its_name_is_refused(stats):
    once = uuid4()
    first = stats.give(refused__visa=3, id=once)
    entries = Entry.objects.count()
    again = stats.give(refused__visa=3, id=once, at=NOON + HOUR)
    assert [row.pk for row in again] == [row.pk for row in first]
    with pytest.raises(AlreadySent):
        stats.give(refused__visa=5, id=once)
    with pytest.raises(AlreadySent):
        stats.give("internal", refused__visa=3, id=once)
    assert (Return.objects.count(), Entry.objects.count()) == (1, entries)


def test_what_stands_already_is_not_given_again(stats):
    stats.give(refused__visa=3)
    with pytest.raises(NothingChanged):
        stats.give(refused__visa=3)


def test_nought_is_a_figure_and_silence_is_none(stats):
    stats.give(refused__visa=0)
    assert stats.stands() == {"refused.visa": "0"}


def test_a_month_is_given_when_its_last_day_is_cut_by_the_units_own_clock(stats):
    with pytest.raises(MonthNotOver):
        stats.give(refused__visa=3, month=date(2026, 5, 1))
    with pytest.raises(MonthNotOver):
        stats.give(refused__visa=3, month=date(2026, 4, 2))
    with pytest.raises(MonthNotOver):
        stats.give(refused__visa=3, cut_off="noon")
    may = NOON.replace(month=6, day=1, hour=0)  # 05:00 on 1 June in Almaty: the shift of 31 May is still on
    stats.give(refused__visa=3, month=date(2026, 5, 1), at=may)
    with pytest.raises(MonthNotOver):
        stats.give(refused__visa=4, month=date(2026, 5, 1), at=may, cut_off="shift", reason="по смене")


def test_another_agencys_figure_is_not_ours_to_give(stats):
    with pytest.raises(NotOurs):
        stats.give("internal", cargo__in=5)
    with pytest.raises(NotOurs):
        stats.give("internal", no_such_figure=5)


def test_a_marking_of_state_secrets_in_a_reason_is_refused(stats):
    stats.give(refused__visa=3)
    with pytest.raises(StateSecret):
        stats.give(refused__visa=4, reason="Совершенно секретно, экз. 1")


def test_figures_are_seen_by_counterparts_and_superiors_and_by_nobody_else(stats, as_role):
    stats.give(refused__visa=3)
    for unit in (stats.unit("customs"), stats.unit("internal"), stats.unit("border", 2), stats.unit("internal", 1)):
        with as_role("web"), acting_in(unit.pk):
            assert Return.objects.count() == 1, unit
    with as_role("web"), acting_in(stats.world.stranger.pk):
        assert Return.objects.count() == 0


def test_postgresql_lets_nobody_change_or_remove_what_was_given(stats, as_role):
    stats.give(refused__visa=3)
    for wrong in (lambda: Return.objects.update(value=9), lambda: Return.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic(), as_role("web"), acting_in(stats.unit("border").pk):
            wrong()
    with pytest.raises(DatabaseError), transaction.atomic():
        Return.objects.update(value=9)
    assert stats.stands(month=APRIL) == {"refused.visa": "3"}
