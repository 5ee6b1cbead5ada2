"""Statistics of a group's month compared: figure by figure, and record by record where two sides have lists.

What is found anew is a difference of its owner; what is found no more was corrected. Comparing twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Q

from ortaq.duties.rulebook import Rulebook
from ortaq.exchange.sending import only_one_at_a_time
from ortaq.figures import listing
from ortaq.figures.abreast import Figure, Together, figures, groups
from ortaq.figures.errors import NotMember
from ortaq.figures.lists import Listing
from ortaq.figures.models import Return, standing
from ortaq.figures.months import figures_of
from ortaq.figures.reconciliations import Difference, DifferenceStep, Reconciliation, same_as
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import entries
from ortaq.lib import screens
from ortaq.lib.ids import uuid_of
from ortaq.lib.rows import insert
from ortaq.rules import matching
from ortaq.rules.counting import months_after
from ortaq.rules.figures import plain
from ortaq.rules.life import DIFFERENCE
from ortaq.wire.commitment import commit, new_salt


@dataclass(frozen=True)
class Finding:
    """One difference as it is found now."""

    indicator: str
    owner: int
    cause: str
    said: dict[str, Any]

    def same_as(self) -> tuple[str, int, str, str]:
        """Return what makes it the same as one that is known."""
        return same_as(self.indicator, self.owner, self.cause, self.said)


def compare(group: Together, month: date, *, by: Actor, at: datetime, rulebook: Rulebook) -> Reconciliation:
    """Lay the members' figures and lists of a month side by side and keep what differs. Raises NotMember."""
    assert by.unit is not None
    if by.unit not in group.members:
        raise NotMember("only a member compares", group=group.code)
    with transaction.atomic():
        only_one_at_a_time(identity(group, month))
        row = Reconciliation.objects.filter(group=group.pk, month=month).first()
        row = row or _begun(group, month, by=by, at=at, rulebook=rulebook)
        _take(row, list(findings(group, month, rulebook)), by=by, at=at)
        screens.tell("changed", row.pk, set(group.members))
    return row


def compare_again(unit: int, month: date, *, by: Actor, at: datetime, rulebook: Rulebook) -> None:
    """Compare anew, in every group of the unit that has begun to, since something was given or corrected."""
    codes = [one.code for one in rulebook.directory.groups_of(rulebook.units[unit].code)]
    begun = set(Reconciliation.objects.filter(month=month).values_list("group", flat=True))
    for group in (one for one in groups(rulebook, codes) if one.pk in begun):
        compare(group, month, by=by, at=at, rulebook=rulebook)


def identity(group: Together, month: date) -> Any:
    """Return the identity of a group's month."""
    return uuid_of("reconciliation", group.code, month.isoformat())


def findings(group: Together, month: date, rulebook: Rulebook) -> Iterator[Finding]:
    """Yield every difference there is now, in the order of the pack."""
    told, given = figures_of(rulebook), standing(group.members, month)
    lists = listing.standing(group.members, month)
    for figure in figures(group, given, told, rulebook):
        code = figure.indicator.code
        sides = {unit: lists[unit, code] for unit in figure.values if (unit, code) in lists}
        yield from _of_records(figure, sides, month)
        yield from _of_figure(figure, given, sides)


def _of_records(figure: Figure, lists: Mapping[int, Listing], month: date) -> Iterator[Finding]:
    indicator = figure.indicator
    if indicator.listed is None or len(lists) < 2:
        return
    beside = (months_after(month, -1), months_after(month, 1))
    sides = {unit: listing.side(row, beside) for unit, row in lists.items()}
    for one in matching.match(sides, indicator.listed, month, figure.decides):
        said = {"key": one.key, "sides": {str(unit): fields for unit, fields in one.sides.items()}}
        yield Finding(indicator.code, one.owner, one.cause, {**said, "fields": list(one.differing)})


