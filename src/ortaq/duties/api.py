"""What is owed, for other programs: the list, one duty with its history; why it is late and its release."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, Literal

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Status

from ortaq.directory.api import UnitName
from ortaq.duties import moves
from ortaq.duties.desk import Desk
from ortaq.duties.models import Duty
from ortaq.duties.views import grounds
from ortaq.duties.words import state_in_words
from ortaq.lib.operations import (
    PAGE,
    Code,
    Cursor,
    Given,
    Instant,
    Page,
    Reason,
    Shown,
    instant,
    needs,
    page,
    place_of,
)
from ortaq.lib.problems import not_found, unfit
from ortaq.rules.life import PENDING

router = Router(tags=["duties"])
READ = needs("read_duties", "may_read_headers")
Side = Literal["ours", "theirs", "all"]
State = Literal["unfinished", "late", "done", "all"]
SIDES = {"ours": "owed_by", "theirs": "owed_to"}
STATES = {"unfinished": PENDING, "late": ("overdue", "explained"), "done": ("done", "done_late")}


class DutyShape(Shown):
    """One thing owed: by whom, to whom, under which clause, when; and where it stands."""

    id: uuid.UUID
    title: str
    rule: str
    clause: str
    edition: str
    regime: str
    owed_by: UnitName
    owed_to: UnitName | None
    opens_at: datetime
    due_at: datetime | None
    covers_from: datetime | None
    covers_to: datetime | None
    zone: str
    status: str
    state: str
    """The status in words."""
    promised_at: datetime | None
    done_at: datetime | None
    record: uuid.UUID | None
    """The message or call from which it arose; null for a window that recurs."""
    done_by: uuid.UUID | None


class MoveShape(Shown):
    """One step in a duty's life: the time that counts in law, and when it was taken down."""

    n: int
    verb: str
    status: str
    at: datetime
    recorded_at: datetime
    officer_name: str
    record: uuid.UUID | None
    reason: str
    ground: str
    promised_at: datetime | None


class GroundShape(Shown):
    """A ground of the pack on which this unit may release from the duty."""

    code: str
    name: str


class DutyCard(DutyShape):
    """A duty with its history. `why` says how the term was counted."""

    why: str
    history: list[MoveShape]
    grounds: list[GroundShape]


class ExplanationGiven(Given):
    """Why it is late, and when it will be done."""

    reason: Reason
    promised_at: Instant


class WaiverGiven(Given):
    """On which ground of the pack, and under which circumstances."""

    ground: Code
    reason: Reason


@router.get("/duties", auth=READ, response=Page[DutyShape])
def list_duties(
    request: HttpRequest, cursor: Cursor = "", side: Side = "ours", state: State = "unfinished"
) -> Page[DutyShape]:
    """What this unit owes, what is owed to it, or all that it sees; by term, the latest first."""
    desk = desk_of(request)
    rows = Duty.objects.filter(opens_at__lte=desk.now).exclude(due_at=None)
    if side in SIDES:
        rows = rows.filter(**{SIDES[side]: desk.unit.pk})
    if state in STATES:
        rows = rows.filter(status__in=STATES[state])
    if place := place_of(cursor, instant, uuid.UUID):
        rows = rows.filter(Q(due_at__lt=place[0]) | Q(due_at=place[0], id__lt=place[1]))
    found = list(rows.order_by("-due_at", "-id")[: PAGE + 1])
    return page(request, found, lambda duty: [duty.due_at, duty.pk], lambda duty: duty_shape(duty, desk))


@router.get("/duties/{uuid:id}", auth=READ, response=DutyCard)
def get_duty(request: HttpRequest, id: uuid.UUID) -> DutyCard:
    """One duty: its terms, how the term was counted, everything that happened to it."""
    desk = desk_of(request)
    return _card(_visible(id), desk)


@router.post("/duties/{uuid:id}/explanation", auth=needs(None, "may_explain"), response={201: DutyShape})
def explain(request: HttpRequest, id: uuid.UUID, given: ExplanationGiven) -> Any:
    """Say why a duty of ours is late and when it will be done; the clock looks again then."""
    desk, duty = desk_of(request), _visible(id)
    if duty.owed_by_id != desk.unit.pk:
        raise not_found()
    if given.promised_at <= desk.now:
        raise unfit(_("Это время уже прошло. Назовите время, к которому исполните."))
    moves.explain(duty, by=desk.actor, at=desk.now, reason=given.reason, promised_at=given.promised_at)
    return Status(201, duty_shape(duty, desk))


@router.post("/duties/{uuid:id}/waiver", auth=needs(None, "may_waive"), response={201: DutyShape})
def waive(request: HttpRequest, id: uuid.UUID, given: WaiverGiven) -> Any:
    """Release a unit from a duty, on a ground that the pack gives to this unit; it stays visible in every figure."""
    desk, duty = desk_of(request), _visible(id)
    known = dict(grounds(duty, desk))
    if given.ground not in known:
        raise unfit(_("Такого основания у вас здесь нет."), known=sorted(known))
    moves.waive(duty, by=desk.actor, at=desk.now, ground=given.ground, reason=given.reason)
    return Status(201, duty_shape(duty, desk))


def duty_shape(duty: Duty, desk: Desk) -> DutyShape:
    """Return a duty as it is answered."""
    return DutyShape(
        id=duty.pk,
        title=desk.duty(duty),
        rule=duty.rule,
        clause=duty.clause,
        edition=duty.edition,
        regime=duty.regime,
        owed_by=unit_of(duty.owed_by_id, desk),
        owed_to=unit_of(duty.owed_to_id, desk) if duty.owed_to_id else None,
        opens_at=duty.opens_at,
        due_at=duty.due_at,
        covers_from=duty.covers_from,
        covers_to=duty.covers_to,
        zone=duty.zone,
        status=duty.status,
        state=state_in_words(duty, desk.now),
        promised_at=duty.promised_at,
        done_at=duty.done_at,
        record=duty.record,
        done_by=duty.done_by,
    )


def _card(duty: Duty, desk: Desk) -> DutyCard:
    history = [
        MoveShape(
            n=move.n,
            verb=move.verb,
            status=move.status,
            at=move.at,
            recorded_at=move.recorded_at,
            officer_name=move.officer_name,
            record=move.record,
            reason=move.reason,
            ground=move.ground,
            promised_at=move.promised_at,
        )
        for move in duty.history.order_by("n")
    ]
    found = [GroundShape(code=code, name=name) for code, name in grounds(duty, desk)]
    return DutyCard(**duty_shape(duty, desk).model_dump(), why=desk.said(duty.why), history=history, grounds=found)


def unit_of(unit: int, desk: Desk) -> UnitName:
    """Return a unit by its code and today's name; one that is no more keeps its number."""
    found = desk.rulebook.units.get(unit)
    return UnitName(code=found.code if found else f"closed-{unit}", name=desk.name(unit))


def _visible(id: uuid.UUID) -> Duty:
    found = Duty.objects.filter(pk=id).first()
    if found is None:
        raise not_found()
    return found


def desk_of(request: HttpRequest) -> Desk:
    """Return the desk at which the caller sits."""
    return Desk(request)  # type: ignore[arg-type]  # the door has settled who calls
