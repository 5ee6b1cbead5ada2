"""What an act in force arranges among its parties: terms of their own, who controls a sector, who coordinates there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from ortaq.acts.models import Version
from ortaq.directory.models import Arrangement
from ortaq.duties.rulebook import Rulebook, spoken
from ortaq.rules.acts import ActKind, Control, OwnTerms
from ortaq.rules.arrangements import BANK, BANK_TERMS, CONTROL, COORDINATION, LIMIT, LIMITS, TERM
from ortaq.rules.text import Text

DAY = timedelta(days=1)


def arranged_by(version: Version, kind: ActKind, fields: Mapping[str, Any], rulebook: Rulebook) -> list[Arrangement]:
    """Return what the kind says that such a body arranges, unwritten."""
    rows = list(_terms(kind.terms, version, fields)) if kind.terms else []
    return [*rows, *(_control(kind.control, version, fields, rulebook) if kind.control else ())]


def _terms(told: OwnTerms, version: Version, fields: Mapping[str, Any]) -> Iterator[Arrangement]:
    for row in fields.get(told.group, ()):
        amount = f"{row[told.count]} {str(row[told.unit]).replace('_', ' ')}"
        yield Arrangement(
            **_of(version, _kind(row[told.what])),
            units=list(version.act.parties),
            rule=row[told.what],
            amount=amount,
        )


def _kind(what: str) -> str:
    return LIMIT if what in LIMITS else BANK if what in BANK_TERMS else TERM


def _control(told: Control, version: Version, fields: Mapping[str, Any], rulebook: Rulebook) -> Iterator[Arrangement]:
    """Control of the points from day to day, both included; the coordinating role only where the act cites a ground."""
    controller = next((unit for unit in rulebook.units.values() if unit.code == fields[told.unit]), None)
    if controller is None:  # closed between proposal and force
        return
    last = date.fromisoformat(fields[told.ends]) + DAY if fields.get(told.ends) else None
    holds: dict[str, Any] = {
        "controller": controller,
        "points": [row[told.point] for row in fields.get(told.points, ())],
        "valid_from": date.fromisoformat(fields[told.begins]),
        "valid_to": last,
    }
    yield Arrangement(**_of(version, CONTROL), **holds)
    sphere, ground = fields.get(told.sphere), fields.get(told.ground)
    if sphere and ground:
        yield Arrangement(**_of(version, COORDINATION), **holds, sphere=sphere, ground=ground)


def _of(version: Version, kind: str) -> dict[str, Any]:
    return {"kind": kind, "act": version.act_id, "source": spoken(Text.same(f"№ {version.act.label}"))}