def _of_figure(
    figure: Figure, given: Mapping[tuple[int, str], Return], lists: Mapping[int, Listing]
) -> Iterator[Finding]:
    """Yield what differs in the figure itself; where lists that make both figures were matched, they have told it."""
    if not figure.given:
        return
    code, measure = figure.indicator.code, figure.indicator.measure
    first = figure.decides if figure.decides is not None and figure.values[figure.decides] is not None else None
    first = first or next(unit for unit, value in figure.values.items() if value is not None)
    told = {str(unit): None if value is None else plain(value, measure) for unit, value in figure.values.items()}
    for unit, value in figure.values.items():
        if value is None:
            yield Finding(code, unit, "not_reported", {"values": told})
        elif value != figure.values[first] and not _is_told(unit, first, figure, lists):
            cut = given[unit, code].cut_off != given[first, code].cut_off
            yield Finding(code, unit, "cut_off" if cut else "counted_apart", {"values": told})


def _is_told(unit: int, first: int, figure: Figure, lists: Mapping[int, Listing]) -> bool:
    """Say whether both figures are made of lists, so that their records say why they differ."""
    return all(one in lists and lists[one].total == figure.values[one] for one in (unit, first))


def _begun(group: Together, month: date, *, by: Actor, at: datetime, rulebook: Rulebook) -> Reconciliation:
    assert by.unit is not None
    row = Reconciliation(
        id=identity(group, month),
        group_id=group.pk,
        month=month,
        clause=figures_of(rulebook).clause,
        edition=rulebook.edition.id,
        members=list(group.members),
        compared_at=at,
        **by.signed(at),
        visible_to=rulebook.visible_to(group.members),
    )
    insert([row], entries([("reconciliation.begun", row.pk, row.to_ledger(), by, at)]))
    return row


def _take(row: Reconciliation, found: list[Finding], *, by: Actor, at: datetime) -> None:
    """Keep what is new, and let what is found no more be corrected."""
    known = {one.same_as(): one for one in row.differences.exclude(state="corrected")}
    wanted = {one.same_as(): one for one in found}
    last = row.differences.count()
    new = [one for key, one in wanted.items() if key not in known]
    rows = [_difference(row, one, last + n, at) for n, one in enumerate(new, 1)]
    insert(rows, entries(("difference.found", one.pk, one.to_ledger(), by, at) for one in rows))
    for key, one in known.items():
        if key not in wanted and one.state not in DIFFERENCE.ended:
            move(one, "correct", "", by=by, at=at)
    count(row, compared_at=at)


def _difference(row: Reconciliation, one: Finding, n: int, at: datetime) -> Difference:
    salt = new_salt()
    return Difference(
        reconciliation=row,
        n=n,
        indicator=one.indicator,
        owner_id=one.owner,
        cause=one.cause,
        said=one.said,
        salt=salt,
        commitment=commit(one.said, salt),
        found_at=at,
        visible_to=sorted(row.members),
    )


def count(row: Reconciliation, **more: Any) -> None:
    """Let the counters repeat how many differences there are and are open."""
    told = row.differences.aggregate(total=Count("id"), open=Count("id", filter=Q(state="open")))
    Reconciliation.objects.filter(pk=row.pk).update(**told, **more)
    row.refresh_from_db()


def move(one: Difference, verb: str, words: str, *, by: Actor, at: datetime) -> DifferenceStep | None:
    """Take one step of a difference that still stands where it stood; None where somebody was first."""
    state, salt = DIFFERENCE.move(one.state, verb), new_salt()
    step = DifferenceStep(
        difference=one,
        n=one.steps + 1,
        verb=verb,
        state=state,
        words=words,
        salt=salt,
        commitment=commit(words, salt),
        **by.signed(at),
        visible_to=one.visible_to,
    )
    if not Difference.objects.filter(pk=one.pk, steps=one.steps).update(state=state, steps=step.n):
        return None
    one.state, one.steps = state, step.n
    insert([step], entries([("difference.moved", step.pk, step.to_ledger(), by, at)]))
    return step
