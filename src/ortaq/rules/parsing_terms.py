"""Terms, windows and amounts made from the data of a pack."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from ortaq.rules.counting import ELAPSED, MONTHS
from ortaq.rules.terms import Amount, Count, Fixed, OffDay, Open, Pick, Point, Recurring, Term, Unit

Data = Mapping[str, Any]

UNITS: Mapping[str, Unit] = {
    "minute": "minutes",
    "hour": "hours",
    "day": "days",
    "working day": "working_days",
    "week": "weeks",
    "month": "months",
    "quarter": "quarters",
    "half-year": "half_years",
    "year": "years",
    "time": "times",
}


def amount(told: str) -> Amount:
    """Return the amount that "10 working days" tells."""
    count, _, unit = told.partition(" ")
    return Amount(int(count), UNITS[unit.removesuffix("s")])


def term(data: Data, at_once: Amount) -> Term:
    """Return the term that the data tells; `at_once` is the pack's limit for what has no number."""
    if "on" in data:
        return Fixed(date.fromisoformat(data["on"]), data.get("at", "24:00"))
    if "no_number_from" in data:
        return Open(anchor(data["no_number_from"]))
    if "earliest" in data:
        return Pick("earliest", tuple(term(part, at_once) for part in data["earliest"]))
    if "latest" in data:
        return Pick("latest", tuple(term(part, at_once) for part in data["latest"]))
    return _count(data, at_once)


def anchor(told: str | Data) -> str:
    """Return the name of a fact: event, completion:DUTY, planned:NAME."""
    return told if isinstance(told, str) else ":".join(next(iter(told.items())))


def _count(data: Data, at_once: Amount) -> Count:
    """Return a counted term. What the pack leaves out: hours run from their minute, days begin the day after and end
    at 24:00, months (and what is made of them) move off a non-working last day, nothing else does.
    """
    told = at_once if "at_once" in data else amount(data.get("within") or data["before"])
    elapsed, backwards = told.unit in ELAPSED, "before" in data
    moves: OffDay = ("previous" if backwards else "next") if told.unit in MONTHS else "stays"
    return Count(
        anchor(data["from"]),
        told,
        backwards=backwards,
        first_counts=data["first"] == "counts" if "first" in data else elapsed,
        ends=data.get("ends", "minute" if elapsed else "day"),
        days_of=data.get("days_of", "ower"),
        off_day=data.get("off_day", moves),
        at_once="at_once" in data,
    )


def window(data: Data) -> Recurring:
    """Return the recurring window that the data tells."""
    covers = data.get("covers", {})
    return Recurring(
        opens=Point(**data["opens"]),
        due=Point(**data["due"]),
        rule=data.get("repeats"),
        starting=day(data.get("starting")),
        dates=tuple(map(date.fromisoformat, data.get("dates", []))),
        covers_from=Point(**covers["from"]) if covers else None,
        covers_to=Point(**covers["to"]) if covers else None,
        cuts_off_at_sending=data.get("cut_off") == "sending",
    )


def day(told: str | None) -> date | None:
    """Return the day that is told, if one is."""
    return date.fromisoformat(told) if told else None
