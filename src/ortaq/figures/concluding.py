"""What follows when the act of a reconciliation is signed by all: differences are agreed, the month's duty is done.

A unit that is a member of several groups has reconciled its month when the act of each of them is in force.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext

from ortaq.access.scope import acting_in
from ortaq.acts.after import afterwards
from ortaq.acts.models import ActStep, Version
from ortaq.acts.origins import Origin, origin
from ortaq.duties.errors import NothingAdopted
from ortaq.duties.facts import Done, Fact, ahead, source
from ortaq.duties.moves import fulfil
from ortaq.duties.opening import DoneAlready, Owed
from ortaq.duties.rulebook import Rulebook
from ortaq.figures import comparing
from ortaq.figures.abreast import Together, groups
from ortaq.figures.drawing_up import rows_of
from ortaq.figures.months import figures_of
from ortaq.figures.reconciliations import Reconciliation
from ortaq.figures.words import month_name
from ortaq.ledger.actor import Actor
from ortaq.rules.counting import months_after


@afterwards
def reconciled(version: Version, step: ActStep, *, by: Actor, at: datetime, rulebook: Rulebook) -> None:
    """Let the differences be agreed and close what the members owed for the month."""
    row = Reconciliation.objects.select_related("group").filter(act=version.act_id).first()
    if row is None:
        return
    for one in rows_of(row):
        comparing.move(one, "agree", "", by=by, at=at)
    comparing.count(row)
    if row.agreed_at is None:
        Reconciliation.objects.filter(pk=row.pk).update(agreed_at=at, agreed_by=step.pk)
    keys = [key for unit in row.members for key in _closed(unit, row, rulebook, at)]
    fulfil(keys, by=by, at=at, record=step.pk, recorded_at=at)


def _closed(unit: int, row: Reconciliation, rulebook: Rulebook, at: datetime) -> list[str]:
    """Return the keys of what a member has done with this act; each sees the acts of all its groups by itself."""
    with acting_in(unit, instead=True):
        return keys_of(unit, row.month, rulebook) if _is_whole(unit, row.month, rulebook, at) else []


def _is_whole(unit: int, month: date, rulebook: Rulebook, at: datetime) -> bool:
    """Say whether each group of the unit had agreed on the month by then."""
    wanted = {one.pk for one in owing_groups(unit, rulebook)}
    done = Reconciliation.objects.filter(group__in=wanted, month=month, agreed_at__lte=at)
    return bool(wanted) and wanted <= set(done.values_list("group", flat=True))


def owing_groups(unit: int, rulebook: Rulebook) -> list[Together]:
    """Return the groups in which a unit owes a reconciliation."""
    if unit not in rulebook.units:
        return []
    return groups(rulebook, [one.code for one in rulebook.directory.groups_of(rulebook.units[unit].code)])


def keys_of(unit: int, month: date, rulebook: Rulebook) -> list[str]:
    """Return the keys of the duties to reconcile this month: of the windows that open when it is over."""
    opens = months_after(month, 1)
    try:
        book = Rulebook.at(datetime.combine(opens, time(), UTC))
    except NothingAdopted:
        return []
    if unit not in book.units:
        return []
    return [one.key for one in book.windows(unit, opens, opens) if one.rule == figures_of(rulebook).rule]


@source
def signed() -> Iterator[Fact]:
    """An act of a reconciliation in force fulfils the month's duty of each member that has no other left."""
    rows = list(Reconciliation.objects.filter(agreed_at__isnull=False).select_related("group").order_by("agreed_at"))
    for row in rows:
        assert row.agreed_at is not None
        assert row.agreed_by is not None
        book, at = Rulebook.at(row.agreed_at), row.agreed_at
        whole = [unit for unit in row.members if _is_whole(unit, row.month, book, at)]
        if keys := [key for unit in whole for key in keys_of(unit, row.month, book)]:
            yield Done(at, at, row.agreed_by, keys)


@ahead
def reconciled_already(owed: Sequence[Owed]) -> Mapping[str, DoneAlready]:
    """Return what was signed before the planner had opened its duty."""
    return dict(_already(owed))


def _already(owed: Iterable[Owed]) -> Iterator[tuple[str, DoneAlready]]:
    windows = [(one, one.opens_at.astimezone(ZoneInfo(one.zone)).date()) for one in owed if one.record is None]
    books = {day: Rulebook.at(datetime.combine(day, time(), UTC)) for day in {opens for _, opens in windows}}
    for one, opens in windows:
        book = books[opens]
        if book.edition.figures is None or one.rule != book.edition.figures.rule:
            continue
        row = _last(one.owed_by, months_after(opens.replace(day=1), -1), book)
        if row is not None and row.agreed_at and row.agreed_by:
            yield one.key, DoneAlready(row.agreed_at, row.agreed_by)


def _last(unit: int, month: date, book: Rulebook) -> Reconciliation | None:
    """Return the reconciliation with which the last group of the unit agreed on the month; None while one is left."""
    wanted = {one.pk for one in owing_groups(unit, book)}
    signed = Reconciliation.objects.filter(group__in=wanted, month=month, agreed_at__isnull=False)
    rows = list(signed.only("group", "agreed_at", "agreed_by").order_by())  # no more may be read by the clock
    is_whole = bool(wanted) and wanted <= {row.group_id for row in rows}
    return max(rows, key=lambda row: row.agreed_at or datetime.min.replace(tzinfo=UTC)) if is_whole else None


@origin
def of_reconciliation(act: uuid.UUID) -> Origin | None:
    """Return the reconciliation that an act was drawn up of."""
    row = Reconciliation.objects.filter(act=act).first()
    if row is None:
        return None
    words = gettext("сверка статистики, %s") % month_name(row.month)
    return Origin(words, reverse("reconciliation", args=[row.pk]))
