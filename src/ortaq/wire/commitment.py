"""Commitments: a header names its content by a salted hash, so the content can be erased and the proof stays.

The salt goes with the content. While both are there, anybody who holds them can check the header; once both
are erased, the hash that is left tells nothing, not even to somebody who tries every likely content.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from ortaq.wire import canonical
from ortaq.wire.canonical import JSON

SALT_BYTES = 16


def new_salt() -> bytes:
    """Return a salt that has never been used."""
    return secrets.token_bytes(SALT_BYTES)


def commit(content: JSON, salt: bytes) -> bytes:
    """Return the 32 bytes that commit to `content`: SHA-256 of the salt and the canonical form.

    The salt's length is fixed, so no two pairs of salt and content run together into the same bytes.
    Raises ValueError for a salt of another length, NotCanonical for content that has no canonical form.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes, not {len(salt)}")
    return hashlib.sha256(salt + canonical.encode(content)).digest()


def opens(commitment: bytes, content: JSON, salt: bytes) -> bool:
    """Say whether `content` and `salt` are what `commitment` was made of."""
    return len(salt) == SALT_BYTES and hmac.compare_digest(commit(content, salt), commitment)
