"""Taking in charge: a person is detained, a thing is seized. From this instant there is one custodian."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from ortaq.custody import keeping, owing, photographs
from ortaq.custody.errors import Incomplete, UnknownKind
from ortaq.custody.models import ANNEXED, DESCRIBED, Charge, Detention, Entry, Holding, Words
from ortaq.custody.recognising import earlier, undecided
from ortaq.custody.standing import FLAGS, Event, Standing
from ortaq.duties.rulebook import Rulebook
from ortaq.exchange.errors import NothingSaid, TimesDisagree
from ortaq.exchange.files import File
from ortaq.exchange.models import local_year
from ortaq.exchange.sending import SKEW, only_one_at_a_time
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import entries
from ortaq.lib.ids import uuid7
from ortaq.lib.rows import insert
from ortaq.rules.custody import ChargeKind, Custody, DetentionLimit

CHARGE = "charge"


@dataclass(frozen=True, slots=True)
class Held:
    """On which limit somebody is held, and the moments of actual restriction, of delivery, of sobering up."""

    limit: str
    restricted_at: datetime
    delivered_at: datetime
    sober_at: datetime | None = None


def take(
    kind: str,
    body: Mapping[str, Any],
    *,
    annex: Mapping[str, Any] | None = None,
    held: Held | None = None,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    id: uuid.UUID | None = None,
    matter: uuid.UUID | None = None,
    files: Sequence[File] = (),
) -> Charge:
    """Take somebody or something in charge; the clock of a detention runs from its true moments.

    Whose date of birth says that he is a minor has that ticked in his annex, whether or not anybody ticked it; so has
    whoever was held before with a request that is undecided.
    Taken in before under the same id, it is returned. Raises NotOnWatch, UnknownKind, NothingSaid, Incomplete,
    TimesDisagree, StateSecret, ForbiddenKind, FilesGone.
    """
    assert by.unit is not None
    keeping.on_watch(by, at)
    custody = owing.custody_of(rulebook)
    told = _kind(custody, kind)
    said = keeping.known(told.form, body)
    if not said:
        raise NothingSaid("a charge needs words")
    photographs.refuse_others(told, files)
    since = held.restricted_at if held else at
    day = day_there(since, by.unit, rulebook)
    limit = _limit(custody, told, held, day, at)
    sensitive = _sensitive(custody, told, annex or {}, said, day)
    identity = id or uuid7()
    with transaction.atomic():
        only_one_at_a_time(identity)
        if earlier := Charge.objects.filter(pk=identity, unit=by.unit).first():
            return earlier
        charge = _charge(identity, told, by=by, at=at, rulebook=rulebook, matter=matter)
        charge.since = since
        begun: list[Event] = [_begin(charge, by=by, at=at)]
        written = [_described(charge, said, files, by=by, at=at, rulebook=rulebook)]
        if sensitive:
            written.append(annex_of(charge, told, sensitive, by=by, at=at, rulebook=rulebook))
        keeping.write(written, by=by, at=at, files=files)
        if held and limit:
            begun.append(count(charge, limit, held, by=by, at=at))
        nothing = Standing(kind)
        stands = nothing.then(custody, *begun, *(row for row, _ in written))
        owing.follow(nothing, stands, by=by, at=at, book=rulebook)
        Charge.objects.filter(pk=charge.pk).update(**owing.clocked(charge, stands, rulebook))
        keeping.tell(charge, [by.unit])
    charge.refresh_from_db()
    return charge


def annex_of(
    charge: Charge,
    kind: ChargeKind,
    body: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    id: uuid.UUID | None = None,
) -> tuple[Entry, Words]:
    """Return the sensitive fields as an entry, unwritten: which boxes are ticked stands among its facts."""
    assert by.unit is not None
    ticked = (
        [one.code for one in kind.annex.fields if one.kind == "yes_no" and body.get(one.code)] if kind.annex else []
    )
    competent = owing.competent_units(ticked, by.unit, rulebook)
    facts = {FLAGS: ticked}
    return keeping.entry_of(charge, ANNEXED, body, facts, by=by, at=at, rulebook=rulebook, id=id, competent=competent)


def count(
    charge: Charge, limit: DetentionLimit, held: Held, *, by: Actor, at: datetime, n: int = 1, paper: str = ""
) -> Detention:
    """Write down until when somebody may be held: so long from the moment that the law names."""
    assert by.unit is not None
    since = counted_from(limit, held)
    row = Detention(
        charge=charge,
        n=n,
        limit=limit.code,
        rule=limit.rule.id,
        restricted_at=held.restricted_at,
        delivered_at=held.delivered_at,
        sober_at=held.sober_at,
        counted_from=since,
        due_at=limit.ends(since),
        paper=paper,
        **by.signed(at),
        visible_to=charge.chain_to,
    )
    insert([row], entries([("detention.counted", row.pk, row.to_ledger(), by, at)]))
    return row


def counted_from(limit: DetentionLimit, held: Held) -> datetime:
    """Return the moment from which the law counts: of restriction or delivery, or of sobering up where it says so."""
    since = held.restricted_at if limit.counted_from == "restricted" else held.delivered_at
    return max(since, held.sober_at) if limit.or_sober and held.sober_at else since


def _kind(custody: Custody, code: str) -> ChargeKind:
    if code not in custody.kinds:
        raise UnknownKind("the pack knows no such kind of charge", kind=code)
    return custody.kinds[code]


def day_there(at: datetime, unit: int, rulebook: Rulebook) -> date:
    """Return the day of an instant where the unit is: the law of that day counts, not of the day in Greenwich."""
    return at.astimezone(rulebook.zone_of(unit)).date()


def _sensitive(
    custody: Custody, kind: ChargeKind, annex: Mapping[str, Any], said: Mapping[str, Any], day: date
) -> Mapping[str, Any]:
    """Return what goes into the annex: what was said; that he is a minor where his date of birth tells it; what he
    asked for when he was held before, and nobody has decided.
    """
    if kind.annex is None:
        return {}
    by_birth = {custody.minor.flag: True} if custody.minor and custody.is_minor(said, day) else {}
    before = dict.fromkeys(undecided(earlier(kind, said, custody), custody), True)
    return keeping.known(kind.annex, {**annex, **by_birth, **before})


def _limit(custody: Custody, kind: ChargeKind, held: Held | None, day: date, at: datetime) -> DetentionLimit | None:
    """Return the limit of the law in force on the day when the detention began; the reasons why not are raised."""
    if not kind.is_person:
        return None
    if held is None:
        raise Incomplete("the moments and the ground of a detention must be said", fields=("limit",))
    if not (
        held.restricted_at <= held.delivered_at <= at + SKEW
        and held.restricted_at <= (held.sober_at or held.restricted_at) <= at + SKEW
    ):
        raise TimesDisagree("restricted, then delivered and sober, then now", restricted_at=held.restricted_at)
    limit = custody.limit(held.limit, day)
    if limit is None:
        raise UnknownKind("the law of that day knows no such limit", limit=held.limit)
    return limit


def _charge(
    identity: uuid.UUID, kind: ChargeKind, *, by: Actor, at: datetime, rulebook: Rulebook, matter: uuid.UUID | None
) -> Charge:
    assert by.unit is not None
    year = local_year(at, rulebook.zone_of(by.unit))
    return Charge(
        id=identity,
        kind=kind.code,
        unit_id=by.unit,
        year=year,
        number=keeping.number(by.unit, year, CHARGE),
        edition=rulebook.edition.id,
        taken_at=at,
        matter=matter,
        custodian_id=by.unit,
        since=at,
        chain_to=rulebook.visible_to([by.unit]),
        visible_to=rulebook.visible_to([by.unit]),
    )


def _begin(charge: Charge, *, by: Actor, at: datetime) -> Holding:
    first = Holding(charge=charge, n=1, unit_id=charge.unit_id, since=charge.since, visible_to=charge.chain_to)
    rows = [
        ("charge.taken", charge.pk, charge.to_ledger(), by, at),
        ("holding.begun", first.pk, first.to_ledger(), by, at),
    ]
    insert([charge], [first], entries(rows))
    return first


def _described(
    charge: Charge, body: Mapping[str, Any], files: Sequence[File], *, by: Actor, at: datetime, rulebook: Rulebook
) -> tuple[Entry, Words]:
    facts = keeping.measured(body)
    return keeping.entry_of(charge, DESCRIBED, body, facts, by=by, at=at, rulebook=rulebook, files=files)
