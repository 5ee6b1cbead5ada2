"""The act of a hand-over, drawn up as soon as the last item is decided: from what was offered, found and accepted.

Nobody types it again. Which field of the act is made of which fields of the charge the pack says; what begins with @
the node knows. It is frozen at once, for it repeats decisions already taken, and waits for both signatures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, gettext

from ortaq.acts.drafting import draft
from ortaq.acts.models import Version
from ortaq.acts.signing import propose
from ortaq.custody import keeping
from ortaq.custody.models import Charge, Discrepancy, HandOver, Line
from ortaq.custody.owing import custody_of
from ortaq.custody.standing import Standing, described, standing
from ortaq.duties.rulebook import Rulebook
from ortaq.ledger.actor import Actor
from ortaq.lib.ids import uuid_of
from ortaq.rules import countries
from ortaq.rules.custody import ActRows, ChargeKind, Custody
from ortaq.rules.edition import Subject

ACCEPTED, REFUSED = "accepted", "refused"


def draw_up(handover: HandOver, *, by: Actor, at: datetime, rulebook: Rulebook) -> Version | None:
    """Draw the act up and lay it before both sides; None where nothing was accepted. Repeated, the same one comes back.

    To be called in the scope of the receiver, in the transaction of the last decision.
    """
    custody = custody_of(rulebook)
    lines = list(handover.lines.select_related("charge").order_by("n"))
    if not any(line.state == ACCEPTED for line in lines):
        return None
    sides = [handover.unit_id, handover.receiver_id]
    identity = uuid_of("hand-over act", str(handover.pk))
    text = body(handover, lines, custody, at, rulebook)
    version = draft(custody.act.kind, text, by=by, at=at, rulebook=rulebook, parties=sides, id=identity)
    version = propose(version, by=by, at=at, rulebook=rulebook)
    HandOver.objects.filter(pk=handover.pk).update(act=version.act_id)
    handover.act = version.act_id
    return version


def body(
    handover: HandOver, lines: Iterable[Line], custody: Custody, at: datetime, rulebook: Rulebook
) -> dict[str, Any]:
    """Return the act's fields: its head, a row for each charge accepted under its kind's group, what was refused."""
    zone = rulebook.zone_of(handover.receiver_id)
    form = rulebook.edition.act_kinds[custody.act.kind].form
    known = {
        "@decided_at": lambda: _moment(at, zone),
        "@point": lambda: rulebook.directory.units[rulebook.units[handover.receiver_id].code].crossing_point or "",
        "@clause": lambda: handover.message.clause,
        "@differences": lambda: _differences(handover, rulebook),
    }
    filled: dict[str, Any] = {
        field: said for field, sources in custody.act.head.items() if (said := _joined(sources, known, {}, None))
    }
    for line in lines:
        rows = custody.act.refused if line.state == REFUSED else custody.act.rows.get(line.charge.kind)
        if rows and line.state in (ACCEPTED, REFUSED):
            filled.setdefault(rows.group, []).append(_row(rows, line, custody, form, at, zone))
    return filled


def _row(
    rows: ActRows, line: Line, custody: Custody, form: Subject | None, at: datetime, zone: ZoneInfo
) -> dict[str, Any]:
    charge, kind = line.charge, custody.kinds[line.charge.kind]
    own, stands = described(charge), standing(charge, custody)
    known = _known(line, charge, kind, stands, own, custody, at, zone)
    raw = {one.code for one in (form.in_group(rows.group) if form else ()) if one.kind in ("date", "country", "amount")}
    row = {}
    for field, sources in rows.fields.items():
        said = own.get(sources[0], "") if field in raw and sources[0] in own else _joined(sources, known, own, kind)
        if said:
            row[field] = str(said)
    return row


def _known(
    line: Line,
    charge: Charge,
    kind: ChargeKind,
    stands: Standing,
    own: Mapping[str, Any],
    custody: Custody,
    at: datetime,
    zone: ZoneInfo,
) -> dict[str, Callable[[], str]]:
    """Return what the node knows of a charge, by the pack's name for it; each is asked for only where it is wanted."""
    held, limit = stands.detention, stands.limit(custody)
    measures = line.offered | line.found
    return {
        "@number": lambda: str(charge),
        "@kind": lambda: keeping.in_our_words(kind.name),
        "@title": lambda: _title(kind.form, own),
        "@quantity": lambda: measures.get("quantity", ""),
        "@unit": lambda: _word(kind.form, "unit", measures.get("unit", "")),
        "@seal": lambda: measures.get("seal", ""),
        "@reason": lambda: keeping.in_our_words(custody.refusals[line.reason]) if line.reason else "",
        "@note": lambda: line.note,
        "@limit": lambda: (
            f"{keeping.in_our_words(limit.ground)} ({keeping.in_our_words(limit.source)})" if limit else ""
        ),
        "@restricted_at": lambda: _moment(held.restricted_at, zone) if held else "",
        "@delivered_at": lambda: _moment(held.delivered_at, zone) if held else "",
        "@due_at": lambda: _moment(held.due_at, zone) if held else "",
        "@remains": lambda: _remains(held.due_at - at) if held else "",
        "@safeguards": lambda: _safeguards(stands, custody, zone),
    }


