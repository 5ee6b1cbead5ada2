"""The act of a hand-over, drawn up as soon as the last item is decided: from what was offered, found and accepted.

Nobody types it again. Which field of the act is made of which fields of the charge the pack says; what begins with @
the node knows. What the node says for the officers stands in both official languages, whoever decided last; what
somebody typed stands as typed. It is frozen at once, for it repeats decisions already taken, and waits for both
signatures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from ortaq.access.scope import acting_in
from ortaq.acts.drafting import draft
from ortaq.acts.models import Version
from ortaq.acts.papers import OFFICIAL, SHEETS
from ortaq.acts.reading import Reader
from ortaq.acts.signing import propose
from ortaq.custody import saying
from ortaq.custody.handovers import ACCEPTED, REFUSED, Discrepancy, HandOver, Line
from ortaq.custody.models import Override
from ortaq.custody.owing import custody_of
from ortaq.custody.standing import Standing, described_of, standings
from ortaq.duties.rulebook import Rulebook
from ortaq.ledger.actor import Actor
from ortaq.lib.ids import uuid_of
from ortaq.rules import wording
from ortaq.rules.custody import ActRows, Custody
from ortaq.rules.edition import Subject
from ortaq.rules.terms import Amount
from ortaq.rules.text import Text, joined

AS_KEPT = ("date", "country", "amount")
"""Fields of an act that keep a value by its code, as the charge does: the act's reader puts it in words."""
OVER = Text("время вышло", "мерзімі өтті", "no time is left")
Known = Mapping[str, Callable[[], Text | str]]


def draw_up(handover: HandOver, *, by: Actor, at: datetime, rulebook: Rulebook) -> Version | None:
    """Draw the act up and lay it before both sides; None where nothing was accepted. Repeated, the same one comes back.

    To be called in the scope of the receiver, in the transaction of the last decision.
    """
    lines = list(handover.lines.select_related("charge").order_by("n"))
    if not any(line.state == ACCEPTED for line in lines):
        return None
    sides = [handover.unit_id, handover.receiver_id]
    identity = uuid_of("hand-over act", str(handover.pk))
    sheet = Sheet(handover, at, rulebook)
    kind = sheet.custody.act.kind
    version = draft(kind, sheet.body(lines), by=by, at=at, rulebook=rulebook, parties=sides, id=identity)
    version = propose(version, by=by, at=at, rulebook=rulebook)
    HandOver.objects.filter(pk=handover.pk).update(act=version.act_id)
    handover.act = version.act_id
    return version


def official(words: Text | str) -> str:
    """Return words as an act keeps them: in the languages of the official sheet, once where they read alike."""
    if isinstance(words, str):
        return words
    return " / ".join(dict.fromkeys(words.said_in(lang) for lang in SHEETS[OFFICIAL]))


class Sheet:
    """One act as it is made: by which pack, at which instant, by the clock of whoever receives."""

    def __init__(self, handover: HandOver, at: datetime, rulebook: Rulebook) -> None:
        self.handover, self.at, self.rulebook = handover, at, rulebook
        self.custody: Custody = custody_of(rulebook)
        self.zone = rulebook.zone_of(handover.receiver_id)
        self.reader = Reader(at.astimezone(self.zone).date())
        form = rulebook.edition.act_kinds[self.custody.act.kind].form
        self.as_kept = {(one.group, one.code) for one in (form.fields if form else ()) if one.kind in AS_KEPT}

    def body(self, lines: Sequence[Line]) -> dict[str, Any]:
        """Return the act's fields: its head, a row for each charge accepted under its kind's group, what was refused,
        what differed.
        """
        act, head = self.custody.act, self._head(lines)
        said = ((field, ", ".join(self._said(sources, head, {}, None))) for field, sources in act.head.items())
        filled: dict[str, Any] = {field: words for field, words in said if words}
        differing, own = self._differing(), self._written_down(lines)
        stand = standings((one.charge for one in lines if one.state == ACCEPTED), self.custody)
        for line in lines:
            item = Item(self, line, own.get(line.charge_id, {}), stand.get(line.charge_id))
            for rows, known in item.rows(differing.get(line.pk, ())):
                filled.setdefault(rows.group, []).append(self.row(rows, known, item.own, item.kind.form))
        return filled

    def row(self, rows: ActRows, known: Known, own: Mapping[str, Any], form: Subject) -> dict[str, str]:
        """Return one row of a group, of what the node knows and what was written down of a charge."""
        found = {}
        for field, sources in rows.fields.items():
            if (rows.group, field) in self.as_kept and sources[0] in own:
                found[field] = str(own[sources[0]])
            elif said := ", ".join(self._said(sources, known, own, form)):
                found[field] = said
        return found

    def moment(self, at: datetime) -> str:
        """Return an instant as an act keeps it: local, to the minute, with its offset."""
        return at.astimezone(self.zone).isoformat(timespec="minutes")

    def _head(self, lines: Iterable[Line]) -> Known:
        clause = self.rulebook.edition.clause(self.handover.message.clause)
        point = self.rulebook.directory.units[self.rulebook.units[self.handover.receiver_id].code].crossing_point
        return {
            "@decided_at": lambda: self.moment(self.at),
            "@point": lambda: point or "",
            "@clause": lambda: f"{official(clause.title or clause.text)} ({clause.number})",
            "@notes": lambda: "; ".join(f"№ {one.charge}: {one.note}" for one in lines if one.note and not one.reason),
        }

    def _said(
        self, sources: Iterable[str], known: Known, own: Mapping[str, Any], form: Subject | None
    ) -> Iterator[str]:
        """Yield what each source says. What follows a choice that nobody made says its own name: a number alone would
        not tell of what.
        """
        asked, is_unnamed = {one.code: one for one in form.fields} if form else {}, False
        for source in sources:
            field = asked.get(source)
            words = official(self.reader.said(field, own.get(source)) if field else known[source]())
            if words:
                yield f"{official(field.label)}: {words}" if field and is_unnamed else words
            is_unnamed = field is not None and field.kind == "choice" and not words

    def _written_down(self, lines: Sequence[Line]) -> Mapping[Any, Mapping[str, Any]]:
        """Return what was written down of each charge. Of what was refused the receiver reads the words no more, and
        the act names it all the same: its giver reads them.
        """
        ours = described_of(one.charge for one in lines if one.state == ACCEPTED)
        with acting_in(self.handover.unit_id, instead=True):
            return ours | described_of(one.charge for one in lines if one.state == REFUSED)

    def _differing(self) -> dict[Any, list[Discrepancy]]:
        """Return by line what was found otherwise than it was offered."""
        found: dict[Any, list[Discrepancy]] = {}
        rows = Discrepancy.objects.filter(line__handover=self.handover).exclude(field=REFUSED)
        for one in rows.order_by("field"):
            found.setdefault(one.line_id, []).append(one)
        return found


