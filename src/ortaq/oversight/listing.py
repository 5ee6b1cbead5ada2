"""The single duties behind a figure, and the matter that each belongs to."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from ortaq.duties.desk import Desk
from ortaq.duties.models import Duty
from ortaq.exchange.models import Call, Message
from ortaq.oversight.asked import Asked, meant_clauses, meant_units
from ortaq.oversight.lens import Lens, units
from ortaq.oversight.periods import bounds


def listed(asked: Asked, lens: Lens, desk: Desk) -> QuerySet[Duty]:
    """Return the duties that a figure counts, the latest term first; exactly those that `counting.count` counts."""
    rows = Duty.objects.filter(_in_period(asked), _stands(asked.kind, desk.now), opens_at__lte=desk.now)
    of, under = meant_units(asked, lens, desk), meant_clauses(asked, desk)
    if of is not None:
        rows = rows.filter(owed_by__in=of)
    if under is not None:
        rows = rows.filter(clause__in=under)
    return rows.order_by("-due_at", "-id")


def stories(duties: Iterable[Duty]) -> dict[uuid.UUID, uuid.UUID]:
    """Return the message of each record from which a duty arose or that closed it; calls lead to theirs."""
    records = {record for duty in duties for record in (duty.record, duty.done_by) if record}
    found = dict(Call.objects.filter(pk__in=records).values_list("pk", "message"))
    found |= {pk: pk for pk in Message.objects.filter(pk__in=records - found.keys()).values_list("pk", flat=True)}
    return found


def _in_period(asked: Asked) -> Q:
    """Return the condition that a term lies in the period, in the zone of whoever owes; and a bound for the index."""
    pieces = asked.period.pieces("month")
    cuts = {zone: bounds(pieces, zone) for zone in {one.zone for one in units().values()}}
    if not cuts:
        return Q(pk=None)
    within = [Q(zone=zone, due_at__gt=cut[0], due_at__lte=cut[-1]) for zone, cut in cuts.items()]
    outer = Q(due_at__gt=min(cut[0] for cut in cuts.values()), due_at__lte=max(cut[-1] for cut in cuts.values()))
    return outer & reduce(or_, within)


def _stands(kind: str, now: datetime) -> Q:
    """Return the condition of one kind of figure: the same as `counting.STANDS`, for rows."""
    ran_out, promised = Q(status="open", due_at__lt=now), Q(status="explained")
    return {
        "on_time": Q(status__in=("done", "consented")) | ran_out & Q(expiry="consent"),
        "late": Q(status="done_late"),
        "explained": promised & Q(promised_at__gte=now),
        "waived": Q(status="waived"),
        "missing": Q(status__in=("overdue", "lapsed"))
        | ran_out & ~Q(expiry="consent")
        | promised & Q(promised_at__lt=now),
        "open": Q(status="open", due_at__gte=now),
        "void": Q(status="void"),
    }.get(kind, Q())
