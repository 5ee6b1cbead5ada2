"""Repair the text of an act as a PDF reader hands it out: damaged lines in, whole lines and a report out.

Justified and hyperlinked text suffers in five ways, and each has its own small function here:

    letter-spacing   «К а з а х с т а н», partly too: «з аконности ;»
    link word        a linked word falls out of its place to the end of its line, or to the start of the next:
                     «от 15 сентября 1994 года "Об Законом»
    margin note      references of the archive pasted into a sentence: «см.K100296»
    page number      a number alone between two pages
    gap              runs of spaces, spaces before a comma, within brackets

Breaks between lines (pages, hyphens) are closed where lines become paragraphs, by `joined`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

WIDE = re.compile(r" {2,}")
ONE_LETTER_WORDS = frozenset("авикосуяжб")
LETTER = r"[^\W\d_]"
# A word that the archives turn into a link: the act's noun in any case, «совместным приказом», «№ 19».
LINK = (
    r"(?:совместн\w{2,3}\s+)?(?:[Зз]акон|[Пп]риказ|[Кк]одекс|[Уу]каз|[Пп]остановлени)"
    r"(?:ом|ами|ем|ов|ы|а|у|е|я)?|(?:№|N)\s?\d+"
)
LINK_AT_END = re.compile(rf"^(?P<rest>.*?\S)(?P<glue>\s*)(?P<link>{LINK})\s*$")
LINK_AT_START = re.compile(rf"^\s*(?P<link>{LINK})(?:\s+(?P<rest>\S.*))?$")
MARGIN_NOTE = re.compile(r"\s*\b[Сс]м\.\s*[A-Z]\d{5,}_?\b\.?")
# Compounds that keep their hyphen although the document shows them only across a line's end.
COMPOUND = re.compile(
    r"(административно|военно|информационно|контрольно|культурно|материально|нормативно|оперативно"
    r"|организационно|пропускно|северо|служебно|социально|учебно|финансово|хозяйственно|юго)"
)


@dataclass(frozen=True)
class Repair:
    """One thing that was put right: its kind, the line of the file (from 1), the text before and after."""

    kind: str
    line: int
    before: str
    after: str


@dataclass(frozen=True)
class Line:
    """A line of the file: its number from 1, its indent in spaces, how many blank lines stood before it."""

    number: int
    text: str
    indent: int = 0
    blanks: int = 0


def repaired_lines(text: str) -> tuple[list[Line], list[Repair]]:
    """Return the non-empty lines of `text`, each repaired, and what was repaired in them."""
    repairs: list[Repair] = []
    lines = without_page_numbers(list(numbered(text)), repairs)
    lines = each(lines, "margin note", lambda s: MARGIN_NOTE.sub("", s), repairs)
    words = vocabulary(text)
    lines = each(lines, "letter-spacing", lambda s: letters_joined(s, words), repairs)
    lines = links_returned(lines, repairs)
    lines = [replace(line, indent=len(line.text) - len(line.text.lstrip())) for line in lines]
    lines = each(lines, "gap", gaps_closed, repairs)
    return [replace(line, text=line.text.strip()) for line in lines if line.text.strip()], repairs


def numbered(text: str) -> Iterator[Line]:
    """Yield the lines that are not blank; a form feed counts as two blank lines, for it starts a page."""
    blanks = 0
    for number, raw in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1):
        plain = re.sub("[\u200b\ufeff]", "", raw).replace("\u00a0", " ").replace("\t", " " * 4)
        if "\f" in plain:
            blanks, plain = blanks + 2, plain.replace("\f", "")
        if plain.strip():
            yield Line(number, plain.rstrip(), blanks=blanks)
            blanks = 0
        else:
            blanks += 1


def each(lines: Sequence[Line], kind: str, mend: Callable[[str], str], repairs: list[Repair]) -> list[Line]:
    """Return the lines with `mend` applied to each text; note those whose words changed under `kind`."""
    return [changed(line, mend(line.text), kind, repairs) for line in lines]


def changed(line: Line, text: str, kind: str, repairs: list[Repair]) -> Line:
    """Return the line with its new text, and note the repair unless only its margins differ."""
    if text.strip() != line.text.strip():
        repairs.append(Repair(kind, line.number, line.text.strip(), text.strip()))
    return replace(line, text=text)


def without_page_numbers(lines: list[Line], repairs: list[Repair]) -> list[Line]:
    """Leave out a number that stands alone between blank lines; the blanks pass to the line after it."""
    kept: list[Line] = []
    carried = 0
    for place, line in enumerate(lines):
        after = lines[place + 1].blanks if place + 1 < len(lines) else 1
        if re.fullmatch(r"[-– ]*\d{1,3}[-– ]*", line.text) and line.blanks and after:
            repairs.append(Repair("page number", line.number, line.text.strip(), ""))
            carried += line.blanks
        else:
            kept.append(replace(line, blanks=line.blanks + carried))
            carried = 0
    return kept


def vocabulary(text: str) -> frozenset[str]:
    """Return the words of the text in small letters; they decide whether two halves are one word."""
    return frozenset(re.findall(rf"{LETTER}+(?:-{LETTER}+)*", text.lower()))


# -- letter-spacing ----------------------------------------------------------------------------------------


def letters_joined(line: str, words: frozenset[str] = frozenset()) -> str:
    """Return the line with its letter-spaced words joined; in such lines a wide gap parts the words."""
    if not is_letter_spaced(line):
        return line
    indent = len(line) - len(line.lstrip())
    groups = WIDE.split(line.strip())
    return " " * indent + " ".join(group_joined(group.split(" "), words) for group in groups)


def is_letter_spaced(line: str) -> bool:
    """Tell whether letters stand alone that are no words: four in a row, a whole line, or one like «з»."""
    if re.search(rf"(?<!\S)(?:{LETTER} ){{3}}{LETTER}(?!\S)", line):
        return True
    if re.fullmatch(r"\s*(?:\S\s+){2,}\S\s*", line):
        return bool(re.search(rf"{LETTER} {LETTER}", line))
    lone = re.findall(rf"(?<!\S)({LETTER})(?= {LETTER}{{2}})", line)
    return any(letter not in ONE_LETTER_WORDS and letter.islower() for letter in lone) and bool(
        WIDE.search(line.strip())
    )


def group_joined(parts: Sequence[str], words: frozenset[str]) -> str:
    """Join the single characters among the parts of one group; whole words in it stay apart."""
    done: list[str] = []
    run = ""
    for part in parts:
        if len(part) == 1:
            run += part
        elif run and belongs(run, part, words):
            done.append(run + part)
            run = ""
        else:
            done += [run, part] if run else [part]
            run = ""
    if run and done and not any(character.isalnum() for character in run):
        return " ".join([*done[:-1], done[-1] + run])
    return " ".join([*done, run] if run else done)


def belongs(run: str, part: str, words: frozenset[str]) -> bool:
    """Tell whether a run of single letters is the start of the part after it: «з» + «аконности»."""
    return part[0].islower() and (len(run) < 3 or (run + part).lower().rstrip(".,;:)") in words)


# -- link words --------------------------------------------------------------------------------------------


def links_returned(lines: Sequence[Line], repairs: list[Repair]) -> list[Line]:
    """Put each displaced link word back into the hole that it left in its line."""
    done = list(lines)
    for place, line in enumerate(done):
        whole = link_from_end(line.text)
        if whole is None and place + 1 < len(done):
            whole = link_from_next(done, place, repairs)
        if whole is not None:
            done[place] = changed(line, whole, "link word", repairs)
    return [line for line in done if line.text.strip()]


def link_from_end(line: str) -> str | None:
    """Return the line with the link word at its end moved into its hole; None where nothing is displaced."""
    found = LINK_AT_END.match(line)
    if found is None or len(found["glue"]) > 1:  # a gap right before the word: it stands where it fell out
        return None
    return filled(found["rest"], found["link"]) or before_owner(found["rest"], found["link"])


def link_from_next(lines: list[Line], place: int, repairs: list[Repair]) -> str | None:
    """Return the line with the link word that opens the next line; that line loses it."""
    found = LINK_AT_START.match(lines[place + 1].text)
    whole = filled(lines[place].text, found["link"]) if found else None
    if found and whole:
        lines[place + 1] = changed(lines[place + 1], found["rest"] or "", "link word", repairs)
    return whole


def filled(line: str, link: str) -> str | None:
    """Put the link into the hole: at the line's start, in a gap after a comma, before a lonely comma."""
    if re.match(r" (?=[А-ЯЁ]\w)", line):
        return f"{link} {line.strip()}"
    if link[0] in "№N":
        return re.sub(r"(?<=\d) (?=,)", f" {link}", line, count=1) if re.search(r"\d ,", line) else None
    if re.search(r"\S, {2,}(?=[А-ЯЁ])", line):
        return re.sub(r"(?<=\S,) {2,}(?=[А-ЯЁ])", f" {link} ", line, count=1)
    return None


