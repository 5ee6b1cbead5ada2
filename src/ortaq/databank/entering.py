"""Entering something into a register, and what its owner does with it then: extend, look at it again, withdraw."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from ortaq.databank import common, indexing
from ortaq.databank.errors import NotEntitled, NotFindable, NotInForce, NotOwner, UnknownRegister
from ortaq.databank.models import Entry, EntryStep, Words
from ortaq.duties.rulebook import Rulebook
from ortaq.exchange.erasing import span
from ortaq.exchange.errors import NothingSaid, NotPossible, TimesDisagree
from ortaq.exchange.models import Message, local_year
from ortaq.exchange.secrecy import refuse_state_secrets
from ortaq.exchange.sending import only_one_at_a_time
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import entries
from ortaq.lib.ids import uuid7
from ortaq.lib.rows import insert
from ortaq.rules.databank import Register
from ortaq.rules.life import LISTING
from ortaq.wire.commitment import commit, new_salt

ENTER, EXTEND, REVIEW, WITHDRAW = "enter", "extend", "review", "withdraw"


def enter(
    register: str,
    body: Mapping[str, Any],
    *,
    ground: str,
    source: str,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    valid_to: datetime | None = None,
    message: Message | None = None,
    id: uuid.UUID | None = None,
) -> Entry:
    """Enter something into a register, on a ground of the pack and somebody's word; it hits from now on.

    `valid_to`: earlier than the pack's term, never later. Entered before under the same id, it is returned. Raises
    NotOnWatch, UnknownRegister, NotEntitled, NothingSaid, NotFindable, TimesDisagree, StateSecret.
    """
    assert by.unit is not None
    common.on_watch(by, at)
    of = common.register_of(rulebook, register)
    said = _checked(of, body, ground, source, by=by, rulebook=rulebook)
    latest = at + span(of.lasts)
    end = latest if valid_to is None else valid_to
    if not at < end <= latest:
        raise TimesDisagree("valid from now on and no longer than the pack allows", valid_to=end)
    identity = id or uuid7()
    with transaction.atomic():
        only_one_at_a_time(identity)
        if earlier := Entry.objects.filter(pk=identity, unit=by.unit).first():
            return earlier
        entry, words = _entry(identity, of, said, by=by, at=at, rulebook=rulebook)
        entry.ground, entry.source, entry.message = ground, source.strip(), message
        entry.valid_to, entry.review_at = end, min(at + span(of.review), end)
        step = _step(entry, ENTER, "", by=by, at=at)
        rows = [
            ("databank.entered", entry.pk, entry.to_ledger(), by, at),
            ("databank.moved", step.pk, step.to_ledger(), by, at),
        ]
        insert([entry], [words], [step], entries(rows))
        indexing.write(entry.pk, of, said)
    return entry


def extend(entry: Entry, valid_to: datetime, *, reason: str, by: Actor, at: datetime, rulebook: Rulebook) -> EntryStep:
    """Let an entry hold until a later day, because its ground still stands: it was looked at again.

    Raises NotOnWatch, NotOwner, NotInForce, NotPossible without a reason, TimesDisagree.
    """
    of = common.register_of(rulebook, entry.register)
    if not at < valid_to <= at + span(of.lasts):
        raise TimesDisagree("valid from now on and no longer than the pack allows", valid_to=valid_to)
    return _move(entry, EXTEND, reason, by=by, at=at, valid_to=valid_to, review_at=at + span(of.review))


def review(entry: Entry, *, reason: str, by: Actor, at: datetime, rulebook: Rulebook) -> EntryStep:
    """Write down that the owner looked at it again and it still stands. Raises what `extend` raises."""
    of = common.register_of(rulebook, entry.register)
    return _move(entry, REVIEW, reason, by=by, at=at, valid_to=None, review_at=at + span(of.review))


def withdraw(entry: Entry, *, reason: str, by: Actor, at: datetime) -> EntryStep:
    """Take an entry out: it hits no more. Raises NotOnWatch, NotOwner, NotInForce, NotPossible without a reason."""
    return _move(entry, WITHDRAW, reason, by=by, at=at, valid_to=None, review_at=None)


def _checked(
    of: Register, body: Mapping[str, Any], ground: str, source: str, *, by: Actor, rulebook: Rulebook
) -> dict[str, Any]:
    """Return what of a body the register asks for; the reasons why it cannot be entered are raised."""
    assert by.unit is not None
    if not of.may_enter(rulebook.units[by.unit].agency):
        raise NotEntitled("this agency enters nothing here", register=of.code)
    if ground not in of.grounds:
        raise UnknownRegister("the pack knows no such ground", ground=ground)
    codes = {one.code for one in of.form.fields}
    said = {code: value for code, value in body.items() if code in codes and value not in (None, "", False)}
    if not said or not source.strip():
        raise NothingSaid("an entry needs words, and a source")
    refuse_state_secrets({**said, "source": source}, rulebook.edition)
    if not indexing.marks_of(of, said) and not indexing.names_of(of, said):
        raise NotFindable("nothing in it can be looked for", register=of.code)
    return said


def _entry(
    identity: uuid.UUID, of: Register, said: Mapping[str, Any], *, by: Actor, at: datetime, rulebook: Rulebook
) -> tuple[Entry, Words]:
    assert by.unit is not None
    year, salt = local_year(at, rulebook.zone_of(by.unit)), new_salt()
    entry = Entry(
        id=identity,
        register=of.code,
        unit_id=by.unit,
        year=year,
        number=common.number(by.unit, year),
        edition=rulebook.edition.id,
        entered_at=at,
        officer=by.officer,
        officer_name=by.name,
        shown_to=sorted(of.shown_to),
        commitment=commit(dict(said), salt),
        visible_to=rulebook.visible_to([by.unit]),
    )
    return entry, Words(entry=entry, salt=salt, body=dict(said), visible_to=[by.unit])


def _step(entry: Entry, verb: str, reason: str, *, by: Actor, at: datetime) -> EntryStep:
    """Return the next step of an entry, unwritten; it counts on the entry that is given."""
    entry.steps += 1
    return EntryStep(
        entry=entry,
        n=entry.steps,
        verb=verb,
        reason=reason.strip(),
        valid_to=entry.valid_to,
        review_at=entry.review_at,
        **by.signed(at),
        visible_to=entry.visible_to,
    )


def _move(
    entry: Entry,
    verb: str,
    reason: str,
    *,
    by: Actor,
    at: datetime,
    valid_to: datetime | None,
    review_at: datetime | None,
) -> EntryStep:
    common.on_watch(by, at)
    if not reason.strip():
        raise NotPossible("say why", step=verb)
    with transaction.atomic():
        row = Entry.objects.select_for_update().get(pk=entry.pk)
        if row.unit_id != by.unit:
            raise NotOwner("another unit entered it", unit=row.unit_id)
        if not LISTING.allows(row.status, verb):
            raise NotInForce("it was withdrawn", number=str(row))
        row.valid_to = valid_to or row.valid_to
        row.review_at = min(review_at or row.review_at, row.valid_to)
        step = _step(row, verb, reason, by=by, at=at)
        Entry.objects.filter(pk=row.pk, status=row.status).update(
            status=LISTING.move(row.status, verb),
            valid_to=row.valid_to,
            review_at=row.review_at,
            steps=F("steps") + 1,
        )
        insert([step], entries([("databank.moved", step.pk, step.to_ledger(), by, at)]))
    return step
