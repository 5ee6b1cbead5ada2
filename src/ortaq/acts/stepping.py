"""How a version moves: the row that still stands where it stood, its step, the ledger, the sign to the parties."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ortaq.access.models import Watch
from ortaq.access.roles import ON_WATCH
from ortaq.acts.errors import AlreadyDone, NotParty, NotPossible, NotYourPost
from ortaq.acts.models import PROPOSE, Act, ActStep, Version
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import entries
from ortaq.lib import screens
from ortaq.lib.rows import insert
from ortaq.rules.errors import NoSuchMove
from ortaq.rules.life import ACT


def step(version: Version, verb: str, *, by: Actor, at: datetime, reason: str = "", **left: Any) -> ActStep:
    """Take one step; `left` are the columns that it leaves in the version. Raises AlreadyDone, NotPossible.

    To be called inside the transaction of the verb that has locked the row.
    """
    row = ActStep(
        version=version,
        n=version.steps + 1,
        verb=verb,
        state=next_state(version, verb),
        reason=reason,
        hash=version.hash if verb != PROPOSE else left["hash"],
        commitment=left.get("commitment"),
        at=at,
        officer=by.officer,
        officer_name=by.name,
        unit_id=by.unit or version.act.unit_id,
        session=by.session or "",
        visible_to=version.visible_to,
    )
    changed: dict[str, Any] = {"state": row.state, "steps": row.n, **left}
    if not Version.objects.filter(pk=version.pk, steps=version.steps).update(**changed):
        raise AlreadyDone("somebody was first", step=verb)
    for name, value in changed.items():
        setattr(version, name, value)
    kind = "act.proposed" if verb == PROPOSE else "act.moved"
    insert([row], entries([(kind, row.pk, row.to_ledger(), by, at)]))
    tell(version)
    return row


def next_state(version: Version, verb: str) -> str:
    """Return where the verb leads; raises AlreadyDone where it was done, NotPossible where it never can be."""
    try:
        return ACT.move(version.state, verb)
    except NoSuchMove as error:
        was_done = version.steps and version.history.filter(verb=verb).exists()
        kind = AlreadyDone if was_done else NotPossible
        raise kind("no such step from here", step=verb, state=version.state) from error


def locked(version: Version) -> Version:
    """Return the version as it stands, held until the end of the transaction."""
    return Version.objects.select_for_update(of=("self",)).select_related("act").get(pk=version.pk)


def as_party(act: Act, by: Actor) -> None:
    """Raise NotParty for an officer of a unit that is no party."""
    if by.unit not in act.parties:
        raise NotParty("a unit that is no party", unit=by.unit)


def in_post(posts: tuple[str, ...], by: Actor, at: datetime) -> None:
    """Raise NotYourPost for a post that may not, and for an officer of the watch who stands none."""
    if by.post not in posts:
        raise NotYourPost("not with this post", post=by.post)
    if by.post in ON_WATCH and not Watch.objects.is_on(by.officer, by.unit, at=at):
        raise NotYourPost("an officer of the watch acts while he stands it", post=by.post, off_watch=True)


def tell(version: Version) -> None:
    """Sign to the screens of all whom it concerns that it has changed."""
    screens.tell("changed", version.act_id, {*version.act.parties, *version.approvers})
