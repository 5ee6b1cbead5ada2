"""What the templates of custody need beside the console's own: a code drawn by the program itself."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def drawn(svg: str) -> SafeString:
    """Return a drawing that `lib.qr` made: digits and commands of a path, and nothing that anybody typed."""
    return mark_safe(svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1))
