"""What no schema can say of a pack: that its references lead somewhere, its ids are single, its time makes sense."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ortaq.rules import (
    calendar,
    checking_acts,
    checking_custody,
    checking_databank,
    checking_figures,
    checking_forces,
    checking_operations,
    localtime,
    recurring,
)
from ortaq.rules.counting import ELAPSED
from ortaq.rules.errors import Fault, UnknownZone
from ortaq.rules.parsing_terms import amount
from ortaq.rules.reading import Place, Source

IDS: Mapping[str, str] = {
    "agencies": "code",
    "levels": "number",
    "clauses": "number",
    "spheres": "code",
    "regimes": "code",
    "duties": "id",
    "act_kinds": "code",
    "handling": "code",
    "urgencies": "code",
    "refusals": "code",
    "requests": "code",
    "directions": "code",
    "aims": "code",
    "principles": "code",
    "waivers": "code",
}
"""By which key an entry of each list is named; the name stands once in an edition."""

REFERENCES: tuple[tuple[str, str], ...] = (
    ("levels/*/clause", "clauses"),
    ("levels/*/kinds/~", "agencies"),
    ("spheres/*/clause", "clauses"),
    ("spheres/*/coordinator/*/agency", "agencies"),
    ("spheres/*/coordinator/*/absent/*", "agencies"),
    ("spheres/*/coordinator/together/*/agency", "agencies"),
    ("spheres/*/coordinator/together/*/absent/*", "agencies"),
    ("spheres/*/coordinator/in_turn/*", "agencies"),
    ("regimes/*/clause", "clauses"),
    ("regimes/*/subjects/*/code", "clauses"),
    ("regimes/*/figures/*/clauses/*", "clauses"),
    ("regimes/*/figures/*/rule", "duties"),
    ("duties/*/clause", "clauses"),
    ("duties/*/items/*", "clauses"),
    ("duties/*/regime", "regimes"),
    ("duties/*/owed_by/levels/*", "levels"),
    ("duties/*/owed_by/kinds/~", "agencies"),
    ("act_kinds/*/clause", "clauses"),
    ("act_kinds/*/levels/*", "levels"),
    ("act_kinds/*/answers/*", "duties"),
    ("act_kinds/*/quotes/*", "clauses"),
    ("act_kinds/*/decisions/*/rule", "duties"),
    ("act_kinds/*/variants/tasks/rule", "duties"),
    ("act_kinds/*/variants/refines", "duties"),
    ("directions/*/clause", "clauses"),
    ("aims/*/clause", "clauses"),
    ("principles/*/clause", "clauses"),
    ("oversight/*/clause", "clauses"),
    ("oversight/*/agency", "agencies"),
    ("waivers/*/clauses/*", "clauses"),
    ("custody/clause", "clauses"),
    ("custody/act/kind", "act_kinds"),
    ("custody/competent/*", "agencies"),
    ("custody/notices/~", "agencies"),
    ("custody/notices/*/clause", "clauses"),
    ("custody/bars_notices/*", "clauses"),
    ("figures/clause", "clauses"),
    ("figures/rule", "duties"),
    ("figures/act/kind", "act_kinds"),
    ("figures/act/values/~", "agencies"),
    ("figures/indicators/*/authority", "agencies"),
    ("figures/indicators/*/said_by/*", "agencies"),
    ("figures/indicators/*/counts/*/other", "agencies"),
    ("operations/*/clause", "clauses"),
    ("operations/*/told", "clauses"),
    ("operations/*/levels/*", "levels"),
    ("operations/*/task", "duties"),
    ("operations/*/situation", "duties"),
    ("forces/clause", "clauses"),
    ("forces/gives/~", "requests"),
    ("forces/needed/~", "requests"),
    ("forces/arrive", "duties"),
    ("forces/release", "duties"),
    ("operations/*/mandates/*", "act_kinds"),
    ("operations/*/report/act", "act_kinds"),
    ("forces/patrol/clause", "clauses"),
    ("forces/patrol/begin", "duties"),
    ("forces/patrol/act/kind", "act_kinds"),
    ("databank/clause", "clauses"),
    ("databank/act", "clauses"),
    ("databank/registers/*/clause", "clauses"),
    ("databank/materials/clause", "clauses"),
    ("databank/materials/rule", "duties"),
    ("databank/materials/kinds/*/clause", "clauses"),
    ("databank/materials/audiences/*/levels/*", "levels"),
    ("databank/materials/readers/*/levels/*", "levels"),
    ("databank/materials/readers/*/duty", "duties"),
    ("databank/registers/*/entered_by/*", "agencies"),
    ("databank/registers/*/shown_to/*", "agencies"),
    ("databank/registers/*/carried/*/clause", "clauses"),
    ("refusals/*/clause", "clauses"),
    ("requests/*/clause", "clauses"),
    ("requests/*/regime", "regimes"),
    ("requests/*/terms/~", "urgencies"),
    ("requests/*/refusals/*", "refusals"),
)
"""What refers to what: `*` is each item of a list or value of a mapping, `~` each key of a mapping."""

OWN_WORDS = ("text", "evaluation", "planned_at")
"""What every message is kept with beside the fields of its subject."""

Found = tuple[Place, Any]


def faults(source: Source) -> list[Fault]:
    """Return what is wrong with data that its schema has passed."""
    checks: tuple[Callable[[Source], Iterator[tuple[Place, str]]], ...] = (
        _editions,
        _names,
        _dangling,
        _completions,
        _zone_and_calendars,
        _windows,
        _limits,
        _grants,
        _groups,
        _fields,
        _scales,
        _figures,
        _asked,
        checking_acts.faults,
        checking_custody.faults,
        checking_figures.faults,
        checking_operations.faults,
        checking_forces.faults,
        checking_databank.faults,
    )
    return [source.fault(place, message) for check in checks for place, message in check(source)]


def _ids(source: Source) -> list[str]:
    return [one["id"] for one in source.data["editions"]]


def _editions(source: Source) -> Iterator[tuple[Place, str]]:
    """Editions follow one another and do not overlap; what names an edition names one that there is."""
    before = ""
    for index, one in enumerate(source.data["editions"]):
        begin, end = one["valid_from"], one.get("valid_to", "9999-12-31")
        if end <= begin:
            yield ("editions", index, "valid_to"), f"{one['id']} ends on {end}, before it begins on {begin}"
        if begin < before:
            yield (
                ("editions", index, "valid_from"),
                f"{one['id']} begins on {begin}, before the one above it ends",
            )
        if _ids(source).count(one["id"]) > 1:
            yield ("editions", index, "id"), f"the edition {one['id']} stands here twice"
        before = end
    for key in source.data:
        for place, name in _find(source.data, f"{key}/*/in/*"):
            if name not in _ids(source):
                yield place, f"no such edition: {name}; known: {', '.join(_ids(source))}"


def _names(source: Source) -> Iterator[tuple[Place, str]]:
    """A name stands once in each edition."""
    for key, name in IDS.items():
        seen: dict[tuple[str, Any], int] = {}
        for index, one in enumerate(source.data.get(key, [])):
            for edition in one.get("in", _ids(source)):
                first = seen.setdefault((edition, one[name]), index)
                if first != index:
                    yield (key, index, name), f"{one[name]!r} stands in {key} of {edition} already"


def _dangling(source: Source) -> Iterator[tuple[Place, str]]:
    """What is referred to stands in each edition in which the reference stands.

    Kinds of units may name an agency that only some editions have: it takes no part in the others.
    """
    for pattern, target in REFERENCES:
        for place, name in _find(source.data, pattern):
            entry = _entry(source, place)
            editions = entry.get("in", _ids(source)) if isinstance(entry, dict) else _ids(source)
            missing = [one for one in editions if name not in _known(source, target, one)]
            if missing and not (pattern.endswith("~") and len(missing) < len(editions)):
                yield place, f"{'.'.join(map(str, place))}: no {name!r} in {target} of {', '.join(missing)}"


def _entry(source: Source, place: Place) -> Any:
    return source.data[str(place[0])][place[1]]


def _known(source: Source, target: str, edition: str) -> set[Any]:
    entries = source.data.get(target, [])
    return {one[IDS[target]] for one in entries if edition in one.get("in", [edition])}


def _completions(source: Source) -> Iterator[tuple[Place, str]]:
    """A term counted from the completion of a duty names a duty of the pack."""
    for place, name in _deep(source.data["duties"], ("duties",), "completion"):
        for edition in _entry(source, place).get("in", _ids(source)):
            if name not in _known(source, "duties", edition):
                yield place, f"no duty {name!r} in {edition} whose completion could start this term"


def _deep(data: Any, place: Place, key: str) -> Iterator[Found]:
    """Yield what stands under `key`, however deep."""
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for name, value in items:
        if name == key:
            yield (*place, name), value
        yield from _deep(value, (*place, name), key)


def _zone_and_calendars(source: Source) -> Iterator[tuple[Place, str]]:
    calendars = source.data["calendars"]
    try:
        localtime.zone(source.data["zone"])
    except UnknownZone as wrong:
        yield ("zone",), str(wrong)
    for place, name in [*_find(source.data, "agencies/*/calendar"), (("calendar",), source.data["calendar"])]:
        if name not in calendars:
            yield place, f"no such calendar: {name}; known: {', '.join(calendars)}"
    for name, one in calendars.items():
        if "country" in one and not calendar.knows(one["country"]):
            yield ("calendars", name, "country"), f"no working days are known of the country {one['country']}"


def _windows(source: Source) -> Iterator[tuple[Place, str]]:
    """A rule of recurrence is one of days, and without a start it names its days itself."""
    for place, rule in _find(source.data, "duties/*/window/repeats"):
        told = _entry(source, place)["window"]
        wrong = recurring.check(rule, has_start="starting" in told)
        if wrong:
            yield place, f"{rule}: {wrong}"


def _limits(source: Source) -> Iterator[tuple[Place, str]]:
    told = source.data["limits"]
    spans = {name: told[name] for name in ("acknowledge", "at_once", "act", "extend", "opened") if name in told}
    for name, span in {**spans, "remind": told["remind"]["longer_than"]}.items():
        if amount(span).unit not in ELAPSED:
            yield ("limits", name), f"limits.{name} must be in minutes or hours"


def _grants(source: Source) -> Iterator[tuple[Place, str]]:
    """An extension counts as its term does; the clock of a notice ahead of an event cannot be suspended."""
    for index, duty in enumerate(source.data["duties"]):
        told = duty.get("term", {})
        unit = told.get("within") or told.get("before")
        for number, one in enumerate(duty.get("extensions", [])):
            place: Place = ("duties", index, "extensions", number, "amount")
            if unit and _is_elapsed(unit) != _is_elapsed(one["amount"]):
                yield place, f"{duty['id']}: a term of {unit} cannot be extended by {one['amount']}"
        if "before" in told and duty.get("suspensions"):
            place = ("duties", index, "suspensions")
            yield place, f"{duty['id']}: a term before an event cannot be suspended"


def _is_elapsed(told: str) -> bool:
    return amount(told).unit in ELAPSED


def _groups(source: Source) -> Iterator[tuple[Place, str]]:
    for place, name in _find(source.data, "regimes/*/subjects/*/fields/*/group"):
        subject = _entry(source, place)["subjects"][place[3]]
        if name not in subject.get("groups", {}):
            yield place, f"{subject['code']}: no such group of fields: {name}"


def _fields(source: Source) -> Iterator[tuple[Place, str]]:
    """What a message is kept as has one place for each field and each group that repeats, beside those of its own."""
    for place, subject in _find(source.data, "regimes/*/subjects/*"):
        repeating = {code for code, one in subject.get("groups", {}).items() if one.get("repeats")}
        seen = {(None, word) for word in (*OWN_WORDS, *repeating)}
        for index, one in enumerate(subject.get("fields", [])):
            group = one.get("group") if one.get("group") in repeating else None
            if (group, one["code"]) in seen:
                yield (*place, "fields", index), f"{subject['code']}: the field {one['code']!r} has its place already"
            seen.add((group, one["code"]))
            if one.get("kind") == "choice" and not one.get("choices"):
                yield (*place, "fields", index), f"{subject['code']}: nothing to choose from in {one['code']!r}"


def _scales(source: Source) -> Iterator[tuple[Place, str]]:
    """A step of a scale stands there once, and at most one is the default."""
    for name, one in source.data.get("evaluation", {}).items():
        codes = [grade["code"] for grade in one["grades"]]
        if len(set(codes)) < len(codes):
            yield ("evaluation", name), f"a step of the scale {name} stands there twice"
        if sum(grade.get("default", False) for grade in one["grades"]) > 1:
            yield ("evaluation", name), f"the scale {name} has more than one default"


def _figures(source: Source) -> Iterator[tuple[Place, str]]:
    """A figure of matters says under which clauses, one of duties by which rule, one of persons in which field."""
    wanted = {"sent": "clauses", "received": "clauses", "persons": "field"}
    for place, one in _find(source.data, "regimes/*/figures/*"):
        needed = wanted.get(one["counts"], "rule")
        if needed not in one:
            yield place, f"{one['code']}: what counts {one['counts']} must say its {needed}"


def _asked(source: Source) -> Iterator[tuple[Place, str]]:
    """A request is told under a subject of its regime, and both of its clocks run from its receipt."""
    for index, one in enumerate(source.data.get("requests", [])):
        regimes = (regime for regime in source.data["regimes"] if regime["code"] == one["regime"])
        if one["clause"] not in {subject["code"] for regime in regimes for subject in regime["subjects"]}:
            place: Place = ("requests", index, "clause")
            yield place, f"{one['code']}: {one['clause']} is no subject of the regime {one['regime']!r}"
    for place, name in _deep(source.data.get("requests", []), ("requests",), "from"):
        if name != "receipt":
            yield place, "a term of a request is counted from its receipt"


def _find(data: Any, pattern: str) -> list[Found]:
    """Return the places and values that a pattern of REFERENCES leads to."""
    found: list[Found] = [((), data)]
    for step in pattern.split("/"):
        found = [inner for place, value in found for inner in _step(place, value, step)]
    return found


def _step(place: Place, value: Any, step: str) -> Iterator[Found]:
    if step == "*" and isinstance(value, list):
        yield from (((*place, index), one) for index, one in enumerate(value))
    elif step == "*" and isinstance(value, dict):
        yield from (((*place, key), one) for key, one in value.items())
    elif step == "~" and isinstance(value, dict):
        yield from (((*place, key), key) for key in value)
    elif isinstance(value, dict) and step in value:
        yield (*place, step), value[step]
