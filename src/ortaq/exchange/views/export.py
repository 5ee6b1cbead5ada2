"""A whole list as a file: the journal, the duties, what a search found. The deed stands in the ledger."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from django.http import FileResponse, Http404, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_POST

from ortaq.duties.desk import Asked, Desk, door
from ortaq.duties.models import Duty
from ortaq.duties.views import rows_asked
from ortaq.duties.words import state_in_words
from ortaq.exchange import exporting, journal, searching
from ortaq.exchange.exporting import MOST, Sheet
from ortaq.exchange.models import Content, Message
from ortaq.exchange.views import journal as journal_page
from ortaq.exchange.views import search as search_page
from ortaq.lib.sheets import KINDS, written
from ortaq.rules.edition import Handling

LONGEST = 2000
Row = TypeVar("Row")


class TooMany(Exception):
    """More rows than go into one file."""


@door()
@require_POST
def export(request: Asked, page: str) -> HttpResponseBase:
    """Give the list that the page shows, all of it, and take down who took it, by which conditions, how many rows."""
    desk, kind = request.desk, request.POST.get("format", "")
    if page not in SHEETS or kind not in KINDS:
        raise Http404
    given = QueryDict(request.POST.get("query", "").replace("\0", "")[:LONGEST])
    try:
        sheet = SHEETS[page](given, desk)
    except TooMany:
        words = {
            "heading": gettext("Строк больше %d") % MOST,
            "advice": gettext(
                "Столько в один файл не выгружают. Сузьте период или другие условия и выгрузите частями."
            ),
        }
        return render(request, "console/refused.html", words, status=422)
    exporting.note(page, kind, given.dict(), sheet, by=desk.actor, at=desk.now)
    name = f"ortaq-{page}-{desk.now.astimezone(desk.zone):%Y%m%d-%H%M}.{kind}"
    return FileResponse(written(kind, sheet.lines()), as_attachment=True, filename=name, content_type=KINDS[kind])


def _journal(given: QueryDict, desk: Desk) -> Sheet:
    found = journal.lines(desk, journal_page.asked_of(given), most=MOST)
    return _messages([(line.at, line.message) for line in _few(found)], desk)


def _search(given: QueryDict, desk: Desk) -> Sheet:
    asked = search_page.asked_of(given, desk)
    found = searching.find(asked, most=MOST) if asked.is_anything else searching.Found()
    if found.has_more:
        raise TooMany
    told = Message.objects.in_bulk([pk for _, pk in found.places])
    return _messages([(at, told[pk]) for at, pk in found.places if pk in told], desk)


def _messages(rows: Sequence[tuple[datetime, Message]], desk: Desk) -> Sheet:
    """Return headers of all, and the words of those that may leave the console."""
    handled = {one.pk: desk.rulebook.edition.handled(one.handling) for _, one in rows}
    leaving = [pk for pk, handling in handled.items() if exporting.may_leave(handling)]
    words = _words(leaving, desk)
    to = journal.taken(one.pk for _, one in rows)
    lines = [
        (
            _local(at, desk),
            f"{one.number}/{one.year}",
            desk.name(one.unit_id),
            ", ".join(desk.name(unit) for unit in to[one.pk].units),
            desk.regime(one.regime),
            desk.subject(one.clause),
            one.clause,
            gettext("устно") if one.form == "oral" else gettext("письменно"),
            one.officer_name,
            _handling(handled[one.pk], desk),
            words.get(one.pk, ""),
        )
        for at, one in rows
    ]
    withheld = len({one.pk for _, one in rows} - set(leaving))
    heads = (
        gettext("Время"),
        "№",
        gettext("Кто"),
        gettext("Кому"),
        pgettext("acts", "Вид"),
        gettext("О чём"),
        gettext("Пункт"),
        gettext("Как"),
        gettext("Передал"),
        gettext("Кому можно передать дальше"),
        gettext("Содержание"),
    )
    said = gettext("Только заголовок, содержание покидать консоль не может: %d из %d.")
    return Sheet(heads, lines, [said % (withheld, len(lines))] if withheld else [], withheld)


def _duties(given: QueryDict, desk: Desk) -> Sheet:
    rows = _few(list(rows_asked(given, desk).order_by("-due_at", "-id")[: MOST + 1]))
    heads = (
        gettext("Что"),
        gettext("Пункт"),
        gettext("Кто обязан"),
        gettext("Кому"),
        gettext("Открыто"),
        gettext("Срок"),
        gettext("Исполнено"),
        gettext("Состояние"),
    )
    return Sheet(heads, [_duty(one, desk) for one in rows])


def _duty(one: Duty, desk: Desk) -> tuple[str, ...]:
    return (
        desk.duty(one),
        one.clause,
        desk.name(one.owed_by_id),
        desk.name(one.owed_to_id),
        _local(one.opens_at, desk),
        _local(one.due_at, desk),
        _local(one.done_at, desk),
        state_in_words(one, desk.now),
    )


SHEETS: dict[str, Callable[[QueryDict, Desk], Sheet]] = {"journal": _journal, "search": _search, "duties": _duties}


def _few(rows: list[Row]) -> list[Row]:
    if len(rows) > MOST:
        raise TooMany
    return rows


def _words(messages: Iterable[uuid.UUID], desk: Desk) -> dict[uuid.UUID, str]:
    if not desk.may("may_read_content"):
        return {}
    rows = Content.objects.filter(pk__in=list(messages)).values_list("pk", "body__text")
    return {pk: text or "" for pk, text in rows}


def _handling(handling: Handling | None, desk: Desk) -> str:
    return desk.said(handling.name) if handling else ""


def _local(at: datetime | None, desk: Desk) -> str:
    return at.astimezone(desk.zone).strftime("%d.%m.%Y %H:%M") if at else ""
