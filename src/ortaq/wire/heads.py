"""Signed heads: a node's statement of how long its ledger is and what its root is, as in Certificate
Transparency.

    {"at", "key", "node", "prev", "root", "size", "v"}

`prev` is the SHA-256 of the head before (null for the first), so that the heads are a chain: none can be
taken out. Whoever has kept one head can hold the node to it: a later head must be consistent with it
(`merkle.consistency`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from ortaq.wire import keys
from ortaq.wire.canonical import JSON, parse_instant
from ortaq.wire.errors import BadStatement, NotCanonical
from ortaq.wire.keys import Key, Keys

KIND = "ortaq-head"
VERSION = 1


@dataclass(frozen=True)
class SignedHead:
    """A head whose signature fits. `statement` holds every field that was signed."""

    size: int
    root: bytes
    at: datetime
    node: str
    key: str
    prev: bytes | None
    token: str
    statement: Mapping[str, Any]


def sign(*, size: int, root: bytes, at: datetime, node: str, prev: bytes | None, key: Key) -> str:
    """Return the compact JWS of a head; `at` is aware, `prev` the digest of the head before."""
    statement: dict[str, JSON] = {
        "v": VERSION,
        "size": size,
        "root": root.hex(),
        "at": at,
        "node": node,
        "key": keys.name(key),
        "prev": prev.hex() if prev is not None else None,
    }
    return keys.sign(KIND, statement, key)


def digest(token: str) -> bytes:
    """Return what the next head names as its `prev`."""
    return sha256(token.encode()).digest()


def verify(token: str, ring: Keys) -> SignedHead:
    """Return the head that `token` signs. Raises UnknownKey, BadSignature or BadStatement."""
    statement = keys.opened(KIND, token, ring)
    if statement.get("key") != keys.signer(token):
        raise BadStatement(why="the head names another key than the one that signed it")
    return _head(statement, token)


def found_in(text: str) -> list[str]:
    """Return the tokens that stand in a text among other words, as on a sheet of kept heads."""
    return [word for word in text.split() if word.count(".") == 2 and word.startswith("ey")]


def _head(statement: dict[str, Any], token: str) -> SignedHead:
    try:
        if statement["v"] != VERSION or type(statement["size"]) is not int or statement["size"] < 0:
            raise BadStatement(why="not a head of this version")
        return SignedHead(
            size=statement["size"],
            root=_hash(statement["root"]),
            at=parse_instant(statement["at"]),
            node=str(statement["node"]),
            key=str(statement["key"]),
            prev=None if statement["prev"] is None else _hash(statement["prev"]),
            token=token,
            statement=statement,
        )
    except (KeyError, TypeError, ValueError, NotCanonical) as exc:
        raise BadStatement(why="a field of the head is missing or malformed") from exc


def _hash(text: str) -> bytes:
    value = bytes.fromhex(text)
    if len(value) != 32 or value.hex() != text:
        raise ValueError(text)
    return value
