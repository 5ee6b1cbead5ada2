"""No expulsion is announced over the head of somebody who asks for protection.

While a unit holds anybody with such a request undecided, or has handed him over since he made it, a notice under the
clauses that the pack names is refused until it was written down, for each of them, that it does not concern him.
"""

from __future__ import annotations

from datetime import datetime

from ortaq.custody.errors import Barred
from ortaq.custody.models import HELD, Charge
from ortaq.custody.recognising import known_to_its_custodian
from ortaq.custody.standing import Standing, standings
from ortaq.duties.rulebook import Rulebook
from ortaq.exchange.advance import barred_by
from ortaq.ledger.actor import Actor
from ortaq.rules.custody import Custody


@barred_by
def refuse_notice(clause: str, by: Actor, at: datetime, rulebook: Rulebook) -> None:
    """Raise Barred where the clause is barred and somebody held here, or handed over by us, is protected; `numbers` are
    theirs.
    """
    custody = rulebook.edition.custody
    if custody is None or clause not in custody.bars_notices or by.unit is None:
        return
    people = [kind.code for kind in custody.kinds.values() if kind.is_person]
    held = list(Charge.objects.held_by(by.unit).filter(kind__in=people))
    stand = standings(held, custody)
    numbers = [str(one) for one in held if _is_barred(stand[one.pk], custody)]
    given = Charge.objects.filter(status=HELD, kind__in=people, chain__unit=by.unit).exclude(custodian=by.unit)
    numbers += [str(one) for one in given.distinct() if _was_told(one, by.unit, custody)]
    if numbers:
        raise Barred("a request for protection is undecided", numbers=tuple(numbers), bars=custody.bars)


def _is_barred(stands: Standing, custody: Custody) -> bool:
    return bool(stands.bars(custody)) and not stands.spared


def _was_told(charge: Charge, unit: int, custody: Custody) -> bool:
    """Whether somebody is protected by what he asked for while this unit held him: what he said to another since, a
    refusal would give away.
    """
    stands = known_to_its_custodian(charge, custody)
    until = max(one.until for one in charge.chain.filter(unit=unit) if one.until)
    return _is_barred(stands, custody) and any(stands.said[code] <= until for code in stands.bars(custody))
