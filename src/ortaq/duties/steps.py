"""What follows for a duty from the life table, without a database; the same steps are written live and rebuilt."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ortaq.duties.errors import NotMovable
from ortaq.duties.models import Duty
from ortaq.lib.ids import uuid_of
from ortaq.rules.errors import NoSuchMove
from ortaq.rules.life import DUTY
from ortaq.wire.canonical import JSON


@dataclass(frozen=True, slots=True)
class Step:
    """One step to be written: from which state, by which verb, into which, and what it leaves in the duty."""

    id: uuid.UUID
    duty: uuid.UUID
    n: int
    old: str
    verb: str
    status: str
    at: datetime
    wake_at: datetime | None = None
    promised_at: datetime | None = None
    done_at: datetime | None = None
    record: uuid.UUID | None = None
    reason: str = ""
    ground: str = ""

    def to_ledger(self) -> dict[str, JSON]:
        """Return the step as it stands in the ledger; equal to `DutyMove.to_ledger` of the row it becomes."""
        return {
            "duty": self.duty,
            "n": self.n,
            "verb": self.verb,
            "status": self.status,
            "at": self.at,
            "record": self.record,
            "reason": self.reason,
            "ground": self.ground,
            "promised_at": self.promised_at,
        }


def step_of(duty: Duty, verb: str, *, at: datetime, **left: Any) -> Step:
    """Return the step that `verb` is from where the duty stands; raises NotMovable where its life knows none."""
    try:
        status = DUTY.move(duty.status, verb)
    except NoSuchMove as error:
        raise NotMovable(duty, verb, f"it is {duty.status}") from error
    n = duty.moves + 1
    return Step(uuid_of(duty.key, str(n)), duty.pk, n, duty.status, verb, status, at, **left)


def stand(duty: Duty, step: Step) -> None:
    """Let the duty stand where the step has brought it."""
    duty.status, duty.moves, duty.wake_at, duty.done_at = step.status, step.n, step.wake_at, step.done_at
    duty.promised_at = step.promised_at or duty.promised_at
    duty.done_by = step.record if step.done_at else None


def has_run_out(duty: Duty, at: datetime) -> bool:
    """Ask the duty itself, not the hint that woke the clock, whether its term or its promise ended before `at`."""
    ends = duty.promised_at if duty.status == "explained" else duty.due_at
    return duty.status in ("open", "explained") and ends is not None and ends < at


def lapsed(duty: Duty) -> Step:
    """Return the step that the end of its term is; the time in law is that end, however late it is noticed."""
    ends = duty.promised_at if duty.status == "explained" else duty.due_at
    assert ends is not None
    return step_of(duty, duty.expiry if duty.status == "open" else "lapse", at=ends)


def fulfilment(duty: Duty, at: datetime) -> str:
    """What was done in time counts so even where it is taken down after the term ran out."""
    return "fulfil" if duty.status == "open" or not duty.is_in_time(at) else "fulfil_in_time"
