"""What units tell each other. A message is immutable once sent; its header and its content are two rows.

Message    the header: who, under which clause, when, and a salted commitment to the content
Content    the words; may be erased when the law says so, which leaves the header and every proof whole
Recipient  one addressed unit, and why; its ladder of receipts and, while nobody answers, its climb
Call       one oral message to one addressee: who told whom, when, read back or not
Receipt    one rung of the ladder, moved by an officer on the addressee's watch
Climb      one step up the levels because nobody had acknowledged
Answer     the called watch confirms or disputes a call that the caller logged
Binding    a writing that confirms a call
Draft      what an officer has typed and not sent
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from ortaq.directory.models import Unit
from ortaq.ledger.registry import ledgered
from ortaq.lib.ids import uuid7
from ortaq.rules.life import RECEIPT

ORAL, WRITTEN = "oral", "written"
TELEPHONE, CONSOLE = "telephone", "console"
FOLLOW_UP, NOTICE = "follow_up", "notice"
ADDRESSEE, COPY, CLIMBED, REROUTED, STAND_IN = "counterpart", "copy", "climbed", "rerouted", "stand_in"
CORRECTION, WITHDRAWAL, RECALL, FORWARD = "correction", "withdrawal", "recall", "forward"
AFTERWARDS = (CORRECTION, WITHDRAWAL, RECALL, FORWARD)
"""What is said of an earlier message: it reports nothing by itself, so it answers no window."""


EXPIRED, WORKING = "expired", "working"
"""Beside the rungs of the ladder: no act had followed in time; it is still worked on, until a time given once."""


class Message(models.Model):
    """The header of one thing told: visible to author, addressees and their superiors within the levels.

    `relation` says how it stands to the message `relates_to`: "follow_up", "correction", "withdrawal", "recall",
    "forward", "notice" of a planned event …; "" where it stands alone. `handling` is the pack's code of whom it may be
    passed on to. `planned_at` is the event that an advance notice is about. `officer` is None where a unit's own
    program sent it; then `officer_name` says by which token, and who gave it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    matter = models.UUIDField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    year = models.SmallIntegerField()
    number = models.IntegerField()
    form = models.TextField(choices=[(ORAL, ORAL), (WRITTEN, WRITTEN)])
    regime = models.TextField()
    clause = models.TextField()
    edition = models.TextField()
    known_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    officer = models.IntegerField(null=True)
    officer_name = models.TextField()
    session = models.TextField(blank=True)
    expects_act = models.BooleanField(default=False)
    nothing_to_report = models.BooleanField(default=False)
    relation = models.TextField(blank=True)
    relates_to = models.UUIDField(null=True)
    handling = models.TextField(blank=True)
    planned_at = models.DateTimeField(null=True)
    commitment = models.BinaryField(max_length=32)
    head = models.TextField(blank=True)
    visible_to = ArrayField(models.IntegerField())

    class Meta:
        indexes = (
            models.Index(fields=["-sent_at", "-id"], name="message_latest"),
            models.Index(fields=["unit", "-sent_at", "-id"], name="message_of_unit"),
            models.Index(fields=["matter"], name="message_of_matter"),
            models.Index(fields=["relates_to"], name="message_relates", condition=Q(relates_to__isnull=False)),
        )
        constraints = (
            models.UniqueConstraint(fields=["unit", "year", "number"], name="message_number_once"),
            models.UniqueConstraint(
                fields=["relates_to"], condition=Q(relation=WITHDRAWAL), name="message_withdrawn_once"
            ),
            models.CheckConstraint(name="message_form_known", condition=Q(form__in=(ORAL, WRITTEN))),
        )

    def __str__(self) -> str:
        return f"{self.number}/{self.year}"

    @property
    def answers_window(self) -> bool:
        """Whether it reports by itself; what is said of an earlier message does not."""
        return self.relation not in AFTERWARDS

    @property
    def is_called(self) -> bool:
        """Whether calls are made for it: it is told by word of mouth, or tells a telephone what became of a message."""
        return self.form == ORAL or not self.answers_window

    @property
    def is_urgent_oral(self) -> bool:
        """Whether it is told by word of mouth and still owes its addressees a writing."""
        return self.form == ORAL and self.known_at is not None

    def to_ledger(self) -> dict[str, Any]:
        """Return the header as it stands in the ledger; who may see it is no part of what is proved."""
        more = {name: getattr(self, name) for name in ("relation", "relates_to", "handling", "planned_at")}
        return {
            "matter": self.matter,
            "unit": self.unit_id,
            "year": self.year,
            "number": self.number,
            "form": self.form,
            "regime": self.regime,
            "clause": self.clause,
            "edition": self.edition,
            "known_at": self.known_at,
            "sent_at": self.sent_at,
            "entered_at": self.entered_at,
            "officer": self.officer,
            "officer_name": self.officer_name,
            "expects_act": self.expects_act,
            "nothing_to_report": self.nothing_to_report,
            "commitment": bytes(self.commitment).hex(),
            "head": self.head,
            **{name: value for name, value in more.items() if value},
        }


