"""What a person or thing is called for short, where the unit may read its words; else its kind and number alone."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from ortaq.custody import saying
from ortaq.custody.models import Charge
from ortaq.custody.owing import custody_of
from ortaq.custody.standing import described_of
from ortaq.duties.desk import Desk
from ortaq.rules.custody import ChargeKind


def bodies(charges: Iterable[Charge], desk: Desk) -> Mapping[uuid.UUID, Mapping[str, Any]]:
    """Return the fields of each charge as they were last written down, where the officer may read words."""
    if not desk.may("may_read_content"):
        return {}
    return described_of(charges)


def title_of(kind: ChargeKind, body: Mapping[str, Any], desk: Desk) -> str:
    """Return what a charge is called for short, in the reader's language."""
    return desk.said(saying.title(kind, body, desk.today))


def kind_of(charge: Charge, desk: Desk) -> ChargeKind:
    """Return what the pack says of its kind."""
    return custody_of(desk.rulebook).kinds[charge.kind]
