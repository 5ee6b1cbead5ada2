"""What an officer signs when he signs an act: a statement that names the act, the hash of its body, and himself.

    {"act", "asked", "at", "body", "kind", "node", "number", "role", "signer", "v", "version"}

`body` is the SHA-256 of the body's canonical form, so one changed comma of the body is another act. `asked` names
everybody whose signature the act asks for, in this and in every other signature: one taken away is missed by all that
are left. The signature is a compact JWS (Ed25519) whose key is named by its thumbprint, as for heads.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal

from ortaq.wire import canonical, keys
from ortaq.wire.canonical import JSON, parse_instant
from ortaq.wire.errors import BadStatement, NotCanonical
from ortaq.wire.keys import Key

KIND = "ortaq-act"
VERSION = 1
ROLES = ("party", "approver")
Role = Literal["party", "approver"]
HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Signer:
    """An officer as he signed: his name, rank and post on that day, and the unit for which he signed."""

    officer: str
    name: str
    rank: str
    post: str
    unit: str
    unit_name: str
    agency: str


@dataclass(frozen=True, order=True)
class Asked:
    """One whose signature the act asks for: a unit, in a role."""

    role: str
    unit: str


@dataclass(frozen=True)
class Statement:
    """A statement whose signature fits. `facts` holds every field that was signed, `key` names the key."""

    act: uuid.UUID
    kind: str
    number: str
    version: int
    body: str
    role: str
    signer: Signer
    at: datetime
    node: str
    asked: tuple[Asked, ...]
    key: str
    token: str
    facts: Mapping[str, Any]


def body_hash(body: JSON) -> str:
    """Return the hash that a signature names: SHA-256 of the body's canonical form, in hexadecimal."""
    return sha256(canonical.encode(body)).hexdigest()


def statement(
    *,
    act: uuid.UUID,
    kind: str,
    number: str,
    version: int,
    body: str,
    role: Role,
    signer: Signer,
    at: datetime,
    node: str,
    asked: Iterable[Asked] = (),
) -> dict[str, JSON]:
    """Return what an officer is to sign. `body` is a `body_hash`, `at` is aware.

    `asked` names all whose signatures the act asks for, this signer among them; where it is empty, nobody misses a
    signature that was taken away.
    """
    return {
        "v": VERSION,
        "act": str(act),
        "kind": kind,
        "number": number,
        "version": version,
        "body": body,
        "role": role,
        "signer": asdict(signer),
        "at": canonical.instant(at),
        "node": node,
        "asked": [asdict(each) for each in sorted(asked)],
    }


def sign(said: Mapping[str, JSON], key: Key) -> str:
    """Return a `statement` signed by `key`, a compact JWS. Raises BadStatement for one that no reader would take."""
    plain = canonical.decode(canonical.encode(said))
    _read(plain if isinstance(plain, dict) else {}, "", "")
    return keys.sign(KIND, said, key)


def verify(token: str, key: Key | Mapping[str, str]) -> Statement:
    """Return what `token` says, signed by `key` (a key or its JWK).

    Raises UnknownKey where another key signed it, BadSignature, or BadStatement.
    """
    public = key if isinstance(key, Key) else keys.load(canonical.encode(dict(key)))
    name = keys.name(public)
    return _read(keys.opened(KIND, token, {name: public}), name, token)


def _read(facts: dict[str, Any], key: str, token: str) -> Statement:
    try:
        if facts["v"] != VERSION or facts["role"] not in ROLES or not HASH.fullmatch(facts["body"]):
            raise BadStatement(why="not a statement of this version")
        return Statement(
            act=_id(facts["act"]),
            kind=_word(facts["kind"]),
            number=_text(facts["number"]),
            version=_count(facts["version"]),
            body=facts["body"],
            role=facts["role"],
            signer=_signer(facts["signer"]),
            at=parse_instant(facts["at"]),
            node=_text(facts["node"]),
            asked=tuple(Asked(_word(each["role"]), _word(each["unit"])) for each in facts.get("asked", ())),
            key=key,
            token=token,
            facts=facts,
        )
    except (KeyError, TypeError, ValueError, AttributeError, NotCanonical) as exc:
        raise BadStatement(why="a field of the statement is missing or malformed") from exc


def _signer(facts: Mapping[str, Any]) -> Signer:
    read = {field.name: _text(facts[field.name]) for field in fields(Signer)}
    if not (read["officer"] and read["name"] and read["unit"]):
        raise ValueError("nobody")
    return Signer(**read)


def _id(text: str) -> uuid.UUID:
    value = uuid.UUID(text)
    if str(value) != text:
        raise ValueError(text)
    return value


def _count(value: object) -> int:
    if type(value) is not int or value < 1:
        raise ValueError(value)
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _word(value: object) -> str:
    if not _text(value):
        raise ValueError("empty")
    return str(value)
