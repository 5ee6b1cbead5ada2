"""What was committed to a request, on the page of its matter, and the door to commit more."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext

from ortaq.duties.desk import Desk
from ortaq.exchange.asks import Request
from ortaq.exchange.beside import Beside, Note, beside
from ortaq.operations.allotting import gives
from ortaq.operations.forces import REQUEST, Commitment
from ortaq.operations.forces_words import called_with_number, look_of, period, state_in_words


@beside
def committed(request: Request, desk: Desk) -> Beside | None:
    """Return the forces on this request; None where its kind is not about forces, or there is nothing to show."""
    giver = gives(request, desk.rulebook)
    if giver is None:
        return None
    made = Commitment.objects.filter(purpose=REQUEST, record=request.pk).order_by("starts_at", "id")
    notes = [_note(one, desk) for one in made]
    may = may_allot(request, desk)
    if not notes and not may:
        return None
    url = reverse("allotment-new", args=[request.pk]) if may else reverse("forces")
    words = gettext("Выделить силы и средства") if may else gettext("Отметить прибытие, отпустить")
    door = words if may or any(one.is_open for one in made) else ""
    return Beside(gettext("Силы и средства"), notes, door, url, presses=may and not notes)


def may_allot(request: Request, desk: Desk) -> bool:
    """Whether this officer may commit forces to it now."""
    is_giver = gives(request, desk.rulebook) == desk.unit.pk
    if not (is_giver and desk.is_on_watch and desk.may("may_allot")):
        return False
    asked = request.unit_id == desk.unit.pk
    return request.state in (("asked", "clarified", "accepted") if asked else ("accepted", "answered"))


def _note(one: Commitment, desk: Desk) -> Note:
    words = f"{called_with_number(one, desk)} · {period(one, desk)} · {desk.name(one.unit_id)}"
    return Note(words, state_in_words(one, desk), look_of(one, desk))
