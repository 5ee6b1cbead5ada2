"""Figures rolled up over levels, months and units, and taken along as files."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from numbers_of import APRIL, NOON, Statistics
from world import another_region

from ortaq.figures.rolling import Span, change, sums, units_at_points
from ortaq.lib.workbooks import rows_of

MARCH, FEBRUARY = date(2026, 3, 1), date(2026, 2, 1)


def test_a_span_knows_the_one_before_it_and_the_year_before():
    span = Span(FEBRUARY, APRIL)
    assert span.months == [FEBRUARY, MARCH, APRIL]
    assert span.before == Span(date(2025, 11, 1), date(2026, 1, 1))
    assert span.year_before == Span(date(2025, 2, 1), date(2025, 4, 1))


def test_a_change_is_told_only_where_there_is_something_to_compare_with():
    assert change(Decimal(12), Decimal(10)) == 20
    assert change(Decimal(5), Decimal(10)) == -50
    assert (change(Decimal(5), Decimal(0)), change(Decimal(5), None), change(None, Decimal(5))) == (None,) * 3


def test_the_word_of_the_agency_that_decides_is_added_up_and_no_other(stats):
    second = another_region(stats.world, at=NOON)
    stats.give("border", refused__visa=12)
    stats.give("internal", refused__visa=99)
    stats.give("border", level=3, refused__visa=1000)
    book = stats.world.rulebook()
    Statistics(second).give("border", refused__visa=5)
    viewer = stats.unit("border", 1).pk
    found = sums(["refused.visa"], [APRIL], units_at_points(viewer, book), book)
    assert found.total("refused.visa", [APRIL]) == 17
    near = sums(["refused.visa"], [APRIL], units_at_points(stats.unit("customs", 3).pk, book), book)
    assert near.total("refused.visa", [APRIL]) == 12, "a superior of any party sees the figures of its points"


def test_a_change_is_not_told_against_a_span_that_was_given_for_fewer_months(stats, sit):
    stats.give("border", refused__visa=12)
    stats.give("border", month=MARCH, refused__visa=10)
    stats.give("border", month=FEBRUARY, refused__visa=10)
    page = sit("border").get("/figures/rollup/refused.visa/?from=2026-03&to=2026-04")
    assert (page.context["total"].now, page.context["total"].before, page.context["total"].change) == ("22", "10", "–")


def test_a_corrected_figure_is_added_up_as_it_stands(stats):
    stats.give(refused__visa=12)
    stats.give(refused__visa=10, reason="пересчитано")
    book = stats.world.rulebook()
    found = sums(["refused.visa"], [APRIL], units_at_points(stats.unit("border").pk, book), book)
    assert found.total("refused.visa", [APRIL]) == 10
    assert found.total("refused.visa", [MARCH]) is None


@pytest.mark.clause("C9.3")
def test_periods_are_compared_and_one_figure_is_told_by_month_and_by_unit(stats, sit):
    stats.give("border", refused__visa=12)
    stats.give("border", month=MARCH, refused__visa=10)
    screen = sit("border", level=2)
    page = screen.get("/figures/rollup/?from=2026-04&to=2026-04").content.decode()
    assert "+20 %" in page
    assert "апрель 2026" in page
    one = screen.get("/figures/rollup/refused.visa/?from=2026-03&to=2026-04&level=3").content.decode()
    assert "Отказано в пропуске: нет визы" in one
    assert "border-3" in one
    assert "<svg" in one
    assert screen.get("/figures/rollup/nonsense/").status_code == 404


@pytest.mark.parametrize("kind", ["csv", "xlsx", "pdf"])
def test_the_table_is_taken_along_as_a_file(stats, sit, kind):
    stats.give("border", persons_in__own=18680)
    answer = sit("border").get(f"/figures/rollup/?from=2026-04&to=2026-04&format={kind}")
    content = answer.content if kind == "pdf" else b"".join(answer.streaming_content)
    if kind == "pdf":
        assert content.startswith(b"%PDF-")
        return
    rows = (
        list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")) if kind == "csv" else rows_of(content)
    )
    assert ["Въехало: граждане Казахстана", "чел.", "18680", "–", "–"] in rows


def test_addresses_that_name_no_months_break_nothing(stats, sit):
    screen = sit("customs")
    for query in ("from=x&to=y", "from=2026-04&to=2020-01", "from=1991-01&to=2200-12&with=year", "level=9&format=exe"):
        assert screen.get(f"/figures/rollup/?{query}").status_code == 200, query
        assert screen.get(f"/figures/rollup/cargo.in/?{query}").status_code == 200, query


def test_a_stranger_sees_nothing_of_it(stats, sit):
    stats.give("border", refused__visa=12)
    page = sit("border", unit=stats.world.stranger).get("/figures/rollup/refused.visa/").content.decode()
    assert "никто этого показателя не дал" in page
