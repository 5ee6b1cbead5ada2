"""What an officer signs of an act, and what has been signed, as anybody can check it without this node."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, cast

from django.utils.translation import override

from ortaq.access.models import Officer
from ortaq.access.roles import ROLES
from ortaq.acts.models import Signature, Version
from ortaq.acts.officer_keys import OfficerKey
from ortaq.directory.models import Unit
from ortaq.ledger.actor import Actor
from ortaq.ledger.heads import latest_head
from ortaq.lib import node
from ortaq.rules.acts import APPROVER, PARTY
from ortaq.wire import act_envelope, acts, keys
from ortaq.wire.acts import Asked, Role, Signer
from ortaq.wire.keys import Key


def signed_by(version: Version, role: str, key: Key, *, by: Actor, at: datetime) -> Signature:
    """Return the officer's signature, unwritten: his statement about this content, signed by his key."""
    assert by.officer is not None
    assert by.unit is not None
    officer = Officer.objects.get(pk=by.officer)
    said = acts.statement(
        act=version.act_id,
        kind=version.act.kind,
        number=version.act.label,
        version=version.n,
        body=version.hash,
        role=cast(Role, role),
        signer=signer(officer, by, at),
        at=at,
        node=node_name(),
        asked=asked(version),
    )
    return Signature(
        version=version,
        unit_id=by.unit,
        role=role,
        officer=officer.pk,
        name=officer.name,
        rank=officer.rank,
        post=by.post,
        at=at,
        kid=keys.name(key),
        jws=acts.sign(said, key),
        visible_to=version.visible_to,
    )


def signer(officer: Officer, by: Actor, at: datetime) -> Signer:
    """Return the officer as he signs: in Russian, whatever his screen shows."""
    assert by.unit is not None
    unit = Unit.objects.get(pk=by.unit)
    with override("ru"):
        post = str(ROLES[by.post].name) if by.post in ROLES else by.post
    return Signer(
        officer=str(officer.uid),
        name=officer.name,
        rank=officer.rank,
        post=post,
        unit=unit.code,
        unit_name=unit.name_in("ru", at.date()),
        agency=unit.agency,
    )


def asked(version: Version) -> list[Asked]:
    """Return everybody whose signature the version asks for; each signature names all of them."""
    parties = [Asked(PARTY, _code(pk)) for pk in version.act.parties]
    return [*parties, *(Asked(APPROVER, _code(pk)) for pk in version.approvers)]


def envelope(version: Version) -> bytes:
    """Return what is needed to check the act anywhere: content, signatures, public keys, the newest head."""
    signatures = list(version.signatures.all())
    known = list(OfficerKey.objects.filter(kid__in={one.kid for one in signatures}))
    body: Any = version.content.body
    return act_envelope.written(
        act={
            "id": str(version.act_id),
            "kind": version.act.kind,
            "number": version.act.label,
            "version": version.n,
            "title": body["title"],
        },
        body=body,
        signatures=[one.jws for one in signatures],
        keys=[keys.load(one.jwk) for one in known],
        revoked={one.kid: one.revoked_at for one in known if one.revoked_at},
        head=latest_head(),
    )


def checked(version: Version) -> Any:
    """Return the report on the act as it stands: who signed what, and whether it is whole."""
    return act_envelope.check(json.loads(envelope(version)))


def node_name() -> str:
    """Return the name under which this node signs."""
    return str(node.facts().get("name", "ortaq"))


def _code(unit: int) -> str:
    return str(Unit.objects.values_list("code", flat=True).get(pk=unit))
