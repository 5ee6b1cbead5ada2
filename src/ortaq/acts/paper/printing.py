"""A paper as PDF/A-3b or as pictures: its texts in the languages of the sheet, everything else in the template."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from ortaq.acts.paper import hyphens, letters, words
from ortaq.acts.paper.paper import Block, Diagram, Line, Mark, Paper, Paragraph, Part, Table, Words
from ortaq.lib import qr, typst
from ortaq.rules.text import Text
from ortaq.wire import act_envelope, acts
from ortaq.wire.errors import WireError

TEMPLATE = Path(__file__).with_name("act.typ")
STANDARD = "a-3b"


class OtherAct(WireError):
    """The envelope is of another act, or of another body, than the paper."""


class Said(Protocol):
    """How a text is said on this sheet."""

    def __call__(self, text: Words, *, whole: bool | None = None) -> Any: ...


def pdf(paper: Paper, languages: Sequence[str], envelope: bytes = b"", *, at: datetime) -> bytes:
    """Return the paper as PDF/A-3b with `envelope` attached as act.json. The same arguments give the same bytes.

    `languages` are one, or two that stand side by side, the first of them at the left. Raises OtherAct where the
    envelope is not of this paper.
    """
    if envelope:
        _of_the_same_act(paper, envelope)
    return typst.pdf(TEMPLATE, _given(paper, languages, envelope), standard=STANDARD, at=at)


def pictures(paper: Paper, languages: Sequence[str], *, dots_per_inch: int = 110) -> list[bytes]:
    """Return each page as PNG, for looking at."""
    return typst.pictures(TEMPLATE, _given(paper, languages, b""), dots_per_inch=dots_per_inch)


def _of_the_same_act(paper: Paper, envelope: bytes) -> None:
    found = act_envelope.read(envelope)
    if (found["act"]["id"], acts.body_hash(found["body"])) != (str(paper.id), paper.hash):
        raise OtherAct(paper=str(paper.id), hash=paper.hash)


def address(paper: Paper) -> str:
    """Return what the QR code says: where the act stands, which act and which content."""
    place = paper.url if str(paper.id) in paper.url else f"{paper.url or 'ortaq:'}{paper.id}"
    return f"{place}#{paper.hash}"


def _given(paper: Paper, languages: Sequence[str], envelope: bytes) -> dict[str, str]:
    data = json.dumps(_paper(paper, languages), ensure_ascii=False)
    return {"act": data, "envelope": envelope.decode()}


def _paper(paper: Paper, languages: Sequence[str]) -> dict[str, Any]:
    def said(text: Words, *, whole: bool | None = None) -> Any:
        return _said(text, languages, whole)

    return {
        "languages": list(languages),
        "words": _own_words(tuple(languages)),
        "id": str(paper.id),
        "hash": paper.hash,
        "title": said(paper.title),
        "number": letters.shown(paper.number),
        "place": said(paper.place),
        "date": said(paper.date),
        "marking": paper.marking and said(paper.marking),
        "exercise": paper.exercise and said(paper.exercise),
        "draft": said(words.DRAFT) if paper.is_draft else None,
        "agreed": [_mark(mark, said) for mark in paper.agreed],
        "approved": [_mark(mark, said) for mark in paper.approved],
        "signed": [_mark(mark, said) for mark in paper.signed],
        "notes": [said(note) for note in paper.notes],
        "blocks": [_block(block, said) for block in paper.blocks],
        "head": _drawn(paper.head),
        "qr": qr.svg(address(paper)),
    }


@lru_cache(maxsize=16)
def _own_words(languages: tuple[str, ...]) -> Mapping[str, Any]:
    """Return what stands on every sheet."""
    return {name: _said(text, languages, None) for name, text in words.ON_PAPER.items()}


def _said(text: Words, languages: Sequence[str], whole: bool | None) -> str | list[str]:
    """A text that reads alike in every language of the sheet is said once.

    `whole`: its words are not broken; where that is not said, they are if one is longer than a narrow column. A place
    to break is a sign of its own, which a search in the file would stumble over.
    """
    whole = hyphens.fits(text, hyphens.NARROW) if whole is None else whole
    said = [text] if isinstance(text, str) else [text.said_in(lang) for lang in languages]
    drawn = [_drawn(each) for each in said]
    if not whole:
        given = ("",) if isinstance(text, str) else languages
        drawn = [each if lang == "ru" else hyphens.syllables(each) for each, lang in zip(drawn, given, strict=True)]
    return drawn[0] if isinstance(text, str) or (len(drawn) > 1 and len(set(drawn)) == 1) else drawn


def _drawn(text: str) -> str:
    return hyphens.lumps(letters.shown(text))


def _mark(mark: Mark, said: Said) -> dict[str, Any]:
    return {
        "role": said(mark.role),
        "post": said(mark.post),
        "rank": said(mark.rank),
        "unit": said(mark.unit),
        "name": _drawn(mark.name),
        "at": letters.shown(mark.at),
        "key": letters.shown(mark.key),
        "signed": mark.signed,
    }


def _block(block: Block, said: Said) -> dict[str, Any]:
    parts: list[dict[str, Any]] = []
    for part in block.parts:
        drawn = _part(part, said)
        if drawn["kind"] == "lines" and parts and parts[-1]["kind"] == "lines":
            parts[-1]["rows"] += drawn["rows"]
        else:
            parts.append(drawn)
    return {"title": said(block.title), "parts": parts}


def _part(part: Part, said: Said) -> dict[str, Any]:
    match part:
        case Line():
            return {"kind": "lines", "rows": [{"label": said(part.label), "value": said(part.value)}]}
        case Paragraph():
            return {"kind": "paragraph", "text": said(part.text, whole=False)}
        case Table():
            return _table(part, said)
        case Diagram():
            return _diagram(part, said)


def _table(table: Table, said: Said) -> dict[str, Any]:
    widths = table.widths or (1.0,) * len(table.columns)
    rooms = [share / sum(widths) * hyphens.LETTERS - 1 for share in widths]
    rows = (table.columns, *table.rows)
    whole = all(hyphens.fits(cell, room) for row in rows for cell, room in zip(row, rooms, strict=True))
    return {
        "kind": "table",
        "title": table.title and said(table.title),
        "columns": [said(column, whole=whole) for column in table.columns],
        "rows": [[said(cell, whole=whole) for cell in row] for row in table.rows],
        "widths": list(widths),
        "whole": whole,
    }


def _diagram(diagram: Diagram, said: Said) -> dict[str, Any]:
    lanes: list[Text] = list(dict.fromkeys(step.lane for step in diagram.steps))
    whole = all(
        hyphens.fits(text, hyphens.LANES / len(lanes) - 3) for text in (*lanes, *(s.name for s in diagram.steps))
    )
    steps = [
        {"lane": lanes.index(step.lane), "name": said(step.name, whole=whole), "minutes": step.minutes}
        for step in diagram.steps
    ]
    return {
        "kind": "diagram",
        "title": diagram.title and said(diagram.title),
        "lanes": [said(lane, whole=whole) for lane in lanes],
        "whole": whole,
        "steps": steps,
        "minutes": sum(step.minutes or 0 for step in diagram.steps),
    }
