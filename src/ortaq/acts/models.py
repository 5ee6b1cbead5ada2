"""Joint documents: what units agree in writing, in versions that are signed, approved, in force, and end.

Act        the header: which kind, under which clause, between whom, its number
Version    one version of it; where it stands repeats its steps
Edit       a draft as one officer left it: only ever added to, nobody's statement, in no ledger
Body       the frozen content of a version, for its parties, and for the approvers from submission on
Signature  an officer's signature over the content, for a party or as its superior
ActStep    one step of a version's life

A header is seen by the parties and their superiors, a content by the parties. What an act in force makes owed and how
variants of action run stand in `doing`, the officers' keys in `officer_keys`, what is printed in `printed`.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from ortaq.directory.models import Group, Unit
from ortaq.exchange.models import Step
from ortaq.ledger.registry import ledgered
from ortaq.lib.ids import uuid7
from ortaq.rules.life import ACT

WORKING = ("draft", "proposed", "signed", "submitted")
PROPOSE = "propose"
ROLES = ("party", "approver")


class Act(models.Model):
    """A joint document, whatever version of it holds. `parties` are in the order in which they sign."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    kind = models.TextField()
    clause = models.TextField()
    edition = models.TextField()
    level = models.SmallIntegerField()
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    series = models.TextField()
    number = models.IntegerField()
    year = models.SmallIntegerField()
    parties = ArrayField(models.IntegerField())
    keeps = models.TextField(blank=True)
    drafted_at = models.DateTimeField()
    visible_to = ArrayField(models.IntegerField())

    class Meta:
        indexes = (models.Index(fields=["kind", "-drafted_at"], name="act_of_kind"),)
        constraints = (models.UniqueConstraint(fields=["unit", "series", "year", "number"], name="act_number_once"),)

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Its number as it is written."""
        return f"{self.series}-{self.number}/{self.year}"

    def to_ledger(self) -> dict[str, Any]:
        """Return the header as it stands in the ledger; who may see it is no part of what is proved."""
        return {
            "kind": self.kind,
            "clause": self.clause,
            "edition": self.edition,
            "level": self.level,
            "group": self.group_id,
            "unit": self.unit_id,
            "series": self.series,
            "number": self.number,
            "year": self.year,
            "parties": list(self.parties),
            "keeps": self.keeps,
            "drafted_at": self.drafted_at,
        }


class VersionQuerySet(models.QuerySet["Version"]):
    """The words in which versions are asked for; they chain."""

    def working(self) -> VersionQuerySet:
        """Those that are still on their way."""
        return self.filter(state__in=WORKING)

    def in_force(self) -> VersionQuerySet:
        """Those that hold."""
        return self.filter(state="in_force")


class Version(models.Model):
    """One version of an act. `hash` is that of its frozen content, `commitment` its salted digest for the ledger.

    `approvers` are the superiors who must approve it, as they stood when it was proposed.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    act = models.ForeignKey(Act, models.PROTECT, related_name="versions", db_index=False)
    n = models.SmallIntegerField()
    begun_at = models.DateTimeField()

    state = models.TextField(default=ACT.start, choices=[(state, state) for state in ACT.states])
    steps = models.SmallIntegerField(default=0)
    commitment = models.BinaryField(max_length=32, null=True)
    hash = models.TextField(blank=True, default="")
    approvers = ArrayField(models.IntegerField(), default=list)
    proposed_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    in_force_from = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    visible_to = ArrayField(models.IntegerField())

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ("act", "n")
        constraints = (
            models.UniqueConstraint(fields=["act", "n"], name="version_of_act_once"),
            models.UniqueConstraint(fields=["act"], condition=Q(state="in_force"), name="version_one_in_force"),
            models.UniqueConstraint(fields=["act"], condition=Q(state__in=WORKING), name="version_one_working"),
            models.CheckConstraint(name="act_state_known", condition=Q(state__in=sorted(ACT.states))),
        )

    def __str__(self) -> str:
        return f"{self.act} ({self.n})"

    @property
    def is_working(self) -> bool:
        """Whether it is still on its way."""
        return self.state in WORKING

    def to_ledger(self) -> dict[str, Any]:
        """Return the version as it was begun; what became of it stands in its steps."""
        return {"act": self.act_id, "n": self.n, "begun_at": self.begun_at}


