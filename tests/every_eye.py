"""Whether every eye can read a page: WCAG 2.2 AA as axe judges it, in each theme."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import Page

AA = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
CONTRAST = {"type": "rule", "values": ["color-contrast"]}
THEMES = {"light": AA, "dark": CONTRAST, "night": CONTRAST}
"""A theme changes colours alone, so all but the contrast is judged once."""
UNFOLD = "for (const one of document.querySelectorAll('main details')) one.open = true"
WEAR = "theme => { document.documentElement.dataset.theme = theme }"


def hindrances(page: Page) -> list[tuple[str, str, list[str]]]:
    """Return what hinders somebody from reading the open page: theme, rule, the elements.

    All that is folded is opened, and the window made as high as the page, as its bar of keys else covers some field
    halfway, which a reader would scroll free.
    """
    page.emulate_media(reduced_motion="reduce")
    page.evaluate(UNFOLD)
    high = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": page.evaluate("innerWidth"), "height": high + 100})
    found = []
    for theme, rules in THEMES.items():
        page.evaluate(WEAR, theme)
        found += [(theme, *one) for one in _judge(page, rules)]
    return found


def _judge(page: Page, rules: dict[str, Any]) -> list[tuple[str, list[str]]]:
    said = Axe().run(page, options={"runOnly": rules, "resultTypes": ["violations"]}).response["violations"]
    return [(one["id"], [node["html"][:200] for node in one["nodes"][:3]]) for one in said]
