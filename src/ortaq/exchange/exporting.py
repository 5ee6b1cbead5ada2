"""A list that leaves the console as a file: what was asked and how many rows, in the ledger; words only where they may.

A file is a copy that no guard follows. So the words of a message go into it only where the handling that its author
gave it lets them leave the console; of every other row the header alone, and the file says how many these are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from ortaq.ledger.actor import Actor
from ortaq.ledger.record import record
from ortaq.ledger.registry import ledgered
from ortaq.lib.ids import uuid7
from ortaq.lib.sheets import KINDS
from ortaq.rules.edition import Handling
from ortaq.wire.commitment import commit, new_salt

MOST = 20_000
"""As many rows go into one file."""
TYPED = ("q", "mark")
"""What was typed into a search may name a person: the ledger holds a commitment to it, and the row the words."""


class Export(models.Model):
    """One list that was taken out of the console. `filter` may be erased with its salt; the ledger keeps the rest."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    page = models.TextField()
    format = models.TextField(choices=[(one, one) for one in KINDS])
    filter = models.JSONField()
    salt = models.BinaryField(max_length=16)
    commitment = models.BinaryField(max_length=32)
    rows = models.IntegerField()
    withheld = models.IntegerField()
    at = models.DateTimeField()
    officer = models.IntegerField()
    officer_name = models.TextField()
    unit = models.IntegerField()
    visible_to = ArrayField(models.IntegerField())

    def __str__(self) -> str:
        return f"{self.page} {self.rows}"

    def to_ledger(self) -> dict[str, Any]:
        """Return the export as it stands in the ledger."""
        told = {name: value for name, value in self.filter.items() if name not in TYPED}
        return {
            "page": self.page,
            "format": self.format,
            "filter": told,
            "typed": bytes(self.commitment).hex(),
            "rows": self.rows,
            "withheld": self.withheld,
            "at": self.at,
            "officer": self.officer,
            "officer_name": self.officer_name,
            "unit": self.unit,
        }


@dataclass(frozen=True)
class Sheet:
    """What goes into the file: its heads, its rows, and what is said below them."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: Sequence[str] = ()
    withheld: int = 0

    def lines(self) -> Iterator[Sequence[str]]:
        """Give the lines of the file in their order."""
        yield self.heads
        yield from self.rows
        yield from ([one] for one in self.notes)


def note(page: str, kind: str, conditions: Mapping[str, str], sheet: Sheet, *, by: Actor, at: datetime) -> Export:
    """Take down that a list left the console; to be called in the transaction that gives the file."""
    assert by.officer is not None
    assert by.unit is not None
    salt, typed = new_salt(), _typed(conditions)
    made = Export(
        page=page,
        format=kind,
        filter=dict(conditions),
        salt=salt,
        commitment=commit(typed, salt),
        rows=len(sheet.rows),
        withheld=sheet.withheld,
        at=at,
        officer=by.officer,
        officer_name=by.name,
        unit=by.unit,
        visible_to=[by.unit],
    )
    made.save(force_insert=True)
    record("list.exported", made.pk, made.to_ledger(), by=by, at=at)
    return made


def may_leave(handling: Handling | None) -> bool:
    """Whether the words of a message handled so may stand in a file."""
    return handling is not None and handling.leaves_console


def _typed(conditions: Mapping[str, str]) -> dict[str, str]:
    return {name: conditions[name] for name in TYPED if conditions.get(name)}


ledgered(
    "list.exported",
    model=Export,
    data=Export.to_ledger,
    content=lambda row: (_typed(row.filter), bytes(row.salt)) if row.salt else None,
    commitment="typed",
    erased_by="list.filter_erased",
)
