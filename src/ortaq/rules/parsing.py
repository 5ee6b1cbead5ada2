"""From the data of a pack, which its schema has passed, to frozen values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from ortaq.rules import asking
from ortaq.rules import edition as made
from ortaq.rules.calendar import Calendar
from ortaq.rules.counting import ELAPSED
from ortaq.rules.parsing_acts import act_kind
from ortaq.rules.parsing_custody import custody
from ortaq.rules.parsing_databank import databank
from ortaq.rules.parsing_figures import figures
from ortaq.rules.parsing_forces import forces
from ortaq.rules.parsing_forms import subject, texts
from ortaq.rules.parsing_operations import operation_kind
from ortaq.rules.parsing_terms import amount, day, term, window
from ortaq.rules.requests import ANSWER, REPLY, Part, Refusal, RequestKind, Terms, Urgency
from ortaq.rules.secrecy import Marking, Secrecy
from ortaq.rules.terms import (
    Amount,
    ExtensionRule,
    SuspensionRule,
    Threshold,
)
from ortaq.rules.text import Text

Data = Mapping[str, Any]

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def pack(name: str, folder: Path, data: Data) -> made.Pack:
    """Return the pack that the data tells."""
    editions = tuple(_edition(name, data, one) for one in data["editions"])
    as_of = day(data.get("reference", {}).get("on"))
    return made.Pack(name, Text.of(data["title"]), folder, editions, as_of)


def within(entries: Iterable[Data], edition_id: str) -> list[Data]:
    """Return the entries that stand in this edition: those without `in`, and those that name it there."""
    return [one for one in entries if edition_id in one.get("in", [edition_id])]


def _edition(name: str, data: Data, head: Data) -> made.Edition:
    def listed(key: str) -> list[Data]:
        return within(data.get(key, []), head["id"])

    calendars = {key: calendar(value) for key, value in data["calendars"].items()}
    registered = head.get("registered", {})
    limits = _limits(data["limits"])
    return made.Edition(
        id=head["id"],
        pack=name,
        valid_from=date.fromisoformat(head["valid_from"]),
        valid_to=day(head.get("valid_to")),
        adopted=tuple(_signature(one) for one in head.get("adopted", [])),
        registered=day(registered.get("on")),
        registered_number=registered.get("number"),
        zone=data["zone"],
        calendar=calendars[data["calendar"]],
        agencies={one["code"]: _agency(one, calendars) for one in listed("agencies")},
        levels={one["number"]: _level(one) for one in listed("levels")},
        clauses={one["number"]: _clause(one) for one in listed("clauses")},
        spheres={one["code"]: _sphere(one) for one in listed("spheres")},
        regimes={one["code"]: _regime(one) for one in listed("regimes")},
        duties=tuple(_duty(one, limits) for one in listed("duties")),
        act_kinds={one["code"]: act_kind(one) for one in listed("act_kinds")},
        directions=_entries(listed("directions")),
        aims=_entries(listed("aims")),
        principles=_entries(listed("principles")),
        oversight=tuple(_oversight(one) for one in listed("oversight")),
        waivers={one["code"]: _waiver(one) for one in listed("waivers")},
        limits=limits,
        handling={one["code"]: _handling(one) for one in listed("handling")},
        evaluation={code: _scale(code, one) for code, one in data.get("evaluation", {}).items()},
        state_secrets=_secrecy(data["state_secrets"]) if "state_secrets" in data else None,
        urgencies={one["code"]: _urgency(one) for one in listed("urgencies")},
        refusals={one["code"]: _refusal(one) for one in listed("refusals")},
        requests={one["code"]: _request(one, limits) for one in listed("requests")},
        custody=custody(data["custody"], head["id"], limits, data["zone"]) if "custody" in data else None,
        figures=figures(data["figures"], head["id"]) if "figures" in data else None,
        operations={one["code"]: operation_kind(one) for one in listed("operations")},
        forces=forces(data["forces"]) if "forces" in data else None,
        databank=databank(data["databank"], head["id"]) if "databank" in data else None,
    )


def calendar(data: Data) -> Calendar:
    """Return a calendar of working days."""
    return Calendar(
        data.get("country"),
        frozenset(WEEK.index(day) for day in data.get("weekend", ["sat", "sun"])),
        frozenset(map(date.fromisoformat, data.get("off", []))),
        frozenset(map(date.fromisoformat, data.get("working", []))),
    )


def _duty(data: Data, limits: made.Limits) -> made.DutyRule:
    by, to = data["owed_by"], data["owed_to"]
    return made.DutyRule(
        id=data["id"],
        clause=data["clause"],
        name=Text.of(data["name"]),
        owed_by=made.OwedBy(tuple(by.get("levels", ())), _kinds(by.get("kinds", {})), by.get("where", "listed")),
        owed_to=made.OwedTo(to["who"], to.get("each", False)),
        form=data["form"],
        part=data.get("part", "main"),
        items=tuple(data.get("items", ())),
        regime=data.get("regime"),
        trigger=data.get("trigger"),
        term=term(data["term"], _minutes(limits.at_once)) if "term" in data else None,
        window=window(data["window"]) if "window" in data else None,
        early_counts=data.get("early_counts", False),
        nothing_to_report=data.get("nothing_to_report", "not_needed"),
        expiry=data.get("expiry", "late"),
        rearms=data.get("rearms", False),
        threshold=Threshold(**data["threshold"]) if "threshold" in data else None,
        extensions=tuple(_extension(one) for one in data.get("extensions", [])),
        suspensions=tuple(_suspension(one) for one in data.get("suspensions", [])),
        ours=texts(data.get("ours", {})),
    )


def _extension(data: Data) -> ExtensionRule:
    return ExtensionRule(tuple(data["by"]), amount(data["amount"]), data.get("times", 1), Text.of(data["ground"]))


def _suspension(data: Data) -> SuspensionRule:
    at_most = amount(data["at_most"]) if "at_most" in data else None
    return SuspensionRule(tuple(data["by"]), at_most, Text.of(data["ground"]))


def _limits(data: Data) -> made.Limits:
    told = data["remind"]
    opened = {"opened": _span(data["opened"])} if "opened" in data else {}
    return made.Limits(
        acknowledge=_span(data["acknowledge"]),
        at_once=_span(data["at_once"]),
        act=_span(data["act"]),
        extend=_span(data["extend"]),
        remind=made.Remind(tuple(sorted(told["at"])), _span(told["longer_than"])),
        why=texts(data["why"]),
        **opened,
    )


def _span(told: str) -> timedelta:
    """Return a limit as elapsed time; the pack's check holds it to minutes and hours."""
    limit = amount(told)
    return limit.count * ELAPSED[limit.unit]


