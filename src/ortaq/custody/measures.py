"""Measures taken with somebody who was handed over, told to whoever gave him and to the third party; and the law's
conditions on how a safeguard is given.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ortaq.access.scope import acting_in
from ortaq.custody.errors import Disagrees, Incomplete
from ortaq.custody.handovers import Line
from ortaq.custody.keeping import in_our_words
from ortaq.custody.models import Charge, Entry, Holding
from ortaq.custody.owing import take_back
from ortaq.custody.standing import described
from ortaq.duties.models import Duty
from ortaq.duties.moves import fulfil
from ortaq.duties.rulebook import Addressed, Rulebook, spoken
from ortaq.exchange.models import ADDRESSEE, Message
from ortaq.exchange.sending import Saying, send_written
from ortaq.ledger.actor import Actor
from ortaq.lib.ids import uuid_of
from ortaq.rules.custody import EntryKind, Safeguard
from ortaq.rules.text import Text

RECEIVED = "received"
"""The trigger of what whoever received somebody owes to the giver and the third party."""
TOLD = Text(
    "взаимное уведомление о мерах в отношении переданного лица № {number}",
    "тапсырылған № {number} адамға қатысты шаралар туралы өзара хабарлау",
    "mutual notice of measures taken with person No. {number}, handed over",
)


def others(giver: int, unit: int, rulebook: Rulebook) -> list[int]:
    """Return to whom a receiver owes word of what it does with somebody: who gave him, and the other counterparts."""
    parties = [giver, *rulebook.counterparts(unit)]
    return [one for one in dict.fromkeys(parties) if one != unit and rulebook.is_on_console(one)]


def received_by(charge: Charge, unit: int) -> Line | None:
    """Return the line by which the unit came to hold it last; None where it took it in charge itself."""
    last = Holding.objects.filter(charge=charge, unit=unit).select_related("line__handover").order_by("-n").first()
    return last.line if last else None


def tell(
    charge: Charge,
    kind: EntryKind,
    said: Mapping[str, Any],
    entry: Entry,
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
) -> Message | None:
    """Tell the giver and the third party of a measure at once; every duty to do so closes. None where nobody gave him.

    The message has the entry's own identity: said again, it is sent once.
    """
    assert by.unit is not None
    line = received_by(charge, by.unit)
    clause = next((one.clause for one in rulebook.edition.duties if one.trigger == RECEIVED), "")
    towards = others(line.handover.unit_id, by.unit, rulebook) if line else []
    if line is None or not towards or not clause:
        return None
    to = [Addressed(one, ADDRESSEE, clause, spoken(TOLD.fill(number=str(charge)))) for one in towards]
    words = ". ".join([f"{in_our_words(kind.name)}, № {charge}", *(str(value) for value in said.values())])
    saying = Saying(clause, {"text": words}, matter=charge.matter, id=uuid_of("measure", str(entry.pk)))
    message = send_written(saying, to, by=by, at=at, rulebook=rulebook)
    keys = [duty.key for duty in _of_line(line, by.unit)]
    fulfil(keys, by=by, at=at, record=message.pk, recorded_at=at)
    return message


def hand_on(charge: Charge, giver: int, *, by: Actor, at: datetime, reason: str) -> None:
    """Let a giver that had received somebody itself owe no more word of him: whoever received him now does."""
    line = received_by(charge, giver)
    if line is None:
        return
    with acting_in(giver, instead=True):
        take_back(_of_line(line, giver), by=by, at=at, reason=reason)


def _of_line(line: Line, unit: int) -> list[Duty]:
    """Return what a unit still owes for having received this line, whatever the edition was."""
    return list(Duty.objects.filter(record=line.pk, owed_by=unit).unfinished().order_by("id"))


def agree(charge: Charge, rule: Safeguard, said: Mapping[str, Any]) -> None:
    """Raise Disagrees where a safeguard was not given as the law wants it: a search by the other sex, one witness named
    twice; Incomplete where what the law compares is not said of the person.
    """
    person, choices = described(charge), {one.code: one.choices for one in rule.form.fields}
    for field, of_person in rule.agrees.items():
        if person.get(of_person) not in choices[field]:
            raise Incomplete("it is not said of the person", fields=(of_person,))
        if said.get(field) != person[of_person]:
            raise Disagrees("not as the law wants it", field=field, safeguard=rule.code)
    named = [" ".join(str(said.get(field, "")).split()).casefold() for field in rule.differ]
    if len(set(named)) < len(named):
        raise Disagrees("not as the law wants it", field=rule.differ[-1], safeguard=rule.code)
