"""The official text of the instruction, beside our wording: stored when somebody who has it imports it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from django.db import transaction

from ortaq.console.models import OfficialText


class Point(Protocol):
    """A point of the text: its number and its words."""

    @property
    def number(self) -> str: ...
    @property
    def text(self) -> str: ...


@transaction.atomic
def store(points: Iterable[Point]) -> int:
    """Put these points in place of all that were stored; return how many there are now."""
    rows = [OfficialText(number=one.number, text=one.text, place=n) for n, one in enumerate(points)]
    OfficialText.objects.all().delete()
    OfficialText.objects.bulk_create(rows)
    return len(rows)


def text_of(number: str) -> str:
    """Return the official text of a point; empty where none was imported."""
    if "\0" in number:  # no text of PostgreSQL's can hold one
        return ""
    return OfficialText.objects.filter(number=number).values_list("text", flat=True).first() or ""


def numbers() -> frozenset[str]:
    """Return the points whose official text is stored."""
    return frozenset(OfficialText.objects.values_list("number", flat=True))