class Item:
    """One line of the hand-over, with what was written down of its charge and, once accepted, how it stands."""

    def __init__(self, sheet: Sheet, line: Line, own: Mapping[str, Any], stands: Standing | None) -> None:
        self.sheet, self.line, self.charge, self.own = sheet, line, line.charge, own
        self.kind = sheet.custody.kinds[self.charge.kind]
        self.stands = stands or Standing(self.charge.kind)

    def rows(self, differing: Iterable[Discrepancy]) -> Iterator[tuple[ActRows, Known]]:
        """Yield the rows that it has in the act, each with what the node knows for it."""
        act, known = self.sheet.custody.act, self._known()
        rows = {ACCEPTED: act.rows.get(self.charge.kind), REFUSED: act.refused}.get(self.line.state)
        if rows:
            yield rows, known
        for one in differing if act.differing else ():
            assert act.differing is not None
            yield act.differing, {**known, **self._difference(one)}

    def _known(self) -> dict[str, Callable[[], Text | str]]:
        """Return what the node knows of the charge, by the pack's name for it; asked for only where it is wanted."""
        line, kind, custody = self.line, self.kind, self.sheet.custody
        stands = self.stands
        measures = line.offered | line.found
        return {
            "@number": lambda: str(self.charge),
            "@kind": lambda: kind.name,
            "@title": lambda: saying.title(kind, self.own, self.sheet.reader.on),
            "@quantity": lambda: measures.get("quantity", ""),
            "@unit": lambda: saying.unit(measures.get("unit", ""), kind),
            "@seal": lambda: measures.get("seal", ""),
            "@reason": lambda: custody.refusals[line.reason] if line.reason else "",
            "@note": lambda: line.note,
            "@safeguards": lambda: self._safeguards(stands),
            **self._clock(stands),
        }

    def _clock(self, stands: Standing) -> dict[str, Callable[[], Text | str]]:
        """Return what is known of somebody held: on which ground, since when, until when; nothing of a thing."""
        held, limit, moment = stands.detention, stands.limit(self.sheet.custody), self.sheet.moment
        return {
            "@limit": lambda: limit.ground + " (" + limit.source + ")" if limit else "",
            "@restricted_at": lambda: moment(held.restricted_at) if held else "",
            "@delivered_at": lambda: moment(held.delivered_at) if held else "",
            "@due_at": lambda: moment(held.due_at) if held else "",
            "@remains": lambda: remains(held.due_at - self.sheet.at) if held else "",
        }

    def _difference(self, one: Discrepancy) -> dict[str, Callable[[], Text | str]]:
        return {
            "@field": lambda: saying.measure(one.field, self.kind),
            "@offered": lambda: saying.side(one.field, one.offered, self.kind),
            "@found": lambda: saying.side(one.field, one.found, self.kind),
        }

    def _safeguards(self, stands: Standing) -> Text:
        """Return which safeguards were given, and when; those that were passed over say on which ground.

        What follows from the annex stays out of the act: whoever reads it need not know that somebody asks for asylum.
        """
        said = []
        for one in stands.applying(self.sheet.custody):
            done = stands.done.get(one.code)
            if done is None or one.when:
                continue
            told = one.name + f" {done.at.astimezone(self.sheet.zone):%d.%m %H:%M}"
            said.append(told + " – " + one.overrides[done.ground] if isinstance(done, Override) else told)
        return joined(said)


def remains(left: timedelta) -> Text:
    """Return how much time the law leaves at the hand-over, or that it leaves none."""
    if left <= timedelta(0):
        return OVER
    hours, minutes = divmod(left // timedelta(minutes=1), 60)
    return wording.amount(Amount(hours, "hours")) + " " + wording.amount(Amount(minutes, "minutes"))
