"""The officers' own keys: what is public of them, and the sealed text that only its owner's request can read.

OfficerKey  the public key, when it was made, and that it no longer holds; everybody who reads a signature needs it
SealedKey   the private key, sealed by the officer's passphrase; gone when the key no longer holds

A request says whose it is before it asks for a sealed key (`as_owner`); row-level security shows it that one alone.
So a page that forgets whose key it asks for sees none, whatever unit it acts for.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection, models
from django.db.models import Q

from ortaq.ledger.registry import ledgered
from ortaq.lib.ids import uuid7

WHYS = ("replaced", "lost", "disclosed", "left")


class OfficerKey(models.Model):
    """A public key of an officer. It holds for signatures from `made_at` until `revoked_at`."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    officer = models.IntegerField()
    kid = models.TextField(unique=True)
    jwk = models.TextField()
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    why = models.TextField(blank=True, default="")
    replaced_by = models.TextField(blank=True, default="")

    class Meta:
        ordering = ("officer", "made_at")
        constraints = (
            models.UniqueConstraint(fields=["officer"], condition=Q(revoked_at=None), name="officer_one_key"),
            models.CheckConstraint(
                name="officer_key_why", condition=Q(revoked_at=None, why="") | Q(revoked_at__isnull=False, why__in=WHYS)
            ),
        )

    def __str__(self) -> str:
        return self.kid

    @property
    def holds(self) -> bool:
        """Whether it may still sign."""
        return self.revoked_at is None

    def held_at(self, at: datetime) -> bool:
        """Whether what it signed at `at` is good."""
        return self.made_at <= at and (self.revoked_at is None or at < self.revoked_at)

    @property
    def fingerprint(self) -> str:
        """The beginning of its name, in groups that can be read aloud."""
        return " ".join(self.kid[place : place + 4] for place in range(0, 16, 4))

    def made_facts(self) -> dict[str, Any]:
        """Return the key as it stands in the ledger from its making on."""
        return {"officer": self.officer, "kid": self.kid, "jwk": self.jwk, "made_at": self.made_at}

    def revoked_facts(self) -> dict[str, Any]:
        """Return its end as it stands in the ledger."""
        return {"kid": self.kid, "revoked_at": self.revoked_at, "why": self.why, "replaced_by": self.replaced_by}


class SealedKey(models.Model):
    """The private key as a text that only the officer's passphrase opens."""

    key = models.OneToOneField(OfficerKey, models.PROTECT, primary_key=True, related_name="+")
    officer = models.IntegerField()
    sealed = models.TextField()

    def __str__(self) -> str:
        return f"of {self.officer}"


@contextmanager
def as_owner(officer: int) -> Iterator[None]:
    """Let this transaction see the officer's own sealed key, and nobody else's; afterwards none."""
    _say(str(officer))
    try:
        yield
    finally:
        if not connection.needs_rollback:
            _say("")


def _say(officer: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.officer', %s, true)", [officer])


ledgered("key.made", model=OfficerKey, data=OfficerKey.made_facts)
ledgered(
    "key.revoked",
    model=OfficerKey,
    data=OfficerKey.revoked_facts,
    rows=lambda: OfficerKey.objects.exclude(revoked_at=None),
)
