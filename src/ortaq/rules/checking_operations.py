"""What no schema can say of the joint measures of a pack: what one is told under, and what a variant fills."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ortaq.rules.operations import KNOWN_HEAD, KNOWN_ROWS, RESULTS
from ortaq.rules.reading import Place, Source

Data = Mapping[str, Any]
Told = Iterator[tuple[Place, str]]


def faults(source: Source) -> Told:
    """Yield what is wrong with what the pack says of its kinds of joint measure."""
    told_under = {one["code"] for regime in source.data["regimes"] for one in regime.get("subjects", [])}
    for index, kind in enumerate(source.data.get("operations", [])):
        told = (*_told(kind, told_under), *_fields(kind, source), *_first_task(kind), *_report(kind, source))
        for key, message in told:
            yield ("operations", index, key), f"{kind['code']}: {message}"


def _told(kind: Data, subjects: set[str]) -> Iterator[tuple[str, str]]:
    """That one is opened, begun, over, its parties are told by a message of its clause."""
    told = kind.get("told", kind["clause"])
    if told not in subjects:
        yield "told", f"no regime has the subject {told}, under which its parties could be told"


def _fields(kind: Data, source: Source) -> Iterator[tuple[str, str]]:
    groups, fields = kind.get("groups", {}), kind["fields"]
    for one in fields:
        if one.get("group") and one["group"] not in groups:
            yield "fields", f"no such group of fields: {one['group']}"
    if fields[0].get("group") or fields[0].get("kind", "text") not in ("text", "long"):
        yield "fields", "the first field names it: words that stand in no group"
    variant = kind.get("from_variant")
    if variant and variant["what"] not in {one["code"] for one in fields}:
        yield "from_variant", f"nobody is asked for {variant['what']!r}"
    acts = {one["code"] for one in source.data.get("act_kinds", []) if "variants" in one}
    if variant and variant["act"] not in acts:
        yield "from_variant", f"no kind of act with variants: {variant['act']}"


def _first_task(kind: Data) -> Iterator[tuple[str, str]]:
    """That what it gives to do names a unit and a day."""
    asked = {one["code"]: one.get("kind", "text") for one in kind["fields"] if not one.get("group")}
    for name, wanted in (("what", ""), ("unit", "unit"), ("due", "date")) if "first_task" in kind else ():
        code = kind["first_task"][name]
        if code not in asked:
            yield "first_task", f"nobody is asked for {code!r}"
        elif wanted and asked[code] != wanted:
            yield "first_task", f"{code!r} is no field of the kind {wanted!r}"
    if kind.get("members_only") and (kind.get("situation") or kind.get("from_variant") or kind.get("rings")):
        yield "members_only", "what only its members see neither rings nor asks units for word"
    if "first_task" in kind and "task" not in kind:
        yield "first_task", "without the rule of its tasks"


def _report(kind: Data, source: Source) -> Iterator[tuple[str, str]]:
    """That the act has each field that is drawn up, and the measure each that it is made of."""
    if "report" not in kind:
        return
    told = kind["report"]
    act: Data = next((one for one in source.data.get("act_kinds", []) if one["code"] == told["act"]), {})
    own = {one["code"] for one in kind["fields"] if not one.get("group") or not _repeats(kind, one["group"])}
    own |= set(kind.get("groups", {}))
    yield from _drawn(act, "", told.get("head", {}), own | set(KNOWN_HEAD))
    for rows in told.get("rows", []):
        known = {one["code"] for one in kind["fields"] if one.get("group") == rows["of"]}
        if rows["of"] == RESULTS:
            known = {one["code"] for one in kind.get("results", {}).get("fields", [])}
        known |= set(KNOWN_ROWS.get(rows["of"], ()))
        if not known:
            yield "report", f"no group {rows['of']!r} that repeats"
        yield from _drawn(act, rows["group"], rows["fields"], known)


def _drawn(act: Data, group: str, drawn: Data, known: set[str]) -> Iterator[tuple[str, str]]:
    asked = {one["code"] for one in act.get("fields", []) if not group or one.get("group") == group}
    for field, sources in drawn.items():
        if field not in asked:
            yield "report", f"the act asks for no {field!r}"
        yield from (("report", f"nothing is known as {one!r}") for one in sources if one not in known)


def _repeats(kind: Data, group: str) -> bool:
    return bool(kind.get("groups", {}).get(group, {}).get("repeats"))
