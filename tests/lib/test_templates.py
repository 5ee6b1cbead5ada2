"""A page is sent without the margins of its template, and shows the same."""

from __future__ import annotations

from django.template.loader import get_template

from ortaq.lib.templates import without_margins


def test_a_line_begins_where_its_text_begins_and_none_is_blank():
    assert (
        without_margins("<ul>\n    <li>a b</li>\n\n  <li>c</li>\n</ul>\n") == "<ul>\n<li>a b</li>\n<li>c</li>\n</ul>\n"
    )


def test_words_on_two_lines_stay_apart():
    assert without_margins("<p>first   \n     second</p>") == "<p>first\nsecond</p>"


def test_pages_of_the_packages_are_taken_so():
    source = get_template("console/base.html").template.source
    assert "\n " not in source
    assert "\n\n" not in source
