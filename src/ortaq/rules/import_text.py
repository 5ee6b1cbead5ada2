"""Read the official text of an order with its instruction and split it into numbered points.

Numbers are those of the pack: `O2` a point of the order, `C5` a clause of the instruction, `C5.1` a sub-point
and `C5.1.a` an unnumbered item by letter; `O0` and `C0` are the two preambles. Titles, footnotes, headings
and signatures carry no number and are left out; the report names them, so that nothing is lost in silence.

The text is repaired first (see `text_repair`). Nothing here knows what the points say.
"""

from __future__ import annotations

import argparse
import importlib
import json
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from ortaq.rules.text_repair import Line, Repair, joined, repaired_lines, vocabulary

INDENT = 4  # spaces from which a line opens a paragraph; the acts use six to eight
CENTRED = 13  # spaces from which a line is centred: a heading, a stamp
HEADING = 70  # the longest heading, in characters
SKIP = 3  # how many numbers may be missing between two points (repealed ones)
ORDERS = re.compile(r"\b(приказыва|постановля|бұйырам)", re.IGNORECASE)
INSTRUCTION = re.compile(r"(Инструкция|Нұсқаулық|Нұсқаулығы|Правила|Қағидалар)", re.IGNORECASE)
FOOTNOTE = re.compile(r"(Сноска|Ескерту)\b")
POINT = re.compile(r"(?P<number>\d{1,3})\.\s+(?P<text>\S.*)", re.DOTALL)
SUBPOINT = re.compile(r"(?P<number>\d{1,3})\)\s*(?P<text>\S.*)", re.DOTALL)
ENDED = re.compile(r"[.;:!?][»\")]*$")
LETTERS = "abcdefghijklmnopqrstuvwxyz"


class UnreadableText(ValueError):
    """The file is no text of an instruction; the message says what it is instead."""


@dataclass(frozen=True)
class Clause:
    """One point of the official text: its number and its words."""

    number: str
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A whole paragraph: the line where it begins, its indent, and whether a blank line stood before."""

    line: int
    text: str
    indent: int
    apart: bool


@dataclass(frozen=True)
class Reading:
    """What was read: the points in order, and the report of repairs and of what was left out."""

    clauses: list[Clause]
    repairs: list[Repair]


def split(text: str) -> list[Clause]:
    """Return the points of the official text in their order; raise UnreadableText where there is none."""
    return read(text).clauses


def read(text: str) -> Reading:
    """Return the points with the report; raise UnreadableText where no point is recognised."""
    if not text.strip():
        raise UnreadableText("the file is empty")
    lines, repairs = repaired_lines(text)
    found = _Splitter(in_order=any(ORDERS.search(line.text) for line in lines), repairs=repairs)
    for paragraph in paragraphs(lines, vocabulary(text), repairs):
        found.take(paragraph)
    if not any(re.fullmatch(r"[OC][1-9]\d*", number) for number in found.texts):
        raise UnreadableText("no numbered point was recognised")
    clauses = [Clause(number, words) for number, words in found.texts.items()]
    return Reading(clauses, sorted(repairs, key=lambda repair: repair.line))


# -- paragraphs --------------------------------------------------------------------------------------------


def paragraphs(lines: Sequence[Line], words: frozenset[str], repairs: list[Repair]) -> list[Paragraph]:
    """Join lines into paragraphs, across the breaks that pages and holes left inside a sentence."""
    done: list[Paragraph] = []
    for place, line in enumerate(lines):
        if not done or opens(line, done[-1], lines[place - 1], lines[place + 1 : place + 2]):
            done.append(Paragraph(line.number, line.text, line.indent, bool(line.blanks)))
            continue
        last = done[-1]
        whole = joined(last.text, line.text, words)
        note_break(last.text, line, whole, repairs)
        done[-1] = Paragraph(last.line, whole, last.indent, last.apart)
    return done


def opens(line: Line, last: Paragraph, before: Line, after: Sequence[Line]) -> bool:
    """Tell whether the line opens a paragraph: by its indent, its number, or an ended sentence before."""
    if line.indent >= INDENT or INSTRUCTION.fullmatch(line.text) or heading_alone(before, [line]):
        return True
    if heading_alone(line, after):
        return True
    ended = bool(ENDED.search(last.text))
    numbered = bool(POINT.match(line.text) or SUBPOINT.match(line.text))
    return ended and (bool(line.blanks) and not line.text[0].islower() or numbered or last.text[-1] in ";:")


def heading_alone(line: Line, after: Sequence[Line]) -> bool:
    """Tell whether the line is a numbered heading between blank lines: «3. …» without a full stop."""
    alone = bool(line.blanks) and (not after or bool(after[0].blanks))
    return alone and is_heading(line.text)


def is_heading(text: str) -> bool:
    """Tell whether a paragraph is a heading: numbered, short, and no sentence."""
    return bool(POINT.match(text)) and len(text) <= HEADING and not ENDED.search(text)


def note_break(text: str, line: Line, whole: str, repairs: list[Repair]) -> None:
    """Note a page or a hole inside a sentence, and a word broken at the line's end."""
    before, after = f"{text[-20:]} | {line.text[:20]}", whole[len(text) - 20 if len(text) > 20 else 0 :][:44]
    if line.blanks:
        repairs.append(Repair("page break" if line.blanks > 1 else "broken line", line.number, before, after))
    if text[-1] in "-\u00ad" and not text.endswith(" -"):
        repairs.append(Repair("hyphen", line.number, before, after))


