"""What no schema can say of the forces of a pack: that what a request asks for can be answered from its kinds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ortaq.rules.reading import Place, Source

Data = Mapping[str, Any]
Told = Iterator[tuple[Place, str]]


def faults(source: Source) -> Told:
    """Yield what is wrong with what the pack says of forces, if it says anything."""
    told = source.data.get("forces")
    if told is None:
        return
    codes = [one["code"] for one in told["kinds"]]
    for index, one in enumerate(told["kinds"]):
        if one["sort"] not in told["sorts"]:
            yield ("forces", "kinds", index, "sort"), f"{one['code']}: the sort {one['sort']!r} has no name"
        if codes.index(one["code"]) != index:
            yield ("forces", "kinds", index), f"the kind {one['code']} stands here twice"
    for message in _act(told.get("patrol", {}).get("act"), source):
        yield ("forces", "patrol", "act"), message
    for request, one in told.get("needed", {}).items():
        for message in _needed(request, one, codes, source):
            yield ("forces", "needed", request), message


def _act(told: Data | None, source: Source) -> Iterator[str]:
    """The rows of the act that schedules patrols have the fields by which a patrol is told."""
    if told is None:
        return
    for one in (each for each in source.data.get("act_kinds", []) if each["code"] == told["kind"]):
        known = {each["code"] for each in one.get("fields", []) if each.get("group") == told["group"]}
        named = {told[name] for name in ("begins", "ends", "route", "leads")} | set(told["with"])
        if missing := sorted(named - known):
            yield f"the act {one['code']} has no {', '.join(missing)} in its group {told['group']!r}"


def _needed(request: str, told: Data, codes: list[str], source: Source) -> Iterator[str]:
    subject = _subject(request, source)
    fields = {(one.get("group"), one["code"]): one for one in subject.get("fields", [])}
    kind, amount = (fields.get((told["group"], told[name])) for name in ("kind", "amount"))
    if kind is None or amount is None:
        yield f"the request {request} asks for no {told['kind']}, {told['amount']} in a group {told['group']!r}"
    elif unknown := [code for code in kind.get("choices", {}) if code not in codes]:
        yield f"the request {request} asks for what is no kind of forces: {', '.join(unknown)}"


def _subject(request: str, source: Source) -> Data:
    """Return the subject under whose clause a request is sent; empty where it has none."""
    clauses = {one["code"]: (one["clause"], one["regime"]) for one in source.data.get("requests", [])}
    clause, regime = clauses.get(request, ("", ""))
    subjects = (each for one in source.data["regimes"] if one["code"] == regime for each in one["subjects"])
    return next((one for one in subjects if one["code"] == clause), {})
