"""The officer's handbook: one short page for each task in three languages, read from its files and shown here.

The files lie in docs/handbook; a wheel carries them beside the program. Only a little of Markdown is understood: a
title, paragraphs, lists, bold, keys. Everything else is text.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

import ortaq

SHIPPED = Path(ortaq.__file__).parent / "handbook"
SOURCE = Path(ortaq.__file__).parents[2] / "docs" / "handbook"
CARD = "card-"
ORDER = (
    "urgent", "daily", "duties", "watch", "custody", "bank", "requests", "forces", "patrols", "operations", "advance",
    "reports", "materials", "figures", "acts", "variants", "search", "oversight",
)  # fmt: skip
PLACES = {
    "/urgent/": "urgent",
    "/daily/": "daily",
    "/reports/": "reports",
    "/advance/": "advance",
    "/events/": "advance",
    "/requests/": "requests",
    "/custody/": "custody",
    "/hand-overs/": "custody",
    "/acts/": "acts",
    "/variants/": "variants",
    "/bank/materials/": "materials",
    "/bank/": "bank",
    "/forces/": "forces",
    "/patrols/": "patrols",
    "/figures/": "figures",
    "/watch/": "watch",
    "/lines/": "watch",
    "/roster/": "watch",
    "/duties/": "duties",
    "/operations/": "operations",
    "/search/": "search",
    "/oversight/": "oversight",
    "/record/": "oversight",
    "/instruction/": "oversight",
}
"""Which page helps where: by how the address of a screen begins."""
BLOCK = re.compile(r"(?P<numbered>\d+\. .*)|(?P<listed>- .*)|# (?P<title>.*)|(?P<text>.+)")
INLINE = ((re.compile(r"\*\*(.+?)\*\*"), r"<b>\1</b>"), (re.compile(r"`(.+?)`"), r"<kbd>\1</kbd>"))


class Page(NamedTuple):
    """One page: its name in addresses, its title, the rest as HTML."""

    name: str
    title: str
    body: SafeString

    @property
    def is_card(self) -> bool:
        """Whether it is a post's card and not a task."""
        return self.name.startswith(CARD)


def pages(lang: str) -> list[Page]:
    """Return every page in a language: the tasks in their order, then the cards."""
    names = sorted(file.stem for file in (_root() / "ru").glob("*.md"))
    ranked = sorted(names, key=lambda name: (ORDER.index(name) if name in ORDER else len(ORDER), name))
    return [found for name in ranked if (found := page(name, lang))]


def page(name: str, lang: str) -> Page | None:
    """Return a page in a language, in Russian where it is not written in it; None where there is none."""
    if not re.fullmatch(r"[a-z-]+", name):
        return None
    for each in (lang, "ru"):
        file = _root() / each / f"{name}.md"
        if re.fullmatch(r"[a-z]{2}", each) and file.is_file():
            return _read(file, file.stat().st_mtime_ns)
    return None


def place_of(path: str) -> str:
    """Return the name of the page that helps at an address; empty where none does."""
    return next((name for start, name in PLACES.items() if path.startswith(start)), "")


def _root() -> Path:
    return SHIPPED if SHIPPED.is_dir() else SOURCE


@lru_cache(maxsize=128)
def _read(file: Path, changed: int) -> Page:
    title, pieces, listing = file.stem, [], ""
    for line in file.read_text(encoding="utf-8").splitlines():
        found = BLOCK.fullmatch(line.strip())
        kind = found.lastgroup if found else ""
        wanted = {"numbered": "ol", "listed": "ul"}.get(kind or "", "")
        if wanted != listing:
            pieces += [f"</{listing}>" if listing else "", f"<{wanted}>" if wanted else ""]
            listing = wanted
        if not found:
            continue
        if kind == "title":
            title = found["title"]
        else:
            pieces.append(_item(found) if wanted else f"<p>{_inline(found['text'])}</p>")
    pieces.append(f"</{listing}>" if listing else "")
    return Page(file.stem, title, mark_safe("".join(pieces)))


def _item(found: re.Match[str]) -> str:
    return f"<li>{_inline(found[0].partition(' ')[2])}</li>"


def _inline(text: str) -> str:
    """Escape everything, then let bold and keys be what they are."""
    said = str(escape(text))
    for pattern, instead in INLINE:
        said = pattern.sub(instead, said)
    return said
