"""The marking of what is told, wherever it is named: "for official use"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def marking(context: Mapping[str, Any], code: str) -> SafeString | str:
    """Return the marking that goes with this handling by the edition of the day; nothing where it has none."""
    desk = getattr(context.get("request"), "desk", None)
    handling = desk.rulebook.edition.handled(code) if desk and code else None
    if desk is None or handling is None or handling.marking is None:
        return ""
    return format_html('<span class="marking">{}</span>', desk.said(handling.marking))
