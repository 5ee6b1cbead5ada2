"""The journal of messages, with its filters."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ortaq.duties.desk import Asked, Desk, door
from ortaq.exchange import journal
from ortaq.exchange.standing import title_of
from ortaq.exchange.story import later


@door()
@require_GET
def messages_list(request: Asked) -> HttpResponse:
    """The journal, with its filters."""
    desk, given = request.desk, request.GET
    asked = asked_of(given)
    found = journal.lines(desk, asked)
    page, rest = found[: journal.PAGE], found[journal.PAGE :]
    taken = journal.taken(line.message.pk for line in page if line.is_ours)
    context = {
        "asked": asked,
        "older": older(given, page[-1].place) if rest else "",
        "regimes": desk.rulebook.edition.regimes.values(),
        "query": conditions(given),
        "rows": [journal_row(line, desk, taken[line.message.pk]) for line in page],
        "withdrawn": journal.withdrawn(line.message.pk for line in page),
    }
    return render(request, "exchange/messages.html", context)


def asked_of(given: QueryDict) -> journal.Asked:
    """Return what an address asks of the journal."""
    return journal.Asked(
        direction=given.get("direction", ""),
        regime=given.get("regime", ""),
        words=given.get("q", "").strip(),
        alarms=given.get("state") == "alarm",
        before=place(given.get("before", "")),
    )


def conditions(given: QueryDict) -> str:
    """Return the conditions of an address without the place where one stopped."""
    query = given.copy()
    for name in ("before", "find"):
        query.pop(name, None)
    return query.urlencode()


def journal_row(line: journal.Line, desk: Desk, taken: journal.Taken) -> dict[str, Any]:
    """Return a line of the journal as the table shows it."""
    told, recipient = line.message, line.recipient
    return {
        "at": line.at,
        "message": told,
        "entered": later(told.sent_at, told.entered_at) if line.is_ours else None,
        "told": told.sent_at if not line.is_ours and later(told.sent_at, line.at) else None,
        "from": desk.name(told.unit_id),
        "to": ", ".join(desk.name(unit) for unit in taken.units),
        "taken": taken,
        "subject": desk.subject(told.clause),
        "said": "" if told.answers_window else title_of(told),
        "ours": told.unit_id == desk.unit.pk,
        "step": recipient.step if recipient else "",
        "alarming": bool(recipient and recipient.alarms and recipient.acknowledged_at is None),
    }


def older(given: QueryDict, last: tuple[datetime, uuid.UUID]) -> str:
    """Return the query of the next page."""
    query = given.copy()
    query["before"] = f"{last[0].isoformat()}_{last[1]}"
    return query.urlencode()


def place(text: str) -> tuple[datetime, uuid.UUID] | None:
    """Return the place in the journal that an address names; None where it names none."""
    at, _, pk = text.partition("_")
    try:
        return datetime.fromisoformat(at), uuid.UUID(pk)
    except ValueError:
        return None
