"""Whether every eye can read a page: WCAG 2.2 AA as axe judges it, each word in each theme, also on a telephone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE: dict[str, Any] = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "rules": {"color-contrast": {"enabled": False}},
    "resultTypes": ["violations"],
    "preload": False,
}
THEMES = ("light", "dark", "night")
TELEPHONE = 360
UNFOLD = "for (const one of document.querySelectorAll('main details')) one.open = true"
WEAR = "theme => { document.documentElement.dataset.theme = theme }"
FAINT = """() => {
  const paint = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const known = new Map();
  const seen = colour => {  // red, green, blue, opacity
    if (!known.has(colour)) {
      paint.clearRect(0, 0, 1, 1);
      paint.fillStyle = colour;
      paint.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = paint.getImageData(0, 0, 1, 1).data;
      known.set(colour, [r, g, b, a / 255]);
    }
    return known.get(colour);
  };
  const over = ([r, g, b, a], ground) => [r, g, b].map((one, n) => one * a + ground[n] * (1 - a));
  const grounds = new Map();
  const ground = one => {
    if (!one) return [255, 255, 255];
    const own = () => over(seen(getComputedStyle(one).backgroundColor), ground(one.parentElement));
    if (!grounds.has(one)) grounds.set(one, own());
    return grounds.get(one);
  };
  const light = colour => {
    const [r, g, b] = colour.map(one => one / 255).map(c => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const contrast = (one, other) => {
    const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b);
    return (bright + .05) / (dark + .05);
  };
  const has = one => [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim())
    || (one.matches('input, textarea, select') && !one.matches('[type=hidden], [type=checkbox], [type=radio]'));
  const faint = [];
  for (const one of document.body.querySelectorAll('*')) {
    if (!has(one) || one.closest('svg, [disabled], [aria-disabled=true], .visually-hidden')) continue;
    const box = one.getBoundingClientRect(), style = getComputedStyle(one);
    if (box.width < 2 || box.height < 2 || style.visibility !== 'visible') continue;
    const size = parseFloat(style.fontSize), bold = style.fontWeight >= 700;
    const least = size >= 24 || (size >= 18.66 && bold) ? 3 : 4.5, behind = ground(one);
    const ratio = contrast(over(seen(style.color), behind), behind);
    if (ratio < least - .01) faint.push(`${ratio.toFixed(2)} ${one.outerHTML.slice(0, 180)}`);
  }
  return faint.slice(0, 3);
}"""
"""What of the words stands out less from its ground than WCAG 1.4.3 asks: in 20 ms, where axe takes half a second."""


def hindrances(page: Page, *, narrow: bool = True) -> list[tuple[str, str, list[str]]]:
    """Return what hinders somebody from reading the open page: theme, rule, the elements.

    `narrow`: at last it is read on a telephone, where nothing may scroll sideways.

    All that is folded is opened, and the window made as high as the page, as its bar of keys else covers some field
    halfway, which a reader would scroll free. A theme changes colours alone, so all but the contrast is judged once.
    """
    page.emulate_media(reduced_motion="reduce")
    page.evaluate(UNFOLD)
    high = page.evaluate("document.documentElement.scrollHeight")
    before, width = page.viewport_size, page.evaluate("innerWidth")
    page.set_viewport_size({"width": width, "height": high + 100})
    found = []
    for theme in THEMES:
        page.evaluate(WEAR, theme)
        found += [(theme, *one) for one in _judge(page)] if theme == THEMES[0] else []
        faint: list[str] = page.evaluate(FAINT)
        found += [(theme, "contrast", faint)] if faint else []
    if narrow:
        page.set_viewport_size({"width": TELEPHONE, "height": high + 100})
        wide: int = page.evaluate("document.documentElement.scrollWidth")
        found += [("telephone", f"{wide} px wide", [])] if wide > TELEPHONE else []
    page.set_viewport_size(before or {"width": width, "height": high})
    return found


def _judge(page: Page) -> list[tuple[str, list[str]]]:
    said = Axe().run(page, options=AXE).response["violations"]
    return [(one["id"], [node["html"][:200] for node in one["nodes"][:3]]) for one in said]
