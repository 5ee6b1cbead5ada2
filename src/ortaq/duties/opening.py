"""How a duty comes to be: the rules say what is owed, this takes it down, once."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from ortaq.duties.models import Duty, new_key
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import record_many
from ortaq.lib.ids import uuid_of


@dataclass(frozen=True, slots=True)
class Owed:
    """What the rules say is owed. Units are ids of the directory; instants are aware; `why` is in three languages."""

    rule: str
    clause: str
    edition: str
    regime: str
    owed_by: int
    owed_to: int | None
    opens_at: datetime
    due_at: datetime | None
    zone: str
    why: Mapping[str, str]
    rank: int
    visible_to: list[int]
    covers_from: datetime | None = None
    covers_to: datetime | None = None
    record: uuid.UUID | None = None
    expiry: str = "lapse"

    @property
    def key(self) -> str:
        """What makes two openings the same duty: the rule, the parties and the fact or the window."""
        return new_key(self.edition, self.rule, self.owed_by, self.owed_to, self.record or self.opens_at.isoformat())


def open_duties(owed: Iterable[Owed], *, by: Actor, at: datetime) -> list[Duty]:
    """Open what is not open yet, and return what was opened now. To be called inside a transaction."""
    wanted = {one.key: one for one in owed}
    known = set(Duty.objects.filter(key__in=list(wanted)).values_list("key", flat=True)) if len(wanted) else set()
    return _insert([row(one) for key, one in wanted.items() if key not in known], by=by, at=at)


def open_new(owed: Iterable[Owed], *, by: Actor, at: datetime) -> list[Duty]:
    """Open duties that arise from a fact taken down in this very transaction, so that none of them can exist yet."""
    return _insert([row(one) for one in owed], by=by, at=at)


def _insert(rows: list[Duty], *, by: Actor, at: datetime) -> list[Duty]:
    Duty.objects.bulk_create(rows, batch_size=1000)
    record_many(("duty.opened", row.pk, row.to_ledger(), by, at) for row in rows)
    return rows


def row(one: Owed) -> Duty:
    """Return the row that a duty begins as."""
    return Duty(
        id=uuid_of(one.key),
        key=one.key,
        rule=one.rule,
        clause=one.clause,
        edition=one.edition,
        regime=one.regime,
        owed_by_id=one.owed_by,
        owed_to_id=one.owed_to,
        opens_at=one.opens_at,
        due_at=one.due_at,
        covers_from=one.covers_from,
        covers_to=one.covers_to,
        zone=one.zone,
        why=dict(one.why),
        record=one.record,
        rank=one.rank,
        expiry=one.expiry,
        wake_at=one.due_at,
        visible_to=one.visible_to,
    )
