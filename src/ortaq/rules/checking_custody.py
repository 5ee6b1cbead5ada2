"""What no schema can say of the custody of a pack: its fields, limits and laws lead somewhere and do not contradict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ortaq.rules.reading import Place, Source

Data = Mapping[str, Any]
Told = Iterator[tuple[Place, str]]
ANCHORS = {"restricted", "delivered", "said"}
"""The moments that the node knows of a detention."""
EVER = "9999-12-31"


def faults(source: Source) -> Told:
    """Yield what is wrong with what the pack says of custody, if it says anything."""
    if "custody" not in source.data:
        return
    told = source.data["custody"]
    yield from _ticks(told)
    yield from _safeguards(told)
    yield from _limits(told)
    person = {one["code"] for one in _fields(told, "form")}
    for code in (code for code in told.get("same", []) if code not in person):
        yield ("custody", "same"), f"nobody is asked for {code!r}"
    for key in ("limits", "safeguards"):
        for index, one in enumerate(told.get(key, [])):
            if one.get("valid_from", "") >= one.get("valid_to", EVER):
                yield ("custody", key, index), f"{one['code']} ends before it begins"


def _ticks(told: Data) -> Told:
    """What bars, who is competent, when a safeguard applies: each names a tick of an annex."""
    known = {one["code"] for one in _fields(told, "annex") if one.get("kind") == "yes_no"}
    named: list[tuple[Place, str]] = [(("bars",), code) for code in told.get("bars", [])]
    named += [(("competent",), code) for code in told.get("competent", {})]
    for index, one in enumerate(told.get("safeguards", [])):
        when = one.get("when", [])
        named += [(("safeguards", index, "when"), code) for code in ([when] if isinstance(when, str) else when)]
    if "minor" in told:
        named.append((("minor", "flag"), told["minor"]["flag"]))
        if told["minor"]["field"] not in {one["code"] for one in _fields(told, "form")}:
            yield ("custody", "minor", "field"), f"nobody is asked for {told['minor']['field']!r}"
    for place, code in named:
        if code not in known:
            yield ("custody", *place), f"no tick {code!r} in any annex; known: {', '.join(sorted(known))}"


def _fields(told: Data, of: str) -> list[Data]:
    """Return the fields that are asked of somebody: of the form, or of the annex."""
    people = [one for one in told["kinds"] if one.get("is_person")]
    return [
        each for one in people for each in (one["fields"] if of == "form" else one.get("annex", {}).get("fields", []))
    ]


def _safeguards(told: Data) -> Told:
    person, limits = {one["code"] for one in _fields(told, "form")}, {one["code"] for one in told.get("limits", [])}
    for index, one in enumerate(told.get("safeguards", [])):
        place: Place = ("custody", "safeguards", index)
        own = {each["code"] for each in one.get("fields", [])}
        chosen = {each["code"] for each in one.get("fields", []) if each.get("choices")}
        for code in (code for code in one.get("differ", []) if code not in own):
            yield (*place, "differ"), f"{one['code']}: no such field: {code}"
        for code, of_person in one.get("agrees", {}).items():
            if code not in chosen or of_person not in person:
                yield (*place, "agrees"), f"{one['code']}: {code} and {of_person} cannot be compared"
        for code in (code for code in one.get("limits", []) if code not in limits):
            yield (*place, "limits"), f"{one['code']}: no such limit: {code}"
        if "term" in one and one["term"].get("from") not in ANCHORS:
            yield (*place, "term"), f"{one['code']}: a term is counted from {', '.join(sorted(ANCHORS))}"


def _limits(told: Data) -> Told:
    """On each day there is one law: limits of one code do not overlap, in each edition."""
    limits = told.get("limits", [])
    known = {one["code"] for one in limits}
    for index, one in enumerate(limits):
        for code in (code for code in one.get("extends", []) if code not in known):
            yield ("custody", "limits", index, "extends"), f"{one['code']}: no such limit: {code}"
        for other in limits[:index]:
            if _overlap(one, other):
                yield ("custody", "limits", index), f"{one['code']} stands there twice for the same days"


def _overlap(one: Data, other: Data) -> bool:
    editions = set(one.get("in", ())) & set(other.get("in", ())) or "in" not in one or "in" not in other
    days = one.get("valid_from", "") < other.get("valid_to", EVER) and other.get("valid_from", "") < one.get(
        "valid_to", EVER
    )
    return one["code"] == other["code"] and bool(editions) and days
