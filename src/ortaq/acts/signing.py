"""How an act comes about: proposed, signed by each party, submitted, approved by each superior, in force; or refused.

Each verb is one transaction: the row is locked, unit and post are looked at, the step is taken. Whoever sends the same
form again is led to what was done. The last signature that is wanted takes the version on by itself: to *signed*, or
into force where nobody has to approve it.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ortaq.acts import checking, effects, keys
from ortaq.acts.between import kind_of
from ortaq.acts.content import approvers_of, content
from ortaq.acts.drafting import latest, refuse_state_secrets
from ortaq.acts.errors import AlreadyDone, Incomplete, NoParties, NoReason, NotApprover, NotPossible
from ortaq.acts.models import PROPOSE, ActStep, Body, Signature, Version
from ortaq.acts.statements import signed_by
from ortaq.acts.stepping import as_party, in_post, locked, next_state, step
from ortaq.duties.rulebook import Rulebook
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import entries
from ortaq.lib.rows import insert
from ortaq.rules.acts import APPROVER, PARTY, ActKind
from ortaq.wire.acts import body_hash
from ortaq.wire.commitment import commit, new_salt


def propose(version: Version, *, by: Actor, at: datetime, rulebook: Rulebook) -> Version:
    """Freeze the words and lay them before all parties to be signed; proposed before, it is returned.

    Raises Incomplete for what would come to nothing in force, NoParties where one was closed, NotParty, NotPossible.
    """
    with transaction.atomic():
        held = locked(version)
        as_party(held.act, by)
        if held.state == "proposed":
            return held
        next_state(held, PROPOSE)
        if closed := [pk for pk in held.act.parties if pk not in rulebook.units]:
            raise NoParties("a party is no longer open", units=closed)
        fields, kind = latest(held).body, kind_of(held.act.kind, rulebook)
        _refuse_incomplete(held, kind, fields, rulebook)
        salt, approvers = new_salt(), approvers_of(held.act, kind, rulebook)
        frozen = content(held, fields, approvers, salt, kind, rulebook)
        step(
            held,
            PROPOSE,
            by=by,
            at=at,
            hash=body_hash(frozen),
            commitment=commit(frozen, salt),
            approvers=approvers,
            proposed_at=at,
        )
        insert([Body(version=held, salt=salt, body=frozen, visible_to=sorted(held.act.parties))])
    return held


def sign(version: Version, passphrase: str, *, by: Actor, at: datetime, rulebook: Rulebook) -> Signature:
    """Sign for the officer's unit, which is a party. Signed before by this officer, his signature is returned.

    The last party's signature takes the version on. Raises NotParty, NotYourPost, WrongPassphrase, WeakPassphrase,
    TooManyTries, AlreadyDone where another officer of the unit has signed or the version has moved on.
    """
    as_party(version.act, by)
    kind = kind_of(version.act.kind, rulebook)
    in_post(kind.signs, by, at)
    if mine := _earlier(version, PARTY, by):
        return mine
    next_state(version, "sign")
    with keys.guessed(by), transaction.atomic():
        found = _signature(version, PARTY, "sign", passphrase, by=by, at=at)
        held = locked(version)
        signed = held.signatures.filter(role=PARTY).count()
        if held.state == "proposed" and signed == len(held.act.parties):
            _concluded(held, kind, by=by, at=at, rulebook=rulebook)
    return found


def submit(version: Version, *, by: Actor, at: datetime, rulebook: Rulebook) -> Version:
    """Lay what all parties signed before their superiors, who may read it from now on; done before, it is returned.

    What the unit owed by this act is done. Raises NotParty, NotYourPost, NotPossible.
    """
    as_party(version.act, by)
    kind = kind_of(version.act.kind, rulebook)
    in_post(kind.signs, by, at)
    with transaction.atomic():
        held = locked(version)
        if held.state == "submitted":
            return held
        taken = step(held, "submit", by=by, at=at, submitted_at=at)
        readers = sorted({*held.act.parties, *held.approvers})
        Body.objects.filter(version=held).update(visible_to=readers)
        effects.answered(held, kind, taken, by=by, at=at, rulebook=rulebook)
    return held


def approve(version: Version, passphrase: str, *, by: Actor, at: datetime, rulebook: Rulebook) -> Signature:
    """Approve as the superior of a party; the last superior's approval brings the version into force.

    Raises NotApprover and what `sign` raises.
    """
    kind = kind_of(version.act.kind, rulebook)
    if by.unit not in version.approvers:
        raise NotApprover("superior of no party", unit=by.unit)
    in_post(kind.approves, by, at)
    if mine := _earlier(version, APPROVER, by):
        return mine
    next_state(version, "approve")
    with keys.guessed(by), transaction.atomic():
        found = _signature(version, APPROVER, "approve", passphrase, by=by, at=at)
        held = locked(version)
        approved = held.signatures.filter(role=APPROVER).count()
        if held.state == "submitted" and approved == len(held.approvers):
            _enacted(held, kind, by=by, at=at, rulebook=rulebook)
    return found


def refuse(version: Version, reason: str, *, by: Actor, at: datetime, rulebook: Rulebook) -> ActStep:
    """Refuse it with a reason: a party until it is in force, a superior once it is laid before him.

    A new version begins from it (`drafting.revise`). Raises NoReason, NotParty, NotApprover, NotYourPost, NotPossible.
    """
    if not reason.strip():
        raise NoReason("what is refused has its reason")
    kind = kind_of(version.act.kind, rulebook)
    _may_refuse(version, kind, by, at)
    with transaction.atomic():
        held = locked(version)
        last = held.history.order_by("-n").first()
        if held.state == "refused" and last and (last.officer, last.reason) == (by.officer, reason.strip()):
            return last
        return step(held, "refuse", by=by, at=at, reason=reason.strip(), ended_at=at)


def end(version: Version, reason: str, *, by: Actor, at: datetime, rulebook: Rulebook) -> ActStep:
    """End what is in force, on a ground that is said: what it arranged holds no longer, what it gave to do is void.

    Raises NoReason, NotParty, NotYourPost, NotPossible, also for a kind that records what has happened.
    """
    if not reason.strip():
        raise NoReason("what is ended has its reason")
    as_party(version.act, by)
    kind = kind_of(version.act.kind, rulebook)
    in_post(kind.signs, by, at)
    if not kind.may_end:
        raise NotPossible("it records what has happened", step="end", kind=kind.code)
    with transaction.atomic():
        held = locked(version)
        taken = step(held, "end", by=by, at=at, reason=reason.strip(), ended_at=at)
        effects.ended(held, by=by, at=at)
    return taken


def _refuse_incomplete(version: Version, kind: ActKind, fields: dict[str, object], rulebook: Rulebook) -> None:
    refuse_state_secrets(fields, rulebook.edition)
    if faults := checking.faults(kind, fields, version.act, rulebook):
        raise Incomplete("it would come to nothing in force", faults=faults)


def _signature(version: Version, role: str, verb: str, passphrase: str, *, by: Actor, at: datetime) -> Signature:
    """Write an officer's signature and its step; what he signed meanwhile is returned."""
    key = keys.opened(passphrase, by=by, at=at)
    held = locked(version)
    if mine := _earlier(held, role, by):
        return mine
    next_state(held, verb)
    row = signed_by(held, role, key, by=by, at=at)
    insert([row], entries([("act.signed", row.pk, row.to_ledger(), by, at)]))
    step(held, verb, by=by, at=at)
    return row