def _minutes(span: timedelta) -> Amount:
    return Amount(span // timedelta(minutes=1), "minutes")


def _signature(data: Data) -> made.Signature:
    return made.Signature(data["by"], date.fromisoformat(data["on"]), data["number"])


def _agency(data: Data, calendars: Mapping[str, Calendar]) -> made.Agency:
    return made.Agency(
        data["code"],
        Text.of(data["name"]),
        Text.of(data["short"]),
        calendars[data["calendar"]] if "calendar" in data else None,
        day(data.get("valid_from")),
        day(data.get("valid_to")),
    )


def _level(data: Data) -> made.Level:
    name, watch = Text.of(data["name"]), data.get("is_watch", False)
    return made.Level(data["number"], data["clause"], name, _kinds(data["kinds"]), watch)


def _clause(data: Data) -> made.Clause:
    parent, dot, _ = data["number"].rpartition(".")
    title = Text.of(data["title"]) if "title" in data else None
    served = tuple(data.get("served_by", ()))
    return made.Clause(data["number"], Text.of(data["text"]), parent if dot else None, title, served)


def _sphere(data: Data) -> made.Sphere:
    told = data["coordinator"]
    head = (data["code"], Text.of(data["name"]), data["clause"])
    if isinstance(told, list):
        return made.Sphere(*head, candidates=tuple(map(_candidate, told)))
    if "together" in told:
        return made.Sphere(*head, together=tuple(map(_candidate, told["together"])))
    if "in_turn" in told:
        return made.Sphere(*head, rotation=_rotation(told))
    return made.Sphere(*head, nobody=Text.of(told["nobody"]))


def _candidate(data: Data) -> made.Candidate:
    return made.Candidate(data["agency"], Text.of(data["why"]), tuple(data.get("absent", ())))


def _rotation(data: Data) -> made.Rotation:
    every = amount(data["every"])
    starting = date.fromisoformat(data["starting"])
    return made.Rotation(tuple(data["in_turn"]), starting, every, Text.of(data["why"]))


def _regime(data: Data) -> made.Regime:
    return made.Regime(
        data["code"],
        data["clause"],
        Text.of(data["name"]),
        tuple(map(subject, data["subjects"])),
        data.get("trigger"),
        data.get("escalates", False),
        data.get("copies_superior", True),
        tuple(map(_figure, data.get("figures", []))),
    )


def _figure(data: Data) -> made.Figure:
    clauses, name = tuple(data.get("clauses", ())), Text.of(data["name"])
    return made.Figure(data["code"], name, data["counts"], clauses, data.get("field"), data.get("rule"))


def _scale(code: str, data: Data) -> asking.Scale:
    grades = [asking.Grade(one["code"], Text.of(one["name"]), one.get("default", False)) for one in data["grades"]]
    return asking.Scale(code, Text.of(data["name"]), {one.code: one for one in grades})


def _secrecy(data: Data) -> Secrecy:
    markings = tuple(Marking(one["words"], one.get("alone", False)) for one in data["markings"])
    return Secrecy(markings, Text.of(data["advice"]))


def _handling(data: Data) -> made.Handling:
    name, marking = Text.of(data["name"]), Text.of(data["marking"]) if "marking" in data else None
    leaves, default = data.get("leaves_console", False), data.get("default", False)
    return made.Handling(data["code"], name, data["pass_to"], leaves, marking, default)


def _urgency(data: Data) -> Urgency:
    return Urgency(data["code"], Text.of(data["name"]), data.get("presses", False))


def _refusal(data: Data) -> Refusal:
    return Refusal(data["code"], Text.of(data["name"]), data.get("clause"))


def _request(data: Data, limits: made.Limits) -> RequestKind:
    terms = {
        urgency: Terms(*(_clock(data, urgency, part, two[part], limits) for part in (REPLY, ANSWER)))
        for urgency, two in data["terms"].items()
    }
    head = (data["code"], data["clause"], data["regime"], Text.of(data["name"]), tuple(data["to"]))
    refusals, ours = tuple(data.get("refusals", ())), texts(data.get("ours", {}))
    return RequestKind(*head, terms, data.get("in_part", False), refusals, ours)


def _clock(data: Data, urgency: str, part: Part, told: Data, limits: made.Limits) -> made.DutyRule:
    """Return one of a request's two clocks as a duty of whoever received it towards whoever asked."""
    ours = {"term": Text.of(data["ours"]["terms"])} if "terms" in data.get("ours", {}) else {}
    return made.DutyRule(
        id=f"request-{data['code']}-{urgency}-{part}",
        clause=data["clause"],
        name=Text.of(data[part]),
        owed_by=made.OwedBy(where="receiver"),
        owed_to=made.OwedTo("giver", each=True),
        form="written",
        part=part,
        regime=data["regime"],
        trigger="request",
        term=term(told, _minutes(limits.at_once)),
        ours=ours,
    )


def _oversight(data: Data) -> made.Oversight:
    name = Text.of(data["name"])
    return made.Oversight(data["agency"], data["kind"], data["clause"], name, data.get("unit"))


def _waiver(data: Data) -> made.Waiver:
    ground, clauses = Text.of(data["ground"]), tuple(data.get("clauses", ()))
    return made.Waiver(data["code"], ground, tuple(data["by"]), clauses)


def _entries(data: Iterable[Data]) -> tuple[made.Entry, ...]:
    return tuple(made.Entry(one["code"], one["clause"], Text.of(one["name"])) for one in data)


def _kinds(data: Data) -> dict[str, tuple[str, ...]]:
    return {agency: tuple(kinds) for agency, kinds in data.items()}
