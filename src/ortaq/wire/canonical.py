"""Canonical JSON: one value, one sequence of bytes, so that a hash can be made anew from the facts.

The form is that of RFC 8785 for the values it allows, and it allows fewer:

- objects, arrays, strings, true, false, null, and integers within ±(2^53 - 1); no floats at all;
- keys are strings of the Basic Multilingual Plane: there, order by code point is order by UTF-16 code unit;
- no white space, UTF-8, the shortest escapes, no lone surrogates;
- an instant is ISO 8601 in UTC with microseconds and `Z`; a date is ISO 8601; an identifier is in lower case.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TypeAlias

from ortaq.wire.errors import NotCanonical

JSON: TypeAlias = "None | bool | int | str | datetime | date | uuid.UUID | Sequence[JSON] | Mapping[str, JSON]"

LARGEST = 2**53 - 1
_encoder = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def instant(at: datetime) -> str:
    """Return the aware instant `at` as 2002-05-22T00:00:00.000000Z. Raises NotCanonical for a naive one."""
    if at.utcoffset() is None:
        raise NotCanonical(why="an instant without an offset", path="", value=at.isoformat())
    return at.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"


def parse_instant(text: str) -> datetime:
    """Return the instant that `instant` wrote. Raises NotCanonical for any other way to write it."""
    try:
        at = datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    except ValueError as exc:
        raise NotCanonical(why="not an instant", path="", value=text) from exc
    if instant(at) != text:
        raise NotCanonical(why="not an instant", path="", value=text)
    return at


def text(value: JSON) -> str:
    """Return the canonical form of `value` as text. Raises NotCanonical with the path of what has none."""
    return encode(value).decode()


def encode(value: JSON) -> bytes:
    """Return the canonical form of `value` as bytes. Raises NotCanonical with the path of what has none."""
    try:
        return _encoder.encode(_plain(value, "")).encode()
    except UnicodeEncodeError as exc:
        raise NotCanonical(why="a lone surrogate", path="") from exc


def decode(data: bytes) -> JSON:
    """Return the value that `data` writes. Raises NotCanonical unless `data` is its canonical form."""
    try:
        value: JSON = json.loads(data.decode())
        same = encode(value) == data
    except (ValueError, RecursionError) as exc:
        raise NotCanonical(why="not JSON in UTF-8", path="") from exc
    if not same:
        raise NotCanonical(why="JSON, but not in its canonical form", path="")
    return value


def _plain(value: JSON, path: str) -> object:
    """Return `value` with instants, dates and identifiers as text, having refused all that is not allowed.

    The commonest values go first: an urgent message has hundreds of them, a second of the clock a million.
    """
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return value
    if kind is dict:
        return _object(value, path)  # type: ignore[arg-type]
    if isinstance(value, int) and not isinstance(value, bool):
        return _integer(int(value), path)
    if isinstance(value, Mapping):
        return _object(value, path)
    if isinstance(value, list | tuple):
        return [_plain(v, f"{path}/{i}") for i, v in enumerate(value)]
    return _scalar(value, path)


def _object(value: Mapping[str, JSON], path: str) -> dict[str, object]:
    """Only a value that may be refused is asked where it stands."""
    plain: dict[str, object] = {}
    for key, one in value.items():
        name = key if type(key) is str and key.isascii() else _key(key, path)
        plain[name] = one if type(one) is str or one is None else _plain(one, f"{path}/{key}")
    return plain


def _scalar(value: object, path: str) -> str:
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return value.isoformat()
    raise NotCanonical(why=f"a value of type {type(value).__name__}", path=path)


def _integer(value: int, path: str) -> int:
    if not -LARGEST <= value <= LARGEST:
        raise NotCanonical(why="an integer beyond 2^53 - 1", path=path)
    return value


def _key(key: object, path: str) -> str:
    if not isinstance(key, str):
        raise NotCanonical(why=f"a key of type {type(key).__name__}", path=path)
    if not key.isascii() and max(key) > "\uffff":
        raise NotCanonical(why="a key beyond the Basic Multilingual Plane", path=path)
    return key