class Content(models.Model):
    """The words of a message, for author and addressees; a superior sees them when copied or escalated to."""

    message = models.OneToOneField(Message, models.PROTECT, primary_key=True, related_name="content")
    salt = models.BinaryField(max_length=16)
    body = models.JSONField()
    visible_to = ArrayField(models.IntegerField())

    class Meta:
        indexes = (models.Index(fields=["message"], name="content_with_files", condition=Q(body__has_key="files")),)

    def __str__(self) -> str:
        return str(self.message_id)


class RecipientQuerySet(models.QuerySet["Recipient"]):
    """The words in which addressed units are asked for; they chain."""

    def alarming(self, unit: int) -> RecipientQuerySet:
        """What presses this unit and nobody on its watch has taken."""
        return self.filter(unit=unit, alarms=True, acknowledged_at=None)


class Recipient(models.Model):
    """One unit that a message is addressed to. Where it stands repeats its receipts and climbs: they are the record."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    message = models.ForeignKey(Message, models.PROTECT, related_name="recipients", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    role = models.TextField()
    clause = models.TextField(blank=True)
    why = models.JSONField(default=dict)
    via = models.ForeignKey("self", models.PROTECT, null=True, related_name="climbed", db_index=False)
    added_at = models.DateTimeField()
    alarms = models.BooleanField(default=False)

    step = models.TextField(default="sent", choices=[(step, step) for step in RECEIPT.states])
    delivered_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    climb_at = models.DateTimeField(null=True)
    climb_unit = models.IntegerField(null=True)
    climbs = models.SmallIntegerField(default=0)
    visible_to = ArrayField(models.IntegerField())

    objects = RecipientQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["unit", "-added_at"], name="recipient_of_unit"),
            models.Index(
                fields=["unit", "-added_at"],
                name="recipient_alarms",
                condition=Q(alarms=True, acknowledged_at__isnull=True),
            ),
            models.Index(fields=["climb_at"], name="recipient_climbs", condition=Q(climb_at__isnull=False)),
        )
        constraints = (models.UniqueConstraint(fields=["message", "unit"], name="recipient_once"),)

    def __str__(self) -> str:
        return f"{self.message_id} → {self.unit_id}"

    @property
    def family(self) -> Q:
        """The addressee whose silence brought this unit in, and all whom that silence brought in."""
        return Q(message=self.message_id) & (Q(pk=self.origin_id) | Q(via=self.origin_id))

    @property
    def origin_id(self) -> Any:
        """The addressee whose silence brought this unit in; itself where it was addressed from the start."""
        return self.via_id or self.pk

    def to_ledger(self) -> dict[str, Any]:
        """Return who was addressed and why; what became of it stands in receipts and climbs."""
        return {
            "message": self.message_id,
            "unit": self.unit_id,
            "role": self.role,
            "clause": self.clause,
            "via": self.via_id,
            "added_at": self.added_at,
        }


class Call(models.Model):
    """One oral message to one addressee. `told_at` is the true time, `entered_at` when it was taken down."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    message = models.ForeignKey(Message, models.PROTECT, related_name="calls")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    by_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    told_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    channel = models.TextField(choices=[(TELEPHONE, TELEPHONE), (CONSOLE, CONSOLE)])
    told_by = models.TextField()
    told_to = models.TextField(blank=True)
    read_back = models.BooleanField(default=False)
    officer = models.IntegerField(null=True)
    visible_to = ArrayField(models.IntegerField())

    class Meta:
        indexes = (models.Index(fields=["unit", "-told_at"], name="call_to_unit"),)
        constraints = (models.UniqueConstraint(fields=["message", "unit"], name="call_once"),)

    def __str__(self) -> str:
        return f"{self.message_id} ☎ {self.unit_id}"

    def to_ledger(self) -> dict[str, Any]:
        """Return the call as it stands in the ledger."""
        return {
            "message": self.message_id,
            "unit": self.unit_id,
            "by_unit": self.by_unit_id,
            "told_at": self.told_at,
            "entered_at": self.entered_at,
            "channel": self.channel,
            "told_by": self.told_by,
            "told_to": self.told_to,
            "read_back": self.read_back,
            "officer": self.officer,
        }


