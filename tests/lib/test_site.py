"""The served program, in a real browser."""

from __future__ import annotations

from urllib.request import urlopen

import pytest

pytestmark = pytest.mark.browser


def test_a_stranger_is_shown_the_way_in(new_page):
    page = new_page()
    answer = page.goto("/")
    assert answer.status == 200
    assert page.locator("form input[type=password]").count() == 1


def test_it_names_static_files_by_their_content_and_lets_them_be_kept_for_ever(new_page):
    page = new_page()
    page.goto("/")
    style = page.locator("link[rel=stylesheet]").first.evaluate("link => link.href")
    with urlopen(style) as file:
        assert "immutable" in file.headers["Cache-Control"]
        assert file.headers["Content-Type"].startswith("text/css")


def test_the_page_works_with_javascript_off(new_page):
    page = new_page(width=360, java_script_enabled=False)
    assert page.goto("/").status == 200
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
