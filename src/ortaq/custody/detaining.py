"""The time of somebody held: prolonged by law with its act, and safeguards passed over by two officers."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import IntegrityError, transaction

from ortaq.access.scope import acting_in
from ortaq.custody import keeping, owing
from ortaq.custody.errors import Incomplete, NotCustodian, UnknownKind
from ortaq.custody.models import Charge, Detention, Override
from ortaq.custody.standing import standing
from ortaq.custody.taking import Held, count, counted_from, day_there
from ortaq.duties.rulebook import Rulebook
from ortaq.exchange.errors import AlreadyDone, NeedsAnother, NotPossible
from ortaq.exchange.secrecy import refuse_state_secrets
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import record
from ortaq.lib.ids import uuid7
from ortaq.rules.life import OVERRIDE


def prolong(charge: Charge, limit: str, paper: str, *, by: Actor, at: datetime, rulebook: Rulebook) -> Detention:
    """Hold somebody on a further limit of the law, by the act that says so; the clock runs from the same moment.

    Prolonged so before, that row is returned. Raises NotOnWatch, NotCustodian, LeftCustody, Incomplete without the
    act, UnknownKind for a limit that the law of that day does not let follow, NotPossible where it would not be longer,
    or where the time has run out: the law prolongs what still runs, and only release ends an overrun.
    """
    assert by.unit is not None
    custody = owing.custody_of(rulebook)
    if not paper.strip():
        raise Incomplete("the act that prolongs a detention must be named", fields=("paper",))
    refuse_state_secrets({"text": paper}, rulebook.edition)
    with transaction.atomic():
        held = keeping.locked(charge, by=by, at=at)
        before = standing(held, custody)
        last = before.detention
        if last is None:
            raise UnknownKind("nobody is held here", limit=limit)
        if last.n > 1 and last.limit == limit and last.paper == paper.strip():
            return last
        if at >= last.due_at:
            raise NotPossible("the time has run out", step="prolong")
        further = custody.limit(limit, day_there(last.restricted_at, by.unit, rulebook))
        if further is None or last.limit not in further.extends:
            raise UnknownKind("the law does not let this limit follow", limit=limit)
        facts = Held(limit, last.restricted_at, last.delivered_at, last.sober_at)
        if further.ends(counted_from(further, facts)) <= last.due_at:
            raise NotPossible("it would not be longer", step="prolong")
        row = count(held, further, facts, by=by, at=at, n=last.n + 1, paper=paper.strip())
        after = before.then(custody, row)
        owing.follow(before, after, by=by, at=at, book=rulebook, reason=f"№ {held}")
        Charge.objects.filter(pk=held.pk).update(**owing.clocked(held, after, rulebook))
        keeping.tell(held, [held.custodian_id, *held.alarms])
    return row


def ask_override(
    charge: Charge,
    safeguard: str,
    ground: str,
    reason: str,
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    id: uuid.UUID | None = None,
) -> Override:
    """Ask that a safeguard be passed over, on a ground of the law; nothing changes until a second officer confirms.

    Asked before under the same id, it is returned. Raises NotOnWatch, NotCustodian, LeftCustody, UnknownKind,
    Incomplete without a reason, NotPossible where the safeguard does not apply, AlreadyDone where one is asked for.
    """
    assert by.unit is not None
    custody = owing.custody_of(rulebook)
    rule = custody.safeguards.get(safeguard)
    if rule is None or ground not in rule.overrides:
        raise UnknownKind("the law knows no such ground", safeguard=safeguard, ground=ground)
    if not reason.strip():
        raise Incomplete("the reason must be said", fields=("reason",))
    refuse_state_secrets({"text": reason}, rulebook.edition)
    with transaction.atomic():
        if id and (earlier := Override.objects.filter(pk=id, charge=charge).first()):
            return earlier
        held = keeping.locked(charge, by=by, at=at)
        stands = standing(held, custody)
        if rule not in stands.missing(custody):
            raise NotPossible("it does not apply, or was given", step=safeguard)
        competent = owing.held_by_annex(rule.flag(stands.said), held, rulebook)
        asked = Override(
            id=id or uuid7(),
            charge=held,
            safeguard=safeguard,
            ground=ground,
            reason=reason.strip(),
            **by.signed(at),
            is_annex=competent is not None,
            competent=sorted(competent or ()),
            visible_to=held.chain_to if competent is None else sorted({by.unit, *competent}),
        )
        try:
            with transaction.atomic():
                asked.save(force_insert=True)
        except IntegrityError as error:
            raise AlreadyDone("it has been asked for", step=safeguard) from error
        record("override.asked", asked.pk, asked.to_ledger(), by=by, at=at)
        keeping.tell(held, [held.custodian_id])
    return asked


def settle_override(override: Override, *, confirmed: bool, by: Actor, at: datetime, rulebook: Rulebook) -> Override:
    """Confirm or decline what another officer of the custodian asked for; confirmed, it counts and stays visible.

    Settled so before by the same officer, it is returned. Raises NeedsAnother for whoever asked, AlreadyDone, and what
    `ask_override` raises; the second officer need not stand the watch.
    """
    custody = owing.custody_of(rulebook)
    verb = "confirm" if confirmed else "decline"
    with transaction.atomic():
        charge = Charge.objects.select_for_update().get(pk=override.charge_id)
        row = Override.objects.select_for_update().get(pk=override.pk)
        if row.state != OVERRIDE.start:
            if row.settled_by == by.officer and row.state == OVERRIDE.move(OVERRIDE.start, verb):
                return row
            raise AlreadyDone("it has been settled", step=row.state)
        keeping.refuse_strangers(charge, by)
        if row.unit_id != by.unit:
            raise NotCustodian("another unit asked for it", unit=row.unit_id)
        if row.officer == by.officer or by.officer is None:
            raise NeedsAnother("a second officer settles it")
        before = standing(charge, custody)
        row.state, row.settled_at = OVERRIDE.move(row.state, verb), at
        row.settled_by, row.settled_by_name = by.officer, by.name
        row.save(update_fields=["state", "settled_at", "settled_by", "settled_by_name"])
        record("override.settled", row.pk, row.settled_facts(), by=by, at=at)
        after = before.then(custody, row)
        owing.follow(before, after, by=by, at=at, book=rulebook, reason=f"№ {charge}", ground=row.ground)
        keeping.tell(charge, [charge.custodian_id])
    return row


def lapse_overrides(charge: Charge, unit: int, *, by: Actor, at: datetime) -> None:
    """Let what a former custodian had asked for and nobody settled lapse: the new one asks for itself."""
    with acting_in(unit, instead=True):
        for row in Override.objects.select_for_update().filter(charge=charge, unit=unit, state=OVERRIDE.start):
            row.state, row.settled_at = OVERRIDE.move(row.state, "lapse"), at
            row.save(update_fields=["state", "settled_at"])
            record("override.settled", row.pk, row.settled_facts(), by=by, at=at)
