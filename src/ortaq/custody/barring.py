"""No expulsion is announced over the head of somebody who asks for protection.

While a unit holds anybody with such a request undecided, a notice under the clauses that the pack names is refused
until it was written down, for each of them, that it does not concern him.
"""

from __future__ import annotations

from datetime import datetime

from ortaq.custody.errors import Barred
from ortaq.custody.models import Charge
from ortaq.custody.standing import standing
from ortaq.duties.rulebook import Rulebook
from ortaq.exchange.advance import barred_by
from ortaq.ledger.actor import Actor


@barred_by
def refuse_notice(clause: str, by: Actor, at: datetime, rulebook: Rulebook) -> None:
    """Raise Barred where the clause is barred and somebody held here is protected; `numbers` are theirs."""
    custody = rulebook.edition.custody
    if custody is None or clause not in custody.bars_notices or by.unit is None:
        return
    people = [kind.code for kind in custody.kinds.values() if kind.is_person]
    held = Charge.objects.held_by(by.unit).filter(kind__in=people)
    found = [(one, standing(one, custody)) for one in held]
    numbers = tuple(str(one) for one, stands in found if stands.bars(custody) and not stands.spared)
    if numbers:
        raise Barred("a request for protection is undecided", numbers=numbers, bars=custody.bars)
