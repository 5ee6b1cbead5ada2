"""Kinds of joint document, as the pack tells them."""

from __future__ import annotations

from dataclasses import dataclass

from ortaq.rules.text import Text


@dataclass(frozen=True, slots=True)
class ActKind:
    """A kind of joint document: by which clause, signed at which levels, approved by the superior or not."""

    code: str
    name: Text
    clause: str
    levels: tuple[int, ...] = ()
    approved_above: bool = False
