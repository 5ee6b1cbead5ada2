"""An officer's private key, sealed by his own passphrase: the node keeps the sealed text and can open none of it.

    {"box", "kdf": {"m", "name", "p", "salt", "t", "v"}, "kid", "nonce", "v"}

Argon2id (RFC 9106, second recommended choice: t=3, m=64 MiB, p=4) makes the passphrase a key, ChaCha20-Poly1305
(RFC 8439) seals the JWK with it, bound to the key's name. The costs stand in the text, so that they can rise with the
machines: what was sealed before opens by its own.
"""

from __future__ import annotations

import json
import secrets
import unicodedata
from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any

from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from ortaq.wire import canonical, keys
from ortaq.wire.canonical import JSON
from ortaq.wire.errors import BadStatement, WireError
from ortaq.wire.keys import Key

VERSION = 1
SHORTEST = 8
COSTS: dict[str, JSON] = {"name": "argon2id", "v": 19, "t": 3, "m": 64 * 1024, "p": 4}
# A sealed text that asks for more would be a way to take the machine's memory.
MOST = {"t": 16, "m": 1024 * 1024, "p": 16}
SALT_BYTES, NONCE_BYTES = 16, 12


class WeakPassphrase(WireError):
    """A passphrase shorter than is accepted (`shortest`)."""


class WrongPassphrase(WireError):
    """A passphrase that does not open the key, or a sealed text that was changed: the two cannot be told apart."""


def seal(key: Key, passphrase: str) -> str:
    """Return the private `key`, sealed: the same key and passphrase give another text each time.

    Raises WeakPassphrase.
    """
    if len(_normal(passphrase)) < SHORTEST:
        raise WeakPassphrase(shortest=SHORTEST)
    name, nonce = keys.name(key), secrets.token_bytes(NONCE_BYTES)
    kdf = COSTS | {"salt": _written(secrets.token_bytes(SALT_BYTES))}
    box = ChaCha20Poly1305(_stretched(passphrase, kdf)).encrypt(nonce, keys.private_text(key).encode(), name.encode())
    return canonical.text({"v": VERSION, "kid": name, "kdf": kdf, "nonce": _written(nonce), "box": _written(box)})


def open_sealed(sealed: str, passphrase: str) -> Key:
    """Return the key. Raises WrongPassphrase, or BadStatement for a text that is no sealed key."""
    try:
        value = json.loads(sealed)
        if value["v"] != VERSION:
            raise BadStatement(why="not a sealed key of this version")
        stretched = _stretched(passphrase, value["kdf"])
        nonce, box, name = _bytes(value["nonce"]), _bytes(value["box"]), str(value["kid"])
        plain = ChaCha20Poly1305(stretched).decrypt(nonce, box, name.encode())
    except InvalidTag as exc:
        raise WrongPassphrase() from exc
    except (ValueError, KeyError, TypeError, AttributeError, HashingError) as exc:
        raise BadStatement(why="not a sealed key") from exc
    key = keys.load(plain)
    if keys.name(key) != name:
        raise BadStatement(why="the sealed key has another name")
    return key


def _stretched(passphrase: str, kdf: Mapping[str, Any]) -> bytes:
    costs = {name: kdf[name] for name in MOST}
    if (kdf["name"], kdf["v"]) != ("argon2id", 19) or any(
        type(cost) is not int or not 1 <= cost <= MOST[name] for name, cost in costs.items()
    ):
        raise BadStatement(why="not a way of sealing that this edition knows")
    return hash_secret_raw(
        secret=_normal(passphrase).encode(),
        salt=_bytes(kdf["salt"]),
        time_cost=costs["t"],
        memory_cost=costs["m"],
        parallelism=costs["p"],
        hash_len=32,
        type=Type.ID,
        version=19,
    )


def _normal(passphrase: str) -> str:
    """One spelling for what looks alike: a keyboard may give й as one sign or as two."""
    return unicodedata.normalize("NFC", passphrase)


def _written(data: bytes) -> str:
    return b64encode(data).decode()


def _bytes(text: str) -> bytes:
    return b64decode(text, validate=True)
