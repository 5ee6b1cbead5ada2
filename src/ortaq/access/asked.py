"""A request as the pages see it, once it is settled who asks: see `acting`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from ortaq.access.models import Appointment, Officer
    from ortaq.access.session import SessionStore
    from ortaq.directory.models import Unit
    from ortaq.ledger.actor import Actor


class Asked(HttpRequest):
    """Behind a door of a post `actor`, `unit`, `role` and `appointment` are there; elsewhere they may be None.

    What a refused page has written is undone; `counted` is said by a page that has undone it itself, all but the count
    of a try in vain.
    """

    user: Officer
    session: SessionStore
    actor: Actor
    unit: Unit
    role: str
    appointment: Appointment
    locked: bool
    shows_life: bool
    counted: bool
    LANGUAGE_CODE: str
