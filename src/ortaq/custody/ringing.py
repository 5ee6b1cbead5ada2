"""A limit that runs out is heard: the screens of the custodian and of the level above it are told, once.

The alarm itself stands by the charge's own columns, for as long as somebody is held beyond the limit: nobody can take
it, only release or a lawful extension ends it.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ortaq.custody.models import HELD, Charge
from ortaq.duties.clock import Turned, each_turn
from ortaq.lib import screens

MOST = 200
ASKED = ("id", "due_at", "alarms")


@each_turn
def ring(now: datetime) -> Turned:
    """Tell the screens of whose limit has run out by `now` and were not told yet."""
    with transaction.atomic():
        due = Charge.objects.filter(status=HELD, rung=False, due_at__lte=now).order_by("due_at").only(*ASKED)
        over = list(due.select_for_update(skip_locked=True, no_key=True)[:MOST])
        if not over:
            return Turned()
        for one in over:
            screens.tell("message", one.pk, one.alarms)
        Charge.objects.filter(pk__in=[one.pk for one in over]).update(rung=True)
    return Turned(len(over), over[0].due_at)
