"""What joint measures are called, and what their entries say, for lists: as far as the desk may read the words."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from ortaq.duties.desk import Desk
from ortaq.operations.log import LogEntry, LogWords
from ortaq.operations.models import Operation
from ortaq.rules.operations import DESCRIBED


def described(operations: Iterable[Operation], desk: Desk) -> dict[uuid.UUID, dict[str, Any]]:
    """Return what each is, as it was described last."""
    wanted = {one.pk for one in operations}
    if not wanted or not desk.may("may_read_content"):
        return {}
    latest = LogEntry.objects.filter(operation__in=wanted, sort=DESCRIBED).order_by("operation_id", "-n")
    rows = LogWords.objects.filter(entry__in=latest.distinct("operation_id").values("pk"))
    return {one.operation_id: one.body for one in rows}


def titles_of(operations: Iterable[Operation], desk: Desk) -> dict[uuid.UUID, str]:
    """Return the first field of each."""
    known = {one.pk: one for one in operations}
    kinds = desk.rulebook.edition.operations
    return {
        pk: str(body.get(kinds[known[pk].kind].title.code, ""))
        for pk, body in described(known.values(), desk).items()
        if known[pk].kind in kinds
    }


def texts_of(entries: Iterable[uuid.UUID], desk: Desk) -> dict[uuid.UUID, str]:
    """Return what entries say in words."""
    wanted = list(entries)
    if not wanted or not desk.may("may_read_content"):
        return {}
    rows = LogWords.objects.filter(entry__in=wanted).values_list("entry", "body")
    return {entry: str(body.get("text", "")) for entry, body in rows}