def _earlier(version: Version, role: str, by: Actor) -> Signature | None:
    """Return what this officer signed for his unit; raises AlreadyDone where he, or his unit, did otherwise."""
    for one in version.signatures.all():
        if (one.unit_id, one.role, one.officer) == (by.unit, role, by.officer):
            return one
        if (one.unit_id, one.role) == (by.unit, role):
            raise AlreadyDone("another officer of the unit has signed", name=one.name)
        if one.officer == by.officer:
            raise AlreadyDone("he has signed it for another unit", name=one.name)
    return None


def _concluded(version: Version, kind: ActKind, *, by: Actor, at: datetime, rulebook: Rulebook) -> None:
    """All parties have signed: it waits to be submitted, or holds at once where nobody is to approve it."""
    if version.approvers:
        step(version, "conclude", by=by, at=at)
    else:
        _enacted(version, kind, by=by, at=at, rulebook=rulebook)


def _enacted(version: Version, kind: ActKind, *, by: Actor, at: datetime, rulebook: Rulebook) -> None:
    """Bring it into force in the place of the version that held, and let it have its effects."""
    former = Version.objects.in_force().filter(act=version.act_id).select_related("act").first()
    if former is not None:
        step(former, "replace", by=by, at=at, ended_at=at)
    taken = step(version, "enact", by=by, at=at, in_force_from=at)
    effects.enacted(version, former, kind, taken, by=by, at=at, rulebook=rulebook)


def _may_refuse(version: Version, kind: ActKind, by: Actor, at: datetime) -> None:
    if by.unit in version.act.parties:
        in_post(kind.signs, by, at)
    elif version.submitted_at is not None and by.unit in version.approvers:
        in_post(kind.approves, by, at)
    else:
        raise NotApprover("neither party nor superior", unit=by.unit)
