"""An oversight body and the figures of the country: it sees every figure, and none of the records behind one."""

from __future__ import annotations

from datetime import date

import pytest
import world as worlds
from numbers_of import Statistics
from world import another_region

from ortaq.access.testing import sit_down


@pytest.fixture
def overseer(bodies, web_screen):
    return sit_down(web_screen(), bodies.inspectors["border"])


@pytest.fixture
def counted(here, bodies):
    stats = Statistics(here)
    stats.give("border", refused__visa=12)
    stats.give("internal", refused__visa=11)
    return stats


@pytest.mark.clause("C9.3")
def test_it_rolls_up_the_figures_of_every_point(counted, overseer):
    page = overseer.get("/figures/rollup/refused.visa/?from=2026-04&to=2026-04")
    assert page.context["total"].now == "12", "the word of the agency that decides"
    assert [line.now for line in page.context["lines"]] == ["12"]


def test_it_sees_the_figures_of_a_group_side_by_side_and_how_many_differ(counted, overseer):
    row = counted.compare()
    page = overseer.get("/figures/?month=2026-04")
    assert page.context["differing"] == 1
    assert page.context["compared"].open == row.open == 2
    assert not page.context["may_give"]


def test_whoever_chose_no_group_is_shown_one_that_gave_something(here, counted, overseer):
    second = Statistics(another_region(here, at=worlds.NOON))
    assert sorted(overseer.get("/figures/?month=2026-04").context["group"].members) == _members(counted)
    second.give("border", month=date(2026, 3, 1), refused__visa=5)
    assert sorted(overseer.get("/figures/?month=2026-03").context["group"].members) == _members(second)


def _members(stats):
    return sorted(stats.unit(agency).pk for agency in ("border", "internal", "customs"))


def test_it_sees_no_difference_in_words_and_can_explain_none(counted, overseer):
    row = counted.compare()
    page = overseer.get(f"/figures/reconciliations/{row.pk}/")
    assert page.status_code == 200
    assert page.context["differences"] == []
    one = row.differences.first()
    assert overseer.post(f"/figures/differences/{one.pk}/explanation/", {"words": "x"}).status_code in (403, 404)
