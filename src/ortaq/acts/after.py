"""What else follows when an act comes into force. Acts know of nothing above them: whoever draws acts up says so.

    @afterwards
    def reconciled(version, step, *, by, at, rulebook) -> None: ...

It is called at the end of the transaction in which the act came into force, in the scope of whoever signed last.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from ortaq.acts.models import ActStep, Version
from ortaq.duties.rulebook import Rulebook
from ortaq.ledger.actor import Actor


class Consequence(Protocol):
    """What follows; an act that is none of its own it leaves alone."""

    def __call__(self, version: Version, step: ActStep, *, by: Actor, at: datetime, rulebook: Rulebook) -> None: ...


CONSEQUENCES: list[Consequence] = []


def afterwards(consequence: Consequence) -> Consequence:
    """Let this function be called when an act has come into force."""
    CONSEQUENCES.append(consequence)
    return consequence


def follow(version: Version, step: ActStep, *, by: Actor, at: datetime, rulebook: Rulebook) -> None:
    """Let everything follow that somebody registered."""
    for one in CONSEQUENCES:
        one(version, step, by=by, at=at, rulebook=rulebook)
