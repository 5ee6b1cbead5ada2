"""What no schema can say of the joint measures of a pack: what one is told under, and what a variant fills."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ortaq.rules.reading import Place, Source

Data = Mapping[str, Any]
Told = Iterator[tuple[Place, str]]


def faults(source: Source) -> Told:
    """Yield what is wrong with what the pack says of its kinds of joint measure."""
    told_under = {one["code"] for regime in source.data["regimes"] for one in regime.get("subjects", [])}
    for index, kind in enumerate(source.data.get("operations", [])):
        for key, message in (*_told(kind, told_under), *_fields(kind, source)):
            yield ("operations", index, key), f"{kind['code']}: {message}"


def _told(kind: Data, subjects: set[str]) -> Iterator[tuple[str, str]]:
    """That one is opened, begun, over, its parties are told by a message of its clause."""
    if kind["clause"] not in subjects:
        yield "clause", f"no regime has the subject {kind['clause']}, under which its parties could be told"


def _fields(kind: Data, source: Source) -> Iterator[tuple[str, str]]:
    groups, fields = kind.get("groups", {}), kind["fields"]
    for one in fields:
        if one.get("group") and one["group"] not in groups:
            yield "fields", f"no such group of fields: {one['group']}"
    if fields[0].get("group") or fields[0].get("kind", "text") not in ("text", "long"):
        yield "fields", "the first field names it: words that stand in no group"
    variant = kind.get("from_variant")
    if variant and variant["what"] not in {one["code"] for one in fields}:
        yield "from_variant", f"nobody is asked for {variant['what']!r}"
    acts = {one["code"] for one in source.data.get("act_kinds", []) if "variants" in one}
    if variant and variant["act"] not in acts:
        yield "from_variant", f"no kind of act with variants: {variant['act']}"
