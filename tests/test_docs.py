"""What the documents say is so: their links lead somewhere, their commands exist, their diagrams are the tables."""

from __future__ import annotations

import argparse
import re
import shlex
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from ortaq import cli
from ortaq.rules import draw

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]
FENCE = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)")
INLINE = re.compile(r"`([^`\n]+)`")
COMMAND = re.compile(r"^(?:\$ )?(?:[A-Z_]+=\S+ )*(?:\.venv/bin/)?ortaq ([a-z].*)")
MAKE = re.compile(r"^(?:\$ )?(?:[A-Z_]+=\S+ )*make ([a-z]+)\b")

a_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def prose(page: Path) -> str:
    return FENCE.sub("", page.read_text())


def anchors(page: Path) -> set[str]:
    """The names that headings have as targets of links."""
    heads = re.findall(r"^#+ (.*)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.strip().lower()).replace(" ", "-") for head in heads}


def shown(page: Path) -> Iterator[str]:
    """Every line that somebody may type: in blocks, continued lines joined, and between backquotes."""
    for block in FENCE.findall(page.read_text()):
        yield from block.replace("\\\n", " ").splitlines()
    yield from INLINE.findall(prose(page))


def commands(parser: argparse.ArgumentParser, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], set[str]]:
    """Every command that the program has, with its options; a group of commands stands for itself with none."""
    below = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    found = {path: {option for action in parser._actions for option in action.option_strings}}
    for action in below:
        for name, one in action.choices.items():
            found |= commands(one, (*path, name))
    return found


KNOWN = commands(cli.parser())
LEAVES = {path for path in KNOWN if path and not any(other[: len(path)] == path != other for other in KNOWN)}


def fault(line: str) -> str | None:
    """Say what is wrong with a command line that a document shows; None where nothing is."""
    try:
        words = shlex.split(line, comments=True)
    except ValueError:  # an apostrophe of prose
        words = line.split()
    path: tuple[str, ...] = ()
    while words and (*path, words[0]) in KNOWN:
        path = (*path, words.pop(0))
    if path not in LEAVES and words and not words[0].startswith(("…", "-h", "--help")):
        return f"ortaq {' '.join((*path, words[0]))}"
    options = {word.split("=")[0].strip("[].,…") for word in words if word.startswith(("--", "[--"))}
    unknown = options - KNOWN[path] - {""}
    return f"ortaq {' '.join(path)} has no {', '.join(sorted(unknown))}" if unknown else None


@a_page
def test_each_link_leads_to_a_file_and_to_a_heading_in_it(page):
    wrong = []
    for target, anchor in LINK.findall(prose(page)):
        file = (page.parent / target).resolve() if target else page
        if not file.exists() or (anchor and anchor not in anchors(file)):
            wrong.append(f"{target}#{anchor}" if anchor else target)
    assert wrong == []


@a_page
def test_each_command_that_is_shown_exists_with_its_options(page):
    lines = [match[1] for line in shown(page) if (match := COMMAND.match(line.strip()))]
    assert [wrong for line in lines if (wrong := fault(line))] == []


@a_page
def test_each_target_of_make_that_is_shown_exists(page):
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    lines = [match[1] for line in shown(page) if (match := MAKE.match(line.strip()))]
    assert set(lines) <= targets


def test_the_search_for_commands_finds_what_does_not_exist():
    assert fault("rules windows C5.2 --zone Asia/Aqtau --from 2002-05-22") is None
    assert fault("rules clocks") == "ortaq rules clocks"
    assert fault("serve --tls") == "ortaq serve has no --tls"


def test_every_command_stands_in_the_reference():
    told = (DOCS / "reference" / "commands.md").read_text()
    assert [" ".join(path) for path in sorted(LEAVES) if f"ortaq {' '.join(path)}" not in told] == []


def test_the_diagrams_of_the_lives_are_their_tables():
    page = (DOCS / "reference" / "lives.md").read_text()
    assert page == draw.page(), "python -m ortaq.rules.draw > docs/reference/lives.md"


def test_every_page_is_reached_from_the_index():
    index = DOCS / "README.md"
    linked = {(DOCS / target).resolve() for target, _ in LINK.findall(prose(index))}
    records = {DOCS / "adr" / target for target, _ in LINK.findall(prose(DOCS / "adr" / "README.md"))}
    books = {
        (DOCS / book / target).resolve()
        for book in ("handbook", "administrator")
        for target, _ in LINK.findall(prose(DOCS / book / "README.md"))
    }
    assert {page for page in PAGES if page.is_relative_to(DOCS)} - linked - records - books - {index} == set()


def test_the_screenshot_is_a_whole_screen_and_light_enough_for_a_slow_line():
    picture = (DOCS / "images" / "console.png").read_bytes()
    assert struct.unpack(">II", picture[16:24]) == (1440, 900)
    assert len(picture) < 250_000
