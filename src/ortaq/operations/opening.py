"""How a joint measure is opened: by an officer of one of its parties, or by a variant of action that is set going."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from ortaq.access.models import Appointment
from ortaq.acts.doing import Activation
from ortaq.acts.models import Act, Version
from ortaq.duties.rulebook import Rulebook
from ortaq.exchange.errors import AlreadySent, NothingSaid, TimesDisagree
from ortaq.exchange.models import local_year
from ortaq.exchange.secrecy import refuse_state_secrets
from ortaq.exchange.sending import SKEW, only_one_at_a_time
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import entries
from ortaq.lib.ids import uuid7, uuid_of
from ortaq.lib.rows import insert
from ortaq.operations import keeping, telling
from ortaq.operations.errors import NoMandate, NoParties, NotMember, UnknownKind
from ortaq.operations.models import Operation
from ortaq.operations.rooms import found, inside, let_in, next_room
from ortaq.operations.stepping import begun
from ortaq.operations.writing import assign
from ortaq.rules.operations import DESCRIBED, FirstTask, OperationKind


@dataclass(frozen=True, slots=True)
class Planned:
    """When it is to begin and end, and how often its parties give word; `since` is when it began, if it has."""

    starts_at: datetime | None = None
    ends_at: datetime | None = None
    rhythm: int | None = None
    since: datetime | None = None


def open_operation(
    kind: str,
    body: Mapping[str, Any],
    parties: Sequence[int] = (),
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    planned: Planned = Planned(),
    activation: Activation | None = None,
    mandate: uuid.UUID | None = None,
    members: Sequence[Appointment] = (),
    id: uuid.UUID | None = None,
) -> Operation:
    """Open a joint measure with what is known of it; its other parties hear of it at once, sounding where its kind says
    so. Opened before under the same id, it is returned.

    `mandate` is the act that founds it, `members` the posts whose officers are let into its room. Raises NotOnWatch,
    UnknownKind, NothingSaid, NoParties, NoMandate, NotMember, TimesDisagree, StateSecret, AlreadySent.
    """
    assert by.unit is not None
    keeping.in_post(by, at)
    told = keeping.kind_of(kind, rulebook)
    if not may_open(told, by.unit, rulebook):
        raise UnknownKind("it is opened on other levels", kind=kind)
    said = keeping.known(told.form, body)
    refuse_state_secrets(said, rulebook.edition)
    if not said.get(told.title.code):
        raise NothingSaid("a joint measure has a name")
    posts = _members(members, by, at) if told.members_only else []
    chosen = list(dict.fromkeys(one.unit_id for one in members)) if told.members_only else parties
    among = parties_of(told, by.unit, [one for one in chosen if one != by.unit], rulebook)
    _refuse_other_times(planned, at)
    _refuse_without_mandate(told, mandate)
    identity = id or uuid7()
    with transaction.atomic():
        only_one_at_a_time(identity)
        earlier = Operation.objects.filter(pk=identity).first() or found(identity, by.officer or 0)
        if earlier is not None:
            return _the_same(earlier, kind, among)
        made = _operation(identity, told, among, planned, by=by, at=at, rulebook=rulebook)
        made.activation, made.mandate_id = activation, mandate
        if told.members_only:
            made.room = next_room()
            made.visible_to = [-made.room]
        with inside(made):
            _write(made, told, said, planned, posts, by=by, at=at, rulebook=rulebook)
    return made


def _write(
    made: Operation,
    told: OperationKind,
    said: Mapping[str, Any],
    planned: Planned,
    posts: Sequence[Appointment],
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
) -> None:
    """Write it with its first entry, tell the parties or let the members in, and let it begin where it does at once."""
    insert([made], entries([("operation.opened", made.pk, made.to_ledger(), by, at)]))
    let_in(made, posts, by=by, at=at)
    row, words = keeping.entry_of(made, DESCRIBED, said, by=by, at=at, rulebook=rulebook)
    keeping.write(row, words, by=by, at=at)
    telling.opened(made, str(said[told.title.code]), told, by=by, at=at, rulebook=rulebook)
    if told.begins_at_once:
        begun(made, planned.since or at, by=by, at=at, rulebook=rulebook)
    if told.first_task:
        _give_first(made, told.first_task, said, by=by, at=at, rulebook=rulebook)


def open_for_variant(
    activation: Activation, situation: str, *, by: Actor, at: datetime, rulebook: Rulebook
) -> Operation | None:
    """Open what a variant of action that is set going opens, between the parties of its plan; None where nothing does.

    The variant itself has sounded at them already.
    """
    act = activation.version.act
    for kind in rulebook.edition.operations.values():
        if kind.from_variant and kind.from_variant.act == act.kind:
            what = " ".join(one for one in (situation, activation.note) if one) or activation.variant
            return open_operation(
                kind.code,
                {kind.from_variant.what: what},
                act.parties,
                planned=Planned(since=activation.h_at),
                activation=activation,
                id=uuid_of("operation of a variant", str(activation.pk)),
                by=by,
                at=at,
                rulebook=rulebook,
            )
    return None


def _members(posts: Sequence[Appointment], by: Actor, at: datetime) -> list[Appointment]:
    """Return who is let in, whoever opens it among them. Raises NotMember where that is nobody else."""
    own = Appointment.objects.holding(at).filter(officer=by.officer, unit=by.unit).select_related("officer").first()
    if own is None or not any(one.officer_id != by.officer for one in posts):
        raise NotMember("a room has another member than whoever opens it")
    return [own, *(one for one in posts if one.officer_id != by.officer)]


def parties_of(kind: OperationKind, unit: int, chosen: Sequence[int], rulebook: Rulebook) -> list[int]:
    """Return who takes part, the unit that opens it first. Raises NoParties."""
    if kind.parties == "level":
        own = rulebook.units[unit]
        others = [one.pk for one in rulebook.units.values() if one.level == own.level and one.is_party]
    else:
        others = [one for one in chosen if one in rulebook.counterparts(unit)]
    found = list(dict.fromkeys([unit, *others]))
    if len(found) < 2 or len(set(chosen) - set(found)):
        raise NoParties("another unit is needed, and each must be a counterpart", parties=list(chosen))
    return found


def _operation(
    identity: uuid.UUID,
    kind: OperationKind,
    parties: list[int],
    planned: Planned,
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
) -> Operation:
    assert by.unit is not None
    year = local_year(at, rulebook.zone_of(by.unit))
    return Operation(
        id=identity,
        kind=kind.code,
        clause=kind.clause,
        edition=rulebook.edition.id,
        unit_id=by.unit,
        year=year,
        number=keeping.number(by.unit, year),
        parties=parties,
        opened_at=at,
        starts_at=planned.starts_at,
        ends_at=planned.ends_at,
        rhythm=planned.rhythm if kind.situation else None,
        visible_to=rulebook.visible_to(parties),
    )


def may_open(kind: OperationKind, unit: int, rulebook: Rulebook) -> bool:
    """Whether the unit's level opens measures of this kind."""
    return not kind.levels or (unit in rulebook.units and rulebook.units[unit].level in kind.levels)


