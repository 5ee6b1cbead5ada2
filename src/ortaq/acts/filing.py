"""Acts filed under the aims of the instruction: those in force in whose body an aim of the pack was chosen.

A field whose choices are aims of the pack files its act; the pack says so by nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from django.urls import reverse

from ortaq.acts.models import Body
from ortaq.duties.desk import Desk
from ortaq.rules.acts import ActKind


class Filed(NamedTuple):
    """An act in force: how it is called, and its address."""

    name: str
    url: str


def filed(desk: Desk) -> Mapping[str, list[Filed]]:
    """Return the acts in force that the desk's unit may read, by the aim that each was made for, the newest first."""
    edition, found = desk.rulebook.edition, {entry.code: list[Filed]() for entry in desk.rulebook.edition.aims}
    fields = {kind.code: name for kind in edition.act_kinds.values() if (name := _aim_of(kind, frozenset(found)))}
    if not fields:
        return found
    bodies = Body.objects.filter(version__state="in_force", version__act__kind__in=fields).select_related(
        "version__act"
    )
    for body in bodies.order_by("-version_id"):
        act = body.version.act
        if (aim := body.fields.get(fields[act.kind])) in found:
            name = f"№ {act.label} {desk.said(edition.act_kinds[act.kind].name)}"
            found[aim].append(Filed(name, reverse("act", args=[act.pk])))
    return found


def _aim_of(kind: ActKind, aims: frozenset[str]) -> str:
    """Return the field of a kind of act that names its aim; empty where it has none."""
    fields = kind.form.fields if kind.form else ()
    return next((one.code for one in fields if one.choices and aims >= set(one.choices)), "")
