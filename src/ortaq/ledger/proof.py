"""Proofs for the reader: that a record stands in the ledger, under a head that the node has signed."""

from __future__ import annotations

import uuid

from ortaq.ledger import heads, tree
from ortaq.ledger.models import Entry, NodeKey, Sealed
from ortaq.wire import keys, merkle
from ortaq.wire.keys import Key
from ortaq.wire.proof import Proof


def of(record: uuid.UUID, kind: str | None = None) -> Proof | None:
    """Return the proof of the newest sealed entry about `record` (of `kind`), under the newest head.

    None where nothing is sealed yet, or the reader's role and scope do not see the record.
    """
    among = Entry.objects.filter(record=record, **({"kind": kind} if kind else {}))
    bodies = dict(among.values_list("id", "body"))
    place = Sealed.objects.filter(entry__in=list(bodies)).order_by("-seq").first()
    head = heads.latest()
    if place is None or head is None:
        return None
    path = merkle.inclusion(place.seq, head.size, tree.reader())
    return Proof(bodies[place.entry], place.seq, head.size, tuple(path), head.signature)


def ring() -> dict[str, Key]:
    """Return the public keys of this node by name, as `Proof.verify` wants them."""
    return keys.ring(keys.load(jwk) for jwk in NodeKey.objects.values_list("jwk", flat=True))
