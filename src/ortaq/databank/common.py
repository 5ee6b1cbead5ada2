"""What every verb of the data bank begins with: the pack's word, the watch, the number, the span of a term."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from ortaq.access.models import Watch
from ortaq.databank.errors import UnknownRegister
from ortaq.duties.rulebook import Rulebook
from ortaq.exchange.errors import NotOnWatch
from ortaq.ledger.actor import Actor
from ortaq.rules import arrangements
from ortaq.rules.arrangements import Arrangement
from ortaq.rules.databank import DataBank, Register


def bank_of(rulebook: Rulebook, unit: int | None = None) -> DataBank:
    """Return what the pack says of the data bank, and where a unit uses it, as the joint act on its use has it.

    Raises UnknownRegister where the pack says nothing.
    """
    if rulebook.edition.databank is None:
        raise UnknownRegister("this pack says nothing of a data bank")
    bank = rulebook.edition.databank
    return bank if unit is None else arrangements.governed(bank, agreed_use(rulebook, unit))


def agreed_use(rulebook: Rulebook, unit: int) -> dict[str, Arrangement]:
    """Return what the unit is bound to by the joint acts on the use of the data bank, by the name of each term.

    A unit that was closed is bound to nothing but the pack.
    """
    if unit not in rulebook.units:
        return {}
    codes = [rulebook.units[one].code for one in (unit, *rulebook.superiors(unit))]
    return arrangements.agreed_use(codes, rulebook.directory.arrangements)


def register_of(rulebook: Rulebook, code: str) -> Register:
    """Return the register of this code; raises UnknownRegister."""
    found = bank_of(rulebook).registers.get(code)
    if found is None:
        raise UnknownRegister("the pack knows no such register", register=code)
    return found


def on_watch(by: Actor, at: datetime) -> None:
    """Raise NotOnWatch for whoever does not stand his unit's watch."""
    if not Watch.objects.is_on(by.officer, by.unit, at=at):
        raise NotOnWatch("only the watch acts for its unit", unit=by.unit)


def number(unit: int, year: int) -> int:
    """Return the unit's next number of the year."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO databank_numbering AS n (unit_id, year, last) VALUES (%s, %s, 1)"
            " ON CONFLICT (unit_id, year) DO UPDATE SET last = n.last + 1 RETURNING last",
            [unit, year],
        )
        return int(cursor.fetchone()[0])
