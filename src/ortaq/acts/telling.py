"""How the parties hear that a variant of action was set going, or stood down: as messages of whoever did it.

That one was set going sounds at every party until its watch takes it, and climbs as any alarm does; at our own unit
too, unless the officer who did it stands its watch. That it was stood down is in the record of the same matter.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import get_language

from ortaq.access.models import Watch
from ortaq.acts.doing import Activation, StandDown
from ortaq.acts.models import Act
from ortaq.duties.rulebook import Addressed, Rulebook, spoken
from ortaq.exchange.models import ADDRESSEE, Message
from ortaq.exchange.sending import Saying, send_written
from ortaq.ledger.actor import Actor
from ortaq.lib.ids import uuid_of
from ortaq.rules.acts import ActKind
from ortaq.rules.text import Text

VARIANT = "variant"
"""How the message stands to the activation that it `relates_to`."""
WHY = Text("сторона акта", "актінің тарабы", "party to the act")
BEGUN = Text(
    "{act}: введён в действие вариант {variant}. Ч – {hour}.",
    "{act}: {variant} нұсқасы іске қосылды. Ч – {hour}.",
    "{act}: variant {variant} is set going. H is {hour}.",
)
OVER = Text(
    "{act}: отбой варианта {variant}.",
    "{act}: {variant} нұсқасы тоқтатылды.",
    "{act}: variant {variant} is stood down.",
)


def tell_begun(
    activation: Activation, situation: str, kind: ActKind, *, by: Actor, at: datetime, rulebook: Rulebook
) -> Message:
    """Tell every party at once, sounding, which variant runs, in which situation, and since when Ч counts."""
    act, unit = activation.version.act, activation.unit_id
    hour = activation.h_at.astimezone(rulebook.zone_of(unit)).strftime("%d.%m.%Y %H:%M")
    words = _said(BEGUN, kind, act, activation, hour=hour)
    others = [one for one in act.parties if one != unit and one in rulebook.units]
    hears = others if Watch.objects.is_on(by.officer, unit, at=at) else [*others, unit]
    said = f"{words} {' '.join(one for one in (situation, activation.note) if one)}".strip()
    return _send(activation, said, hears, hears, "begun", by=by, at=at, rulebook=rulebook)


def tell_over(down: StandDown, kind: ActKind, *, by: Actor, at: datetime, rulebook: Rulebook) -> Message:
    """Tell the other parties that it was stood down and why; nothing sounds."""
    act = down.activation.version.act
    others = [one for one in act.parties if one != down.unit_id and one in rulebook.units]
    said = f"{_said(OVER, kind, act, down.activation)} {down.reason}".strip()
    return _send(down.activation, said, others, (), "over", by=by, at=at, rulebook=rulebook)


def _send(
    activation: Activation,
    text: str,
    to: Collection[int],
    alarms: Collection[int],
    what: str,
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
) -> Message:
    clause = activation.version.act.clause
    saying = Saying(
        clause,
        {"text": text},
        matter=uuid_of(VARIANT, str(activation.pk), "begun"),
        id=uuid_of(VARIANT, str(activation.pk), what),
        relation=VARIANT,
        relates_to=activation.pk,
    )
    addressed = [Addressed(unit, ADDRESSEE, clause, spoken(WHY)) for unit in to]
    heard = [unit for unit in alarms if rulebook.is_on_console(unit)]
    return send_written(saying, addressed, by=by, at=at, rulebook=rulebook, alarms=heard)


def _said(text: Text, kind: ActKind, act: Act, activation: Activation, **facts: str) -> str:
    """Return it in the language in which the officer works: what a verb says for him, he says."""
    lang = (get_language() or "ru").split("-")[0]
    name = f"{kind.name.said_in(lang)} № {act.label}"
    return text.fill(act=name, variant=activation.variant, **facts).said_in(lang)
