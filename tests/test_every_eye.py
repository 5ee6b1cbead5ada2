"""The judge of pages sees what a person could not read."""

from __future__ import annotations

import every_eye
import pytest

pytestmark = pytest.mark.browser
PAGE = """<!doctype html><html lang="en"><title>t</title><style>
  body { background: #fff; color: #222 } [data-theme=night] body { background: #2a2a2a }
  .on { background: #000; color: #fff } .on i { background: rgb(255 255 255 / 60%%) }
  .small { color: #888 } .large { color: #888; font-size: 24px }
</style><body><main><h1>Title</h1>%s</main></body></html>"""


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("<p>plain</p>", {"night"}),
        ("<p class=small>faint</p>", {"light", "dark", "night"}),
        ("<p class=large>faint, but large</p>", {"night"}),
        ("<p class=on>white on black</p>", {"night"}),
        ("<p class=on>white on black <i>and on grey</i></p>", {"light", "dark", "night"}),
        ("<p class=small hidden>not shown</p>", {"night"}),
    ],
)
def test_a_word_that_hardly_stands_out_is_named_with_its_theme(chromium, words, found):
    page = chromium.new_page()
    page.set_content(PAGE % words)
    seen = every_eye.hindrances(page)
    page.close()
    assert {theme for theme, rule, _ in seen if rule == "contrast"} == found  # by night the title is lost on each


def test_a_field_without_a_label_is_named(chromium):
    page = chromium.new_page()
    page.set_content(PAGE % "<input name=surname>")
    seen = every_eye.hindrances(page)
    page.close()
    assert ("light", "label") in {(theme, rule) for theme, rule, _ in seen}
