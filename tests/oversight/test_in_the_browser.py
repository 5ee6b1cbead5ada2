"""The figures in a real browser: readable by everybody, by keyboard, on a telephone."""

from __future__ import annotations

from datetime import date

import months
import pytest
import world as worlds
from every_eye import hindrances

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = (
    "/oversight/",
    "/oversight/breakdown/?by=unit",
    "/oversight/trend/",
    "/oversight/duties/",
    "/oversight/?as=paper",
)


@pytest.fixture
def here(transactional_db, clock):
    clock.stand(worlds.NOON)
    return worlds.make(adopted=date(2026, 4, 1))


@pytest.fixture
def played(here, bodies):
    units = [here.unit(agency, level) for agency in ("border", "internal", "customs") for level in (2, 3, 4)]
    for seed in range(3):
        months.play(seed, here, units, worlds.NOON)
    return bodies


@pytest.mark.long
def test_every_page_meets_wcag_2_2_aa_in_every_theme_and_fits_a_telephone(played, open_page):
    page = open_page(played.inspectors["border"])
    for path in PAGES:
        page.goto(path)
        assert hindrances(page, narrow=path != PAGES[-1]) == [], path
        assert not page.faults


def test_the_arrows_walk_from_square_to_square_and_enter_opens_the_duties_behind_one(played, open_page):
    page = open_page(played.inspectors["border"])
    page.goto("/oversight/")
    squares = page.locator("table.squares a.sq")
    assert page.locator("table.squares a.sq[tabindex='0']").count() == 1
    squares.first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    named = page.evaluate("document.activeElement.title")
    page.keyboard.press("Enter")
    page.wait_for_url("**/oversight/duties/**")
    assert named
    assert page.locator("table tbody tr").count() >= 1
    page.locator("table tbody tr a.go").first.click()
    page.wait_for_url("**/duties/*-*/")


def test_without_scripts_every_square_is_a_link_and_the_filters_are_a_form(played, open_page):
    page = open_page(played.inspectors["border"], java_script_enabled=False)
    page.goto("/oversight/")
    page.fill("#q", "border-4")
    page.click("form.filters button")
    assert page.locator("table.squares tbody tr").count() >= 1
    assert all("border-4" in text for text in page.locator("table.squares tbody th").all_inner_texts())
    page.locator("table.squares a.sq").first.click()
    assert page.locator("table tbody tr").count() >= 1
