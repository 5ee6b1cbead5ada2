"""The published schemas of packs, terms and cases, and the faults that they find."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing import Registry, Resource

from ortaq.rules.errors import Fault
from ortaq.rules.reading import Place, Source

NAMES = ("term-1", "pack-1", "act-1", "custody-1", "figures-1", "operation-1", "forces-1", "databank-1", "case-1")


def faults(source: Source, name: str) -> list[Fault]:
    """Return what the schema `name` (pack-1, case-1) finds wrong with the data, each with its file and line."""
    errors = (_deepest(error) for error in _validator(name).iter_errors(source.data))
    return [source.fault(*_told(error)) for error in errors]


@lru_cache(maxsize=len(NAMES))
def _validator(name: str) -> Draft202012Validator:
    schemas = {f"{one}.json": _schema(one) for one in NAMES}
    known: Registry[Any] = Registry().with_resources(
        (uri, Resource.from_contents(schema)) for uri, schema in schemas.items()
    )
    dates = Draft202012Validator.FORMAT_CHECKER
    return Draft202012Validator(schemas[f"{name}.json"], registry=known, format_checker=dates)


def _schema(name: str) -> dict[str, Any]:
    file = Path(__file__).parents[1] / "packs" / "schema" / f"{name}.json"
    schema: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return schema


def _deepest(error: ValidationError) -> ValidationError:
    """Return the error that tells most: of the alternatives, that of the one which was meant."""
    while error.context:
        branches: dict[Any, list[ValidationError]] = {}
        for one in error.context:
            branches.setdefault(one.schema_path[0], []).append(one)
        meant = min(branches.values(), key=_strangeness)
        error = next((one for one in meant if one.validator == "additionalProperties"), meant[0])
    return error


def _strangeness(errors: list[ValidationError]) -> int:
    """Return how much speaks against an alternative: what is wrong with its shape, not what is inside."""
    return sum(not one.relative_path for one in errors)


def _told(error: ValidationError) -> tuple[Place, str]:
    place = tuple(error.absolute_path)
    where = ".".join(str(part) for part in place) or "the pack"
    return (*place, *_unknown_key(error)), f"{where}: {_message(error)}"


def _unknown_key(error: ValidationError) -> Iterator[str]:
    """Yield the key that the schema does not know, so that its own line is named."""
    if error.validator == "additionalProperties" and isinstance(error.instance, dict):
        known = error.schema.get("properties", {}) if isinstance(error.schema, dict) else {}
        yield from [key for key in error.instance if key not in known][:1]


def _message(error: ValidationError) -> str:
    if error.validator == "additionalProperties":
        known = error.schema.get("properties", {}) if isinstance(error.schema, dict) else {}
        return f"unknown key {', '.join(map(repr, _unknown_key(error)))}; known: {', '.join(known)}"
    if error.validator == "pattern":
        hint = error.schema.get("description", error.validator_value) if isinstance(error.schema, dict) else ""
        return f"{error.instance!r} is not of the form: {hint}"
    if error.validator == "not":
        return "has keys that exclude one another"
    return error.message if len(error.message) < 300 else error.message[:300] + "…"
