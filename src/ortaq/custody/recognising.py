"""Somebody who is taken again, or was passed on: what he asked for and nobody has decided stands still.

By what somebody is recognised the pack says: the number of his document. What a unit reads of him under an earlier
record is what it wrote or received itself; whether he is protected there, his last custodian knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ortaq.access.scope import acting_in
from ortaq.custody.models import DESCRIBED, Charge, Words
from ortaq.custody.standing import Standing, standing
from ortaq.rules.custody import ChargeKind, Custody


def earlier(kind: ChargeKind, body: Mapping[str, Any], custody: Custody) -> list[Charge]:
    """Return the earlier charges of the same person, the latest first, as far as this unit has held them."""
    told = {name: str(body.get(name) or "").strip() for name in custody.same}
    if not kind.is_person or not told or not all(told.values()):
        return []
    alike = {f"body__{name}__iexact": value for name, value in told.items()}
    records = Words.objects.filter(entry__code=DESCRIBED, charge__kind=kind.code, **alike)
    return list(Charge.objects.filter(pk__in=records.values("charge")).order_by("-taken_at"))


def undecided(charges: list[Charge], custody: Custody) -> list[str]:
    """Return what the same person asked for under earlier records and nobody has decided: it still bars."""
    return list(dict.fromkeys(code for one in charges for code in known_to_its_custodian(one, custody).bars(custody)))


def known_to_its_custodian(charge: Charge, custody: Custody) -> Standing:
    """Return how a charge stands as its last custodian knows it, whoever asks: the bar is not to depend on that."""
    with acting_in(charge.custodian_id, instead=True):
        return standing(charge, custody)
