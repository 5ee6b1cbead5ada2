"""A variant of action that is set going opens the joint measure that the pack says."""

from __future__ import annotations

from datetime import datetime

from ortaq.acts.doing import Activation
from ortaq.acts.starting import when_started
from ortaq.duties.rulebook import Rulebook
from ortaq.ledger.actor import Actor
from ortaq.operations.opening import open_for_variant


@when_started
def open_one(activation: Activation, situation: str, *, by: Actor, at: datetime, rulebook: Rulebook) -> None:
    """Open it between the parties of the plan."""
    open_for_variant(activation, situation, by=by, at=at, rulebook=rulebook)
