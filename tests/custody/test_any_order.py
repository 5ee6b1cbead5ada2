"""Whatever units do with what they hold, in whatever order and however it fails: exactly one custodian, always.

A rogue program takes part: it writes past the verbs, with the owner's own rights, what would make two custodians or
none. PostgreSQL refuses it; with one of its constraints removed, the machine finds the violation.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any, ClassVar

import pytest
import world as worlds
from django.db import IntegrityError, connection, transaction
from holding import PERSON, RIGHTS, Point
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from ortaq.custody import deciding, entering, offering, settling, taking
from ortaq.custody.errors import CustodyError
from ortaq.custody.handovers import Discrepancy, HandOver, Line
from ortaq.custody.models import Charge, Entry, Holding
from ortaq.custody.taking import Held
from ortaq.duties.clock import turn_once
from ortaq.duties.models import Duty
from ortaq.duties.rebuild import differences
from ortaq.exchange.errors import ExchangeError
from ortaq.exchange.models import Message
from ortaq.ledger import comparing, registry
from ortaq.ledger.models import Entry as LedgerEntry
from ortaq.lib.ids import uuid7

NOON, MINUTE, HOUR = worlds.NOON, timedelta(minutes=1), timedelta(hours=1)
AGENCIES = ("border", "internal", "customs")
BOOKS = ("charge.taken", "holding.begun", "holding.ended", "custody.entered", "line.offered", "line.decided")
CODES = ("fed", "stored", "weighed", "released", "returned")
VERBS = (
    *("offer", "offer", "accept", "accept", "refuse", "enter", "enter"),
    *("ask_back", "let_go", "keep", "settle", "repeat", "crash"),
)
DOUBLED = (Holding, Entry, HandOver, Line, Message, Duty)
agencies = st.sampled_from(AGENCIES)
which = st.integers(0, 11)

ROGUE = {
    "a second custodian": """
        INSERT INTO custody_holding (id, charge_id, n, unit_id, since, visible_to)
        SELECT gen_random_uuid(), charge_id, n + 1, unit_id, since + interval '1 second', visible_to
          FROM custody_holding WHERE charge_id = %s AND until IS NULL
    """,
    "no custodian": "UPDATE custody_holding SET until = since WHERE charge_id = %s AND until IS NULL",
    "another custodian by name": """
        UPDATE custody_charge SET custodian_id = (SELECT max(id) FROM directory_unit) + 0 * holdings
         WHERE id = %s AND custodian_id <> (SELECT max(id) FROM directory_unit)
    """,
    "ended and held": "UPDATE custody_charge SET status = 'ended', ended_at = since WHERE id = %s AND status = 'held'",
    "offered twice": """
        INSERT INTO custody_line (id, handover_id, charge_id, n, offered, state, found, reason, note, decided_by_name,
                                  decided_in, visible_to)
        SELECT gen_random_uuid(), handover_id, charge_id, n + 100, offered, state, found, reason, note, decided_by_name,
               decided_in, visible_to FROM custody_line WHERE charge_id = %s AND state = 'offered'
    """,
}


class Custody(RuleBasedStateMachine):
    """Three agencies with up to four charges; every verb by everybody, stale pages, repeats, crashes, the clock."""

    point: ClassVar[Point]
    clock: ClassVar[Any]
    steps: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.save, self.at = transaction.savepoint(), NOON
        self.pages: list[Charge] = []
        self.offers: list[HandOver] = []
        self.repeated: Any = None

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.save)

    def by(self, agency: str) -> dict[str, Any]:
        return self.point.by(agency, at=self.at)

    def count(self) -> None:
        type(self).steps += 1
        self.at += MINUTE

    def attempt(self, act: Any) -> bool:
        """Do it, or be refused and have changed nothing."""
        try:
            with transaction.atomic():
                act()
        except ExchangeError:
            return False
        self.repeated = act
        return True

    @initialize(kinds=st.lists(st.sampled_from(["person", "lot"]), min_size=2, max_size=3))
    def begin(self, kinds: list[str]) -> None:
        for kind, agency in zip(kinds, AGENCIES, strict=False):
            if kind == "person":
                held = Held("general", self.at - MINUTE, self.at)
                charge = taking.take("person", PERSON, held=held, **self.by(agency))
                entering.safeguard(charge, "rights", RIGHTS, **self.by(agency))
            else:
                charge = self.point.seize(agency, at=self.at)
            self.pages.append(charge)
        self._offer(0, "border", "internal")

    def page(self, n: int) -> Charge:
        """Return a charge as some page read it once: as stale as it may be; now and then one is read anew."""
        found = self.pages[n % len(self.pages)]
        if n % 3 == 0:
            found.refresh_from_db()
        return found

    def some_offer(self, n: int) -> HandOver:
        return self.offers[n % len(self.offers)]

    def some_line(self, n: int) -> Line:
        found = list(self.some_offer(n).lines.all())
        return found[n % len(found)]

    @rule(verb=st.sampled_from(VERBS), n=which, agency=agencies, to=agencies)
    def somebody(self, verb: str, n: int, agency: str, to: str) -> None:
        """Somebody, of the right unit or not, tries something with something, as his page shows it."""
        self.count()
        getattr(self, f"_{verb}")(n, agency, to)

    def _offer(self, n: int, agency: str, to: str) -> None:
        wanted = {one.pk: one for one in (self.page(n), self.page(n + 1 if n % 2 else n))}
        by, identity = self.by(agency), uuid7()

        def act() -> None:
            made = offering.offer(list(wanted.values()), self.point.unit(to).pk, id=identity, **by)
            self.offers += [made] if made not in self.offers else []

        self.attempt(act)

    def _accept(self, n: int, agency: str, to: str) -> None:
        line, by = self.some_line(n), self.by(agency)
        before = Charge.objects.get(pk=line.charge_id).custodian_id
        did = self.attempt(lambda: deciding.accept(line, {"seal": "Х"} if n % 2 else {}, **by))
        after = Charge.objects.get(pk=line.charge_id).custodian_id
        assert before == after or (did and after == self.point.unit(agency).pk)

    def _refuse(self, n: int, agency: str, to: str) -> None:
        line, by = self.some_line(n), self.by(agency)
        before = Charge.objects.get(pk=line.charge_id).custodian_id
        self.attempt(lambda: deciding.refuse(line, "no_papers", **by))
        assert Charge.objects.get(pk=line.charge_id).custodian_id == before

    def _ask_back(self, n: int, agency: str, to: str) -> None:
        handover, by = self.some_offer(n), self.by(agency)
        self.attempt(lambda: offering.ask_back(handover, "ошибка", **by))

    def _let_go(self, n: int, agency: str, to: str) -> None:
        handover, by = self.some_offer(n), self.by(agency)
        self.attempt(lambda: offering.let_go(handover, **by))

    def _keep(self, n: int, agency: str, to: str) -> None:
        handover, by = self.some_offer(n), self.by(agency)
        self.attempt(lambda: offering.keep(handover, "решаем", **by))

    def _enter(self, n: int, agency: str, to: str) -> None:
        charge, by, identity = self.page(n), self.by(agency), uuid7()
        code = CODES[n % len(CODES)]
        holder = Charge.objects.get(pk=charge.pk).custodian_id
        body = {"remark": "да", "place": "сейф", "decision": "№ 1", "to": "владельцу", "quantity": "1"}
        did = self.attempt(lambda: entering.enter(charge, code, body, id=identity, **by))
        assert not did or holder == self.point.unit(agency).pk, "a stale page wrote about what another holds"

    def _settle(self, n: int, agency: str, to: str) -> None:
        rows, by = list(Discrepancy.objects.order_by("arisen_at", "id")), self.by(agency)
        if rows:
            row = rows[n % len(rows)]
            agrees = row.state == "proposed" and n % 2
            self.attempt(
                (lambda: settling.agree(row, **by)) if agrees else (lambda: settling.propose(row, "так", **by))
            )

    def _repeat(self, n: int, agency: str, to: str) -> None:
        """Whoever got no answer sends the same again: it is answered, or refused, and nothing is done twice."""
        counted = [model.objects.count() for model in DOUBLED]
        with suppress(ExchangeError), transaction.atomic():
            self.repeated()
        assert [model.objects.count() for model in DOUBLED] == counted

    def _crash(self, n: int, agency: str, to: str) -> None:
        """The power goes after some of the statements of an acceptance: all of it happened, or nothing."""
        line, by, before = self.some_line(n), self.by(agency), self.everything()
        left, insert = [n % 5 + 1], deciding.insert

        def failing(*batches: Any) -> None:
            left[0] -= 1
            if not left[0]:
                raise ConnectionError("the power is gone")
            insert(*batches)

        with pytest.MonkeyPatch.context() as patch:
            for module in (deciding, offering, entering.keeping):
                patch.setattr(module, "insert", failing)
            try:
                with transaction.atomic():
                    deciding.accept(line, {"seal": "Х"}, **by)
            except (ConnectionError, ExchangeError):
                assert self.everything() == before

    def everything(self) -> list[Any]:
        return [
            list(Charge.objects.order_by("id").values_list("id", "custodian_id", "status", "holdings")),
            list(Holding.objects.order_by("id").values_list("id", "unit_id", "until")),
            list(Line.objects.order_by("id").values_list("id", "state")),
            LedgerEntry.objects.count(),
        ]

    @rule(n=which, how=st.sampled_from(sorted(ROGUE)))
    def rogue(self, n: int, how: str) -> None:
        """A program that goes round the verbs is refused by PostgreSQL, at the latest when it commits."""
        self.count()
        with suppress(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(ROGUE[how], [self.page(n).pk])
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")

    @rule(by=st.sampled_from([5 * MINUTE, 3 * HOUR, 30 * HOUR]), turns=st.sampled_from([True, False, False, False]))
    def wait(self, by: timedelta, turns: bool) -> None:
        """Time passes; the clock engine notices, or does so later."""
        self.count()
        self.at += by
        self.clock.stand(self.at)
        if turns:
            turn_once()

    @invariant()
    def exactly_one_custodian(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(VIOLATIONS)
            assert cursor.fetchall() == []


VIOLATIONS = """
    SELECT c.id, c.status, count(h.id) FILTER (WHERE h.until IS NULL), count(l.id)
      FROM custody_charge c
      LEFT JOIN custody_holding h ON h.charge_id = c.id
      LEFT JOIN custody_line l ON l.charge_id = c.id AND l.state = 'offered' AND h.until IS NULL
     GROUP BY c.id, c.status, c.custodian_id
    HAVING count(DISTINCT h.id) FILTER (WHERE h.until IS NULL) <> CASE c.status WHEN 'held' THEN 1 ELSE 0 END
        OR count(DISTINCT l.id) > 1
        OR (c.status = 'held' AND bool_or(h.until IS NULL AND h.unit_id <> c.custodian_id))
