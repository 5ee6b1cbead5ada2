"""The content of a version as it is frozen: what is hashed, signed, and committed to in the ledger.

    {"act", "approvers", "clause", "edition", "fields", "kind", "number", "parties", "quoted", "salt", "title",
     "v", "version"}

The salt is part of what is hashed, so that once content and salt are erased the hash that is left tells nothing, not
even to somebody who tries every likely content.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ortaq.acts.models import Act, Version
from ortaq.duties.rulebook import Rulebook, spoken
from ortaq.rules.acts import ActKind

FORMAT = 1


def content(
    version: Version, fields: Mapping[str, Any], approvers: list[int], salt: bytes, kind: ActKind, rulebook: Rulebook
) -> dict[str, Any]:
    """Return what is frozen when the version is proposed."""
    act: Act = version.act
    return {
        "v": FORMAT,
        "act": str(act.pk),
        "kind": act.kind,
        "title": spoken(kind.name),
        "number": act.label,
        "version": version.n,
        "clause": act.clause,
        "edition": act.edition,
        "parties": [rulebook.units[pk].code for pk in act.parties],
        "approvers": [rulebook.units[pk].code for pk in approvers],
        "quoted": quoted(kind, rulebook),
        "fields": dict(fields),
        "salt": salt.hex(),
    }


def quoted(kind: ActKind, rulebook: Rulebook) -> list[dict[str, Any]]:
    """Return the clauses that the kind repeats from the pack, in its words of today."""
    clauses = rulebook.edition.clauses
    return [{"clause": number, "text": spoken(clauses[number].text)} for number in kind.quotes if number in clauses]


def approvers_of(act: Act, kind: ActKind, rulebook: Rulebook) -> list[int]:
    """Return the nearest superior of each party, once each; nobody where the kind asks for no approval.

    A party at the top has nobody above it and needs no approval.
    """
    if not kind.approved_above:
        return []
    above = [pk for party in act.parties for pk in rulebook.superiors(party)[:1]]
    return [pk for pk in dict.fromkeys(above) if pk not in act.parties]