def _title(form: Subject, own: Mapping[str, Any]) -> str:
    """Return the first of the fields, in the order of the pack, that is said."""
    return next((_word(form, one.code, own[one.code]) for one in form.fields if own.get(one.code)), "")


def _joined(
    sources: Iterable[str],
    known: Mapping[str, Callable[[], str]],
    own: Mapping[str, Any],
    kind: ChargeKind | None,
) -> str:
    said = (
        known[one]() if one.startswith("@") else _word(kind.form if kind else None, one, own.get(one))
        for one in sources
    )
    return ", ".join(one for one in said if one)


def _word(form: Subject | None, code: str, value: Any) -> str:
    """Return a value in the words in which it was asked for: a choice by its name, a country by its own."""
    if value in (None, "") or form is None:
        return "" if value in (None, "") else str(value)
    asked = next((one for one in form.fields if one.code == code), None)
    if asked and asked.choices and value in asked.choices:
        return keeping.in_our_words(asked.choices[value])
    if asked and asked.kind == "country":
        return countries.shown(str(value), (get_language() or "ru").split("-")[0])
    return str(value)


def _moment(at: datetime, zone: ZoneInfo) -> str:
    """Return an instant as an act keeps it: local, to the minute, with its offset."""
    return at.astimezone(zone).isoformat(timespec="minutes")


def _remains(left: timedelta) -> str:
    """Return how much time the law leaves at the hand-over, or that it leaves none."""
    if left <= timedelta(0):
        return gettext("время вышло")
    minutes = left // timedelta(minutes=1)
    return gettext("%(hours)s ч %(minutes)s мин") % {"hours": minutes // 60, "minutes": minutes % 60}


def _safeguards(stands: Standing, custody: Custody, zone: ZoneInfo) -> str:
    """Return which safeguards were given, and when; those that were passed over say on which ground.

    What follows from the annex stays out of the act: whoever reads the act need not know that somebody asks for asylum.
    """
    said = []
    for one in stands.applying(custody):
        done = stands.done.get(one.code)
        if done is None or one.when:
            continue
        at = f"{done.at.astimezone(zone):%d.%m %H:%M}"
        ground = getattr(done, "ground", "")
        why = f" – {keeping.in_our_words(one.overrides[ground])}" if ground else ""
        said.append(f"{keeping.in_our_words(one.name)} {at}{why}")
    return "; ".join(said)


def _differences(handover: HandOver, rulebook: Rulebook) -> str:
    """Return what was found otherwise than offered, item by item, as the receiver's remarks."""
    rows = Discrepancy.objects.filter(line__handover=handover).exclude(field=REFUSED).select_related("line__charge")
    return "; ".join(
        gettext("№ %(number)s: предложено «%(offered)s», найдено «%(found)s»")
        % {"number": one.line.charge, "offered": one.offered, "found": one.found}
        for one in rows.order_by("line__n", "field")
    )
