"""A unit and a moment as a form asks them: kept as code and with an offset, shown by name and by the desk's clock."""

from __future__ import annotations

from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from agreeing import NOON
from django.core.exceptions import ValidationError

from ortaq.exchange.fields import MomentField, UnitField


@pytest.fixture
def desk(parties):
    def sitting(agency, level=4, zone="Asia/Almaty"):
        book = parties.world.rulebook()
        unit = parties.unit(agency, level)
        names = {pk: f"имя {one.code}" for pk, one in book.units.items()}
        return SimpleNamespace(
            rulebook=book, unit=unit, now=NOON, zone=ZoneInfo(zone), lang="ru", name=lambda pk: names.get(pk, "")
        )

    return sitting


def codes(field):
    return [code for code, _ in field.choices if code]


def test_a_desk_names_itself_and_its_counterparts(desk):
    assert codes(UnitField(desk("border"), required=False)) == ["border-4", "customs-4", "internal-4"]


def test_the_top_names_also_who_stands_directly_under_it(desk):
    offered = codes(UnitField(desk("border", 1), required=False))
    assert {"border-1", "customs-1", "internal-1", "border-2", "customs-2", "internal-2"} == set(offered)


def test_a_unit_that_another_desk_chose_stays_chosen(desk):
    field = UnitField(desk("border"), required=False)
    assert field.clean("customs-1") == "customs-1"
    shown = field.widget.render("who", "customs-1")
    assert '<option value="customs-1" selected>имя customs-1</option>' in shown
    with pytest.raises(ValidationError):
        field.clean("nobody")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("12.05.2026 08:30", "2026-05-12T08:30+05:00"),
        ("12.05 0830", "2026-05-12T08:30+05:00"),
        ("1.6.2026", "2026-06-01T00:00+05:00"),
        ("", ""),
    ],
)
def test_a_moment_is_kept_with_its_offset(desk, typed, kept):
    assert MomentField(desk("border"), required=False).clean(typed) == kept


@pytest.mark.parametrize("typed", ["завтра", "32.05.2026 08:30", "08:30"])
def test_what_is_no_moment_is_sent_back(desk, typed):
    with pytest.raises(ValidationError):
        MomentField(desk("border"), required=False).clean(typed)


def test_a_moment_is_shown_by_the_clock_of_whoever_looks_and_stays_the_same_instant(desk):
    west = MomentField(desk("border", zone="Europe/Berlin"), required=False)
    shown = west.prepare_value("2026-05-12T08:30+05:00")
    assert shown == "12.05.2026 05:30"
    assert west.clean(shown) == "2026-05-12T05:30+02:00"
    assert west.prepare_value("вчера") == "вчера"
