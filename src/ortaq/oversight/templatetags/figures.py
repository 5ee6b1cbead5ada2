"""One figure out of several, by its name."""

from __future__ import annotations

from django import template

from ortaq.oversight.counting import Counts

register = template.Library()


@register.filter
def count_of(counts: Counts, kind: str) -> int:
    """Return how many are of this kind."""
    return counts.of(kind)


@register.filter
def is_number(cell: object) -> bool:
    """Whether a cell holds a number and stands to the right."""
    return not isinstance(cell, str)
