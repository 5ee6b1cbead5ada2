"""The directory in the database and the pack's own reading of the same files give the rules the same answers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ortaq.directory import loading, reference, view
from ortaq.rules import packs, routing
from ortaq.rules import reference as pure

ON = date(2013, 12, 31)


def edition() -> routing.Edition:
    return packs.load("kz_2002").nearest(ON)


def test_the_same_units_are_parties(folder: Path) -> None:
    bare = pure.directory(edition(), folder, ON)
    for unit in reference.read(folder / "reference").units.values():
        assert unit.is_party == routing.is_party(edition(), bare.units[unit.code]), unit.code


def test_parties_have_the_agencies_and_zones_that_the_rules_know(folder: Path) -> None:
    bare = pure.directory(edition(), folder, ON)
    for unit in reference.read(folder / "reference").units.values():
        assert unit.zone == bare.units[unit.code].zone
        assert not unit.is_party or unit.agency == bare.units[unit.code].agency


@pytest.mark.parametrize("clause", ["C5.1", "C5.3"])
def test_what_a_unit_sends_goes_to_the_same_addressees(loaded: loading.Report, folder: Path, clause: str) -> None:
    stored, bare = view.snapshot(ON), pure.directory(edition(), folder, ON)
    for code, unit in stored.units.items():
        if routing.is_party(edition(), unit):
            assert routing.route(edition(), stored, clause, code) == routing.route(edition(), bare, clause, code), code


def test_what_nobody_acknowledges_climbs_by_the_superiors_who_may_see_it(loaded: loading.Report) -> None:
    day = view.day(ON)
    for code, unit in day.directory.units.items():
        if routing.is_party(edition(), unit):
            climbs = [above.code for above in routing.climb(edition(), day.directory, code)]
            assert [day.codes[one] for one in view.superiors(day.ids[code], ON)] == climbs, code
