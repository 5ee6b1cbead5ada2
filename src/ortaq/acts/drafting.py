"""How an act is drafted: begun, edited by officers of all its parties, discarded, revised by a new version.

Drafts are edited together. Whoever keeps his text says from which edit he began; what a colleague changed elsewhere
meanwhile is taken over, and where both changed the same place nothing is kept and both texts are shown.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from ortaq.acts.between import Between, between, kind_of
from ortaq.acts.errors import AlreadyDone, NotPossible, Overtaken, StateSecret
from ortaq.acts.merging import merged
from ortaq.acts.models import Act, ActStep, Body, Edit, Version
from ortaq.acts.stepping import as_party, locked, step, tell
from ortaq.duties.rulebook import Rulebook
from ortaq.exchange.models import local_year
from ortaq.exchange.sending import only_one_at_a_time
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import entries
from ortaq.lib.ids import uuid7
from ortaq.lib.rows import insert
from ortaq.rules.acts import ActKind
from ortaq.rules.edition import Edition
from ortaq.rules.secrecy import marking_in

_NUMBER = """
INSERT INTO acts_numbered (unit_id, series, year, last) VALUES (%s, %s, %s, 1)
ON CONFLICT (unit_id, series, year) DO UPDATE SET last = acts_numbered.last + 1
RETURNING last
"""


def draft(
    kind: str,
    body: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    parties: Sequence[int] = (),
    group: int | None = None,
    id: uuid.UUID | None = None,
) -> Version:
    """Begin an act of this kind with what is filled in so far; its parties see the draft and edit it with us.

    `id` is the identity that the act is to have: begun before under it, it is returned as it stands. Raises NoSuchKind,
    NoParties, NotParty, NotOnThisLevel, StateSecret, AlreadyDone where another act has this identity.
    """
    assert by.unit is not None
    told = kind_of(kind, rulebook)
    refuse_state_secrets(body, rulebook.edition)
    found = between(told, by.unit, rulebook, parties=parties, group=group)
    identity = id or uuid7()
    with transaction.atomic():
        only_one_at_a_time(identity)
        earlier = Act.objects.filter(pk=identity).first()
        if earlier is None:
            return _begun(_act(identity, told, found, by=by, at=at, rulebook=rulebook), 1, body, by=by, at=at)
    if earlier.kind != kind or list(found.parties) != list(earlier.parties):
        raise AlreadyDone("another act has this identity", step="draft")
    return newest(earlier)


def edit(version: Version, body: Mapping[str, Any], *, base: int, by: Actor, at: datetime, rulebook: Rulebook) -> Edit:
    """Keep what is filled in, in place of the edit `base` (the first is 1); the same again changes nothing.

    Raises Overtaken where a colleague changed the same places since `base`, NotPossible where the draft was proposed.
    """
    refuse_state_secrets(body, rulebook.edition)
    with transaction.atomic():
        held = locked(version)
        as_party(held.act, by)
        if held.state != "draft":
            raise NotPossible("its words are frozen", step="edit", state=held.state)
        stands = latest(held)
        if stands.body == dict(body):
            return stands
        if stands.n != base:
            body = _with_theirs(held, base, body, stands)
        return _kept(held, stands.n + 1, body, by=by, at=at)


def discard(version: Version, *, by: Actor, at: datetime, reason: str = "") -> ActStep:
    """Throw a draft away; what stood in it stays to be seen by its parties. Raises AlreadyDone, NotPossible."""
    with transaction.atomic():
        held = locked(version)
        as_party(held.act, by)
        return step(held, "discard", by=by, at=at, reason=reason.strip(), ended_at=at)


def revise(act: Act, *, by: Actor, at: datetime) -> Version:
    """Begin the next version, with the words of the one that holds, or was refused. One that is begun is returned.

    Raises NotPossible for an act that has ended.
    """
    with transaction.atomic():
        only_one_at_a_time(act.pk)
        as_party(act, by)
        versions = list(act.versions.order_by("-n"))
        going = next((one for one in versions if one.is_working), None)
        if going is not None:
            return going
        if versions[0].state == "ended":
            raise NotPossible("it has ended", step="revise", state="ended")
        of = next((one for one in versions if one.state == "in_force"), versions[0])
        return _begun(act, versions[0].n + 1, fields_of(of), by=by, at=at)


def latest(version: Version) -> Edit:
    """Return the edit that stands."""
    return version.edits.order_by("-n")[:1].get()


def newest(act: Act) -> Version:
    """Return the act's newest version."""
    return act.versions.select_related("act").order_by("-n")[:1].get()


def fields_of(version: Version) -> dict[str, Any]:
    """Return what is filled in: as it was frozen, else as the draft stands. Raises Body.DoesNotExist where unseen."""
    if version.hash:
        return Body.objects.get(version=version).fields
    found: dict[str, Any] = latest(version).body
    return found


def refuse_state_secrets(body: Any, edition: Edition) -> None:
    """Raise StateSecret where words or fields bear a marking that the pack lists."""
    marking = marking_in(body, edition.state_secrets)
    if marking and edition.state_secrets:
        raise StateSecret("a marking of a state secret", marking=marking, advice=edition.state_secrets.advice)


def _act(identity: uuid.UUID, kind: ActKind, found: Between, *, by: Actor, at: datetime, rulebook: Rulebook) -> Act:
    assert by.unit is not None
    act = Act(
        id=identity,
        kind=kind.code,
        clause=kind.clause,
        edition=rulebook.edition.id,
        level=found.level,
        group_id=found.group,
        unit_id=by.unit,
        series=kind.series,
        year=local_year(at, rulebook.zone_of(by.unit)),
        parties=list(found.parties),
        keeps=f"{kind.keeps.count} {kind.keeps.unit}" if kind.keeps else "",
        drafted_at=at,
        visible_to=rulebook.visible_to(found.parties),
    )
    with connection.cursor() as cursor:
        cursor.execute(_NUMBER, [act.unit_id, act.series, act.year])
        (act.number,) = cursor.fetchone()
    insert([act], entries([("act.drafted", act.pk, act.to_ledger(), by, at)]))
    return act


def _begun(act: Act, n: int, body: Mapping[str, Any], *, by: Actor, at: datetime) -> Version:
    version = Version(act=act, n=n, begun_at=at, visible_to=act.visible_to)
    insert([version], entries([("act.begun", version.pk, version.to_ledger(), by, at)]))
    _kept(version, 1, body, by=by, at=at)
    return version


def _kept(version: Version, n: int, body: Mapping[str, Any], *, by: Actor, at: datetime) -> Edit:
    assert by.unit is not None
    made = Edit(
        version=version,
        n=n,
        body=dict(body),
        at=at,
        officer=by.officer,
        officer_name=by.name,
        unit_id=by.unit,
        visible_to=sorted(version.act.parties),
    )
    insert([made])
    tell(version)
    return made


def _with_theirs(version: Version, base: int, body: Mapping[str, Any], stands: Edit) -> dict[str, Any]:
    """Return the text together with what colleagues changed since; raises Overtaken where both changed a place."""
    began = version.edits.filter(n=base).first()
    both = merged(began.body if began else {}, body, stands.body)
    if both.disputed:
        raise Overtaken("a colleague changed the same", newest=stands, places=both.disputed, merged=both.body)
    return both.body