class Step(models.Model):
    """What all rows that an officer adds to a message's story have in common; they are only ever added."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    at = models.DateTimeField()
    officer = models.IntegerField(null=True)
    officer_name = models.TextField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    session = models.TextField(blank=True)
    visible_to = ArrayField(models.IntegerField())

    class Meta:
        abstract = True

    def by_whom(self) -> dict[str, Any]:
        """Return when and by whom the step was taken, for the ledger."""
        return {
            "at": self.at,
            "officer": self.officer,
            "officer_name": self.officer_name,
            "unit": self.unit_id,
            "session": self.session,
        }


class Receipt(Step):
    """One rung of the ladder: read, acknowledged, acted, or "not for us"; what an officer said that he still does;
    and, of the clock's own hand, that an acknowledgement expired because no act had followed.

    `round` counts how often it has expired before: what is taken again is a rung of the next round.
    """

    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="receipts", db_index=False)
    message = models.ForeignKey(Message, models.PROTECT, related_name="receipts")
    step = models.TextField()
    note = models.TextField(blank=True)
    round = models.SmallIntegerField(default=0)
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["recipient", "step", "round"], name="receipt_once"),
            models.UniqueConstraint(fields=["recipient"], condition=Q(step=WORKING), name="receipt_extended_once"),
        )

    def __str__(self) -> str:
        return f"{self.recipient_id} {self.step}"

    def to_ledger(self) -> dict[str, Any]:
        """Return the receipt as it stands in the ledger: this is what the node signs."""
        return {
            "recipient": self.recipient_id,
            "message": self.message_id,
            "step": self.step,
            "note": self.note,
            **({"round": self.round} if self.round else {}),
            **({"until": self.until} if self.until else {}),
            **self.by_whom(),
        }


class Climb(models.Model):
    """One step up because nobody had acknowledged; at the top it repeats until a person acts."""

    id = models.UUIDField(primary_key=True)
    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="steps_up", db_index=False)
    message = models.ForeignKey(Message, models.PROTECT, related_name="climbs")
    n = models.SmallIntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    visible_to = ArrayField(models.IntegerField())

    class Meta:
        constraints = (models.UniqueConstraint(fields=["recipient", "n"], name="climb_in_order"),)

    def __str__(self) -> str:
        return f"{self.recipient_id} ↑ {self.n}"

    def to_ledger(self) -> dict[str, Any]:
        """Return the climb as it stands in the ledger."""
        return {
            "recipient": self.recipient_id,
            "message": self.message_id,
            "n": self.n,
            "unit": self.unit_id,
            "at": self.at,
        }


class Answer(Step):
    """What the called watch says of a logged call: it was so, or it was not."""

    call = models.OneToOneField(Call, models.PROTECT, related_name="answer")
    message = models.ForeignKey(Message, models.PROTECT, related_name="answers", db_index=False)
    confirmed = models.BooleanField()
    reason = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.call_id} {'✓' if self.confirmed else '✗'}"

    def to_ledger(self) -> dict[str, Any]:
        """Return the answer as it stands in the ledger."""
        return {"call": self.call_id, "confirmed": self.confirmed, "reason": self.reason, **self.by_whom()}


class Binding(models.Model):
    """A writing confirms a call; one writing may confirm several."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    call = models.OneToOneField(Call, models.PROTECT, related_name="binding")
    message = models.ForeignKey(Message, models.PROTECT, related_name="bindings")
    visible_to = ArrayField(models.IntegerField())

    def __str__(self) -> str:
        return f"{self.call_id} ⇐ {self.message_id}"

    def to_ledger(self) -> dict[str, Any]:
        """Return the binding as it stands in the ledger."""
        return {"call": self.call_id, "message": self.message_id}


