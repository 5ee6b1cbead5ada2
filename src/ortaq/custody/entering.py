"""Entries of the chain: weighed, opened, sealed anew, stored, released, returned … made by the custodian alone."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from ortaq.custody import deciding, keeping, measures, owing, photographs
from ortaq.custody.errors import Barred, Incomplete, IsOffered, SafeguardsMissing, UnknownKind
from ortaq.custody.models import ANNEXED, DESCRIBED, ENDED, Charge, Entry, Holding, Words
from ortaq.custody.standing import Standing, annexed, standing
from ortaq.custody.taking import annex_of, day_there
from ortaq.duties.rulebook import Rulebook
from ortaq.exchange.errors import AlreadySent, NothingSaid, NotPossible, TimesDisagree
from ortaq.exchange.files import File
from ortaq.exchange.sending import SKEW, only_one_at_a_time
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import record
from ortaq.rules.custody import Custody, EntryKind
from ortaq.rules.life import LINE


def enter(
    charge: Charge,
    code: str,
    body: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    id: uuid.UUID | None = None,
    happened_at: datetime | None = None,
    files: Sequence[File] = (),
) -> Entry:
    """Write down what was done with it, and let it have its consequences: a measure is told on, an end ends custody.

    Entered before under the same id, it is returned. Raises NotOnWatch, NotCustodian, LeftCustody, UnknownKind,
    NothingSaid, TimesDisagree, Barred, IsOffered, SafeguardsMissing, StateSecret, ForbiddenKind, FilesGone.
    """
    custody = owing.custody_of(rulebook)
    kind = custody.entries.get(code)
    if kind is None or (kind.kinds and charge.kind not in kind.kinds):
        raise UnknownKind("the pack knows no such entry for this", entry=code)
    said = keeping.known(kind.form, body)
    if not said:
        raise NothingSaid("an entry needs words")
    photographs.refuse_others(kind, files)
    with transaction.atomic():
        if earlier := _entered_before(charge, id, code):
            return earlier
        held = keeping.locked(charge, by=by, at=at)
        before = standing(held, custody)
        _check(held, before, kind, custody, at=at, happened_at=happened_at)
        if kind.frees:
            why = keeping.in_our_words(kind.name)
            deciding.take_out(held, f"{why}: № {held}", by=by, at=at, rulebook=rulebook)
        facts = keeping.measured(said, kind.sets) | ({"seal": ""} if _breaks_seal(kind, said) else {})
        row, words = keeping.entry_of(
            held,
            code,
            said,
            facts,
            by=by,
            at=at,
            rulebook=rulebook,
            id=id,
            happened_at=happened_at,
            competent=_of_annex(kind, held, rulebook),
            files=files,
        )
        if kind.measure:
            row.message = measures.tell(held, kind, said, row, by=by, at=at, rulebook=rulebook)
        keeping.write([(row, words)], by=by, at=at, files=files)
        if kind.ends:
            _end(held, by=by, at=at)
            held.status = ENDED
        _follow(held, before, row, by=by, at=at, rulebook=rulebook)
    return row


def describe(
    charge: Charge,
    body: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    id: uuid.UUID | None = None,
    files: Sequence[File] = (),
) -> Entry:
    """Write its fields down anew: what was known before stays in the chain.

    Whose date of birth now says that he is a minor has that ticked in his annex. Raises what `enter` raises.
    """
    custody = owing.custody_of(rulebook)
    said = keeping.known(custody.kinds[charge.kind].form, body)
    if not said:
        raise NothingSaid("a charge needs words")
    photographs.refuse_others(custody.kinds[charge.kind], files)
    with transaction.atomic():
        if earlier := _entered_before(charge, id, DESCRIBED):
            return earlier
        held = keeping.locked(charge, by=by, at=at)
        if held.lines.filter(state=LINE.start).exists():
            raise IsOffered("it is offered to another unit", number=str(held))
        before = standing(held, custody)
        facts = keeping.measured(said)
        row, words = keeping.entry_of(held, DESCRIBED, said, facts, by=by, at=at, rulebook=rulebook, id=id, files=files)
        minor = _minor_by_birth(held, before, said, by=by, at=at, rulebook=rulebook)
        keeping.write([(row, words), *minor], by=by, at=at, files=files)
        _follow(held, before, row, *(one for one, _ in minor), by=by, at=at, rulebook=rulebook)
    return row


def _minor_by_birth(
    charge: Charge, stands: Standing, said: Mapping[str, Any], *, by: Actor, at: datetime, rulebook: Rulebook
) -> list[tuple[Entry, Words]]:
    """Return the annex that ticks what a date of birth tells that was not known before; nothing where it was ticked."""
    custody = owing.custody_of(rulebook)
    minor, kind, held = custody.minor, custody.kinds[charge.kind], stands.detention
    if minor is None or held is None or minor.flag in stands.said or by.unit is None:
        return []
    if not custody.is_minor(said, day_there(held.restricted_at, by.unit, rulebook)):
        return []
    return [annex_of(charge, kind, annexed(charge) | {minor.flag: True}, by=by, at=at, rulebook=rulebook)]


def annex(
    charge: Charge,
    body: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    id: uuid.UUID | None = None,
) -> Entry:
    """Write the sensitive fields of somebody down anew: what newly applies is owed from now on.

    Raises what `enter` raises, UnknownKind for a thing.
    """
    custody = owing.custody_of(rulebook)
    kind = custody.kinds[charge.kind]
    if kind.annex is None:
        raise UnknownKind("only somebody has an annex", kind=charge.kind)
    said = keeping.known(kind.annex, body)
    if not said:
        raise NothingSaid("an annex needs words")
    with transaction.atomic():
        if earlier := _entered_before(charge, id, ANNEXED):
            return earlier
        held = keeping.locked(charge, by=by, at=at)
        before = standing(held, custody)
        row, words = annex_of(held, kind, said, by=by, at=at, rulebook=rulebook, id=id)
        keeping.write([(row, words)], by=by, at=at)
        _follow(held, before, row, by=by, at=at, rulebook=rulebook)
    return row


def safeguard(
    charge: Charge,
    code: str,
    body: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    id: uuid.UUID | None = None,
    happened_at: datetime | None = None,
) -> Entry:
    """Write down that a safeguard was given, whole: its duty closes by the true time of doing it.

    What was not written down before custody ended, its last custodian still may. Raises what `enter` raises, Incomplete
    where a field is left out, Disagrees where the law's condition is not met.
    """
    custody = owing.custody_of(rulebook)
    rule = custody.safeguards.get(code)
    if rule is None:
        raise UnknownKind("the pack knows no such safeguard", safeguard=code)
    said = keeping.known(rule.form, body)
    if lacking := tuple(one.code for one in rule.form.fields if one.code not in said):
        raise Incomplete("a safeguard is written down whole", fields=lacking)
    with transaction.atomic():
        if earlier := _entered_before(charge, id, code):
            return earlier
        held = keeping.locked(charge, by=by, at=at, after_end=True)
        before = standing(held, custody)
        if rule not in (before.applying(custody) if held.is_held else before.missing(custody)):
            raise NotPossible("it does not apply here", step=code)
        _refuse_other_times(held, at, happened_at)
        measures.agree(held, rule, said)
        competent = owing.held_by_annex(rule.flag(before.said), held, rulebook)
        row, words = keeping.entry_of(
            held,
            code,
            said,
            {},
            by=by,
            at=at,
            rulebook=rulebook,
            id=id,
            happened_at=happened_at,
            competent=competent,
        )
        keeping.write([(row, words)], by=by, at=at)
        _follow(held, before, row, by=by, at=at, rulebook=rulebook)
    return row


def _of_annex(kind: EntryKind, charge: Charge, rulebook: Rulebook) -> list[int] | None:
    """Return the competent units where an entry tells what the annex tells; None where it is no secret."""
    if kind.answers:
        return owing.held_by_annex(kind.answers, charge, rulebook)
    return [] if kind.spares else None


def _entered_before(charge: Charge, identity: uuid.UUID | None, code: str) -> Entry | None:
    """Return what was entered under this identity before; raises AlreadySent where it was something else."""
    if identity is None:
        return None
    only_one_at_a_time(identity)
    earlier = Entry.objects.filter(pk=identity).first()
    if earlier is not None and (earlier.charge_id, earlier.code) != (charge.pk, code):
        raise AlreadySent("the same form enters something else", number=earlier.n)
    return earlier


def _check(
    charge: Charge, stands: Standing, kind: EntryKind, custody: Custody, *, at: datetime, happened_at: datetime | None
) -> None:
    _refuse_other_times(charge, at, happened_at)
    if kind.spares and not stands.bars(custody):
        raise NotPossible("nothing bars a notice", step=kind.code)
    if kind.answers:
        _refuse_hasty_answer(stands, kind, custody)
    if kind.foreign and (bars := stands.bars(custody)):
        raise Barred("a request for protection is undecided", bars=tuple(bars))
    if kind.ends:
        if not kind.frees and charge.lines.filter(state=LINE.start).exists():
            raise IsOffered("it is offered to another unit", number=str(charge))
        if not kind.frees and (missing := stands.missing(custody, before="end")):
            raise SafeguardsMissing("safeguards are missing", missing=tuple(one.code for one in missing))


def _refuse_hasty_answer(stands: Standing, kind: EntryKind, custody: Custody) -> None:
    """What was never said is not answered; nor is it before the safeguards that follow from it were given."""
    if not stands.is_open(kind.answers):
        raise NotPossible("nothing of the kind was said", step=kind.code)
    missing = [one.code for one in stands.missing(custody) if kind.answers in one.when]
    if missing:
        raise SafeguardsMissing("what follows from it was not given", missing=tuple(missing))


def _refuse_other_times(charge: Charge, at: datetime, happened_at: datetime | None) -> None:
    """What is entered happened while this unit held it, and not in the future."""
    end = charge.ended_at or at
    if happened_at is not None and not charge.since <= happened_at <= min(at, end) + SKEW:
        raise TimesDisagree("it happened while another unit held it, or in the future", happened_at=happened_at)


def _breaks_seal(kind: EntryKind, said: Mapping[str, Any]) -> bool:
    """Whether the entry leaves the charge without a seal: it touches the seal and names no new one."""
    return "seal" in kind.sets and not said.get("seal")


def _end(charge: Charge, *, by: Actor, at: datetime) -> None:
    holding = Holding.objects.get(charge=charge, until=None)
    Holding.objects.filter(pk=holding.pk).update(until=at)
    holding.until = at
    Charge.objects.filter(pk=charge.pk).update(status=ENDED, ended_at=at, due_at=None, alarms=[])
    record("holding.ended", holding.pk, holding.ended_facts(), by=by, at=at)


def _follow(
    charge: Charge, before: Standing, row: Entry, *more: Entry, by: Actor, at: datetime, rulebook: Rulebook
) -> None:
    """Let an entry have its consequences for what is owed; what was done counts from its true time."""
    after = before.then(owing.custody_of(rulebook), row, *more)
    owing.follow(before, after, by=by, at=at, book=rulebook, done=row, reason=f"№ {charge}")
    keeping.tell(charge, [charge.custodian_id, *charge.alarms])
