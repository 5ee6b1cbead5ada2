"""The chain of custody as it is read: from the first holder to the last, with everything that each did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext

from ortaq.custody.board import may_know
from ortaq.custody.card import Card
from ortaq.custody.handovers import Discrepancy, Line
from ortaq.custody.models import DESCRIBED, RECEIVED, Detention, Entry, Holding, Override
from ortaq.custody.photographs import Photograph
from ortaq.custody.words import discrepancy_in_words, entry_in_words, found_in_words, line_in_words, measure_in_words
from ortaq.exchange.particulars import Change, Particular, changes, of_subject


@dataclass(frozen=True)
class Link:
    """One line of the chain. `said` are its words, `changed` what of the description reads otherwise than before,
    `pictures` its photographs.
    """

    at: datetime
    sign: str
    text: str
    who: str = ""
    url: str = ""
    said: Sequence[Particular] = ()
    changed: Sequence[Change] = ()
    pictures: Sequence[Photograph] = ()
    is_break: bool = field(default=False)


class Chain:
    """The chain of one card; each kind of event says itself."""

    def __init__(self, card: Card) -> None:
        self.card, self.desk = card, card.desk
        charge = card.charge
        rows = charge.lines.select_related("handover").order_by("handover__at")
        self.lines = {one.pk: one for one in rows}
        self.before: list[Particular] = []

    def links(self) -> list[Link]:
        """Return everything in the order in which it happened."""
        found: list[Link] = []
        for event in self.card.events:
            match event:
                case Holding():
                    found.append(self._holding(event))
                case Detention():
                    found.append(self._detention(event))
                case Entry():
                    found.append(self._entry(event))
                case Override():
                    found += self._override(event)
        for line in self.lines.values():
            found += self._line(line)
        found += self._differences()
        return sorted(found, key=lambda one: one.at)

    def _holding(self, one: Holding) -> Link:
        unit = self.desk.name(one.unit_id)
        text = gettext("хранитель:") if one.n == 1 else gettext("хранитель теперь:")
        line = self.lines.get(one.line_id) if one.line_id else None
        url = reverse("hand-over", args=[line.handover_id]) if line else ""
        return Link(one.since, "▮", f"{text} {unit}", url=url, is_break=True)

    def _detention(self, one: Detention) -> Link:
        limit = self.card.custody.limit_of(one.rule)
        ground = self.desk.said(limit.ground) if limit else one.limit
        until = one.due_at.astimezone(self.desk.zone)
        words = gettext("содержать до %(time)s") if one.n == 1 else gettext("продлено до %(time)s")
        text = f"{words % {'time': f'{until:%d.%m.%Y %H:%M}'}}: {ground}"
        return Link(one.at, "◷", f"{text}, {one.paper}" if one.paper else text, self._who(one))

    def _entry(self, one: Entry) -> Link:
        text = entry_in_words(one.code, self.desk)
        if one.is_annex and not self._may_name(one):
            text = gettext("Запись с ограниченным доступом")
        url = reverse("message", args=[one.message_id]) if one.message_id else ""
        said = self._said(one)
        changed = changes(self.before, said) if one.code == DESCRIBED and self.before else []
        if one.code == DESCRIBED:
            self.before, said = said or self.before, []
        pictures = list(one.photographs.all()) if self.card.opens(one) else []
        return Link(one.at, "✎", text, self._who(one), url, said, changed, pictures)

    def _may_name(self, one: Entry) -> bool:
        safeguard = self.card.custody.safeguards.get(one.code)
        return self.desk.may("may_read_annex") or bool(safeguard and may_know(safeguard, self.desk))

    def _said(self, one: Entry) -> list[Particular]:
        """Return the words of an entry, where they are open; those of the annex stand in the annex."""
        custody, card = self.card.custody, self.card
        words = getattr(one, "words", None)
        if words is None or not card.opens(one):
            return []
        if one.code == RECEIVED:
            return self._found(words.body)
        known = custody.entries.get(one.code) or custody.safeguards.get(one.code)
        form = card.kind.form if one.code == DESCRIBED else known.form if known else None
        return of_subject(form, words.body, self.desk) if form else []

    def _found(self, body: dict[str, str]) -> list[Particular]:
        kind, note = self.card.kind, body.get("note")
        told = of_subject(kind.form, {name: value for name, value in body.items() if name != "note"}, self.desk)
        return [*told, Particular(("", 0, "note"), "", gettext("Замечание"), note)] if note else told

    def _override(self, one: Override) -> Iterator[Link]:
        rule = self.card.custody.safeguards.get(one.safeguard)
        if rule is None or not may_know(rule, self.desk):
            return
        name, ground = self.desk.said(rule.name), self.desk.said(rule.overrides.get(one.ground))
        asks = gettext("просит пропустить «%(what)s»: %(ground)s") % {"what": name, "ground": ground}
        yield Link(one.at, "?", f"{asks}. {one.reason}", self._who(one))
        if one.settled_at:
            confirmed = one.state == "confirmed"
            words = gettext("пропуск подтверждён") if confirmed else gettext("пропуск отклонён")
            yield Link(one.settled_at, "✓" if confirmed else "✕", f"{words}: {name}", one.settled_by_name)

    def _line(self, one: Line) -> Iterator[Link]:
        handover, url = one.handover, reverse("hand-over", args=[one.handover_id])
        receiver = self.desk.name(handover.receiver_id)
        text = gettext("предложено по передаче № %(number)s → %(unit)s") % {"number": handover, "unit": receiver}
        yield Link(handover.at, "→", text, self._who(handover), url)
        if one.decided_at and one.state != "accepted":
            ground = found_in_words("refused", one.reason, self.card.kind, self.desk) if one.reason else ""
            text = ": ".join(filter(None, (f"{line_in_words(one.state)}, {receiver}", ground, one.note)))
            yield Link(one.decided_at, "✕", text, one.decided_by_name, url)

    def _differences(self) -> Iterator[Link]:
        kind, desk = self.card.kind, self.desk
        for one in Discrepancy.objects.filter(line__charge=self.card.charge).select_related("line"):
            if one.field == "refused":
                continue
            sides = [found_in_words(one.field, value, kind, desk) or "–" for value in (one.offered, one.found)]
            name = measure_in_words(one.field, kind, desk)
            text = f"{gettext('расхождение')}: {name}, {sides[0]} → {sides[1]} ({discrepancy_in_words(one.state)})"
            yield Link(one.arisen_at, "≠", text, url=reverse("hand-over", args=[one.line.handover_id]))

    def _who(self, one: Detention | Entry | Override | Line | object) -> str:
        name, unit = getattr(one, "officer_name", ""), getattr(one, "unit_id", None)
        return ", ".join(filter(None, (name, self.desk.name(unit))))
