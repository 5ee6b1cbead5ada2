"""A proof that one record stands in the ledger: the entry, its place, the path to the root, the signed head.

This is the node's signature under a receipt: whoever holds the proof and the node's public key needs
nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ortaq.wire import canonical, heads, merkle
from ortaq.wire.canonical import JSON
from ortaq.wire.errors import BadStatement, NotCanonical
from ortaq.wire.heads import SignedHead
from ortaq.wire.keys import Keys

VERSION = 1


@dataclass(frozen=True)
class Proof:
    """`body` is the entry's canonical text, `index` its number from 0, `head` a compact JWS over a
    longer tree.
    """

    body: str
    index: int
    size: int
    path: tuple[bytes, ...]
    head: str

    @property
    def entry(self) -> Mapping[str, Any]:
        """The entry as a value: v, kind, record, at, by, data."""
        value: Mapping[str, Any] = json.loads(self.body)
        return value

    def verify(self, ring: Keys) -> SignedHead:
        """Return the head under which the entry stands. Raises BadProof, UnknownKey, BadSignature,
        BadStatement.
        """
        head = heads.verify(self.head, ring)
        if head.size != self.size:
            raise BadStatement(why="the proof is for another head", size=self.size, head=head.size)
        merkle.verify_inclusion(merkle.leaf_hash(self.body.encode()), self.index, self.size, self.path, head.root)
        return head

    def facts(self) -> dict[str, JSON]:
        """Return the proof as a value that can be written down; `read` takes it back."""
        return {
            "ortaq": "proof",
            "v": VERSION,
            "entry": json.loads(self.body),
            "index": self.index,
            "size": self.size,
            "path": [step.hex() for step in self.path],
            "head": self.head,
        }


def read(facts: Mapping[str, Any]) -> Proof:
    """Return the proof that `facts` write down. Raises BadStatement."""
    try:
        if facts["ortaq"] != "proof" or facts["v"] != VERSION:
            raise BadStatement(why="not a proof of this version")
        return Proof(
            body=canonical.text(facts["entry"]),
            index=int(facts["index"]),
            size=int(facts["size"]),
            path=tuple(bytes.fromhex(step) for step in facts["path"]),
            head=str(facts["head"]),
        )
    except (KeyError, TypeError, ValueError, NotCanonical) as exc:
        raise BadStatement(why="a field of the proof is missing or malformed") from exc
