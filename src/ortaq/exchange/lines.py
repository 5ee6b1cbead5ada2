"""The line between two duty services: checked by each watch, broken, restored (permanent communication).

LineCheck      one officer tried the line to one counterpart: it works, or it does not; who answered, by which means
LineConfirmed  the counterpart's watch says so too; without it the check stands as the caller's word
Outage         from the first check that failed to the first that worked again, by the same means, whoever made it

Taking a watch makes it owe one check to each counterpart; a line that does not work makes it owe its restoring. What
a check closes is told by the rulebook's keys, live and when duties are rebuilt alike.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least

from ortaq.access.models import Watch
from ortaq.access.open_matters import follows
from ortaq.access.roles import DUTY_OFFICER
from ortaq.directory.models import Unit
from ortaq.duties.errors import NothingAdopted
from ortaq.duties.moves import fulfil
from ortaq.duties.opening import Owed, open_duties, open_new
from ortaq.duties.rulebook import Rulebook
from ortaq.exchange.errors import AlreadyDone, NotAddressed, NothingSaid, NotOnWatch, NotPossible, TimesDisagree
from ortaq.exchange.models import CONSOLE, TELEPHONE, Step
from ortaq.exchange.times import AHEAD
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import record
from ortaq.ledger.registry import ledgered
from ortaq.lib import screens
from ortaq.lib.ids import uuid7

TAKEN, LOST = "watch_taken", "line_lost"  # the triggers of the pack that this road knows
MEANS = (TELEPHONE, CONSOLE)
LOOKED_BACK = timedelta(days=31)


class LineCheck(models.Model):
    """One check of the line to one counterpart. `at` is the true time, `entered_at` when it was taken down."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    by_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    entered_at = models.DateTimeField()
    works = models.BooleanField()
    means = models.TextField(choices=[(one, one) for one in MEANS])
    answered_by = models.TextField(blank=True)
    note = models.TextField(blank=True)
    officer = models.IntegerField()
    officer_name = models.TextField()
    session = models.TextField(blank=True)
    visible_to = ArrayField(models.IntegerField())

    class Meta:
        indexes = (
            models.Index(fields=["by_unit", "-entered_at"], name="line_checked_by"),
            models.Index(fields=["unit", "-entered_at"], name="line_checked_to"),
        )

    def __str__(self) -> str:
        return f"{self.by_unit_id} ☎ {self.unit_id} {'✓' if self.works else '✗'}"

    def to_ledger(self) -> dict[str, Any]:
        """Return the check as it stands in the ledger."""
        return {
            "by_unit": self.by_unit_id,
            "unit": self.unit_id,
            "at": self.at,
            "entered_at": self.entered_at,
            "works": self.works,
            "means": self.means,
            "answered_by": self.answered_by,
            "note": self.note,
            "officer": self.officer,
            "officer_name": self.officer_name,
        }


class LineConfirmed(Step):
    """The checked watch says that the line was checked as told."""

    check_of = models.OneToOneField(LineCheck, models.PROTECT, related_name="confirmed")

    def __str__(self) -> str:
        return f"{self.check_of_id} ✓"

    def to_ledger(self) -> dict[str, Any]:
        """Return the confirmation as it stands in the ledger."""
        return {"check": self.check_of_id, **self.by_whom()}


