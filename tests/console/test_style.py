"""Colours are readable and mean one thing; nothing is inline, so that the content security policy can stay strict."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import ortaq

PACKAGE = Path(ortaq.__file__).parent
STYLES = PACKAGE / "console/static/console/css"
BLOCKS = re.compile(r"^(?P<indent> *)(?P<selector>[^{}/*\n]*)\{\s*color-scheme: \w+;(?P<body>[^}]*)\}", re.MULTILINE)
MEANINGS = ("late", "closing", "mine", "waiting", "done")
TEXT = 4.5
SHAPE = 3.0


def themes() -> dict[str, dict[str, str]]:
    css = (STYLES / "tokens.css").read_text()
    found = {}
    for block in BLOCKS.finditer(css):
        colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block["body"]))
        found[block["selector"].strip()] = colours
    return found


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


PAIRS = [
    *(("ink", ground, TEXT) for ground in ("ground", "surface", "raised")),
    *(("muted", ground, TEXT) for ground in ("ground", "surface", "raised", "late-tint", "closing-tint", "mine-tint")),
    *((f"{meaning}-ink", ground, TEXT) for meaning in MEANINGS for ground in ("surface", "raised", f"{meaning}-tint")),
    *((f"on-{meaning}", f"{meaning}-fill", TEXT) for meaning in MEANINGS),
    *((word, "head", TEXT) for word in ("on-head", "head-muted")),
    ("closing-fill", "head", TEXT),
    ("edge", "surface", SHAPE),
    ("focus", "surface", SHAPE),
    ("focus", "ground", SHAPE),
]


@pytest.mark.parametrize("theme", themes())
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_every_word_and_shape_stands_out_in_every_theme(theme, front, back, least):
    colours = themes()[theme]
    assert contrast(colours[front], colours[back]) >= least, f"{front} on {back}"


def test_there_are_three_themes_and_the_computers_own_dark_is_the_dark_one():
    found = themes()
    chosen = found['[data-theme="dark"]']
    assert found[":root:not([data-theme])"] == chosen
    assert set(found) == {
        ':root, [data-theme="light"]', ":root:not([data-theme])", '[data-theme="dark"]', '[data-theme="night"]'
    }  # fmt: skip


@pytest.mark.parametrize("template", sorted(PACKAGE.glob("*/templates/**/*.html")), ids=lambda path: path.name)
def test_no_template_carries_a_script_or_a_style_of_its_own(template):
    """Data for a script is no script: the policy lets it be and nothing runs it."""
    text = template.read_text()
    assert not re.search(r"<script(?![^>]*(\bsrc=|application/json))", text)
    assert not re.search(r"<style|\sstyle=|\son(?!e=|ce=)\w+=|javascript:", text)


@pytest.mark.parametrize("style", sorted(STYLES.glob("*.css")), ids=lambda path: path.name)
def test_only_the_tokens_name_colours(style):
    if style.name in ("tokens.css", "print.css"):
        return
    on_screen = style.read_text().partition("@media print")[0]  # paper has ink and nothing else
    colours = re.findall(r"#[0-9a-fA-F]{3,8}\b(?![\w-])", on_screen)
    assert not colours
