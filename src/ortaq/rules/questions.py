"""The questions that a pack answers with no database: those of the command line, and of the pack's own cases.

An answer is a mapping (or a list of them) of JSON's own values, with instants as aware datetimes in the local zone and
texts in all languages; `plain` makes JSON of it. Where no edition is in force the nearest one answers, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from ortaq.rules import coordination, localtime, obligations, recurring, reference, routing
from ortaq.rules.edition import DutyRule, Edition, Pack
from ortaq.rules.errors import BadTime, NoTerm, NotInForce, NoWindow, UnknownRequest, like
from ortaq.rules.facts import Extension, Facts, Frame, Suspension
from ortaq.rules.requests import RECEIPT
from ortaq.rules.text import Text
from ortaq.rules.windows import Window

Answer = dict[str, Any]
DAY = timedelta(days=1)


def edition(pack: Pack, on: date) -> Answer:
    """Return the edition in force on the day; raises NotInForce."""
    found = pack.edition_on(on)
    if found is None:
        raise NotInForce(pack.name, on)
    return {"id": found.id, "valid_from": found.valid_from, "valid_to": found.valid_to}


def windows(pack: Pack, clause: str, zone: str | None, begin: date, end: date) -> list[Answer]:
    """Return the clause's windows that open on the local days from `begin` to `end`, both included.

    Raises UnknownClause, UnknownZone, NoWindow for a clause whose duties do not recur.
    """
    found: list[Answer] = []
    for now, first, last in _editions(pack, begin, end):
        frame = Frame(localtime.zone(zone or now.zone), now.calendar)
        for rule in _recurring(now, clause):
            opened = recurring.windows(rule, first, last, frame)
            found += [_window(now, clause, window, frame.zone) for window in opened]
    return sorted(found, key=lambda answer: answer["opens_at"])


def due(pack: Pack, clause: str, at: str, *, zone: str | None = None, part: str | None = None, **more: Any) -> Answer:
    """Return when what the clause asks is due, when its trigger was at `at` (an instant or a bare local date).

    Of several clocks the first answers that the law itself numbers, the others stand under "also". `more`: unit, other
    (an agency), facts, measures, extensions, suspensions. Raises UnknownClause, UnknownZone, BadTime, NoTerm.
    """
    now, frame = _frame(pack, at, zone, more)
    rules = _triggered(now, clause, part)
    deadlines = [_due(now, clause, rule, at, frame, more) for rule in rules]
    first = next((index for index, rule in enumerate(rules) if "term" not in rule.ours), 0)
    also = [_also(answer) for index, answer in enumerate(deadlines) if index != first]
    return {**deadlines[first], **({"also": also} if also else {})}


def request(pack: Pack, kind: str, urgency: str, at: str, *, zone: str | None = None, **unit: Any) -> Answer:
    """Return by when a unit that received a request at `at` must reply to it and answer it.

    Raises UnknownZone, BadTime, UnknownRequest for a kind or an urgency that the pack does not have.
    """
    now, frame = _frame(pack, at, zone, unit)
    if kind not in now.requests or urgency not in now.requests[kind].terms:
        known = [f"{one.code} {each}" for one in now.requests.values() for each in one.terms]
        raise UnknownRequest(f"{kind} {urgency}", like(f"{kind} {urgency}", known))
    received = instant(at, frame.zone)
    facts, terms = Facts({RECEIPT: received}), now.requests[kind].terms[urgency]
    ends = {f"{rule.part}_by": _in(obligations.deadline(rule, facts, frame).due_at, frame.zone) for rule in terms}
    return _marked(now, localtime.day_of(received, frame.zone), {"clause": now.requests[kind].clause, **ends})


def coordinator(pack: Pack, sphere: str, present: Iterable[str], on: date | None = None) -> Answer:
    """Return who coordinates in the sphere; on the last day of the pack's reference data where none is named."""
    day = on or _reference_day(pack)
    now = pack.nearest(day)
    found = coordination.coordinator(now, sphere, present, day)
    several = {"agencies": list(found.agencies)} if len(found.agencies) > 1 else {}
    answer = {"agency": found.agency, "clause": found.clause, "why": found.why, **several}
    return _marked(now, day, answer)


def route(pack: Pack, clause: str, unit: str, at: date | None = None) -> list[Answer]:
    """Return to whom the unit sends what the clause asks, by the pack's reference data on the day."""
    day = at or _reference_day(pack)
    now = pack.nearest(day)
    found = routing.route(now, reference.of_pack(pack, now, day), clause, unit)
    return [_marked(now, day, _addressee(one)) for one in found]


def owes(pack: Pack, unit: str, at: date | None = None) -> list[str]:
    """Return the clauses under which the unit may owe something, in the order of the law."""
    day = at or _reference_day(pack)
    now = pack.nearest(day)
    found = reference.of_pack(pack, now, day).unit(unit)
    return list(dict.fromkeys(rule.clause for rule in obligations.owed_rules(now, found)))


def units(pack: Pack) -> int:
    """Return how many units the pack's reference data has, each edition having read them."""
    day = _reference_day(pack)
    return max(len(reference.of_pack(pack, one, day).units) for one in pack.editions)


def plain(answer: Any, lang: str) -> Any:
    """Return an answer as JSON's own values: instants in ISO 8601 with offset, texts in one language."""
    match answer:
        case datetime() | date():
            return answer.isoformat()
        case Text():
            return answer.said_in(lang)
        case dict():
            return {key: plain(value, lang) for key, value in answer.items()}
        case list():
            return [plain(value, lang) for value in answer]
        case _:
            return answer


