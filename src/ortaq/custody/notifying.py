"""The separate notice that is owed of somebody handed over: what his record says already nobody types again."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from ortaq.access.scope import acting_in
from ortaq.custody import readings
from ortaq.custody.doors import door_of
from ortaq.custody.handovers import Line
from ortaq.custody.models import Charge
from ortaq.custody.owing import custody_of
from ortaq.custody.standing import described
from ortaq.duties.desk import Desk
from ortaq.duties.rulebook import Rulebook
from ortaq.exchange import advance
from ortaq.exchange.noticing import Told, known_by
from ortaq.exchange.planned import PlannedEvent
from ortaq.ledger.actor import Actor
from ortaq.lib.ids import uuid_of
from ortaq.rules.custody import Notice


def owe(charge: Charge, line: Line, rulebook: Rulebook) -> None:
    """Let the giver owe the notice of the pack from the acceptance on; only its own scope may hold it."""
    giver, receiver, at = line.handover.unit_id, line.handover.receiver_id, line.decided_at
    notice = _notice(line, rulebook)
    assert at is not None
    if notice and rulebook.units[giver].agency != rulebook.units[receiver].agency:
        program = Actor(None, "custody", "program", giver, None)
        with acting_in(giver, instead=True):
            advance.take_down(
                notice.clause, f"№ {charge}", at, by=program, at=at, rulebook=rulebook, id=event_of(line.pk)
            )


@known_by
def told(event: PlannedEvent, desk: Desk) -> Told | None:
    """Return of whom a notice is owed that a hand-over made; None for an event of any other kind."""
    accepted = Line.objects.filter(handover__unit=event.unit_id, decided_at=event.planned_at)
    line = next((one for one in accepted.select_related("charge", "handover") if event_of(one.pk) == event.pk), None)
    if line is None:
        return None
    door = door_of(line.charge, desk)
    return Told(door.story, door.url, lambda: _body(line, desk))


def _body(line: Line, desk: Desk) -> Mapping[str, Any]:
    """Return what the notice says as it is begun; that the person's record was read for it is written down."""
    notice = _notice(line, desk.rulebook)
    if notice is None or not desk.may("may_read_content"):
        return {}
    charge, receiver, rulebook = line.charge, line.handover.receiver_id, desk.rulebook
    readings.read(charge.pk, gettext("извещает о передаче"), desk, owner=charge.custodian_id)
    own = described(charge)
    subject = rulebook.subject(notice.clause)
    person = {one.code: own[one.code] for one in (subject.in_group(notice.group) if subject else ()) if one.code in own}
    point = rulebook.directory.units[rulebook.units[receiver].code].crossing_point
    known = {"@point": point or "", "@receiver": f"{desk.name(receiver)}, {line.decided_by_name}"}
    said = {
        field: ", ".join(filter(None, (known.get(one) or str(own.get(one, "")) for one in sources)))
        for field, sources in notice.fields.items()
    }
    text = gettext("Передан задержанный № %(charge)s, передача № %(handover)s.")
    words = text % {"charge": charge, "handover": line.handover}
    return {"text": words, notice.group: [person] if person else [], **said}


def _notice(line: Line, rulebook: Rulebook) -> Notice | None:
    return custody_of(rulebook).notices.get(rulebook.units[line.handover.receiver_id].agency)


def event_of(line: uuid.UUID) -> uuid.UUID:
    """Return the identity of the event of which the giver owes a notice, by the line that was accepted."""
    return uuid_of("handed over", str(line))
