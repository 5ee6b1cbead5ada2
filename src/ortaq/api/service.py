"""What belongs to no package: who I am, whether the clock runs, the proof of a record."""

from __future__ import annotations

import json
import uuid
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from ninja import Router

from ortaq.access.callers import Caller
from ortaq.directory.api import UnitName, named
from ortaq.duties.health import clock_health
from ortaq.ledger import proof
from ortaq.ledger.models import NodeKey
from ortaq.lib import clock, node
from ortaq.lib.operations import Shown, language, needs
from ortaq.lib.problems import not_found

router = Router(tags=["service"])


class Me(Shown):
    """Who calls, for which unit, and what that carries."""

    kind: str
    """"officer" or "token"."""
    name: str
    unit: UnitName
    post: str
    scopes: list[str]
    """What the token may do; empty for an officer, whose post says it."""
    expires_at: datetime | None
    language: str
    node: str
    """"node", or "drill" and "demo" where nothing is real."""
    now: datetime
    """The program's instant: legal times come from this clock."""
    csrf_token: str | None
    """For an officer: the value of the header X-CSRFToken that every change needs."""


class ClockHealth(Shown):
    """What the clock engine says of itself."""

    well: bool
    alive: bool
    beat_age_s: float | None
    waiting_s: float
    last_late_s: float
    worst_late_s: float
    planned_s: float | None
    """Since when the duties of the coming windows are planned."""


class ProofShape(Shown):
    """That a record stands in the ledger. Saved as a file it is what `ortaq ledger verify FILE` takes."""

    ortaq: str
    v: int
    entry: dict[str, Any]
    index: int
    size: int
    path: list[str]
    head: str
    keys: list[dict[str, Any]]
    """The node's public keys as JWK; believe those that you were given by hand."""


@router.get("/me", auth=needs("", "may_read_headers"), response=Me)
def me(request: HttpRequest) -> Me:
    """Who calls, for which unit, in which scopes."""
    caller: Caller = request.caller  # type: ignore[attr-defined]
    now, token = clock.now(), caller.token
    return Me(
        kind="token" if token else "officer",
        name=caller.actor.name,
        unit=named(caller.unit, now.date()),
        post=caller.role,
        scopes=list(token.scopes) if token else [],
        expires_at=token.expires_at if token else None,
        language=language(),
        node=node.kind(),
        now=now,
        csrf_token=get_token(request) if token is None else None,
    )


@router.get("/clock", auth=needs("", "may_read_headers"), response=ClockHealth)
def clock_says(request: HttpRequest) -> ClockHealth:
    """How the clock engine does: alive, and how late its steps are."""
    health = clock_health(clock.now())
    age = health.beat_age
    return ClockHealth(
        well=health.is_well,
        alive=health.is_alive,
        beat_age_s=None if age is None else round(age.total_seconds(), 3),
        waiting_s=round(health.waiting.total_seconds(), 3),
        last_late_s=health.last_late.total_seconds(),
        worst_late_s=health.worst_late.total_seconds(),
        planned_s=None if health.plan_age is None else round(health.plan_age.total_seconds()),
    )


@router.get("/records/{uuid:record}/proof", auth=needs("read_headers", "may_read_headers"), response=ProofShape)
def proof_of(request: HttpRequest, record: uuid.UUID) -> ProofShape:
    """The ledger's proof of a record that the caller may see; 404 also while it is not sealed yet."""
    found = proof.of(record)
    if found is None:
        raise not_found()
    keys = [json.loads(jwk) for jwk in NodeKey.objects.order_by("kid").values_list("jwk", flat=True)]
    return ProofShape.model_validate({**found.facts(), "keys": keys})