def day(told: str) -> date:
    """Return the day that YYYY-MM-DD tells; raises BadTime."""
    try:
        return date.fromisoformat(told)
    except ValueError:
        raise BadTime(told, "a day as YYYY-MM-DD") from None


def instant(told: str, zone: ZoneInfo) -> datetime:
    """Return the instant, in UTC, that an ISO 8601 time tells: with offset, or local to the zone, or a bare local day.

    Raises BadTime, also for a local time that the zone had twice or not at all.
    """
    try:
        if len(told) == len("2002-05-22"):
            return localtime.start_of(date.fromisoformat(told), zone)
        if told[10:] in (" 24:00", "T24:00"):
            return localtime.end_of(date.fromisoformat(told[:10]), zone)
        at = datetime.fromisoformat(told)
    except ValueError:
        raise BadTime(told, "an instant as 2004-10-31T01:30:00+07:00 or a day as 2004-10-31") from None
    return at.astimezone(UTC) if at.tzinfo else _local(at, told, zone)


def _local(wall: datetime, told: str, zone: ZoneInfo) -> datetime:
    first, last = localtime.of_wall(wall, zone), localtime.of_wall(wall, zone, last=True)
    if first != last or first.astimezone(zone).replace(tzinfo=None) != wall:
        raise BadTime(told, f"a time that {zone.key} had once; add its offset")
    return first


def _editions(pack: Pack, begin: date, end: date) -> Iterator[tuple[Edition, date, date]]:
    """Yield the editions that answer for the days, each with its first and last of them."""
    days = (begin + DAY * number for number in range((end - begin).days + 1))
    for now, some in groupby(days, pack.nearest):
        span = list(some)
        yield now, span[0], span[-1]


def _recurring(now: Edition, clause: str) -> list[Any]:
    found = [rule.window for rule in now.rules_of(clause) if rule.window]
    if not found:
        raise NoWindow(clause)
    return found


def _window(now: Edition, clause: str, window: Window, zone: ZoneInfo) -> Answer:
    names = ("opens_at", "due_at", "covers_from", "covers_to")
    instants = {name: _in(getattr(window, name), zone) for name in names}
    return _marked(now, localtime.day_of(window.opens_at, zone), {"clause": clause, **instants})


def _in(at: datetime | None, zone: ZoneInfo) -> datetime | None:
    return at and at.astimezone(zone)


def _frame(pack: Pack, at: str, zone: str | None, more: Mapping[str, Any]) -> tuple[Edition, Frame]:
    """Return the edition in force, or nearest, at the local time of `at`, and the frame in which its terms run."""
    rough = localtime.zone(zone or pack.editions[-1].zone)
    local_day = localtime.day_of(instant(at, rough), rough)
    now = pack.nearest(local_day)
    if "unit" not in more:
        return now, Frame(rough, now.calendar, obligations.calendar_of(now, more.get("other")))
    unit = reference.of_pack(pack, now, local_day).unit(more["unit"])
    frame = obligations.frame_of(now, unit, more.get("other"))
    return now, replace(frame, zone=rough) if zone else frame


def _triggered(now: Edition, clause: str, part: str | None) -> list[DutyRule]:
    rules = [rule for rule in now.rules_of(clause) if rule.term]
    found = [rule for rule in rules if part in (None, rule.part)]
    if not found:
        raise NoTerm(clause, part, [rule.part for rule in rules])
    return found


def _due(now: Edition, clause: str, rule: DutyRule, at: str, frame: Frame, more: Mapping[str, Any]) -> Answer:
    start = instant(at, frame.zone)
    facts = _facts(rule, start, frame.zone, more)
    head: Answer = {"clause": clause, "part": rule.part}
    if not obligations.reaches(rule, facts):
        return _marked(now, localtime.day_of(start, frame.zone), {**head, "due_at": None, "why": BELOW})
    found = obligations.deadline(rule, facts, frame)
    answer = {**head, "due_at": _in(found.due_at, frame.zone), "why": found.why}
    return _marked(now, localtime.day_of(start, frame.zone), answer)


BELOW = Text(
    "порог, с которого возникает обязанность, не достигнут",
    "міндет туындайтын шекке жетпеген",
    "the threshold that makes the duty is not reached",
)


def _facts(rule: DutyRule, start: datetime, zone: ZoneInfo, more: Mapping[str, Any]) -> Facts:
    """Return the facts of a question: every fact that the term asks for was at `start`, save those told apart."""
    asked = dict.fromkeys(obligations.anchors(rule.term) if rule.term else [], start)
    told = {name: instant(at, zone) for name, at in more.get("facts", {}).items()}
    return Facts(
        {**asked, **told},
        more.get("measures", {}),
        tuple(Extension(one["by"], instant(one["at"], zone)) for one in more.get("extensions", [])),
        tuple(_suspension(one, zone) for one in more.get("suspensions", [])),
    )


def _suspension(told: Mapping[str, str], zone: ZoneInfo) -> Suspension:
    until = instant(told["to"], zone) if "to" in told else None
    return Suspension(told["by"], instant(told["from"], zone), until)


def _also(answer: Answer) -> Answer:
    return {key: answer[key] for key in ("part", "due_at", "why")}


def _addressee(one: routing.Addressee) -> Answer:
    return {"unit": one.unit, "role": one.role, "clause": one.clause, "ground": one.ground, "why": one.why}


def _marked(now: Edition, on: date, answer: Answer) -> Answer:
    """Return the answer, saying so where the edition that gives it is not in force on the day."""
    return answer if now.in_force_on(on) else {**answer, "in_force": False}


def _reference_day(pack: Pack) -> date:
    return pack.reference_on or pack.editions[-1].valid_from