# -- points ------------------------------------------------------------------------------------------------


class _Splitter:
    """Walks over the paragraphs and knows the point it is in: first the order's, then the instruction's."""

    def __init__(self, *, in_order: bool, repairs: list[Repair]) -> None:
        self.texts: dict[str, str] = {}
        self.repairs = repairs
        self.prefix = "O" if in_order else "C"
        self.start()

    def start(self) -> None:
        """Begin a part: no point yet, nothing closed."""
        self.point, self.subpoint, self.item = 0, 0, 0
        self.closed, self.in_footnote = False, False

    def take(self, paragraph: Paragraph) -> None:
        """File one paragraph under its number, or leave it out and say so."""
        if INSTRUCTION.match(paragraph.text) and titles_part(paragraph):
            self.begin_instruction(paragraph)
        elif self.in_footnote or FOOTNOTE.match(paragraph.text):
            self.in_footnote = paragraph.text[-1] in ":;"
            self.leave_out("footnote", paragraph)
        elif is_heading(paragraph.text):
            self.leave_out("heading", paragraph)
        elif self.closed or not (self.as_point(paragraph.text) or self.as_subpoint(paragraph.text)):
            self.unnumbered(paragraph)

    def begin_instruction(self, paragraph: Paragraph) -> None:
        """Pass from the order to the instruction; a second title opens an annex, whose points we skip."""
        if self.prefix == "C" and self.point:
            self.closed = True
        else:
            self.prefix = "C"
            self.start()
        self.leave_out("title", paragraph)

    def as_point(self, text: str) -> bool:
        """Open the next point if the text carries its number; 1 after 5 is none."""
        found = POINT.match(text)
        if not found or not 0 < int(found["number"]) - self.point <= SKIP:
            return False
        self.point, self.subpoint, self.item = int(found["number"]), 0, 0
        self.texts[self.number] = found["text"]
        return True

    def as_subpoint(self, text: str) -> bool:
        """Open the next sub-point if the text carries its number."""
        found = SUBPOINT.match(text)
        if not found or not self.point or not 0 < int(found["number"]) - self.subpoint <= SKIP:
            return False
        self.subpoint, self.item = int(found["number"]), 0
        self.texts[self.number] = found["text"]
        return True

    def unnumbered(self, paragraph: Paragraph) -> None:
        """File a paragraph without a number: a preamble, an item, a continuation, or none of the text."""
        self.closed = self.closed or (self.point > 0 and after_the_end(paragraph))
        if self.closed:
            self.leave_out("signature", paragraph)
        elif not self.point:
            self.preamble(paragraph)
        elif self.subpoint and self.introduces():
            self.item += 1
            self.texts[self.number] = paragraph.text
        else:
            self.texts[self.number] += f"\n{paragraph.text}"

    def preamble(self, paragraph: Paragraph) -> None:
        """Keep the sentence before the first point; a title is no sentence."""
        if ENDED.search(paragraph.text) and paragraph.indent < CENTRED:
            before = self.texts.get(self.number)
            self.texts[self.number] = f"{before}\n{paragraph.text}" if before else paragraph.text
        else:
            self.leave_out("title", paragraph)

    def introduces(self) -> bool:
        """Tell whether the sub-point ends in a colon, so that the paragraphs after it are its items."""
        words = self.texts[f"{self.prefix}{self.point}.{self.subpoint}"]
        return words.endswith(":") and self.item < len(LETTERS)

    @property
    def number(self) -> str:
        """The number of the point that is open now."""
        number = f"{self.prefix}{self.point}"
        number += f".{self.subpoint}" if self.subpoint else ""
        return number + (f".{LETTERS[self.item - 1]}" if self.item else "")

    def leave_out(self, kind: str, paragraph: Paragraph) -> None:
        """Note what carries no number; lines of one signature or stamp stand together."""
        kind, last = f"left out: {kind}", self.repairs[-1] if self.repairs else None
        if last and last.kind == kind == "left out: signature":
            self.repairs[-1] = Repair(kind, last.line, f"{last.before} {paragraph.text}", "")
        else:
            self.repairs.append(Repair(kind, paragraph.line, paragraph.text, ""))