class Outage(models.Model):
    """A line that does not work: one at a time for two units and one means."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    by_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    means = models.TextField(choices=[(one, one) for one in MEANS])
    since = models.DateTimeField()
    found_by = models.OneToOneField(LineCheck, models.PROTECT, related_name="outage")
    restored_at = models.DateTimeField(null=True)
    restored_by = models.ForeignKey(LineCheck, models.PROTECT, null=True, related_name="restored", db_index=False)
    visible_to = ArrayField(models.IntegerField())

    class Meta:
        indexes = (
            models.Index(fields=["by_unit"], name="outage_found_by", condition=Q(restored_at=None)),
            models.Index(fields=["unit"], name="outage_with", condition=Q(restored_at=None)),
        )
        constraints = (
            models.UniqueConstraint(
                Least(F("by_unit"), F("unit")),
                Greatest(F("by_unit"), F("unit")),
                F("means"),
                name="outage_one_at_a_time",
                condition=Q(restored_at=None),
            ),
            models.CheckConstraint(
                name="outage_restored_by_a_check",
                condition=Q(restored_at=None, restored_by=None)
                | Q(restored_at__gte=F("since"), restored_by__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.by_unit_id} ✗ {self.unit_id} {self.since:%d.%m %H:%M}"

    def found_facts(self) -> dict[str, Any]:
        """Return the loss of the line as it stands in the ledger."""
        return {
            "by_unit": self.by_unit_id,
            "unit": self.unit_id,
            "means": self.means,
            "since": self.since,
            "check": self.found_by_id,
        }

    def restored_facts(self) -> dict[str, Any]:
        """Return its restoring as it stands in the ledger."""
        return {"restored_at": self.restored_at, "check": self.restored_by_id}


def check(
    unit: int,
    *,
    works: bool,
    means: str,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    tried_at: datetime | None = None,
    answered_by: str = "",
    note: str = "",
    id: uuid.UUID | None = None,
) -> LineCheck:
    """Take down that the line to a counterpart was tried, at `tried_at` in truth; the same again under one id is one.

    Raises NotOnWatch, NotAddressed for a unit that is no counterpart, NothingSaid where a line that works names
    nobody who answered, TimesDisagree.
    """
    tried_at = tried_at or at
    _require(unit, by=by, at=at, tried_at=tried_at, rulebook=rulebook)
    if works and not answered_by.strip():
        raise NothingSaid("a line that works has somebody who answered")
    assert by.unit is not None
    assert by.officer is not None
    made = LineCheck(
        id=id or uuid7(),
        by_unit_id=by.unit,
        unit_id=unit,
        at=tried_at,
        entered_at=at,
        works=works,
        means=means,
        answered_by=answered_by.strip(),
        note=note.strip(),
        officer=by.officer,
        officer_name=by.name,
        session=by.session or "",
        visible_to=rulebook.visible_to([by.unit, unit]),
    )
    with transaction.atomic():
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError:
            return LineCheck.objects.get(pk=made.pk, by_unit=by.unit)
        record("line.checked", made.pk, made.to_ledger(), by=by, at=at)
        fulfil(keys_closed_by(made, rulebook), by=by, at=tried_at, record=made.pk, recorded_at=at)
        (_restore if works else _lose)(made, by=by, at=at, rulebook=rulebook)
        screens.tell("changed", made.pk, [by.unit, unit])
    return made


def confirm(check_: LineCheck, *, by: Actor, at: datetime, rulebook: Rulebook) -> LineConfirmed:
    """Say that the line was checked as the caller told; it counts for the confirming watch too.

    Raises NotOnWatch, NotPossible for a check that found the line broken, AlreadyDone.
    """
    if by.unit != check_.unit_id or not Watch.objects.is_on(by.officer, by.unit, at=at):
        raise NotOnWatch("only the checked watch confirms", unit=check_.unit_id)
    if not check_.works:
        raise NotPossible("a line that does not work has nobody to confirm it", step="confirmed")
    said = LineConfirmed(
        check_of=check_,
        at=at,
        officer=by.officer,
        officer_name=by.name,
        unit_id=check_.unit_id,
        session=by.session or "",
        visible_to=check_.visible_to,
    )
    with transaction.atomic():
        try:
            with transaction.atomic():
                said.save(force_insert=True)
        except IntegrityError as error:
            raise AlreadyDone("somebody was first", step="confirmed") from error
        record("line.confirmed", said.pk, said.to_ledger(), by=by, at=at)
        fulfil(keys_closed_by_word(said, rulebook), by=by, at=check_.at, record=said.pk, recorded_at=at)
        screens.tell("changed", check_.pk, [check_.by_unit_id, check_.unit_id])
    return said


def owed_for(watch: Watch) -> list[Owed]:
    """Return what taking this watch makes its unit owe: a check of the line to each counterpart.

    A senior who comes beside a duty officer owes nothing, and nobody does before the deployment adopted an edition.
    """
    others = Watch.objects.filter(unit=watch.unit_id, starts_at__lt=watch.starts_at).answering(watch.starts_at)
    if watch.post != DUTY_OFFICER and others.exclude(pk=watch.pk).exists():
        return []
    try:
        rulebook = Rulebook.at(watch.starts_at)
    except NothingAdopted:
        return []
    return rulebook.started(TAKEN, watch.starts_at, watch.unit_id, watch.pk)


@follows
def owe_checks(watch: Watch, by: Actor, at: datetime) -> None:
    """Open the duties to check the lines, in the transaction in which the watch is taken."""
    open_duties(owed_for(watch), by=by, at=at)


def owe_checks_of_standing(at: datetime) -> None:
    """Open what watches owe that were taken before the deployment said by which edition it works."""
    for watch in Watch.objects.answering(at).order_by("starts_at"):
        owe_checks(watch, Actor.program("schedule"), at)


def keys_closed_by(made: LineCheck, rulebook: Rulebook) -> list[str]:
    """Return what a check closes: what the watches owe that stood since the line was last checked from here."""
    earlier = LineCheck.objects.filter(by_unit=made.by_unit_id, unit=made.unit_id, entered_at__lt=made.entered_at)
    last = earlier.order_by("-entered_at").values_list("entered_at", flat=True).first()
    since = last or made.entered_at - LOOKED_BACK
    stood = Watch.objects.filter(unit=made.by_unit_id, starts_at__lte=made.entered_at)
    return _keys(stood.filter(Q(relieved_at=None) | Q(relieved_at__gt=since)), made.by_unit_id, made.unit_id, rulebook)


def keys_closed_by_word(said: LineConfirmed, rulebook: Rulebook) -> list[str]:
    """Return what a confirmation closes: what the confirming watch owes, if it stood when the line was tried."""
    tried = said.check_of
    stood = Watch.objects.filter(unit=tried.unit_id, starts_at__lte=tried.at)
    answering = stood.filter(Q(relieved_at=None) | Q(relieved_at__gt=tried.at))
    return _keys(answering, tried.unit_id, tried.by_unit_id, rulebook)


def keys_of_outage(outage: Outage, rulebook: Rulebook) -> list[str]:
    """Return the duty to restore this line."""
    return rulebook.started_keys(LOST, outage.by_unit_id, outage.pk, outage.unit_id)


def owed_for_outage(outage: Outage, rulebook: Rulebook) -> list[Owed]:
    """Return what the loss of a line makes the unit owe that found it."""
    return rulebook.started(LOST, outage.since, outage.by_unit_id, outage.pk, to=outage.unit_id)


def between(one: int, other: int) -> Q:
    """Return the condition that a row is of the line between these two."""
    return Q(by_unit=one, unit=other) | Q(by_unit=other, unit=one)


def _keys(watches: Iterable[Watch], owed_by: int, owed_to: int, rulebook: Rulebook) -> list[str]:
    return [key for watch in watches for key in rulebook.started_keys(TAKEN, owed_by, watch.pk, owed_to)]


def _lose(made: LineCheck, *, by: Actor, at: datetime, rulebook: Rulebook) -> None:
    broken = Outage.objects.filter(between(made.by_unit_id, made.unit_id), means=made.means, restored_at=None)
    if broken.exists():
        return
    outage = Outage(
        by_unit_id=made.by_unit_id,
        unit_id=made.unit_id,
        means=made.means,
        since=made.at,
        found_by=made,
        visible_to=made.visible_to,
    )
    try:
        with transaction.atomic():
            outage.save(force_insert=True)
    except IntegrityError:  # the other end found it at the same moment
        return
    record("outage.found", outage.pk, outage.found_facts(), by=by, at=at)
    open_new(owed_for_outage(outage, rulebook), by=by, at=at)


def _restore(made: LineCheck, *, by: Actor, at: datetime, rulebook: Rulebook) -> None:
    broken = Outage.objects.filter(between(made.by_unit_id, made.unit_id), means=made.means, restored_at=None)
    for outage in broken.filter(since__lte=made.at).select_for_update(no_key=True):
        outage.restored_at, outage.restored_by = made.at, made
        outage.save(update_fields=["restored_at", "restored_by"])
        record("outage.restored", outage.pk, outage.restored_facts(), by=by, at=at)
        fulfil(keys_of_outage(outage, rulebook), by=by, at=made.at, record=made.pk, recorded_at=at)


def _require(unit: int, *, by: Actor, at: datetime, tried_at: datetime, rulebook: Rulebook) -> None:
    if by.unit is None or not Watch.objects.is_on(by.officer, by.unit, at=at):
        raise NotOnWatch("only a watch checks the line", unit=by.unit)
    if unit not in rulebook.counterparts(by.unit):
        raise NotAddressed("no counterpart of this unit", unit=unit)
    if tried_at > at + AHEAD:
        raise TimesDisagree("tried in the future", tried_at=tried_at)


ledgered("line.checked", model=LineCheck, data=LineCheck.to_ledger)
ledgered("line.confirmed", model=LineConfirmed, data=LineConfirmed.to_ledger)
ledgered("outage.found", model=Outage, data=Outage.found_facts)
ledgered(
    "outage.restored",
    model=Outage,
    data=Outage.restored_facts,
    rows=lambda: Outage.objects.exclude(restored_at=None),
)
