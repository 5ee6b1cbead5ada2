"""What a custodian owes to somebody in its charge: release in time, and the safeguards that have a term.

All of it follows from how the charge stands, under the holding of the day: it passes to the next custodian with the
person, its terms unchanged. To be called inside the verb's transaction, with the charge locked.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime

from ortaq.access.scope import acting_in
from ortaq.custody.models import Charge
from ortaq.custody.standing import Standing
from ortaq.duties.models import Duty
from ortaq.duties.moves import fulfil, lapse, void, waive
from ortaq.duties.opening import Owed, open_duties
from ortaq.duties.rulebook import Rulebook
from ortaq.duties.steps import has_run_out
from ortaq.ledger.actor import Actor
from ortaq.rules.custody import Custody


def owed(stands: Standing, book: Rulebook) -> dict[str, Owed]:
    """Return what is owed as the charge stands, by the duty's key; nothing for a thing, or after custody has ended."""
    custody, holding = book.edition.custody, stands.holding
    if custody is None or holding is None or stands.detention is None or not stands.is_held:
        return {}
    rules = []
    if limit := stands.limit(custody):
        told = {limit.counted_from: stands.detention.counted_from}
        rules.append((limit.rule, stands.anchors() | told))
    for one in stands.missing(custody):
        if one.rule:
            flag = one.flag(stands.said)
            said = stands.said.get(flag, stands.detention.delivered_at)
            rules.append((one.rule, stands.anchors() | {"said": said}))
    found = (book.held(rule, anchors, holding.unit_id, holding.pk) for rule, anchors in rules)
    return {one.key: one for one in found}


def follow(
    before: Standing,
    after: Standing,
    *,
    by: Actor,
    at: datetime,
    book: Rulebook,
    done: uuid.UUID | None = None,
    done_at: datetime | None = None,
    reason: str = "",
    ground: str = "",
) -> None:
    """Let what happened have its consequences: what is newly owed is opened, what is owed no longer is closed.

    `done` is the record that did what was owed, at `done_at`; without it what was owed is void for the `reason`, or,
    with a `ground`, waived on it. A term that had run out leaves its trace all the same.
    """
    was, now = owed(before, book), owed(after, book)
    over = [key for key in was if key not in now]
    if over and before.holding is not None:
        with _scope_of(before.holding.unit_id, by):
            if done is not None:
                fulfil(over, by=by, at=done_at or at, record=done, recorded_at=at)
            else:
                _take_back(over, by=by, at=at, reason=reason, ground=ground)
    open_duties((now[key] for key in now if key not in was), by=by, at=at)


def _scope_of(holder: int, by: Actor) -> AbstractContextManager[None]:
    """Return the scope of the custodian of before, whose duties no other unit sees."""
    return nullcontext() if by.unit == holder else acting_in(holder, instead=True)


def _take_back(keys: list[str], *, by: Actor, at: datetime, reason: str, ground: str) -> None:
    for duty in Duty.objects.filter(key__in=keys).unfinished().select_for_update().order_by("id"):
        if has_run_out(duty, at):
            lapse([duty], by=Actor.program("clock"), recorded_at=at)
            duty.refresh_from_db()
        if ground:
            waive(duty, by=by, at=at, ground=ground, reason=reason)
        else:
            void(duty, by=by, at=at, reason=reason)


def alarmed(unit: int, book: Rulebook) -> list[int]:
    """Return whom a limit that ran out alarms: the custodian and the nearest level above it that has a console."""
    above = [one for one in book.superiors(unit) if book.is_on_console(one)]
    return [unit, *above[:1]]


def clocked(charge: Charge, stands: Standing, book: Rulebook) -> Mapping[str, object]:
    """Return what a charge repeats of its clock: until when at the latest, and whom it then alarms."""
    if stands.detention is None or not stands.is_held or stands.holding is None:
        return {"due_at": None, "alarms": [], "rung": False}
    return {"due_at": stands.detention.due_at, "alarms": alarmed(stands.holding.unit_id, book), "rung": False}


def custody_of(book: Rulebook) -> Custody:
    """Return what the pack says of custody; raises LookupError where it says nothing."""
    if book.edition.custody is None:
        raise LookupError("this pack says nothing of custody")
    return book.edition.custody
