"""A room of members alone: what is in it is seen by the officers named, not by their units.

Each room is a scope of its own, minus its number; its rows name that scope and no other. Which rooms an officer may
enter PostgreSQL tells him alone: a membership is seen inside the room, and by whoever it is about.

Member  an officer who is in the room, from when until when
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Q

from ortaq.access.models import Appointment
from ortaq.access.scope import acting_in
from ortaq.duties.rulebook import Rulebook
from ortaq.exchange.models import Step
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import entries, record
from ortaq.ledger.registry import ledgered
from ortaq.lib.rows import insert
from ortaq.operations.errors import NotMember
from ortaq.operations.models import Operation


class Member(Step):
    """An officer in a room, for his unit; `at`, `officer`, `unit` of the step are who let him in, and when."""

    operation = models.ForeignKey(Operation, models.PROTECT, related_name="members", db_index=False)
    member = models.IntegerField()
    member_name = models.TextField()
    of_unit = models.IntegerField()
    until = models.DateTimeField(null=True)

    class Meta:
        ordering = ("at", "id")
        indexes = (models.Index(fields=["member"], name="member_of_rooms", condition=Q(until=None)),)
        constraints = (
            models.UniqueConstraint(fields=["operation", "member"], condition=Q(until=None), name="member_once"),
        )

    def __str__(self) -> str:
        return f"{self.operation_id} {self.member_name}"

    def to_ledger(self) -> dict[str, Any]:
        """Return the coming as it stands in the ledger."""
        names = ("member", "member_name", "of_unit")
        return {"operation": self.operation_id, **{name: getattr(self, name) for name in names}, **self.by_whom()}

    def left_facts(self) -> dict[str, Any]:
        return {"until": self.until}


def inside(operation: Operation) -> AbstractContextManager[None]:
    """See and write what is in the room of an operation that was found by `found` or `of_officer`; nothing changes for
    one that has no room.
    """
    return acting_in(-operation.room, instead=True) if operation.room else nullcontext()


def found(pk: uuid.UUID, officer: int) -> Operation | None:
    """Return the members-only operation if the officer is in its room now."""
    return next((one for one in of_officer(officer) if one.pk == pk), None)


def of_officer(officer: int) -> list[Operation]:
    """Return the operations in whose rooms the officer is now, the newest first."""
    rooms = []
    for scopes in _memberships(officer):
        with acting_in(scopes[0], instead=True):
            rooms += list(Operation.objects.filter(room=-scopes[0]))
    return sorted(rooms, key=lambda one: one.opened_at, reverse=True)


def next_room() -> int:
    """Return the number of a new room."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('operations_room')")
        return int(cursor.fetchone()[0])


def candidates(units: Sequence[int], at: datetime) -> list[Appointment]:
    """Return the officers who hold a post in these units, each once, in the order of the units."""
    held = Appointment.objects.holding(at).filter(unit__in=units, officer__is_active=True)
    rows = held.exclude(role="administrator").select_related("officer", "unit").order_by("officer__name")
    once: dict[int, Appointment] = {}
    for one in rows:
        once.setdefault(one.officer_id, one)
    return sorted(once.values(), key=lambda one: list(units).index(one.unit_id))


def let_in(operation: Operation, posts: Sequence[Appointment], *, by: Actor, at: datetime) -> list[Member]:
    """Let officers into the room; whoever is in it already stays as he is. To be called inside it."""
    assert by.unit is not None
    inside_now = set(Member.objects.filter(operation=operation, until=None).values_list("member", flat=True))
    rows = [
        Member(
            operation=operation,
            member=one.officer_id,
            member_name=str(one.officer),
            of_unit=one.unit_id,
            **by.signed(at),
            visible_to=operation.visible_to,
        )
        for one in posts
        if one.officer_id not in inside_now
    ]
    insert(rows, entries(("member.came", one.pk, one.to_ledger(), by, at) for one in rows))
    return rows


def let_out(member: Member, *, by: Actor, at: datetime) -> Member:
    """End a membership: from now on he sees nothing of the room. Ended before, nothing changes. Raises NotMember."""
    with transaction.atomic():
        refuse_others(member.operation, by)
        if Member.objects.filter(pk=member.pk, until=None).update(until=at):
            member.until = at
            record("member.left", member.pk, member.left_facts(), by=by, at=at)
    return member


def refuse_others(operation: Operation, by: Actor) -> None:
    """Raise NotMember for whoever is not in the room now. To be called inside it."""
    if not Member.objects.filter(operation=operation, member=by.officer or 0, until=None).exists():
        raise NotMember("only its members", officer=by.officer)


def scopes_of_duty(operation: Operation, unit: int, rulebook: Rulebook) -> list[int]:
    """Return who sees that a unit owes something of it: of a room its own unit and superiors, without the words."""
    if not operation.room:
        return list(operation.visible_to)
    return sorted({*rulebook.visible_to([unit]), -operation.room})


@contextmanager
def _as_member(officer: int) -> Iterator[None]:
    """Let this transaction see the officer's own memberships; afterwards none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.officer', %s, true)", [str(officer)])
    try:
        yield
    finally:
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('app.officer', '', true)")


def _memberships(officer: int) -> list[list[int]]:
    with _as_member(officer):
        rows = Member.objects.filter(member=officer, until=None)
        return list(rows.values_list("visible_to", flat=True))


ledgered("member.came", model=Member, data=Member.to_ledger)
ledgered("member.left", model=Member, data=Member.left_facts, rows=lambda: Member.objects.exclude(until=None))
