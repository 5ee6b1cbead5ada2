"""The sections of an act as a page shows them: values under their names, tables, diagrams drawn as pictures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ortaq.acts.comparing import said
from ortaq.acts.drawing import Drawing, drawn
from ortaq.acts.paper.paper import Block, Diagram, Line, Paragraph, Table


@dataclass
class Section:
    """One section in the reader's language."""

    title: str
    lines: list[tuple[str, str]] = field(default_factory=list)
    tables: list[tuple[Sequence[str], Sequence[Sequence[tuple[str, str]]]]] = field(default_factory=list)
    drawings: list[Drawing] = field(default_factory=list)


def sections_of(blocks: Iterable[Block], lang: str) -> list[Section]:
    """Return the blocks of a body as a page shows them."""
    return [_section(one, lang) for one in blocks]


def _section(block: Block, lang: str) -> Section:
    made = Section(block.title.said_in(lang))
    for part in block.parts:
        match part:
            case Line():
                made.lines.append((said(part.label, lang), said(part.value, lang)))
            case Paragraph():
                made.lines.append(("", said(part.text, lang)))
            case Table():
                heads = [said(one, lang) for one in part.columns]
                rows = [list(zip(heads, (said(cell, lang) for cell in row), strict=True)) for row in part.rows]
                made.tables.append((heads, rows))
            case Diagram():
                made.drawings.append(drawn(part, lang))
    return made
