"""Secrets of others that a node must use and never show: locked with its own secret key, each to what it is for.

A locked text is a JWE (RFC 7516, A256GCM) that opens only for the name that it was locked to: moved to another row it
opens nothing. Without the node's `secret_key` it is lost, and is entered anew.
"""

from __future__ import annotations

import hashlib
import hmac

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from ortaq.lib import node

ALGORITHMS = ["dir", "A256GCM"]


class CannotUnlock(ValueError):
    """The text was locked with another key, or to another name."""


def lock(text: str, to: str) -> str:
    """Return `text`, locked to the name `to`."""
    header = {"alg": "dir", "enc": "A256GCM", "kid": to}
    return str(jwe.encrypt_compact(header, text.encode(), _key(), algorithms=ALGORITHMS))


def unlock(locked: str, to: str) -> str:
    """Return what was locked to the name `to`. Raises CannotUnlock."""
    try:
        opened = jwe.decrypt_compact(locked, _key(), algorithms=ALGORITHMS)
    except (JoseError, ValueError) as error:
        raise CannotUnlock(to) from error
    if opened.headers().get("kid") != to or opened.plaintext is None:
        raise CannotUnlock(to)
    return opened.plaintext.decode()


def _key() -> OctKey:
    """A key of its own, made of the node's: what signs sessions opens no secrets, and the other way round."""
    return OctKey.import_key(hmac.digest(node.secret("secret_key").encode(), b"ortaq locked secrets", hashlib.sha256))
