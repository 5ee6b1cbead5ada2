"""What the page of a joint measure shows of the forces that its parties sent."""

from __future__ import annotations

from typing import Any

from django import template

from ortaq.duties.desk import Desk
from ortaq.operations.forces import OPERATION, Commitment
from ortaq.operations.forces_shown import promises
from ortaq.operations.models import Operation

register = template.Library()


@register.inclusion_tag("operations/_joined.html", takes_context=True)
def forces_of(context: template.Context, operation: Operation) -> dict[str, Any]:
    """Give the forces on a measure, and whether this officer may send more."""
    desk: Desk = context["request"].desk
    if desk.rulebook.edition.forces is None:
        return {}
    made = Commitment.objects.filter(purpose=OPERATION, record=operation.pk).order_by("unit", "starts_at", "id")
    is_party = desk.unit.pk in operation.parties
    may = is_party and operation.is_open and desk.is_on_watch and desk.may("may_allot")
    return {
        "operation": operation,
        "sent": promises(list(made), desk),
        "may_send": may,
        "is_shown": bool(made) or may,
        "csrf_token": context.get("csrf_token"),
    }