"""


class Checked(Custody):
    """The same, and at the end of each run the duties are rebuilt and the ledger compared."""

    def teardown(self) -> None:
        turn_once()
        assert list(differences(self.at)) == []
        for kind in BOOKS:
            assert comparing.compare(registry.book(kind)).faults == []
        super().teardown()


def run(machine: type[Custody], examples: int, steps: int) -> None:
    """Run the machine: so many times, up to so many steps each."""
    told_as_it_came = settings(  # to make a failure smaller would take minutes on a database
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=told_as_it_came)


@pytest.fixture
def machine(db, clock) -> None:
    clock.stand(NOON)
    Custody.point, Custody.clock = Point(worlds.make()), clock


@pytest.mark.long
@pytest.mark.parametrize("part", range(4))
def test_whatever_happens_there_is_exactly_one_custodian(machine, part):
    """Four parts of 2 500 steps and more: ten thousand in all."""
    Custody.steps = 0
    while Custody.steps < 2_500:
        run(Custody, examples=26, steps=100)


def test_duties_and_ledger_follow_from_whatever_happened(machine):
    run(Checked, examples=12, steps=30)


REMOVED = {
    "one open holding": (
        "ALTER TABLE custody_holding DROP CONSTRAINT holding_never_two",
        "DROP INDEX holding_one_custodian",
        "DROP TRIGGER custody_single ON custody_holding",
        "DROP TRIGGER custody_single ON custody_charge",
    ),
    "the chain checked at commit": (
        "DROP TRIGGER custody_single ON custody_holding",
        "DROP TRIGGER custody_single ON custody_charge",
    ),
    "one offer at a time": ("DROP INDEX line_one_offer",),
}


@pytest.mark.parametrize("what", REMOVED)
def test_with_one_of_the_constraints_removed_the_machine_finds_the_violation(machine, what):
    with connection.cursor() as cursor:
        for statement in REMOVED[what]:
            cursor.execute(statement)
    with pytest.raises((AssertionError, BaseExceptionGroup, Holding.MultipleObjectsReturned)):
        run(Custody, examples=60, steps=60)


def test_what_custody_refuses_is_an_error_of_its_own():
    assert issubclass(CustodyError, ExchangeError)
