"""Who coordinates: by sphere, by presence, in turn, several, nobody."""

from __future__ import annotations

from datetime import date

import pytest

from ortaq.rules.coordination import coordinator
from ortaq.rules.edition import Edition, Pack
from ortaq.rules.errors import MissingFact, UnknownAgency, UnknownSphere


def test_the_border_service_coordinates_the_guarding_of_the_border(edition: Edition) -> None:
    found = coordinator(edition, "border", ["border", "customs", "internal"])
    assert (found.agency, found.clause) == ("border", "C2")


def test_customs_coordinates_customs_control(edition: Edition) -> None:
    assert coordinator(edition, "customs", ["border", "customs", "internal"]).agency == "customs"


def test_where_no_border_control_body_is_present_internal_affairs_coordinates_and_says_on_which_ground(
    edition: Edition,
) -> None:
    found = coordinator(edition, "border", ["customs", "internal"])
    assert found.agency == "internal"
    assert all("2/36" in text for text in (found.why.ru, found.why.kk, found.why.en))


@pytest.mark.parametrize(("sphere", "present"), [("border", ["customs"]), ("customs", ["border"]), ("border", [])])
def test_where_none_of_those_named_is_present_nobody_coordinates_and_it_says_why(
    edition: Edition, sphere: str, present: list[str]
) -> None:
    found = coordinator(edition, sphere, present)
    assert found.agency is None
    assert found.why.ru


def test_a_sphere_or_agency_that_the_edition_has_not_is_named(edition: Edition, orlania: Pack) -> None:
    with pytest.raises(UnknownSphere):
        coordinator(edition, "air", ["border"])
    with pytest.raises(UnknownAgency):
        coordinator(edition, "border", ["MVD"])
    with pytest.raises(UnknownSphere):
        coordinator(orlania.edition("first"), "sea", ["harbour"])


@pytest.mark.parametrize(
    ("day", "agency"),
    [
        ("2029-12-31", "fire"),
        ("2030-01-01", "harbour"),
        ("2030-01-31", "harbour"),
        ("2030-02-01", "river"),
        ("2030-03-31", "fire"),
        ("2030-04-01", "harbour"),
    ],
)
def test_the_role_rotates_by_the_month(orlania: Pack, day: str, agency: str) -> None:
    found = coordinator(orlania.editions[0], "ports", ["fire", "harbour", "river"], date.fromisoformat(day))
    assert found.agency == agency


def test_a_rotating_role_asks_for_the_day(orlania: Pack) -> None:
    with pytest.raises(MissingFact):
        coordinator(orlania.editions[0], "ports", ["fire"])


def test_several_coordinate_together_and_each_says_why(orlania: Pack) -> None:
    found = coordinator(orlania.editions[0], "rivers", ["fire", "harbour", "river"])
    assert found.agencies == ("river", "fire")
    assert found.why.en == "the water; the fire"


def test_a_sphere_may_have_nobody_by_law(orlania: Pack) -> None:
    found = coordinator(orlania.editions[0], "air", ["fire"])
    assert (found.agency, found.why.en) == (None, "nobody is named")
