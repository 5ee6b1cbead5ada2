"""Duties follow from the facts: made anew into an empty book, they must equal the live table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from copy import copy
from datetime import date, datetime, timedelta

from ortaq.duties.errors import NotMovable
from ortaq.duties.facts import Arisen, Disputed, Done, Fact, Reported, all_facts
from ortaq.duties.models import ClockBeat, Duty, DutyMove
from ortaq.duties.opening import Owed, row
from ortaq.duties.planning import planned_until, windows
from ortaq.duties.steps import Step, fulfilment, has_run_out, lapsed, stand, step_of
from ortaq.rules.life import DUTY

STATED = ("explain", "waive", "void")


class Book:
    """An empty table of duties that fills from facts, by the same steps as the live one."""

    def __init__(self) -> None:
        self.duties: dict[str, Duty] = {}
        self.history: dict[str, list[Step]] = defaultdict(list)
        self._recurring: dict[tuple[int, str], list[Duty]] = defaultdict(list)

    def open(self, owed: Owed) -> None:
        """Open a duty; the same one again changes nothing."""
        if owed.key not in self.duties:
            duty = self.duties[owed.key] = row(owed)
            if owed.record is None:
                self._recurring[owed.owed_by, owed.regime].append(duty)

    def take(self, fact: Fact) -> None:
        """Let one fact have its consequences."""
        match fact:
            case Arisen():
                for owed in fact.owed:
                    self.open(owed)
            case Done():
                self._fulfil([self.duties[key] for key in fact.keys if key in self.duties], fact)
            case Reported():
                self._fulfil(self._answered(fact), fact)
            case Disputed():
                for duty in [d for d in self.duties.values() if d.done_by == fact.closed_by]:
                    self._do(
                        duty,
                        step_of(
                            duty,
                            "dispute",
                            at=fact.recorded_at,
                            wake_at=duty.due_at,
                            record=fact.record,
                            reason=fact.reason,
                        ),
                    )

    def state(self, move: DutyMove) -> None:
        """Take an officer's own statement (explained, waived, void), which is a fact itself.

        One that its duty does not admit is left out: the histories then differ, which is what shall be told.
        """
        duty = self.duties.get(move.duty.key) or self.duties.setdefault(move.duty.key, _begun_as(move.duty))
        self.run_out(duty, move.recorded_at)
        left = {"wake_at": move.promised_at, "promised_at": move.promised_at, "record": move.record}
        with suppress(NotMovable):
            self._do(duty, step_of(duty, move.verb, at=move.at, reason=move.reason, ground=move.ground, **left))

    def is_next(self, move: DutyMove) -> bool:
        """Whether the duty has come so far that the statement is its next move."""
        duty = self.duties.get(move.duty.key)
        if duty is None:
            return False
        self.run_out(duty, move.recorded_at)
        return duty.moves == move.n - 1

    def run_out(self, duty: Duty, at: datetime) -> None:
        """Lapse a duty whose term had run out by `at`."""
        if has_run_out(duty, at):
            self._do(duty, lapsed(duty))

    def _fulfil(self, duties: list[Duty], fact: Done | Reported) -> None:
        for duty in duties:
            if not duty.is_unfinished:
                continue
            self.run_out(duty, fact.recorded_at)
            if duty.is_unfinished:
                self._do(
                    duty,
                    step_of(duty, fulfilment(duty, fact.at), at=fact.at, done_at=fact.at, record=fact.record),
                )

    def _answered(self, fact: Reported) -> list[Duty]:
        latest: dict[int | None, Duty] = {}
        for duty in self._recurring[fact.owed_by, fact.regime]:
            fits = duty.owed_to_id is None or duty.owed_to_id in fact.told
            meant = duty.opens_at == fact.opens_at if fact.opens_at else duty.opens_at <= fact.at
            if fits and duty.is_unfinished and meant:
                known = latest.get(duty.owed_to_id)
                if known is None or known.opens_at < duty.opens_at:
                    latest[duty.owed_to_id] = duty
        return list(latest.values())

    def _do(self, duty: Duty, step: Step) -> None:
        stand(duty, step)
        self.history[duty.key].append(step)


def rebuilt(now: datetime) -> Book:
    """Return the book as the facts make it, its clocks run to the clock engine's last beat."""
    book = Book()
    for owed in _windows(now):
        book.open(owed)
    told, stated = defaultdict(list), defaultdict(list)
    for fact in all_facts():
        told[fact.recorded_at].append(fact)
    for move in DutyMove.objects.filter(verb__in=STATED).select_related("duty").order_by("duty", "n"):
        stated[move.recorded_at].append(move)
    for instant in sorted(told.keys() | stated.keys()):
        _take_together(book, told[instant], stated[instant])
    beat = ClockBeat.objects.filter(name="clock").first()
    for duty in book.duties.values():
        if beat is not None:
            book.run_out(duty, beat.at)
    return book


def _take_together(book: Book, facts: list[Fact], statements: list[DutyMove]) -> None:
    """Take what was recorded at one instant: the facts as they come, each statement where its duty's number puts it."""
    for fact in [None, *facts]:
        if fact is not None:
            book.take(fact)
        while following := next(filter(book.is_next, statements), None):
            statements.remove(following)
            book.state(following)
    for move in statements:
        book.state(move)


def differences(now: datetime) -> Iterator[str]:
    """Compare the live table with the rebuilt one; yield one line for each difference, nothing where they are equal."""
    book = rebuilt(now)
    live = {duty.key: duty for duty in Duty.objects.iterator()}
    moves: dict[str, list[DutyMove]] = defaultdict(list)
    for move in DutyMove.objects.select_related("duty").order_by("duty", "n").iterator():
        moves[move.duty.key].append(move)
    for key in sorted(live.keys() | book.duties.keys()):
        if key not in book.duties:
            yield f"{key}: in the table, but follows from no fact"
        elif key not in live:
            yield f"{key}: follows from the facts, but is missing"
        else:
            yield from _compare(live[key], book.duties[key], moves[key], book.history[key])


def _compare(live: Duty, made: Duty, moves: list[DutyMove], steps: list[Step]) -> Iterator[str]:
    for name, value in made.to_ledger().items():
        if live.to_ledger()[name] != value:
            yield f"{live.key}: {name} is {live.to_ledger()[name]}, the facts make it {value}"
    for name in ("status", "moves", "done_at", "done_by", "promised_at"):
        if getattr(live, name) != getattr(made, name):
            yield f"{live.key}: {name} is {getattr(live, name)}, the facts make it {getattr(made, name)}"
    if [move.to_ledger() for move in moves] != [step.to_ledger() for step in steps]:
        yield f"{live.key}: its history differs"


def _begun_as(duty: Duty) -> Duty:
    """Return how a duty began that today's directory no longer makes: its unit was closed, or left the group."""
    begun = copy(duty)
    begun.status, begun.moves, begun.wake_at = DUTY.start, 0, duty.due_at
    begun.done_at = begun.done_by = begun.promised_at = None
    return begun


def _windows(now: datetime) -> Iterator[Owed]:
    """Give every window since the adoption, as far as the planner has come."""
    until = planned_until()
    if until is not None:
        made = windows(date.min, until.date() + timedelta(days=1), now)
        yield from (owed for owed in made if owed.opens_at <= until)