def titles_part(paragraph: Paragraph) -> bool:
    """Tell whether the paragraph is a title: it stands apart and is no sentence."""
    return paragraph.apart and not ENDED.search(paragraph.text)


def after_the_end(paragraph: Paragraph) -> bool:
    """Tell whether an unnumbered paragraph stands outside the points: apart, and not indented as they are."""
    return paragraph.apart and not INDENT <= paragraph.indent < CENTRED


# -- the command -------------------------------------------------------------------------------------------


def run(args: argparse.Namespace) -> int:
    """Run `ortaq rules import-text FILE [--json] [--store]`; return 1 where the file cannot be read."""
    try:
        reading = read(text_of(Path(args.file)))
    except (OSError, UnreadableText) as fault:
        print(f"{args.file}: {reason(fault)}", file=sys.stderr)
        return 1
    print_report(reading.repairs)
    print_clauses(reading.clauses, as_json=bool(getattr(args, "json", False)))
    if getattr(args, "store", False):
        store(reading.clauses)
    return 0


def text_of(path: Path) -> str:
    """Return the text of the file; raise UnreadableText for bytes that are none."""
    data = path.read_bytes()
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as fault:
        raise UnreadableText("not a text in UTF-8; extract the text of a PDF first") from fault
    if "\0" in text:
        raise UnreadableText("not a text: it holds binary data")
    return text


def reason(fault: Exception) -> str:
    """Return the fault in words, without the system's number and the path that the line already shows."""
    return (fault.strerror or str(fault)) if isinstance(fault, OSError) else str(fault)


def print_report(repairs: Iterable[Repair]) -> None:
    """Print one line for each repair, and what was left out, on standard error."""
    for repair in repairs:
        after = f" → «{repair.after}»" if repair.after else ""
        print(f"line {repair.line}: {repair.kind}: «{repair.before}»{after}", file=sys.stderr)


def print_clauses(clauses: Iterable[Clause], *, as_json: bool) -> None:
    """Print the points, as a JSON list or one under the other."""
    if as_json:
        print(json.dumps([asdict(clause) for clause in clauses], ensure_ascii=False, indent=2))
        return
    for clause in clauses:
        print(f"{clause.number}\n    " + clause.text.replace("\n", "\n    ") + "\n")


def store(clauses: Sequence[Clause]) -> None:
    """Hand the points to the console, which shows them beside our wording; only here is a database needed."""
    # By name: the rules import nothing above them, and only this flag needs what is above.
    importlib.import_module("ortaq.cli").django_setup("owner")
    count = importlib.import_module("ortaq.console.official").store(clauses)
    print(f"{count} points stored", file=sys.stderr)
