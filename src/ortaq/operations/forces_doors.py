"""Where a duty of forces or a patrol is done, and what it is about: for the board and every other list of duties."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.urls import reverse

from ortaq.acts.doors import Door
from ortaq.duties.desk import Desk
from ortaq.operations.forces import Commitment
from ortaq.operations.forces_words import called_with_number
from ortaq.operations.patrols import Patrol


def doors(records: Iterable[uuid.UUID], desk: Desk) -> dict[uuid.UUID, Door]:
    """Return the doors of those duties that arise from forces and patrols, by the record that stands in them."""
    wanted = list(records)
    if not wanted or desk.rulebook.edition.forces is None:
        return {}
    rows = Commitment.objects.filter(pk__in=wanted)
    patrols = Patrol.objects.filter(pk__in=wanted)
    found = {one.pk: Door(one.route, reverse("patrol", args=[one.pk])) for one in patrols}
    return found | {one.pk: Door(called_with_number(one, desk), f"{reverse('forces')}#c-{one.pk}") for one in rows}
