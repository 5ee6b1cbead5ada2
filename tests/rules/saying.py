"""Short words for tests of terms: local times in, local times out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ortaq.rules import counting, localtime, parsing_terms, questions
from ortaq.rules.calendar import Calendar
from ortaq.rules.facts import Extension, Facts, Frame, Suspension
from ortaq.rules.reading import Source, read_file
from ortaq.rules.terms import Amount, ExtensionRule, SuspensionRule
from ortaq.rules.text import Text
from ortaq.rules.windows import Deadline

KZ = Calendar("KZ")
ALMATY = "Asia/Almaty"
WORDS = Text("основание", "негіз", "ground")


def told(yaml: str, tmp: Any) -> dict[str, Any]:
    """Read a piece of a pack as a pack's own reader does."""
    file = tmp / "piece.yaml"
    file.write_text(yaml)
    return read_file(file, Source())


def frame(zone: str = ALMATY, own: Calendar = KZ, other: Calendar = KZ) -> Frame:
    return Frame(localtime.zone(zone), own, other)


def at(local: str, zone: str = ALMATY) -> datetime:
    return questions.instant(local, localtime.zone(zone))


def deadline(
    term: Mapping[str, Any],
    start: str = "",
    *,
    zone: str = ALMATY,
    own: Calendar = KZ,
    other: Calendar = KZ,
    extended: tuple[str, ...] = (),
    stopped: tuple[tuple[str, str | None], ...] = (),
    grants: counting.Grants = counting.NONE,
    **facts: str,
) -> Deadline:
    """Return the deadline of a term as a pack writes it; every fact was at `start` save those named."""
    made = parsing_terms.term(term, Amount(10, "minutes"))
    anchors = {name.replace("__", ":"): at(local, zone) for name, local in facts.items()}
    if start:
        anchors.setdefault("event", at(start, zone))
    extensions = tuple(Extension(by, at("2002-01-01")) for by in extended)
    stops = tuple(Suspension("ower", at(a, zone), at(b, zone) if b else None) for a, b in stopped)
    return counting.deadline(made, Facts(anchors, {}, extensions, stops), frame(zone, own, other), grants)


def due(term: Mapping[str, Any], start: str = "", *, zone: str = ALMATY, **more: Any) -> str | None:
    """Return the end of the term in local time; what ends at 24:00 is said so."""
    end = deadline(term, start, zone=zone, **more).due_at
    return end and local(end, zone)


def local(end: datetime, zone: str = ALMATY) -> str:
    wall = end.astimezone(localtime.zone(zone))
    return wall.strftime("%Y-%m-%d %H:%M")


def may_extend(amount: str, times: int = 1) -> counting.Grants:
    return counting.Grants(extensions=[ExtensionRule(("superior",), parsing_terms.amount(amount), times, WORDS)])


def may_stop(at_most: str | None = None) -> counting.Grants:
    limit = parsing_terms.amount(at_most) if at_most else None
    return counting.Grants(suspensions=[SuspensionRule(("ower",), limit, WORDS)])
