"""What no schema can say of the statistics of a pack: that each indicator is said, measured and counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ortaq.rules.counting import ELAPSED
from ortaq.rules.parsing_figures import OF_PART
from ortaq.rules.parsing_terms import amount
from ortaq.rules.reading import Place, Source

Data = Mapping[str, Any]
Told = Iterator[tuple[Place, str]]
CAUSES = ("cut_off", "other_month", "misspelt", "twice", "not_taken", "fields", "not_reported", "counted_apart")
"""What the comparison may find; the pack says each in words."""


def faults(source: Source) -> Told:
    """Yield what is wrong with what the pack says of statistics, if it says anything."""
    told = source.data.get("figures")
    if not told:
        return
    if amount(told["near"]).unit not in ELAPSED:
        yield ("figures", "near"), "figures.near must be in minutes or hours"
    for code in CAUSES:
        if code not in told["causes"]:
            yield ("figures", "causes"), f"no words for the cause {code!r}"
    yield from _act(told["act"], source)
    seen: set[tuple[str, str]] = set()
    for index, one in enumerate(told["indicators"]):
        place: Place = ("figures", "indicators", index)
        yield from _named(one, told, place)
        yield from _counted(one, source, place)
        yield from _listed(one, place)
        for edition in one.get("in", [each["id"] for each in source.data["editions"]]):
            if (edition, one["code"]) in seen:
                yield (*place, "code"), f"{one['code']!r} stands in the indicators of {edition} already"
            seen.add((edition, one["code"]))


def _act(told: Data, source: Source) -> Told:
    """Each field that the act of a reconciliation is made of is asked by its kind."""
    kind: Data = next((one for one in source.data.get("act_kinds", []) if one["code"] == told["kind"]), {})
    asked = {(one.get("group"), one["code"]) for one in kind.get("fields", [])}
    rows = [told["figure"], told["agreed"], told["why"], *told["values"].values()]
    for code in (code for code in rows if (told["group"], code) not in asked):
        yield ("figures", "act"), f"the act has no field {code!r} in {told['group']}"
    for code in (code for code in told["head"] if code not in {field for _group, field in asked}):
        yield ("figures", "act", "head"), f"the act has no field {code!r}"


def _named(one: Data, told: Data, place: Place) -> Told:
    if one["measure"] not in told["measures"]:
        yield (*place, "measure"), f"{one['code']}: no such measure: {one['measure']}"
    if one["section"] not in told["sections"]:
        yield (*place, "section"), f"{one['code']}: no such section: {one['section']}"
    if one["authority"] not in one["said_by"]:
        yield (*place, "authority"), f"{one['code']}: whose word decides, {one['authority']}, does not say it"


def _counted(one: Data, source: Source, place: Place) -> Told:
    custody = source.data.get("custody", {})
    kinds = {each["code"] for each in custody.get("kinds", [])}
    limits = {each["code"] for each in custody.get("limits", [])}
    for agency, counts in one.get("counts", {}).items():
        here = (*place, "counts", agency)
        if agency != "each" and agency not in one["said_by"]:
            yield here, f"{one['code']}: {agency} does not say it"
        for kind in (kind for kind in counts["kinds"] if kind not in kinds):
            yield here, f"{one['code']}: no such kind of charge: {kind}"
        wanted = list(one.get("by", {})) if counts.get("limits") == OF_PART else counts.get("limits", [])
        for limit in (limit for limit in wanted if limit not in limits):
            yield here, f"{one['code']}: no such limit: {limit}"


def _listed(one: Data, place: Place) -> Told:
    if "listed" in one and "by" in one:
        yield (*place, "listed"), f"{one['code']}: a list belongs to one figure, not to its parts"
    summed = [each for each in one.get("listed", {}).get("fields", []) if each.get("sums")]
    if len(summed) > 1 or any(each.get("kind") != "amount" for each in summed):
        yield (*place, "listed"), f"{one['code']}: one field of amounts may be added up"
