"""Tokens: what lets a unit's own program use the API within named scopes, and never as a person.

One asks for it and is shown it once; it opens nothing until a second person has confirmed it. Only a digest is kept,
so that a stolen copy of the table opens nothing. It names itself in every entry: which token, given by whom.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models, transaction
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ortaq.access.errors import AlreadySettled, NotAllowed, SamePerson
from ortaq.access.models import Officer
from ortaq.access.posts import leads
from ortaq.directory.models import Unit
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import record
from ortaq.ledger.registry import ledgered
from ortaq.lib.ids import uuid7

POST = "token"
MARK = "ort_"
LONGEST = timedelta(days=366)
EACH_MINUTE = 600


@dataclass(frozen=True)
class Scope:
    """One thing that a token may do: how it is called, and the verbs of a post that it stands for."""

    name: Promise
    verbs: frozenset[str] = frozenset()
    with_scope: str = ""


SCOPES: Mapping[str, Scope] = {
    "read_headers": Scope(_("читать заголовки"), frozenset({"may_read_headers"})),
    "read_content": Scope(_("читать содержание"), frozenset({"may_read_content"}), "read_headers"),
    "draft": Scope(_("вести черновики")),
    "send": Scope(_("передавать сообщения"), frozenset({"may_call", "may_send"}), "read_headers"),
    "deliver": Scope(_("отмечать доставку"), frozenset(), "read_headers"),
    "read_duties": Scope(_("читать обязанности")),
    "feeds": Scope(_("получать ленты"), frozenset(), "read_headers"),
}


class TokenQuerySet(models.QuerySet["Token"]):
    def of_units(self, units: Sequence[int] | None) -> TokenQuerySet:
        """Keep those of the units; None means all."""
        return self if units is None else self.filter(unit__in=units)

    def living(self, at: datetime) -> TokenQuerySet:
        """Keep those that open something at `at`."""
        return self.filter(confirmed_at__lte=at, ended_at=None, expires_at__gt=at)


class Token(models.Model):
    """One token of a unit. `public` is the part of it that is seen; the rest was shown once and is kept as a digest."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    scopes = ArrayField(models.CharField(max_length=20))
    public = models.CharField(max_length=8, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    asked_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", db_index=False)
    confirmed_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", db_index=False)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=250, blank=True)
    used_at = models.DateTimeField(null=True)
    minute = models.BigIntegerField(default=0)
    in_minute = models.IntegerField(default=0)

    objects = TokenQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(name="access_token_scopes", condition=Q(scopes__contained_by=sorted(SCOPES))),
            models.CheckConstraint(
                name="access_token_two_persons", condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("asked_by"))
            ),
            models.CheckConstraint(
                name="access_token_confirmed_by_somebody",
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
            ),
            models.CheckConstraint(name="access_token_expires", condition=Q(asked_at__lt=F("expires_at"))),
        )

    def __str__(self) -> str:
        return f"{MARK}{self.public}"

    @property
    def is_asked(self) -> bool:
        """Whether it still waits for a second person."""
        return self.confirmed_at is None and self.ended_at is None

    @property
    def scope_names(self) -> list[Promise]:
        """What it may do, in words."""
        return [SCOPES[scope].name for scope in SCOPES if scope in self.scopes]

    def actor(self) -> Actor:
        """Return the token as the ledger names it: no officer stands behind what it does, but it says who gave it."""
        name = f"Ключ «{self.name}» ({self}), выдал {self.asked_by}"
        return Actor(None, name, POST, self.unit_id, str(self))

    def asked_facts(self) -> dict[str, Any]:
        """Return what the token may do, as it stands in the ledger from the asking on."""
        return {
            "unit": self.unit_id,
            "name": self.name,
            "scopes": list(self.scopes),
            "public": self.public,
            "digest": self.digest,
            "asked_by": self.asked_by_id,
            "asked_at": self.asked_at,
            "expires_at": self.expires_at,
        }

    def confirmed_facts(self) -> dict[str, Any]:
        return {"confirmed_by": self.confirmed_by_id, "confirmed_at": self.confirmed_at}

    def ended_facts(self) -> dict[str, Any]:
        return {"ended_by": self.ended_by_id, "ended_at": self.ended_at, "why": self.ended_why}