class Erasure(Step):
    """That the content of a message was erased, by whom and on what ground."""

    message = models.OneToOneField(Message, models.PROTECT, related_name="erasure")
    ground = models.TextField()

    def __str__(self) -> str:
        return str(self.message_id)

    def to_ledger(self) -> dict[str, Any]:
        """Return the erasure as it stands in the ledger."""
        return {"message": self.message_id, "ground": self.ground, **self.by_whom()}


class Draft(models.Model):
    """What an officer has typed and not sent; for that officer alone, kept until sent or thrown away."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    officer = models.IntegerField()
    form = models.TextField()
    body = models.JSONField()
    saved_at = models.DateTimeField()
    version = models.IntegerField(default=1)
    visible_to = ArrayField(models.IntegerField())

    class Meta:
        constraints = (models.UniqueConstraint(fields=["officer", "form"], name="draft_of_officer"),)

    def __str__(self) -> str:
        return f"{self.form} of {self.officer}"


class Numbering(models.Model):
    """The last number that a unit has given in a year of its own local time."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    year = models.SmallIntegerField()
    last = models.IntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["unit", "year"], name="numbering_once"),)

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year}"


def local_year(at: datetime, zone: Any) -> int:
    """Return the year of `at` in the unit's own zone: numbering begins anew at its local midnight."""
    return at.astimezone(zone).year


def _opened(message: Message) -> tuple[Any, bytes] | None:
    content = getattr(message, "content", None)
    return (content.body, bytes(content.salt)) if content else None


ledgered(
    "message.sent",
    model=Message,
    data=Message.to_ledger,
    rows=lambda: Message.objects.select_related("content"),
    content=_opened,
    erased_by="content.erased",
)
ledgered("message.addressed", model=Recipient, data=Recipient.to_ledger)
ledgered("call.logged", model=Call, data=Call.to_ledger)
ledgered("call.answered", model=Answer, data=Answer.to_ledger)
ledgered("call.bound", model=Binding, data=Binding.to_ledger)
ledgered("receipt.moved", model=Receipt, data=Receipt.to_ledger)
ledgered("message.climbed", model=Climb, data=Climb.to_ledger)

from ortaq.exchange import (  # noqa: E402 - tables in files of their own
    asks,  # noqa: F401
    documents,  # noqa: F401
    exporting,  # noqa: F401
    files,  # noqa: F401
    keeping,  # noqa: F401
    lines,  # noqa: F401
    mentions,  # noqa: F401
    planned,  # noqa: F401
    searching,  # noqa: F401
)
from ortaq.exchange.outside import models as outside_models  # noqa: E402, F401
