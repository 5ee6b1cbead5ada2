"""How the parties hear of a joint measure: that it was opened, and that it is over, as messages of whoever did it.

What rings sounds at every party until its watch takes it, and climbs as any alarm does; where the regime copies
superiors, ours gets its copy. A measure that a variant of action opened was told with the variant; of a room the units
hear nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import get_language

from ortaq.duties.rulebook import Addressed, Rulebook, spoken
from ortaq.exchange.models import ADDRESSEE, Message
from ortaq.exchange.sending import Saying, send_written
from ortaq.ledger.actor import Actor
from ortaq.lib.ids import uuid_of
from ortaq.operations.models import Operation, OperationStep
from ortaq.rules.operations import OperationKind
from ortaq.rules.text import Text

RELATION = "operation"
"""How the message stands to the measure that it `relates_to`."""
WHY = Text("сторона мероприятия", "іс-шараның тарабы", "party to the joint measure")
OPENED = Text("{kind} № {number}: {what}", "№ {number} {kind}: {what}", "{kind} No. {number}: {what}")
CLOSED = Text(
    "{kind} № {number} завершено. {why}", "№ {number} {kind} аяқталды. {why}", "{kind} No. {number} is closed. {why}"
)
OFF = Text(
    "{kind} № {number} отменено. {why}",
    "№ {number} {kind} күшін жойды. {why}",
    "{kind} No. {number} is called off. {why}",
)


def opened(
    operation: Operation, what: str, kind: OperationKind, *, by: Actor, at: datetime, rulebook: Rulebook
) -> Message | None:
    """Tell the other parties that it was opened."""
    if operation.activation_id:
        return None
    words = _said(OPENED, operation, kind, what=what)
    alarms = [one for one in _others(operation, rulebook) if kind.rings and rulebook.is_on_console(one)]
    return _send(operation, words, "opened", alarms, by=by, at=at, rulebook=rulebook)


def over(
    operation: Operation, step: OperationStep, why: str, *, by: Actor, at: datetime, rulebook: Rulebook
) -> Message | None:
    """Tell the other parties that it is closed or called off, and why; nothing sounds."""
    kind = rulebook.edition.operations[operation.kind]
    words = _said(OFF if step.verb == "call_off" else CLOSED, operation, kind, why=why.strip())
    return _send(operation, words, "over", (), by=by, at=at, rulebook=rulebook)


def _others(operation: Operation, rulebook: Rulebook) -> list[int]:
    return [one for one in operation.parties if one in rulebook.units]


def _send(
    operation: Operation,
    text: str,
    what: str,
    alarms: Collection[int],
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
) -> Message | None:
    assert by.unit is not None
    others = [one for one in _others(operation, rulebook) if one != by.unit]
    if not others or operation.room:
        return None
    told = rulebook.edition.operations[operation.kind].told
    saying = Saying(
        told,
        {"text": text},
        matter=uuid_of(RELATION, str(operation.pk), "opened"),
        id=uuid_of(RELATION, str(operation.pk), what),
        relation=RELATION,
        relates_to=operation.pk,
    )
    addressed = [Addressed(unit, ADDRESSEE, told, spoken(WHY)) for unit in others]
    copies = [one for one in rulebook.route(told, by.unit) if one.role == "copy"]
    addressed += [one for one in copies if one.unit not in others]
    heard = [one for one in alarms if one in others]
    return send_written(saying, addressed, by=by, at=at, rulebook=rulebook, alarms=heard)


def _said(text: Text, operation: Operation, kind: OperationKind, **facts: str) -> str:
    """Return it in the language in which the officer works: what a verb says for him, he says."""
    lang = (get_language() or "ru").split("-")[0]
    return text.fill(kind=kind.name.said_in(lang), number=str(operation), **facts).said_in(lang)
