"""An urgent message as a CAP alert: new, updated or cancelled, to whom, and how much of it may leave the console."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from pydantic import TypeAdapter

from ortaq.duties.desk import Desk
from ortaq.exchange.api.reading import note_reading
from ortaq.exchange.models import Content, Message, Recipient
from ortaq.exchange.story import lines_of
from ortaq.lib import node
from ortaq.wire.cap import Alert, Area, Info

STATUS = {"node": "Actual", "drill": "Exercise"}
KINDS = {"correction": "Update", "follow_up": "Update", "withdrawal": "Cancel", "recall": "Cancel"}


def described(media_type: str, shape: Any = None) -> dict[str, Any]:
    """Return how an answer of another form stands in the API's description: text, or a list of one shape."""
    schema: dict[str, Any] = {"type": "string"}
    if shape is not None:
        schema = {"type": "array", "items": TypeAdapter(shape).json_schema(mode="serialization")}
    return {"responses": {200: {"description": "OK", "content": {media_type: {"schema": schema}}}}}


def alert_of(message: Message, desk: Desk, request: HttpRequest) -> Alert:
    """Return the alert that a message is."""
    earlier = Message.objects.filter(pk=message.relates_to).first() if message.relates_to else None
    kind = KINDS.get(message.relation, "Alert") if earlier else "Alert"
    to = Recipient.objects.filter(message=message).order_by("added_at", "id").values_list("unit", flat=True)
    return Alert(
        identifier=identifier(message),
        sender=sender(message, desk),
        sent=message.sent_at,
        status=STATUS.get(node.kind(), "Test"),
        kind=kind,
        addresses=[code_of(unit, desk) for unit in to],
        incident=str(message.matter),
        references=[(sender(earlier, desk), identifier(earlier), earlier.sent_at)]
        if earlier and kind != "Alert"
        else (),
        infos=[_info(message, desk, request)],
    )


def identifier(message: Message) -> str:
    """Return the name of a message for other systems: the same for ever."""
    return f"ortaq-{message.pk}"


def sender(message: Message, desk: Desk) -> str:
    """Return who sends, as a name without spaces."""
    return code_of(message.unit_id, desk)


def headline(message: Message, desk: Desk) -> str:
    """Return what may leave the console whatever the handling: that it is urgent, the number, whose it is."""
    return gettext("Срочная информация № %(number)s, %(unit)s") % {
        "number": f"{message.number}/{message.year}",
        "unit": desk.name(message.unit_id),
    }


def code_of(unit: int, desk: Desk) -> str:
    """Return a unit's code; one that is no more keeps its number."""
    found = desk.rulebook.units.get(unit)
    return found.code if found else f"closed-{unit}"


def _info(message: Message, desk: Desk, request: HttpRequest) -> Info:
    handling = desk.rulebook.edition.handled(message.handling)
    words = _words(message, desk) if handling and handling.leaves_console else ""
    marking = desk.said(handling.marking) if handling and handling.marking else ""
    return Info(
        language=desk.lang,
        event=desk.subject(message.clause) if words else desk.regime(message.regime),
        headline=headline(message, desk),
        sender_name=desk.name(message.unit_id),
        description=words,
        contact=", ".join(lines_of([message.unit_id], desk).get(message.unit_id, [])),
        web=request.build_absolute_uri(reverse("message", args=[message.pk])),
        parameters=[("marking", marking)] if marking else (),
        effective=message.sent_at,
        onset=message.known_at if words else None,
        area=_area(message, desk) if words else None,
    )


def _words(message: Message, desk: Desk) -> str:
    """Return the words, where the caller may read them."""
    if not desk.may("may_read_content"):
        return ""
    content = Content.objects.filter(pk=message.pk).first()
    if content is None or not content.body:
        return ""
    note_reading(message, desk)
    return str(content.body.get("text", ""))


def _area(message: Message, desk: Desk) -> Area | None:
    unit = desk.rulebook.units.get(message.unit_id)
    point = unit.crossing_point if unit else None
    if point is None:
        return None
    measured = (point.lat, point.lon) if point.lat is not None and point.lon is not None else None
    return Area(point.name_in(desk.lang), [("ortaq:crossing-point", point.code)], measured)
