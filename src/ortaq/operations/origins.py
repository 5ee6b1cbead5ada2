"""From which joint measure an act was drawn up."""

from __future__ import annotations

import uuid

from django.urls import reverse
from django.utils.translation import gettext

from ortaq.acts.origins import Origin, origin
from ortaq.operations.models import Operation


@origin
def of_operation(act: uuid.UUID) -> Origin | None:
    """Return the joint measure that an act was drawn up of."""
    found = Operation.objects.filter(report=act).first()
    return Origin(gettext("мероприятие № %s") % found, reverse("operation", args=[found.pk])) if found else None
