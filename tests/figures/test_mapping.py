"""The map of a figure: each crossing point where it lies, its disc as large as its figure, without a script."""

from __future__ import annotations

from decimal import Decimal

import pytest
from numbers_of import NOON, Statistics
from world import another_region

from ortaq.directory import boundary
from ortaq.directory.models import CrossingPoint
from ortaq.figures.mapping import LARGEST, Projection, at_points

KHORGAS, ALTAI = (44.21, 80.40), (49.20, 85.50)


def test_the_country_fits_into_the_picture_and_north_is_up(stats):
    projection = Projection(boundary.on(NOON.date()).country)
    south, north = projection.at(68, 41), projection.at(68, 55)
    assert 0 < north[1] < south[1] < projection.height
    assert 0 < projection.at(47, 48)[0] < projection.at(87, 48)[0] < 960


def test_what_nobody_gave_or_belongs_to_no_point_is_left_out():
    assert at_points([(1, Decimal(2)), (1, Decimal(3)), (2, None), (None, Decimal(9))]) == {1: Decimal(5)}


@pytest.mark.clause("C9.3")
def test_a_figure_four_times_as_large_has_a_disc_twice_as_wide_where_its_point_lies(stats, sit):
    second = another_region(stats.world, at=NOON)
    CrossingPoint.objects.filter(code="near").update(lat=KHORGAS[0], lon=KHORGAS[1])
    CrossingPoint.objects.filter(code="second").update(est_lat=ALTAI[0], est_lon=ALTAI[1])
    stats.give("border", refused__visa=40)
    Statistics(second).give("border", refused__visa=10)
    page = sit("border", "commander", level=1).get("/figures/rollup/refused.visa/?from=2026-04&to=2026-04")
    large, small = page.context["map"].discs
    assert (large.words, small.words, large.label) == ("near: 40", "second: 10", "40")
    assert large.radius == LARGEST == 2 * small.radius
    assert (large.is_measured, small.is_measured) == (True, False), "a derived position is not passed off as measured"
    assert small.x > large.x
    assert small.y < large.y
    assert "<title>near: 40</title>" in page.content.decode()


def test_a_point_whose_position_nobody_knows_is_named_beside_the_map(stats, sit):
    stats.give("border", refused__visa=12)
    page = sit("border").get("/figures/rollup/refused.visa/?from=2026-04&to=2026-04")
    assert page.context["map"].discs == []
    assert page.context["map"].unplaced == ["near: 12"]
    assert "near: 12" in page.content.decode()


def test_of_a_figure_that_nobody_gave_there_is_no_map(stats, sit):
    assert sit("border").get("/figures/rollup/refused.visa/").context["map"] is None
