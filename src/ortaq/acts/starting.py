"""What follows when a variant of action is set going, beside its tasks. Acts know of nothing above them.

A package that has something to do then registers one function when it is ready:

    @when_started
    def open_one(activation, situation, *, by, at, rulebook) -> None: ...
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from ortaq.acts.doing import Activation
from ortaq.duties.rulebook import Rulebook
from ortaq.ledger.actor import Actor

Follower = Callable[..., None]
FOLLOWERS: list[Follower] = []


def when_started(follower: Follower) -> Follower:
    """Let this function be called in the transaction that sets a variant going."""
    FOLLOWERS.append(follower)
    return follower


def started(activation: Activation, situation: str, *, by: Actor, at: datetime, rulebook: Rulebook) -> None:
    """Let everything follow that is registered, at this instant."""
    who: dict[str, Any] = {"by": by, "at": at, "rulebook": rulebook}
    for follower in FOLLOWERS:
        follower(activation, situation, **who)
