"""How the report of a window is sent: one message with its sections in its body, and the fact which window it is about.

Sent before the window opens it is early: it counts only where the pack lets it. Sent before its period ends it says
how far it reaches, and the next one begins there. Sent after the term it is late and stays so. Early and late say why.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from ortaq.duties.models import Duty
from ortaq.duties.moves import fulfil
from ortaq.duties.rulebook import Addressed, Rulebook
from ortaq.exchange.daily import covers
from ortaq.exchange.documents import FIGURES, IN_TIME, Document, Filing
from ortaq.exchange.drafting import Work, go_on, one_at_a_time
from ortaq.exchange.errors import AlreadyDone, NothingNotAdmitted, NothingSaid, Overtaken, ReasonMissing
from ortaq.exchange.models import Message
from ortaq.exchange.periods import Period
from ortaq.exchange.sending import Saying, send_written
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import record


@dataclass(frozen=True)
class Part:
    """One section as it is sent: its clause, its words, the lines of its list."""

    clause: str
    text: str = ""
    rows: Sequence[Mapping[str, Any]] = ()

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing."""
        return not self.text.strip() and not self.rows

    def body(self) -> dict[str, Any]:
        """Return the section as the message keeps it."""
        return {"clause": self.clause, "text": self.text.strip(), **({"rows": list(self.rows)} if self.rows else {})}


@dataclass(frozen=True)
class Written:
    """What is to be sent: the sections, the figures, or the statement that there is nothing to report; and why now.

    `relation`, `relates_to`: of what it tells, where that stands elsewhere too.
    """

    parts: Sequence[Part] = ()
    figures: Mapping[str, Any] = field(default_factory=dict)
    nothing: bool = False
    reason: str = ""
    id: uuid.UUID | None = None
    document: Document | None = None
    relation: str = ""
    relates_to: uuid.UUID | None = None


def written_in(work: Work, *, nothing: bool = False, reason: str = "", id: uuid.UUID | None = None) -> Written:
    """Return a report in work as it would be sent now."""
    stands = work.newest
    parts = [
        Part(code, stands[code].text, stands[code].data.get("rows", ()))
        for code in work.period.sections
        if code in stands
    ]
    figures = stands[FIGURES].data if FIGURES in stands else {}
    return Written([one for one in parts if not one.is_empty], figures, nothing, reason.strip(), id, work.document)


def send_document(
    work: Work,
    written: Written,
    addressed: Sequence[Addressed],
    *,
    seen: str,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
) -> Message:
    """Send a report in work as it was seen, like `send_report`. Raises Overtaken where a colleague changed it since."""
    with transaction.atomic():
        one_at_a_time(work.period)
        now = Work(work.period)
        if now.sent is None and now.digest != seen:
            raise Overtaken("the report was changed after it was looked at")
        return send_report(work.period, written, addressed, by=by, at=at, rulebook=rulebook)


def send_report(
    period: Period,
    written: Written,
    addressed: Sequence[Addressed],
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    is_further: bool = False,
) -> Message:
    """Send the report of a window and close what was owed in it. Sent before under the same id, it is returned as sent.

    `is_further`: it may be one more beside another of the window.
    Raises NothingSaid, NothingNotAdmitted, ReasonMissing, NobodyAddressed, AlreadyDone where the window has its report.
    """
    _check(period, written, at)
    with transaction.atomic():
        one_at_a_time(period)
        before = Filing.objects.filter(unit=period.unit, rule=period.rule.id, opens_at=period.span.opens_at)
        again = before.filter(message=written.id).select_related("message").first() if written.id else None
        if again is not None:
            return again.message
        if not is_further and before.filter(counts=True).exists():
            raise AlreadyDone("the report of this window was sent", window=period.span.opens_at)
        saying = Saying(
            period.regime.clause,
            body_of(period, written, at),
            nothing_to_report=written.nothing,
            id=written.id,
            relation=written.relation,
            relates_to=written.relates_to,
        )
        message = send_written(saying, addressed, by=by, at=at, rulebook=rulebook, answers_window=False)
        filing = _file(message, period, written, by=by, at=at)
        if filing.counts:
            _close(filing, [one.unit for one in addressed], by=by, at=at)
        elif written.document is not None:
            go_on(written.document, at=at)
    return message


def body_of(period: Period, written: Written, at: datetime) -> dict[str, Any]:
    """Return the report as the message keeps it; `text` is the whole in plain words, for a reader without sections."""
    covered, standing = period.covered(at), period.standing(at)
    return {
        "text": "\n\n".join(one.text.strip() for one in written.parts if one.text.strip()) or _listed(written),
        "sections": [one.body() for one in written.parts],
        **({"figures": dict(written.figures)} if written.figures else {}),
        **(covers(*covered) if covered else {}),
        **({"cut_off": at.isoformat()} if period.is_cut_off(at) else {}),
        **({"standing": standing, "reason": written.reason} if standing != IN_TIME else {}),
    }


def _listed(written: Written) -> str:
    """Return the lists of a report in plain words where it has no others."""
    lines = (
        ", ".join(str(value) for key, value in row.items() if key != "id") for one in written.parts for row in one.rows
    )
    return "\n".join(lines)


def _check(period: Period, written: Written, at: datetime) -> None:
    if written.nothing and (written.parts or not period.may_be_nothing):
        raise NothingNotAdmitted("nothing to report, and yet words, or not admitted", rule=period.rule.id)
    if not written.nothing and not written.parts:
        raise NothingSaid("a report needs at least one section")
    if period.standing(at) != IN_TIME and not written.reason:
        raise ReasonMissing("early or late without a reason", rule=period.rule.id)


def _file(message: Message, period: Period, written: Written, *, by: Actor, at: datetime) -> Filing:
    begin, end = period.covered(at) or (None, None)
    filing = Filing(
        message=message,
        document=written.document.pk if written.document else None,
        unit_id=period.unit,
        rule=period.rule.id,
        regime=period.code,
        opens_at=period.span.opens_at,
        sent_at=at,
        covers_from=begin,
        covers_to=end,
        standing=period.standing(at),
        reason=written.reason,
        counts=period.counts(at),
        visible_to=message.visible_to,
    )
    filing.save(force_insert=True)
    record("report.filed", filing.pk, filing.to_ledger(), by=by, at=at)
    return filing


def _close(filing: Filing, told: Sequence[int], *, by: Actor, at: datetime) -> None:
    """Close the duties of the window, towards those told."""
    owed = Duty.objects.owed_by(filing.unit_id).filter(rule=filing.rule, opens_at=filing.opens_at, record=None)
    keys = [duty.key for duty in owed.unfinished() if duty.owed_to_id is None or duty.owed_to_id in told]
    fulfil(keys, by=by, at=at, record=filing.message_id, recorded_at=at)
