"""What no schema can say of the acts of a pack: that what a kind does in force reads fields that its body has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ortaq.rules.reading import Place, Source

Data = Mapping[str, Any]
Told = Iterator[tuple[Place, str]]
Named = Iterator[tuple[str, str, str, str]]
"""Under which key of the kind, in which group ("": in none that repeats), which field, of which kind ("": any)."""


def faults(source: Source) -> Told:
    """Yield what is wrong with what the pack says of its kinds of act."""
    for index, kind in enumerate(source.data.get("act_kinds", [])):
        for key, message in (*_fields(kind), *_heard(kind, source)):
            yield ("act_kinds", index, key), f"{kind['code']}: {message}"


def _fields(kind: Data) -> Iterator[tuple[str, str]]:
    """Each field that an effect names is asked, in a group that repeats where it is read row by row."""
    groups = kind.get("groups", {})
    repeating = {code for code, one in groups.items() if one.get("repeats")}
    for one in kind.get("fields", []):
        if one.get("group") and one["group"] not in groups:
            yield "fields", f"no such group of fields: {one['group']}"
    for key, group, code, wanted in _named(kind):
        if group and group not in repeating:
            yield key, f"no group {group!r} that repeats"
            continue
        found = [one for one in kind.get("fields", []) if one["code"] == code and _stands(one, group, repeating)]
        if not found:
            yield key, f"nobody is asked for {code!r}" + (f" in {group!r}" if group else "")
        elif wanted and found[0].get("kind", "text") != wanted:
            yield key, f"{code!r} is no field of the kind {wanted!r}"


def _stands(field: Data, group: str, repeating: set[str]) -> bool:
    return field.get("group") == group if group else field.get("group") not in repeating


def _named(kind: Data) -> Named:
    for one in kind.get("decisions", []):
        yield from (("decisions", one["group"], one[name], of) for name, of in _KINDS["decisions"].items())
    for one in kind.get("diagrams", []):
        yield from (("diagrams", one["group"], one[name], of) for name, of in _KINDS["diagrams"].items())
    if told := kind.get("variants"):
        yield from (("variants", told["group"], told[name], "") for name in ("code", "situation"))
        tasks = told["tasks"]
        yield from (("variants", tasks["group"], tasks[name], of) for name, of in _KINDS["tasks"].items())
        yield from (("variants", group, code, "") for group, code in told.get("beside", {}).items())
    if told := kind.get("terms"):
        yield from (("terms", told["group"], told[name], of) for name, of in _KINDS["terms"].items())
    if told := kind.get("control"):
        yield "control", told["points"], told["point"], "crossing_point"
        yield from (("control", "", told[name], of) for name, of in _KINDS["control"].items() if told.get(name))


_KINDS: Mapping[str, Mapping[str, str]] = {
    "decisions": {"what": "", "owner": "unit", "due": "date"},
    "diagrams": {"who": "unit", "what": "", "minutes": "number"},
    "tasks": {"variant": "", "unit": "unit", "what": "", "minutes": "number"},
    "terms": {"what": "choice", "count": "number", "unit": "choice"},
    "control": {"unit": "unit", "begins": "date", "ends": "date", "sphere": "choice", "ground": ""},
}
"""Which fields each effect names, and of which kind each must be."""


def _heard(kind: Data, source: Source) -> Iterator[tuple[str, str]]:
    """That a variant is set going is told under the clause of the act, which a regime has."""
    if "variants" in kind and kind["clause"] not in {one["clause"] for one in source.data["regimes"]}:
        yield "variants", f"no regime under {kind['clause']}, by which its variants could be told"