def before_owner(line: str, link: str) -> str | None:
    """Put the link before «Республики» where the act has lost its noun: «", Республики Законом»."""
    found = re.match(r"^(.*[,;])\s+(Республики)$", line)
    return f"{found[1]} {link} {found[2]}" if found else None


# -- gaps and breaks ---------------------------------------------------------------------------------------


def gaps_closed(line: str) -> str:
    """Close runs of spaces and the spaces that punctuation does not have; the indent is not a gap."""
    closed = re.sub(r"\s+", " ", line.strip())
    closed = re.sub(r" (?=[,;:.)»](?:\s|[,;:.)»]|$))", "", closed)
    return re.sub(r"(?<=[(«]) ", "", closed)


def joined(first: str, second: str, words: frozenset[str]) -> str:
    """Join two lines of one sentence: by a space, by nothing before punctuation, by the rule of hyphens."""
    if first.endswith("\u00ad"):
        return first[:-1] + second
    if re.search(rf"{LETTER}-$", first) and second[:1].islower():
        return hyphen_joined(first, second, words)
    return gaps_closed(f"{first} {second}")


def hyphen_joined(first: str, second: str, words: frozenset[str]) -> str:
    """Join a word broken at a hyphen; the hyphen stays in a compound only."""
    start, end = first[:-1].split()[-1].lower(), re.findall(r"\w+", second)[0].lower()
    if f"{start}-{end}" in words or (COMPOUND.fullmatch(start) and start + end not in words):
        return first + second
    return first[:-1] + second