class Edit(models.Model):
    """A draft as one officer left it. The newest stands; whoever keeps another says from which one he began."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    version = models.ForeignKey(Version, models.CASCADE, related_name="edits", db_index=False)
    n = models.IntegerField()
    body = models.JSONField()
    at = models.DateTimeField()
    officer = models.IntegerField(null=True)
    officer_name = models.TextField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    visible_to = ArrayField(models.IntegerField())

    class Meta:
        constraints = (models.UniqueConstraint(fields=["version", "n"], name="edit_once"),)

    def __str__(self) -> str:
        return f"{self.version_id} {self.n}"


class Body(models.Model):
    """The content of a version, as its hash was taken: the filled fields and what they stand beside."""

    version = models.OneToOneField(Version, models.PROTECT, primary_key=True, related_name="content")
    salt = models.BinaryField(max_length=16)
    body = models.JSONField()
    visible_to = ArrayField(models.IntegerField())

    def __str__(self) -> str:
        return str(self.version_id)

    @property
    def fields(self) -> dict[str, Any]:
        """What was filled in, by the pack's codes."""
        found: dict[str, Any] = self.body["fields"]
        return found


class Signature(models.Model):
    """An officer's signature over a version, for a unit that is party to it or the superior of one."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    version = models.ForeignKey(Version, models.PROTECT, related_name="signatures", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    role = models.TextField(choices=[(role, role) for role in ROLES])
    officer = models.IntegerField()
    name = models.TextField()
    rank = models.TextField(blank=True)
    post = models.TextField()
    at = models.DateTimeField()
    kid = models.TextField()
    jws = models.TextField()
    visible_to = ArrayField(models.IntegerField())

    class Meta:
        ordering = ("at", "id")
        constraints = (
            models.UniqueConstraint(fields=["version", "unit", "role"], name="signature_of_unit_once"),
            models.UniqueConstraint(fields=["version", "officer"], name="signature_of_officer_once"),
        )

    def __str__(self) -> str:
        return f"{self.version_id} {self.role} {self.name}"

    def to_ledger(self) -> dict[str, Any]:
        """Return the signature as it stands in the ledger."""
        return {
            "version": self.version_id,
            "unit": self.unit_id,
            "role": self.role,
            "officer": self.officer,
            "name": self.name,
            "rank": self.rank,
            "post": self.post,
            "at": self.at,
            "kid": self.kid,
            "jws": self.jws,
        }


class ActStep(Step):
    """One step of a version; rows are only ever added. `commitment` stands where the content was frozen."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="history", db_index=False)
    n = models.SmallIntegerField()
    verb = models.TextField()
    state = models.TextField()
    reason = models.TextField(blank=True)
    hash = models.TextField(blank=True)
    commitment = models.BinaryField(max_length=32, null=True)

    class Meta:
        ordering = ("version", "n")
        constraints = (models.UniqueConstraint(fields=["version", "n"], name="act_step_in_order"),)

    def __str__(self) -> str:
        return f"{self.version_id} {self.n} {self.verb}"

    def to_ledger(self) -> dict[str, Any]:
        """Return the step as it stands in the ledger."""
        frozen = {"hash": self.hash, "commitment": bytes(self.commitment).hex()} if self.commitment else {}
        return {
            "version": self.version_id,
            "n": self.n,
            "verb": self.verb,
            "state": self.state,
            "reason": self.reason,
            **frozen,
            **self.by_whom(),
        }


class Numbered(models.Model):
    """The last number that a unit has given to acts of a series in a year of its own local time."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    series = models.TextField()
    year = models.SmallIntegerField()
    last = models.IntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["unit", "series", "year"], name="numbered_once"),)

    def __str__(self) -> str:
        return f"{self.unit_id} {self.series} {self.year}"


def _opened(step: ActStep) -> tuple[Any, bytes] | None:
    content = getattr(step.version, "content", None)
    return (content.body, bytes(content.salt)) if content else None


ledgered("act.drafted", model=Act, data=Act.to_ledger)
ledgered("act.begun", model=Version, data=Version.to_ledger)
ledgered("act.signed", model=Signature, data=Signature.to_ledger)
ledgered(
    "act.proposed",
    model=ActStep,
    data=ActStep.to_ledger,
    rows=lambda: ActStep.objects.filter(verb=PROPOSE).select_related("version__content"),
    content=_opened,
    erased_by="act.erased",
)
ledgered(
    "act.moved",
    model=ActStep,
    data=ActStep.to_ledger,
    rows=lambda: ActStep.objects.exclude(verb=PROPOSE),
)

from ortaq.acts import (  # noqa: E402 - tables in files of their own
    doing,  # noqa: F401
    officer_keys,  # noqa: F401
    printed,  # noqa: F401
)
