"""The figures of a report, counted from the records of the time that it covers, as its pack asks for them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet

from ortaq.duties.models import Duty
from ortaq.duties.rulebook import Rulebook, spoken
from ortaq.exchange.models import COPY, Content, Message, Recipient
from ortaq.rules.edition import Figure, Regime

STATUS = {"done": ("done",), "late": ("done_late",), "missing": ("overdue", "explained")}


def counted(
    rulebook: Rulebook, unit: int, regime: Regime, since: datetime, until: datetime, *, at: datetime
) -> dict[str, Any]:
    """Return the figures of the unit from `since` to `until` as a report keeps them, with the time of the count."""
    rows = [row for figure in regime.figures for row in _rows(figure, rulebook, unit, since, min(until, at))]
    return {"at": at.isoformat(), "from": since.isoformat(), "to": min(until, at).isoformat(), "rows": rows}


def _rows(figure: Figure, rulebook: Rulebook, unit: int, since: datetime, until: datetime) -> Iterator[dict[str, Any]]:
    if figure.counts in STATUS:
        yield _row(figure, "", _duties(figure, unit, since, until))
        return
    clauses = list(subjects(figure.clauses, rulebook))
    if figure.counts == "persons":
        yield _row(figure, "", _persons(figure, _sent(unit, since, until).filter(clause__in=clauses)))
        return
    told = _sent(unit, since, until) if figure.counts == "sent" else _received(unit, since, until)
    by_clause = dict(told.filter(clause__in=clauses).values_list("clause").annotate(n=Count("matter", distinct=True)))
    for clause in clauses:
        yield _row(figure, clause, by_clause.get(clause, 0))


def subjects(clauses: Iterable[str], rulebook: Rulebook) -> Iterator[str]:
    """Give the subjects that these clauses mean: a regime's clause means all of its subjects."""
    for clause in clauses:
        whole = next((one for one in rulebook.edition.regimes.values() if one.clause == clause), None)
        yield from (one.clause for one in whole.subjects) if whole else (clause,)


def _row(figure: Figure, clause: str, value: int) -> dict[str, Any]:
    return {"code": figure.code, "name": spoken(figure.name), "clause": clause, "value": value}


def _sent(unit: int, since: datetime, until: datetime) -> QuerySet[Message]:
    return Message.objects.filter(unit=unit, sent_at__gte=since, sent_at__lt=until).order_by()


def _received(unit: int, since: datetime, until: datetime) -> QuerySet[Message]:
    """What was told to the unit itself; a copy for its information is none of its matters."""
    came = Recipient.objects.filter(unit=unit, added_at__gte=since, added_at__lt=until).exclude(role=COPY)
    return Message.objects.filter(pk__in=came.values("message")).order_by()


def _persons(figure: Figure, told: QuerySet[Message]) -> int:
    """Count each matter once, by what was said of it last; who is told of without being named is one person."""
    last: dict[uuid.UUID, uuid.UUID] = dict(told.order_by("sent_at", "id").values_list("matter", "pk"))
    bodies = dict(Content.objects.filter(message__in=last.values()).values_list("message", "body"))
    return sum(_named(bodies.get(pk) or {}, figure.field or "") for pk in last.values())


def _named(body: dict[str, Any], field: str) -> int:
    value = body.get(field)
    if isinstance(value, list):
        return max(len(value), 1)
    return value if isinstance(value, int) and value > 0 else 1


def _duties(figure: Figure, unit: int, since: datetime, until: datetime) -> int:
    owed = Duty.objects.owed_by(unit).filter(rule=figure.rule, due_at__gte=since, due_at__lt=until)
    return owed.filter(status__in=STATUS[figure.counts]).count()
