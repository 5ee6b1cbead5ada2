"""What a custodian owes to somebody in its charge: release in time, and the safeguards that have a term.

All of it follows from how the charge stands, under the holding of the day: it passes to the next custodian with the
person, its terms unchanged. To be called inside the verb's transaction, with the charge locked.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import datetime

from ortaq.access.scope import acting_in
from ortaq.custody.models import Charge, Entry, Override
from ortaq.custody.standing import Standing
from ortaq.duties.models import Duty
from ortaq.duties.moves import fulfil, lapse, void, waive
from ortaq.duties.opening import Owed, open_duties
from ortaq.duties.rulebook import Rulebook
from ortaq.duties.steps import has_run_out
from ortaq.ledger.actor import Actor
from ortaq.rules.custody import Custody, Safeguard
from ortaq.rules.edition import DutyRule

Mark = tuple[str, uuid.UUID]
"""What makes two duties of custody the same, whatever the edition: the rule and the record."""


def owed(stands: Standing, book: Rulebook) -> dict[Mark, Owed]:
    """Return what is owed as the charge stands, by rule and record; nothing for a thing.

    When custody has ended, release is owed no more; a safeguard that was never given still is: nothing undoes it.
    """
    custody, holding = book.edition.custody, stands.holding
    if custody is None or holding is None or stands.detention is None:
        return {}
    found = []
    limit = stands.limit(custody)
    if limit and stands.is_held:
        told = {limit.counted_from: stands.detention.counted_from}
        found.append(book.held(limit.rule, stands.anchors() | told, holding.unit_id, holding.pk))
    for one, rule, since in _asked(stands, custody):
        flag = one.flag(stands.said)
        said = stands.said.get(flag, stands.detention.delivered_at)
        record = _record(stands, flag, said)
        due = book.held(rule, stands.anchors() | {"said": said} | since, holding.unit_id, record)
        found.append(_hidden(due, flag, holding.unit_id, book))
    return {_mark(one): one for one in found}


def _asked(stands: Standing, custody: Custody) -> Iterator[tuple[Safeguard, DutyRule, dict[str, datetime]]]:
    """Yield each safeguard that is owed, by which rule, and what that rule counts from beside what is always known.

    An override whose ground only puts it off ends the one duty and begins the other.
    """
    for one in stands.missing(custody):
        if one.rule:
            yield one, one.rule, {}
    for one in stands.applying(custody):
        done = stands.done.get(one.code)
        if isinstance(done, Override) and done.ground in one.postponed:
            assert done.settled_at is not None
            yield one, one.postponed[done.ground], {"postponed": done.settled_at}


def _record(stands: Standing, flag: str, said: datetime) -> uuid.UUID:
    """Return the record of a safeguard's duty: the holding; or, where it was said anew under it, the entry that did."""
    assert stands.holding is not None
    again = stands.again.get(flag)
    return again if again and said >= stands.holding.since else stands.holding.pk


def _hidden(due: Owed, flag: str, unit: int, book: Rulebook) -> Owed:
    """Let what follows from the annex be seen as the annex is: its name alone would tell the superiors."""
    if not flag:
        return due
    return replace(due, visible_to=sorted({unit, *competent_units([flag], unit, book)}))


def _mark(one: Owed | Duty) -> Mark:
    assert one.record is not None
    return one.rule, one.record


def follow(
    before: Standing,
    after: Standing,
    *,
    by: Actor,
    at: datetime,
    book: Rulebook,
    done: Entry | None = None,
    reason: str = "",
    ground: str = "",
) -> None:
    """Let what happened have its consequences: what is newly owed is opened, what is owed no longer is closed.

    `done` is the entry that did what was owed: it fulfils the duty of the safeguard that it is, or, where it ends
    custody, the duty to release. Whatever else is owed no longer is void for the `reason`, or, with a `ground`, waived
    on it. A term that had run out leaves its trace all the same. Open duties are found by their record, for the edition
    may have changed since they were opened.
    """
    wanted, live = owed(after, book), set[Mark]()
    if before.holding is not None:
        with _scope_of(before.holding.unit_id, by):
            for duty in _open(before):
                mark = _mark(duty)
                if mark in wanted:
                    live.add(mark)
                elif done is not None and does(done, duty.rule, book):
                    fulfil([duty.key], by=by, at=done.at, record=done.pk, recorded_at=at)
                else:
                    _take_back(duty, by=by, at=at, reason=reason, ground=ground)
    open_duties((one for mark, one in wanted.items() if mark not in live), by=by, at=at)


def does(entry: Entry, rule: str, book: Rulebook) -> bool:
    """Whether an entry is what a rule of custody asks for: the safeguard itself, or the end of custody for a limit."""
    custody = custody_of(book)
    given = custody.safeguards.get(entry.code)
    if given is not None:
        return rule in {one.id for one in (given.rule, *given.postponed.values()) if one}
    kind = custody.entries.get(entry.code)
    return kind is not None and kind.ends and rule in {one.rule.id for one in custody.limits}


def _open(stands: Standing) -> list[Duty]:
    assert stands.holding is not None
    records = [stands.holding.pk, *stands.again.values()]
    found = Duty.objects.filter(record__in=records, owed_by=stands.holding.unit_id).unfinished()
    return list(found.select_for_update().order_by("id"))


def _scope_of(holder: int, by: Actor) -> AbstractContextManager[None]:
    """Return the scope of the custodian of before, whose duties no other unit sees."""
    return nullcontext() if by.unit == holder else acting_in(holder, instead=True)


def take_back(duties: Iterable[Duty], *, by: Actor, at: datetime, reason: str) -> None:
    """Void duties that are owed no longer."""
    for duty in duties:
        _take_back(duty, by=by, at=at, reason=reason, ground="")


def _take_back(duty: Duty, *, by: Actor, at: datetime, reason: str, ground: str) -> None:
    if has_run_out(duty, at):
        lapse([duty], by=Actor.program("clock"), recorded_at=at)
        duty.refresh_from_db()
    if ground:
        waive(duty, by=by, at=at, ground=ground, reason=reason)
    else:
        void(duty, by=by, at=at, reason=reason)


def competent_units(fields: Iterable[str], unit: int, book: Rulebook) -> list[int]:
    """Return the units beside this one that the pack calls competent for what is said."""
    custody = custody_of(book)
    agencies = {custody.competent[code] for code in fields if code in custody.competent}
    return [one for one in book.counterparts(unit) if book.units[one].agency in agencies]


def held_by_annex(field: str, charge: Charge, rulebook: Rulebook) -> list[int] | None:
    """Return the competent units where a safeguard follows from the annex; None where it is no secret that it is."""
    custody = custody_of(rulebook)
    form = custody.kinds[charge.kind].annex
    is_of_annex = form is not None and field in {one.code for one in form.fields}
    return competent_units([field], charge.custodian_id, rulebook) if is_of_annex else None


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
