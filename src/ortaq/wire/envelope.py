"""Envelopes: what one node gives to another. A message as canonical bytes, signed, with the sender's latest
head.

    {"body", "head", "kind", "v"}

The receiver keeps the token itself: its bytes are the evidence, and fields that a later edition adds
survive in them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ortaq.wire import heads, keys
from ortaq.wire.canonical import JSON
from ortaq.wire.errors import BadStatement
from ortaq.wire.heads import SignedHead
from ortaq.wire.keys import Key, Keys

KIND = "ortaq-envelope"
VERSION = 1


@dataclass(frozen=True)
class Envelope:
    """An envelope whose signature fits; `head` is None where the sender had not sealed anything yet."""

    kind: str
    body: Mapping[str, Any]
    head: SignedHead | None
    key: str
    token: str
    statement: Mapping[str, Any]


def seal(kind: str, body: Mapping[str, JSON], head: str, key: Key) -> str:
    """Return the envelope as a compact JWS; `head` is the node's latest head, or empty."""
    return keys.sign(KIND, {"v": VERSION, "kind": kind, "body": body, "head": head}, key)


def opened(token: str, ring: Keys) -> Envelope:
    """Return what `token` holds. Raises UnknownKey, BadSignature or BadStatement, also for the head
    inside.
    """
    statement = keys.opened(KIND, token, ring)
    kind, body, head = statement.get("kind"), statement.get("body"), statement.get("head")
    if statement.get("v") != VERSION or not isinstance(kind, str) or not isinstance(body, dict):
        raise BadStatement(why="not an envelope of this version")
    if not isinstance(head, str):
        raise BadStatement(why="the envelope's head is not a token")
    found = heads.verify(head, ring) if head else None
    return Envelope(kind, body, found, keys.signer(token), token, statement)
