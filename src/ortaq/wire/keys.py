"""A node's keys: Ed25519 as JWK (RFC 8037), named by their thumbprint (RFC 7638); compact signatures (RFC
7515).

The algorithm is named "Ed25519" (RFC 9864, which withdraws the many-valued "EdDSA"), and nothing else is
accepted: what a token says of itself never chooses how it is checked.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from ortaq.wire import canonical
from ortaq.wire.canonical import JSON
from ortaq.wire.errors import BadSignature, BadStatement, NotCanonical, UnknownKey

ALGORITHM = "Ed25519"
Key: TypeAlias = OKPKey
Keys: TypeAlias = Mapping[str, OKPKey]


def generate() -> Key:
    """Return a new private key."""
    return OKPKey.generate_key("Ed25519")


def load(text: str | bytes) -> Key:
    """Return the key that a JWK writes; raises BadStatement for anything that is not an Ed25519 key."""
    try:
        value = json.loads(text)
        if (value.get("kty"), value.get("crv")) != ("OKP", "Ed25519"):
            raise BadStatement(why="not an Ed25519 key")
        return OKPKey.import_key(value)
    except (JoseError, ValueError, AttributeError, TypeError) as exc:
        raise BadStatement(why="not a JSON Web Key") from exc


def private_text(key: Key) -> str:
    """Return the private key as JSON text; for the key file and nothing else."""
    return canonical.text(_plain(key.as_dict(private=True)))


def public_text(key: Key) -> str:
    """Return the public key as JSON text."""
    return canonical.text(_plain(key.as_dict(private=False)))


def name(key: Key) -> str:
    """Return the key's thumbprint, which is its name."""
    return str(key.thumbprint())


def ring(keys: Iterable[Key]) -> dict[str, Key]:
    """Return `keys` by name, as verification wants them."""
    return {name(key): key for key in keys}


def sign(kind: str, statement: Mapping[str, JSON], key: Key) -> str:
    """Return the canonical form of `statement`, signed: a compact JWS whose `typ` is `kind`."""
    header = {"alg": ALGORITHM, "kid": name(key), "typ": kind}
    return jws.serialize_compact(header, canonical.encode(statement), key, algorithms=[ALGORITHM])


def opened(kind: str, token: str, keys: Keys) -> dict[str, Any]:
    """Return the statement that `token` signs, every field of it kept, also those that this edition does
    not know.

    Raises UnknownKey, BadSignature, or BadStatement where the token is of another kind or not canonical.
    """
    key_name = signer(token)
    if key_name not in keys:
        raise UnknownKey(key=key_name)
    try:
        found = jws.deserialize_compact(token, keys[key_name], algorithms=[ALGORITHM])
    except (JoseError, ValueError) as exc:
        raise BadSignature(why="the signature does not fit", key=key_name) from exc
    if found.headers().get("typ") != kind:
        raise BadStatement(why=f"not of kind {kind}")
    return _statement(found.payload)


def signer(token: str) -> str:
    """Return the name of the key that `token` says it is signed with, unverified."""
    try:
        if not all(_is_exact(part) for part in token.split(".")):
            raise ValueError(token)
        found = jws.extract_compact(token.encode())
        return str(found.headers()["kid"])
    except (JoseError, ValueError, KeyError, TypeError, AttributeError) as exc:
        raise BadStatement(why="not a compact JWS with a key's name") from exc


def _is_exact(part: str) -> bool:
    """Whether `part` is the one way to write its bytes in base64url: else one statement would have two
    tokens.
    """
    again = urlsafe_b64encode(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return again.rstrip(b"=") == part.encode()


def _statement(payload: bytes | None) -> dict[str, Any]:
    try:
        value = canonical.decode(payload or b"")
    except NotCanonical as exc:
        raise BadStatement(why="the statement is not in canonical form") from exc
    if not isinstance(value, dict):
        raise BadStatement(why="the statement is not an object")
    return value


def _plain(jwk: Mapping[str, Any]) -> dict[str, JSON]:
    return {name: str(value) for name, value in jwk.items() if name in ("kty", "crv", "x", "d")}
