"""The cases of a pack: questions of the command line with the answers that the law expects, for a lawyer to write."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from ortaq.rules import localtime, questions, reading, reference, schema
from ortaq.rules.edition import Pack
from ortaq.rules.errors import BadTime, Fault, NotInForce, RulesError
from ortaq.rules.reading import Place, Source

FOLDER = "cases"
Ask = Mapping[str, Any]
Wrong = Iterator[tuple[Place, str]]


def run(pack: Pack) -> tuple[int, list[Fault]]:
    """Run every case of the pack; return how many there are, and a fault for each that is broken or fails."""
    count, faults = 0, []
    for file in sorted((pack.folder / FOLDER).glob("*.yaml")):
        source = _read(file)
        faults += source.faults or schema.faults(source, "case-1") or list(_failing(pack, source))
        count += len(source.data.get("cases") or [])
    return count, faults


def _read(file: Path) -> Source:
    source = Source(places={(): (str(file), 1)})
    source.data = reading.read_file(file, source)
    return source


def _failing(pack: Pack, source: Source) -> Iterator[Fault]:
    for index, case in enumerate(source.data["cases"]):
        name = reading.words(case["name"])
        for place, message in _wrong(pack, case):
            yield source.fault(("cases", index, *place), f"«{name}»: {message}")


def _wrong(pack: Pack, case: Mapping[str, Any]) -> Wrong:
    try:
        answer, zone = answered(pack, case["ask"])
        yield from _compared(case["expect"], answer, zone, ("expect",))
    except (RulesError, OverflowError) as refused:
        yield ("ask",), str(refused)


def answered(pack: Pack, ask: Ask) -> tuple[Any, str]:
    """Return the answer to a case's question, and the zone in which its local times are told."""
    kind = next(kind for kind in ASKED if kind in ask)
    return ASKED[kind](pack, ask), _zone(pack, ask)


def _edition(pack: Pack, ask: Ask) -> Any:
    try:
        return questions.edition(pack, questions.day(ask["edition"]))
    except NotInForce:
        return None


def _windows(pack: Pack, ask: Ask) -> Any:
    span = questions.day(ask["from"]), questions.day(ask["to"])
    return questions.windows(pack, ask["windows"], _zone(pack, ask), *span)


def _due(pack: Pack, ask: Ask) -> Any:
    more = {key: value for key, value in ask.items() if key not in ("due", "at")}
    return questions.due(pack, ask["due"], ask["at"], **more)


def _request(pack: Pack, ask: Ask) -> Any:
    where = {key: ask[key] for key in ("zone", "unit") if key in ask}
    return questions.request(pack, ask["request"], ask["urgency"], ask["at"], **where)


def _coordinator(pack: Pack, ask: Ask) -> Any:
    return questions.coordinator(pack, ask["coordinator"], ask["present"], _day(ask, "on"))


def _route(pack: Pack, ask: Ask) -> Any:
    return _by_unit(questions.route(pack, ask["route"], ask["unit"], _day(ask, "at")))


def _owes(pack: Pack, ask: Ask) -> Any:
    return frozenset(questions.owes(pack, ask["owes"], _day(ask, "at")))


ASKED: Mapping[str, Callable[[Pack, Ask], Any]] = {
    "edition": _edition,
    "windows": _windows,
    "due": _due,
    "request": _request,
    "coordinator": _coordinator,
    "route": _route,
    "owes": _owes,
}


def _day(ask: Ask, key: str) -> date | None:
    return questions.day(ask[key]) if key in ask else None


def _zone(pack: Pack, ask: Ask) -> str:
    """Return the zone of the question: its own, that of its unit, or the pack's."""
    if "zone" in ask:
        return str(ask["zone"])
    if "unit" not in ask:
        return pack.editions[-1].zone
    on = pack.reference_on or pack.editions[-1].valid_from
    return reference.of_pack(pack, pack.nearest(on), on).unit(ask["unit"]).zone


def _by_unit(rows: list[questions.Answer]) -> dict[str, questions.Answer]:
    return {row["unit"]: row for row in rows}


def _compared(expected: Any, answer: Any, zone: str, place: Place) -> Wrong:
    """Yield what differs. Only what is expected is compared; of the answer to a route the order does not matter."""
    match expected, answer:
        case list(), frozenset():
            yield from _same_set(frozenset(map(str, expected)), answer, place)
        case list(), dict():
            yield from _same_units(expected, answer, zone, place)
        case list(), list():
            yield from _same_list(expected, answer, zone, place)
        case dict(), dict():
            yield from _same_keys(expected, answer, zone, place)
        case _:
            if not _equal(expected, answer, zone):
                yield place, f"expected {_shown(expected)}, but it is {_shown(answer)}"


def _same_set(expected: frozenset[str], answer: frozenset[str], place: Place) -> Wrong:
    for name in sorted(expected - answer):
        yield place, f"expected {name}, which the answer has not: {', '.join(sorted(answer)) or 'nothing'}"
    for name in sorted(answer - expected):
        yield place, f"the answer has {name}, which is not expected"


def _same_units(expected: list[Any], answer: dict[str, Any], zone: str, place: Place) -> Wrong:
    yield from _same_set(frozenset(row["unit"] for row in expected), frozenset(answer), place)
    for index, row in enumerate(expected):
        if row["unit"] in answer:
            yield from _compared(row, answer[row["unit"]], zone, (*place, index))


def _same_list(expected: list[Any], answer: list[Any], zone: str, place: Place) -> Wrong:
    if len(expected) != len(answer):
        yield place, f"expected {len(expected)} windows, but there are {len(answer)}: {_shown(answer)}"
        return
    for index, (one, other) in enumerate(zip(expected, answer, strict=True)):
        yield from _compared(one, other, zone, (*place, index))


def _same_keys(expected: dict[str, Any], answer: dict[str, Any], zone: str, place: Place) -> Wrong:
    for key, value in expected.items():
        if key not in answer:
            yield (*place, key), f"the answer has no {key!r}; it has {', '.join(answer)}"
        else:
            for inner, message in _compared(value, answer[key], zone, (*place, key)):
                yield inner, f"{key}: {message}" if inner == (*place, key) else message


def _equal(expected: Any, answer: Any, zone: str) -> bool:
    if isinstance(answer, datetime) and isinstance(expected, str):
        try:
            # In UTC: a local time that comes twice equals no other time at all (PEP 495).
            return questions.instant(expected, localtime.zone(zone)) == answer.astimezone(UTC)
        except BadTime:
            return False
    return bool(questions.plain(answer, "ru") == expected)


def _shown(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    return str(questions.plain(value, "ru"))