def ask(
    unit: Unit, name: str, scopes: Sequence[str], *, lasts: timedelta, by: Actor, at: datetime
) -> tuple[Token, str]:
    """Make a token that waits for its second person; return it with the secret, which is shown now and never again.

    Raises NotAllowed where the officer does not lead the unit, or a scope or the time is none that a token may have.
    """
    wanted = {*scopes, *(SCOPES[scope].with_scope for scope in scopes if scope in SCOPES)} - {""}
    if not leads(by, unit.pk, "may_ask_for_token") or not wanted or not wanted <= SCOPES.keys():
        raise NotAllowed
    if not timedelta() < lasts <= LONGEST:
        raise NotAllowed
    public, rest = secrets.token_hex(4), secrets.token_urlsafe(32)
    secret = f"{MARK}{public}_{rest}"
    token = Token(
        unit=unit,
        name=name.strip(),
        scopes=[scope for scope in SCOPES if scope in wanted],
        public=public,
        digest=digest(secret),
        asked_by_id=by.officer,  # type: ignore[misc]  # who leads a unit is an officer
        asked_at=at,
        expires_at=at + lasts,
    )
    with transaction.atomic():
        token.save(force_insert=True)
        record("token.asked", token.pk, token.asked_facts(), by=by, at=at)
    return token, secret


def confirm(token: Token, *, by: Actor, at: datetime) -> None:
    """Let the token open what it was asked for. Raises NotAllowed, SamePerson, AlreadySettled."""
    if not leads(by, token.unit_id, "may_confirm_token"):
        raise NotAllowed
    if token.asked_by_id == by.officer:
        raise SamePerson
    with transaction.atomic():
        waiting = Token.objects.filter(confirmed_at=None, ended_at=None, expires_at__gt=at)
        _settle(token, waiting, confirmed_by_id=by.officer, confirmed_at=at)
        record("token.confirmed", token.pk, token.confirmed_facts(), by=by, at=at)


def end(token: Token, *, by: Actor, at: datetime, why: str) -> None:
    """Revoke a token, or refuse one that was asked for, at once. Raises NotAllowed, AlreadySettled."""
    if not leads(by, token.unit_id, "may_end_token"):
        raise NotAllowed
    with transaction.atomic():
        _settle(token, Token.objects.filter(ended_at=None), ended_by_id=by.officer, ended_at=at, ended_why=why[:250])
        record("token.ended", token.pk, token.ended_facts(), by=by, at=at)


def find(secret: str, *, at: datetime) -> Token | None:
    """Return the living token of a unit that still is one; None for anything else."""
    if not secret.startswith(MARK) or len(secret) > 100:
        return None
    found = Token.objects.living(at).filter(digest=digest(secret)).select_related("unit", "asked_by").first()
    return found if found and found.unit.is_open_on(at.date()) else None


def count(token: Token, *, at: datetime, minute: int) -> bool:
    """Take down a use in this minute of true time; return whether the token may be used once more in it.

    To be called outside the transaction of what is asked for: what is refused was asked for all the same.
    """
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [minute, minute, at, token.pk])
        row = cursor.fetchone()
    return row is not None and row[0] <= EACH_MINUTE


_COUNT = """
UPDATE access_token SET in_minute = CASE WHEN minute = %s THEN in_minute + 1 ELSE 1 END, minute = %s, used_at = %s
 WHERE id = %s RETURNING in_minute
"""


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _settle(token: Token, still: TokenQuerySet, **facts: Any) -> None:
    if not still.filter(pk=token.pk).update(**facts):
        raise AlreadySettled
    for name, value in facts.items():
        setattr(token, name, value)


ledgered("token.asked", model=Token, data=Token.asked_facts)
ledgered(
    "token.confirmed",
    model=Token,
    data=Token.confirmed_facts,
    rows=lambda: Token.objects.exclude(confirmed_at=None),
)
ledgered("token.ended", model=Token, data=Token.ended_facts, rows=lambda: Token.objects.exclude(ended_at=None))
