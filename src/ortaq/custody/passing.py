"""A hand-over as its page shows it: what is offered, as it is offered and as it was found, and who may do what next."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2s
from typing import Any

from ortaq.access.models import Watch
from ortaq.acts.models import Act
from ortaq.custody import photographs
from ortaq.custody.board import Row, rows_of
from ortaq.custody.clocks import duties_of
from ortaq.custody.handovers import Discrepancy, DiscrepancyStep, HandOver, HandOverStep, Line
from ortaq.custody.offering import receivers
from ortaq.custody.photographs import Photograph
from ortaq.custody.titles import bodies, kind_of
from ortaq.custody.words import amount_in_words, found_in_words, measure_in_words
from ortaq.duties.desk import Desk
from ortaq.duties.words import Shown
from ortaq.exchange.particulars import Particular, of_subject
from ortaq.exchange.story import lines_of
from ortaq.rules.life import DISCREPANCY, HAND_OVER, LINE

MEASURED = ("quantity", "unit", "seal")


@dataclass
class Difference:
    """One discrepancy of an item, in words, with the steps by which it is settled."""

    row: Discrepancy
    name: str
    offered: str
    found: str
    history: Sequence[DiscrepancyStep]
    clock: Shown | None
    may_propose: bool = False
    may_agree: bool = False
    form: Any = None


@dataclass
class Item:
    """One item as it is shown; `form` decides on it, `offered` and `found` are told in words."""

    line: Line
    row: Row
    fields: Sequence[Particular]
    amount: str
    found: Sequence[tuple[str, str]]
    reason: str
    pictures: Sequence[Photograph] = ()
    differences: list[Difference] = field(default_factory=list)
    form: Any = None


@dataclass(frozen=True)
class Receiver:
    """A unit to which one may hand over: who is on watch there, at which line."""

    unit: int
    name: str
    officer: str
    phones: Sequence[str]
    is_superior: bool


@dataclass(frozen=True)
class Paper:
    """The act of a hand-over: its number, who has signed it, whose signature it waits for."""

    act: Act
    signed: Sequence[str]
    waits_for: Sequence[str]
    is_ours_to_sign: bool


class Passing:
    """A hand-over at a desk."""

    def __init__(self, desk: Desk, handover: HandOver) -> None:
        self.desk, self.handover = desk, handover

    @property
    def giver(self) -> str:
        return self.desk.name(self.handover.unit_id)

    @property
    def receiver(self) -> str:
        return self.desk.name(self.handover.receiver_id)

    @property
    def is_to_us(self) -> bool:
        """Whether this unit decides."""
        return self.handover.receiver_id == self.desk.unit.pk

    @property
    def is_from_us(self) -> bool:
        """Whether this unit gives."""
        return self.handover.unit_id == self.desk.unit.pk

    @property
    def acts(self) -> bool:
        """Whether the officer may act for his unit now."""
        return self.desk.is_on_watch and self.desk.may("may_keep_charges")

    @property
    def may_decide(self) -> bool:
        """Whether he may accept and refuse."""
        return self.is_to_us and self.acts and self.handover.is_open

    def may(self, verb: str) -> bool:
        """Whether he may take this step of the hand-over as a whole now."""
        side = self.is_from_us if verb == "ask_back" else self.is_to_us
        return side and self.acts and HAND_OVER.allows(self.handover.state, verb)

    @property
    def may_ask_back(self) -> bool:
        return self.may("ask_back")

    @property
    def may_let_go(self) -> bool:
        return self.may("let_go")

    @cached_property
    def history(self) -> list[HandOverStep]:
        """The steps of the hand-over as a whole."""
        return list(self.handover.history.all())

    @cached_property
    def asked_back(self) -> HandOverStep | None:
        """The request to have it back that waits for the receiver."""
        return self.history[-1] if self.handover.state == "asked_back" else None

    @cached_property
    def clock(self) -> Shown | None:
        """The clock of the decision."""
        found = duties_of([self.handover.pk], self.desk).get(self.handover.pk, [])
        return found[0] if found else None

    @cached_property
    def paper(self) -> Paper | None:
        """The act, drawn up when the last item was decided; None before, and where nothing was accepted."""
        act = Act.objects.filter(pk=self.handover.act).first() if self.handover.act else None
        if act is None:
            return None
        version = act.versions.order_by("-n").first()
        signed = set(version.signatures.filter(role="party").values_list("unit", flat=True)) if version else set()
        waited = [one for one in act.parties if one not in signed]
        names = [[self.desk.name(one) for one in units] for units in ([*signed], waited)]
        return Paper(act, names[0], names[1], is_ours_to_sign=self.desk.unit.pk in waited)

    @property
    def digest(self) -> str:
        """A short name for all that is shown but the time that passes."""
        lines = [
            (one.line.n, one.line.state, [(d.row.state, d.row.steps) for d in one.differences]) for one in self.items
        ]
        paper = self.paper.signed if self.paper else None
        told = repr((self.handover.state, self.handover.steps, lines, paper, self.acts))
        return blake2s(told.encode(), digest_size=8).hexdigest()

    @cached_property
    def items(self) -> list[Item]:
        """The items in their order, with what differs."""
        lines = list(self.handover.lines.select_related("charge").order_by("n"))
        charges = [one.charge for one in lines]
        rows = {row.charge.pk: row for row in rows_of(charges, self.desk)}
        read = bodies(charges, self.desk)
        differing, pictures = self._differences(lines), photographs.of_charges(charges)
        return [
            self._item(
                one,
                rows[one.charge_id],
                read.get(one.charge_id, {}),
                pictures.get(one.charge_id, []),
                differing.get(one.pk, []),
            )
            for one in lines
        ]

    @property
    def undecided(self) -> int:
        """How many items still wait."""
        return sum(one.line.state == LINE.start for one in self.items)

    def _item(
        self,
        line: Line,
        row: Row,
        body: Mapping[str, Any],
        pictures: Sequence[Photograph],
        differences: list[Difference],
    ) -> Item:
        kind, desk = kind_of(line.charge, self.desk), self.desk
        found = [("quantity", amount_in_words(line.found, kind, desk)), ("seal", line.found.get("seal", ""))]
        return Item(
            line=line,
            row=row,
            fields=of_subject(kind.form, body, desk) if row.is_read else [],
            pictures=pictures if row.is_read else [],
            amount=amount_in_words(line.offered, kind, desk),
            found=[(measure_in_words(name, kind, desk), value) for name, value in found if value],
            reason=found_in_words("refused", line.reason, kind, desk) if line.reason else "",
            differences=differences,
        )

    def _differences(self, lines: Sequence[Line]) -> dict[uuid.UUID, list[Difference]]:
        rows = Discrepancy.objects.filter(line__in=[one.pk for one in lines]).prefetch_related("history")
        kinds = {one.pk: kind_of(one.charge, self.desk) for one in lines}
        clocks = duties_of([one.pk for one in rows], self.desk)
        found: dict[uuid.UUID, list[Difference]] = {}
        for one in rows:
            kind, steps = kinds[one.line_id], list(one.history.all())
            sides = self.acts and (self.is_from_us or self.is_to_us)
            proposed_by_us = bool(steps) and steps[-1].unit_id == self.desk.unit.pk
            told = Difference(
                row=one,
                name=measure_in_words(one.field, kind, self.desk),
                offered=found_in_words(one.field, one.offered, kind, self.desk),
                found=found_in_words(one.field, one.found, kind, self.desk),
                history=steps,
                clock=next(iter(clocks.get(one.pk, [])), None),
                may_propose=sides and DISCREPANCY.allows(one.state, "propose"),
                may_agree=sides and DISCREPANCY.allows(one.state, "agree") and not proposed_by_us,
            )
            found.setdefault(one.line_id, []).append(told)
        return found


def receivers_of(desk: Desk) -> list[Receiver]:
    """Return to whom the desk's unit may hand over, who is on watch there, on which lines; its counterparts first."""
    units = receivers(desk.unit.pk, desk.rulebook)
    near, phones = desk.rulebook.counterparts(desk.unit.pk), lines_of(units, desk)
    on = Watch.objects.answering(desk.now).filter(unit__in=units).select_related("officer").order_by("starts_at")
    officers = {watch.unit_id: str(watch.officer) for watch in on}
    return [
        Receiver(unit, desk.name(unit), officers.get(unit, ""), phones.get(unit, ()), unit not in near)
        for unit in units
    ]
