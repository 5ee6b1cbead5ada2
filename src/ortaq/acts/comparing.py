"""Two versions of an act side by side, in words: what was left out stands at the left, what was added at the right.

Fields are compared by their names; rows of a group are first matched, so that one row put in between does not make all
that follow look changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

from ortaq.acts.paper.paper import Words
from ortaq.acts.reading import Reader
from ortaq.exchange.difference import ADDED, LEFT_OUT, SAME, difference
from ortaq.exchange.particulars import CHANGED
from ortaq.rules.acts import ActKind
from ortaq.rules.edition import Field
from ortaq.rules.text import Text

Pieces = Sequence[tuple[str, str]]
Body = Mapping[str, Any]
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Pair:
    """One field, or one row of a group, in both versions; `kind`: same, changed, added, left_out."""

    label: str
    kind: str
    left: Pieces
    right: Pieces


@dataclass(frozen=True)
class Section:
    """One section: what differs in it, and how much of it reads as before."""

    title: str
    pairs: Sequence[Pair]
    same: int


def compared(kind: ActKind, old: Body, new: Body, reader: Reader, lang: str) -> list[Section]:
    """Return the sections of both bodies in the order of the pack; a section that says nothing in both is left out."""
    sections = [_section(group, kind, old, new, reader, lang) for group in _groups(kind)]
    return [one for one in sections if one.pairs or one.same]


def said(words: Words, lang: str) -> str:
    """Return words in a language."""
    return words.said_in(lang) if isinstance(words, Text) else words


def _groups(kind: ActKind) -> list[str | None]:
    used = {one.group for one in kind.body.fields}
    return [group for group in (None, *kind.body.groups) if group in used]


def _section(group: str | None, kind: ActKind, old: Body, new: Body, reader: Reader, lang: str) -> Section:
    told, asked = kind.body.groups.get(group or ""), kind.body.in_group(group)
    if told is not None and group is not None and told.repeats:
        each = (told.each or told.name).said_in(lang)
        pairs = list(_rows(each, asked, old.get(group, ()), new.get(group, ()), reader, lang))
    else:
        pairs = [_field(one, old, new, reader, lang) for one in asked]
    told_pairs = [one for one in pairs if one.left or one.right]
    different = [one for one in told_pairs if one.kind != SAME]
    return Section(told.name.said_in(lang) if told else "", different, len(told_pairs) - len(different))


def _field(field: Field, old: Body, new: Body, reader: Reader, lang: str) -> Pair:
    texts = (said(reader.said(field, body.get(field.code)), lang) for body in (old, new))
    return _pair(field.label.said_in(lang), *texts)


def _rows(
    each: str, asked: Sequence[Field], old: Sequence[Row], new: Sequence[Row], reader: Reader, lang: str
) -> Iterator[Pair]:
    before, after = ([_in_lines(row, asked, reader, lang) for row in rows] for rows in (old, new))
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from (_pair(f"{each} {c + n + 1}", text, text) for n, text in enumerate(after[c:d]))
            continue
        for n, (one, other) in enumerate(zip_longest(before[a:b], after[c:d], fillvalue="")):
            number = f"{a + n + 1}" if not other else f"{c + n + 1}"
            yield _pair(f"{each} {number}", one, other)


def _in_lines(row: Row, asked: Sequence[Field], reader: Reader, lang: str) -> str:
    told = ((one.label.said_in(lang), said(reader.said(one, row.get(one.code)), lang)) for one in asked)
    return "\n".join(f"{label}: {value}" for label, value in told if value)


def _pair(label: str, old: str, new: str) -> Pair:
    pieces = list(difference(old, new))
    left = [one for one in pieces if one[0] != ADDED]
    right = [one for one in pieces if one[0] != LEFT_OUT]
    kind = SAME if old == new else CHANGED if old and new else ADDED if new else LEFT_OUT
    return Pair(label, kind, left, right)
