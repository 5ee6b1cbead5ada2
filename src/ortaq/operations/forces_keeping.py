"""What every verb of forces begins with: the watch, and what the pack says."""

from __future__ import annotations

from datetime import datetime

from ortaq.access.models import Watch
from ortaq.duties.rulebook import Rulebook
from ortaq.exchange.errors import NotOnWatch
from ortaq.ledger.actor import Actor
from ortaq.rules.forces import Forces, Patrols


def on_watch(by: Actor, at: datetime) -> None:
    """Raise NotOnWatch for whoever does not stand his unit's watch."""
    if not Watch.objects.is_on(by.officer, by.unit, at=at):
        raise NotOnWatch("only the watch acts for its unit", unit=by.unit)


def forces_of(book: Rulebook) -> Forces:
    """Return what the pack says of forces; raises LookupError where it says nothing."""
    if book.edition.forces is None:
        raise LookupError("this pack says nothing of forces")
    return book.edition.forces


def patrols_of(book: Rulebook) -> Patrols:
    """Return what the pack says of joint patrols; raises LookupError where it says nothing."""
    told = forces_of(book).patrol
    if told is None:
        raise LookupError("this pack says nothing of joint patrols")
    return told
