"""Feeds for other programs: urgent messages as CAP 1.2, what happened as CloudEvents, and a calendar of terms."""

from __future__ import annotations

import json
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from ninja import Router

from ortaq.api import capping
from ortaq.duties.api import desk_of
from ortaq.duties.desk import Desk
from ortaq.exchange.models import Message, Recipient
from ortaq.ledger.models import Entry, Sealed
from ortaq.lib.operations import Cursor, Shown, cursor_at, instant, needs, place_of
from ortaq.lib.problems import not_found
from ortaq.wire import cap

router = Router(tags=["feeds"])
FEED = needs("feeds", "may_read_headers")
ATOM = "http://www.w3.org/2005/Atom"
PAGE = 50
LOOKED_AT = 2_000
"""Entries of the ledger that one page of events looks through; most are others'."""
FACTS = (
    "message.sent",
    "message.addressed",
    "message.climbed",
    "receipt.moved",
    "call.logged",
    "call.answered",
    "call.bound",
    "duty.opened",
    "duty.moved",
)
ABOUT = {"message": "messages", "duty": "duties"}
EVENTS = "application/cloudevents-batch+json"


class EventShape(Shown):
    """One thing that happened (CloudEvents 1.0): what, when, to what. What it says is fetched with the right to it."""

    specversion: str
    id: uuid.UUID
    source: str
    type: str
    subject: str
    time: datetime


@router.get("/feeds/urgent", auth=FEED, response=None, openapi_extra=capping.described("application/atom+xml"))
def urgent_index(request: HttpRequest, cursor: Cursor = "") -> HttpResponse:
    """The urgent messages that this unit told or was told, newest first, as Atom; each entry leads to its CAP."""
    desk = desk_of(request)
    found = _urgent(desk, cursor)
    rows = found[:PAGE]
    if len(found) > PAGE:
        request.next_cursor = cursor_at(rows[-1].sent_at, rows[-1].pk)  # type: ignore[attr-defined]
    return HttpResponse(_atom(rows, desk, request), content_type="application/atom+xml; charset=utf-8")


@router.get("/feeds/urgent/{uuid:id}", auth=FEED, response=None, openapi_extra=capping.described(cap.MEDIA_TYPE))
def urgent_as_cap(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """One urgent message as CAP 1.2. The words stand in it where the handling lets them leave, else number and line."""
    desk = desk_of(request)
    message = _told_us(desk).filter(pk=id).first()
    if message is None:
        raise not_found()
    alert = capping.alert_of(message, desk, request)
    return HttpResponse(cap.write(alert), content_type=f"{cap.MEDIA_TYPE}; charset=utf-8")


@router.get("/events", auth=FEED, response=None, openapi_extra=capping.described(EVENTS, EventShape))
def events(request: HttpRequest, cursor: Cursor = "", latest: bool = False) -> HttpResponse:
    """What happened, in the ledger's own order, which misses and repeats nothing: identities, kinds and times alone.

    The header `Link` has the cursor to ask with next, also where nothing new is there yet. `latest` begins at the end.
    """
    place = place_of(cursor, int)
    after = min(place[0], 2**62) if place else _newest() if latest else -1
    looked = list(Sealed.objects.filter(seq__gt=after).order_by("seq").values_list("seq", "entry")[:LOOKED_AT])
    order = {entry: seq for seq, entry in looked}
    seen = Entry.objects.filter(pk__in=list(order), kind__in=FACTS)
    found = sorted(seen, key=lambda entry: order[entry.pk])[:PAGE]
    last = order[found[-1].pk] if len(found) == PAGE else looked[-1][0] if looked else after
    request.next_cursor = cursor_at(last)  # type: ignore[attr-defined]
    source = request.build_absolute_uri("/api/")
    body = json.dumps([_event(entry, source) for entry in found], ensure_ascii=False)
    return HttpResponse(body, content_type=EVENTS)


def _event(entry: Entry, source: str) -> dict[str, Any]:
    data = json.loads(entry.body)["data"]
    about = next((f"{many}/{data[one]}" for one, many in ABOUT.items() if data.get(one)), "")
    own = "duties" if entry.kind.startswith("duty.") else "messages"
    return {
        "specversion": "1.0",
        "id": str(entry.pk),
        "source": source,
        "type": f"ortaq.{entry.kind}",
        "subject": about or f"{own}/{entry.record}",
        "time": entry.at.isoformat(),
    }


def _newest() -> int:
    return Sealed.objects.order_by("-seq").values_list("seq", flat=True).first() or -1


def _told_us(desk: Desk) -> QuerySet[Message]:
    """The urgent messages that this unit told, or that were told to it: not all that its rank sees."""
    regimes = [regime.code for regime in desk.rulebook.edition.regimes.values() if regime.escalates]
    to_us = Recipient.objects.filter(unit=desk.unit).values("message")
    return Message.objects.filter(Q(unit=desk.unit) | Q(pk__in=to_us), regime__in=regimes)


def _urgent(desk: Desk, cursor: str) -> list[Message]:
    rows = _told_us(desk)
    if place := place_of(cursor, instant, uuid.UUID):
        rows = rows.filter(Q(sent_at__lt=place[0]) | Q(sent_at=place[0], id__lt=place[1]))
    return list(rows.order_by("-sent_at", "-id")[: PAGE + 1])


def _atom(rows: Sequence[Message], desk: Desk, request: HttpRequest) -> bytes:
    ET.register_namespace("", ATOM)
    feed = ET.Element(f"{{{ATOM}}}feed")

    def put(parent: ET.Element, name: str, words: str = "", **attributes: str) -> ET.Element:
        made = ET.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
        made.text = words or None
        return made

    address = request.build_absolute_uri(request.path)
    put(feed, "id", address)
    put(feed, "title", f"{gettext('Срочная информация')} · {desk.name(desk.unit.pk)}")
    put(feed, "updated", cap.moment(max((row.entered_at for row in rows), default=desk.now)))
    put(feed, "link", rel="self", href=address)
    for row in rows:
        entry = put(feed, "entry")
        put(entry, "id", f"urn:uuid:{row.pk}")
        put(entry, "title", capping.headline(row, desk))
        put(entry, "updated", cap.moment(row.entered_at))
        put(put(entry, "author"), "name", desk.name(row.unit_id))
        one = request.build_absolute_uri(reverse("api:urgent_as_cap", args=[row.pk]))
        put(entry, "link", rel="alternate", type=cap.MEDIA_TYPE, href=one)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(feed, encoding="unicode").encode()
