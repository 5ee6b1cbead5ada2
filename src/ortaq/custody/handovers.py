"""What one unit offers another, item by item, what became of each, and what was found otherwise.

HandOver     what one unit offers another; its steps in HandOverStep
Line         one charge of a hand-over: offered so, found so, accepted or refused
Discrepancy  what was found otherwise than it was offered, or refused, and how it was settled

`state` of a hand-over, a line and a discrepancy, and the counters, repeat the steps: they are the record.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from ortaq.custody.models import Charge, OfCharge
from ortaq.directory.models import Unit
from ortaq.exchange.models import Message, Step
from ortaq.ledger.registry import ledgered
from ortaq.rules.life import DISCREPANCY, HAND_OVER, LINE

ACCEPTED, REFUSED = "accepted", "refused"
"""How a line was decided; a refusal is a discrepancy of that name, too."""


class HandOver(Step):
    """What one unit offers another, under one number; `unit` is the giver, whose numbers it runs by."""

    receiver = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    year = models.SmallIntegerField()
    number = models.IntegerField()
    edition = models.TextField()
    message = models.ForeignKey(Message, models.PROTECT, related_name="+", db_index=False)
    matter = models.UUIDField()

    state = models.TextField(default=HAND_OVER.start, choices=[(state, state) for state in HAND_OVER.states])
    steps = models.SmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    act = models.UUIDField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["unit", "-at", "-id"], name="handover_by_unit"),
            models.Index(fields=["receiver", "-at", "-id"], name="handover_to_unit"),
        )
        constraints = (
            models.UniqueConstraint(fields=["unit", "year", "number"], name="handover_number_once"),
            models.CheckConstraint(name="handover_between_two", condition=~Q(receiver=F("unit"))),
            models.CheckConstraint(name="handover_state_known", condition=Q(state__in=sorted(HAND_OVER.states))),
        )

    def __str__(self) -> str:
        return f"{self.number}/{self.year}"

    @property
    def is_open(self) -> bool:
        """Whether the receiver still has something to decide."""
        return self.state not in HAND_OVER.ended

    def to_ledger(self) -> dict[str, Any]:
        """Return the offer as it stands in the ledger; what became of it stands in its lines and steps."""
        return {
            "receiver": self.receiver_id,
            "year": self.year,
            "number": self.number,
            "edition": self.edition,
            "message": self.message_id,
            "matter": self.matter,
            **self.by_whom(),
        }


class HandOverStep(Step):
    """One step of a hand-over as a whole: asked back, let go, kept, decided."""

    handover = models.ForeignKey(HandOver, models.PROTECT, related_name="history", db_index=False)
    n = models.SmallIntegerField()
    verb = models.TextField()
    state = models.TextField()
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ("handover", "n")
        constraints = (models.UniqueConstraint(fields=["handover", "n"], name="handover_step_in_order"),)

    def __str__(self) -> str:
        return f"{self.handover_id} {self.n} {self.verb}"

    def to_ledger(self) -> dict[str, Any]:
        """Return the step as it stands in the ledger."""
        names = ("n", "verb", "state", "reason")
        return {"handover": self.handover_id, **{name: getattr(self, name) for name in names}, **self.by_whom()}


class Line(OfCharge):
    """One charge of a hand-over: `offered` as the giver has it, `found` as the receiver sees it, both by field."""

    handover = models.ForeignKey(HandOver, models.PROTECT, related_name="lines", db_index=False)
    charge = models.ForeignKey(Charge, models.PROTECT, related_name="lines")
    n = models.SmallIntegerField()
    offered = models.JSONField(default=dict)

    state = models.TextField(default=LINE.start, choices=[(state, state) for state in LINE.states])
    found = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    note = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.IntegerField(null=True)
    decided_by_name = models.TextField(blank=True)
    decided_in = models.TextField(blank=True)

    class Meta:
        ordering = ("handover", "n")
        constraints = (
            models.UniqueConstraint(fields=["handover", "n"], name="line_in_order"),
            models.UniqueConstraint(fields=["charge"], condition=Q(state="offered"), name="line_one_offer"),
            models.CheckConstraint(name="line_state_known", condition=Q(state__in=sorted(LINE.states))),
            models.CheckConstraint(
                name="line_decided_once", condition=Q(state="offered", decided_at=None) | Q(decided_at__isnull=False)
            ),
            models.CheckConstraint(name="line_refused_with_a_reason", condition=~Q(state="refused") | ~Q(reason="")),
        )

    def __str__(self) -> str:
        return f"{self.handover_id} {self.n} {self.state}"

    def to_ledger(self) -> dict[str, Any]:
        """Return what was offered as it stands in the ledger."""
        return {"handover": self.handover_id, "charge": self.charge_id, "n": self.n, "offered": self.offered}

    def decided_facts(self) -> dict[str, Any]:
        return {
            "state": self.state,
            "found": self.found,
            "reason": self.reason,
            "note": self.note,
            "decided_at": self.decided_at,
            "decided_by": self.decided_by,
            "session": self.decided_in,
        }


class Discrepancy(OfCharge):
    """What a receiver found otherwise than it was offered (`field`), or why it refused; never overwritten."""

    line = models.ForeignKey(Line, models.PROTECT, related_name="discrepancies")
    field = models.TextField()
    offered = models.TextField(blank=True)
    found = models.TextField(blank=True)
    arisen_at = models.DateTimeField()
    state = models.TextField(default=DISCREPANCY.start, choices=[(state, state) for state in DISCREPANCY.states])
    steps = models.SmallIntegerField(default=0)

    class Meta:
        ordering = ("line", "field")
        constraints = (models.UniqueConstraint(fields=["line", "field"], name="discrepancy_once"),)

    def __str__(self) -> str:
        return f"{self.line_id} {self.field}"

    def to_ledger(self) -> dict[str, Any]:
        """Return the discrepancy as it stands in the ledger."""
        names = ("field", "offered", "found", "arisen_at")
        return {"line": self.line_id, **{name: getattr(self, name) for name in names}}


class DiscrepancyStep(Step):
    """How one side says that it is settled, and that the other agrees."""

    discrepancy = models.ForeignKey(Discrepancy, models.PROTECT, related_name="history", db_index=False)
    n = models.SmallIntegerField()
    verb = models.TextField()
    state = models.TextField()
    words = models.TextField(blank=True)

    class Meta:
        ordering = ("discrepancy", "n")
        constraints = (models.UniqueConstraint(fields=["discrepancy", "n"], name="discrepancy_step_in_order"),)

    def __str__(self) -> str:
        return f"{self.discrepancy_id} {self.n} {self.verb}"

    def to_ledger(self) -> dict[str, Any]:
        """Return the step as it stands in the ledger."""
        names = ("n", "verb", "state", "words")
        return {"discrepancy": self.discrepancy_id, **{name: getattr(self, name) for name in names}, **self.by_whom()}


ledgered("handover.offered", model=HandOver, data=HandOver.to_ledger)
ledgered("handover.moved", model=HandOverStep, data=HandOverStep.to_ledger)
ledgered("line.offered", model=Line, data=Line.to_ledger)
ledgered("line.decided", model=Line, data=Line.decided_facts, rows=lambda: Line.objects.exclude(decided_at=None))
ledgered("discrepancy.arisen", model=Discrepancy, data=Discrepancy.to_ledger)
ledgered("discrepancy.moved", model=DiscrepancyStep, data=DiscrepancyStep.to_ledger)