def founding(kind: OperationKind, unit: int) -> QuerySet[Act]:
    """Return the acts in force of the unit's that may found a measure of this kind, the newest first."""
    held = Act.objects.filter(kind__in=kind.mandates, parties__contains=[unit])
    return held.filter(pk__in=Version.objects.in_force().values("act")).order_by("-drafted_at")


def _refuse_without_mandate(kind: OperationKind, mandate: uuid.UUID | None) -> None:
    if mandate is None:
        if kind.needs_mandate:
            raise NoMandate("it is founded by an act", kinds=kind.mandates)
    elif not Version.objects.in_force().filter(act=mandate, act__kind__in=kind.mandates).exists():
        raise NoMandate("no such act in force", kinds=kind.mandates)


def _give_first(
    operation: Operation, told: FirstTask, said: Mapping[str, Any], *, by: Actor, at: datetime, rulebook: Rulebook
) -> None:
    """Give what is to be done to whom the measure itself names; nothing where it names nobody, or no day."""
    units = {unit.code: unit.pk for unit in rulebook.units.values()}
    unit, due = units.get(said.get(told.unit, "")), said.get(told.due)
    if unit is None or not due:
        return
    day = date.fromisoformat(due) + timedelta(days=1)
    ends = datetime(day.year, day.month, day.day, tzinfo=rulebook.zone_of(unit)).astimezone(UTC)
    what = str(said.get(told.what) or next(iter(said.values())))
    assign(operation, unit, what, ends, by=by, at=at, rulebook=rulebook)


def _the_same(earlier: Operation, kind: str, parties: list[int]) -> Operation:
    if (earlier.kind, list(earlier.parties)) != (kind, parties):
        raise AlreadySent("the same form opens something else", number=earlier.number)
    return earlier


def _refuse_other_times(planned: Planned, at: datetime) -> None:
    """It ends after it begins; what has begun began in the last day and not in the future."""
    if planned.starts_at and planned.ends_at and planned.ends_at < planned.starts_at:
        raise TimesDisagree("it ends before it begins", ends_at=planned.ends_at)
    if planned.since and not at - keeping.EARLIEST <= planned.since <= at + SKEW:
        raise TimesDisagree("it began in the future, or long ago", since=planned.since)
