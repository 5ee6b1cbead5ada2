"""Materials of the data bank: what the parties give each other to read, its files, and who has read it.

Material      one version of a material: of which kind, on what, open to whom, told in which message
MaterialWords its title, its text, what is known of its files; they can be erased, and the proof stays
MaterialFile  a file or picture that goes with it; the bytes stand outside the database, as those of a message do
MaterialStep  what its author did with it: published, replaced, withdrawn
Reader        a unit whose officers, those of the day on which it was published, must read it
MaterialRead  that an officer read it
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from ortaq.directory.models import Unit
from ortaq.exchange.files import File
from ortaq.exchange.models import Message, Step
from ortaq.ledger.registry import ledgered, words_of
from ortaq.lib.ids import uuid7
from ortaq.rules.life import MATERIAL

WITHDRAWN = "withdrawn"


class MaterialQuerySet(models.QuerySet["Material"]):
    """The words in which materials are asked for; they chain."""

    def in_force(self) -> MaterialQuerySet:
        """Those neither replaced nor withdrawn."""
        return self.filter(status=MATERIAL.start)

    def open_to(self, unit: int, role: str) -> MaterialQuerySet:
        """Those that an officer of this post may open: of its own unit all, of others what is open to the post."""
        return self.filter(Q(roles=[]) | Q(roles__contains=[role]) | Q(unit=unit))

    def to_read(self, officer: int | None, unit: int) -> MaterialQuerySet:
        """Those in force that the officer must read and has not."""
        owed = self.in_force().filter(owing__unit=unit, owing__officers__contains=[officer or 0])
        return owed.exclude(readings__officer=officer)


class Material(Step):
    """One version of a material. `half` is the day on which the half-year opened that it belongs to, where its unit is.

    `line` is the first version's id. `roles`: the posts to which it is open; empty for all that see the row. `message`
    is that in which it was told; None where its kind is told to nobody.
    """

    kind = models.TextField()
    language = models.TextField()
    tags = ArrayField(models.TextField(), default=list)
    audience = models.TextField()
    roles = ArrayField(models.TextField(), default=list)
    readers = models.TextField(blank=True)
    half = models.DateField()
    edition = models.TextField()
    line = models.UUIDField()
    version = models.SmallIntegerField(default=1)
    message = models.ForeignKey(Message, models.PROTECT, null=True, related_name="+", db_index=False)
    commitment = models.BinaryField(max_length=32)

    status = models.TextField(default=MATERIAL.start, choices=[(state, state) for state in MATERIAL.states])
    steps = models.SmallIntegerField(default=0)

    objects = MaterialQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["-at", "-id"], name="material_latest"),
            models.Index(fields=["half", "unit"], name="material_of_half"),
        )
        constraints = (models.UniqueConstraint(fields=["line", "version"], name="databank_material_version_once"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.line} {self.version}"

    @property
    def is_in_force(self) -> bool:
        """Whether it is what stands."""
        return self.status == MATERIAL.start

    @property
    def is_withdrawn(self) -> bool:
        """Whether its author took it back."""
        return self.status == WITHDRAWN

    def to_ledger(self) -> dict[str, Any]:
        """Return the material as it stands in the ledger; what became of it stands in its steps."""
        return {
            "kind": self.kind,
            "language": self.language,
            "tags": sorted(self.tags),
            "audience": self.audience,
            "roles": sorted(self.roles),
            "readers": self.readers,
            "half": self.half.isoformat(),
            "edition": self.edition,
            "line": self.line,
            "version": self.version,
            "message": self.message_id,
            "commitment": bytes(self.commitment).hex(),
            **self.by_whom(),
        }


class MaterialWords(models.Model):
    """The words of a material, and the lexemes by which it is found; the database makes these itself."""

    material = models.OneToOneField(Material, models.PROTECT, primary_key=True, related_name="words")
    salt = models.BinaryField(max_length=16)
    body = models.JSONField()
    lexemes = SearchVectorField(null=True)
    visible_to = ArrayField(models.IntegerField())

    def __str__(self) -> str:
        return str(self.body.get("title", ""))


class MaterialFile(File):
    """A file of a material, in the order in which its words name it."""

    material = models.ForeignKey(Material, models.PROTECT, related_name="files", db_index=False)
    n = models.SmallIntegerField()

    class Meta:
        ordering = ("material", "n")
        constraints = (models.UniqueConstraint(fields=["material", "n"], name="databank_materialfile_in_order"),)


class MaterialStep(Step):
    """What its author did with a material."""

    material = models.ForeignKey(Material, models.PROTECT, related_name="history", db_index=False)
    n = models.SmallIntegerField()
    verb = models.TextField()
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ("material", "n")
        constraints = (models.UniqueConstraint(fields=["material", "n"], name="databank_materialstep_in_order"),)

    def __str__(self) -> str:
        return f"{self.material_id} {self.n} {self.verb}"

    def to_ledger(self) -> dict[str, Any]:
        """Return the step as it stands in the ledger."""
        return {
            "material": self.material_id,
            "n": self.n,
            "verb": self.verb,
            "reason": self.reason,
            **self.by_whom(),
        }


class Reader(models.Model):
    """A unit that must read a material: the officers who held the posts when it was published."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    material = models.ForeignKey(Material, models.PROTECT, related_name="owing", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    officers = ArrayField(models.IntegerField())
    visible_to = ArrayField(models.IntegerField())

    class Meta:
        constraints = (models.UniqueConstraint(fields=["material", "unit"], name="databank_reader_once"),)

    def __str__(self) -> str:
        return f"{self.material_id} {self.unit_id}"

    def to_ledger(self) -> dict[str, Any]:
        """Return who must read, as it stands in the ledger."""
        return {"material": self.material_id, "unit": self.unit_id, "officers": sorted(self.officers)}


class MaterialRead(Step):
    """That an officer read a material, in the post of which unit."""

    material = models.ForeignKey(Material, models.PROTECT, related_name="readings", db_index=False)

    class Meta:
        ordering = ("at",)
        constraints = (models.UniqueConstraint(fields=["material", "officer"], name="databank_materialread_once"),)

    def __str__(self) -> str:
        return f"{self.material_id} {self.officer_name}"

    def to_ledger(self) -> dict[str, Any]:
        """Return the receipt as it stands in the ledger."""
        return {"material": self.material_id, **self.by_whom()}


ledgered(
    "material.published",
    model=Material,
    data=Material.to_ledger,
    rows=lambda: Material.objects.select_related("words"),
    content=words_of,
    erased_by="material.erased",
)
ledgered("material.moved", model=MaterialStep, data=MaterialStep.to_ledger)
ledgered("material.owed", model=Reader, data=Reader.to_ledger)
ledgered("material.read", model=MaterialRead, data=MaterialRead.to_ledger)
