"""What every verb of custody begins with and ends with: the watch, the lock, the number, the entry and its words."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F
from django.utils.translation import get_language

from ortaq.access.models import Watch
from ortaq.custody import photographs
from ortaq.custody.errors import LeftCustody, NotCustodian
from ortaq.custody.models import Charge, Entry, Words
from ortaq.duties.rulebook import Rulebook
from ortaq.exchange.errors import NotOnWatch
from ortaq.exchange.files import FILES, File
from ortaq.exchange.secrecy import refuse_state_secrets
from ortaq.exchange.uploads import are_sent
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import entries
from ortaq.lib import screens
from ortaq.lib.ids import uuid7
from ortaq.lib.rows import insert
from ortaq.rules.edition import Subject
from ortaq.rules.text import Text
from ortaq.wire.commitment import commit, new_salt

MEASURES = ("quantity", "unit", "seal", "place")


def on_watch(by: Actor, at: datetime) -> None:
    """Raise NotOnWatch for whoever does not stand his unit's watch."""
    if not Watch.objects.is_on(by.officer, by.unit, at=at):
        raise NotOnWatch("only the watch acts for its unit", unit=by.unit)


def locked(charge: Charge, *, by: Actor, at: datetime, after_end: bool = False) -> Charge:
    """Return the charge as it stands, held until the end of the transaction, if this unit is its custodian now;
    `after_end`: or was its last one.

    A page that was opened before a hand-over is refused here. Raises NotOnWatch, LeftCustody, NotCustodian.
    """
    on_watch(by, at)
    row = Charge.objects.select_for_update().get(pk=charge.pk)
    refuse_strangers(row, by, after_end=after_end)
    return row


def refuse_strangers(charge: Charge, by: Actor, *, after_end: bool = False) -> None:
    """Raise LeftCustody for what nobody holds any more, NotCustodian for whoever is not its custodian now."""
    if not charge.is_held and not after_end:
        raise LeftCustody("it has left custody", number=str(charge))
    if charge.custodian_id != by.unit:
        raise NotCustodian("another unit is its custodian", unit=charge.custodian_id)


def lock_all(charges: Iterable[Charge]) -> list[Charge]:
    """Lock charges in the order of their ids, so that two verbs never wait for each other."""
    wanted = {one.pk for one in charges}
    found = list(Charge.objects.select_for_update().filter(pk__in=wanted).order_by("id"))
    if len(found) != len(wanted):
        raise NotCustodian("not all of it is this unit's to see", unit=None)
    return found


def number(unit: int, year: int, of: str) -> int:
    """Return the unit's next number of the year for its charges, or its hand-overs."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO custody_numbering AS n (unit_id, year, of, last) VALUES (%s, %s, %s, 1)"
            " ON CONFLICT (unit_id, year, of) DO UPDATE SET last = n.last + 1 RETURNING last",
            [unit, year, of],
        )
        return int(cursor.fetchone()[0])


def entry_of(
    charge: Charge,
    code: str,
    body: Mapping[str, Any],
    facts: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    id: uuid.UUID | None = None,
    happened_at: datetime | None = None,
    competent: Sequence[int] | None = None,
    files: Sequence[File] = (),
) -> tuple[Entry, Words]:
    """Return an entry and its words, unwritten; with `competent` (also an empty list) it is an annex.

    What is known of its photographs stands in the words; their hashes stand among its facts, and outlive these.

    Raises StateSecret.
    """
    assert by.unit is not None
    if files:
        body = {**body, FILES: [one.facts() for one in files]}
        facts = {**facts, FILES: [one.sha256 for one in files]}
    refuse_state_secrets(body, rulebook.edition)
    salt, is_annex = new_salt(), competent is not None
    seen = sorted({by.unit, *(competent or ())}) if is_annex else list(charge.chain_to)
    charge.entries += 1
    row = Entry(
        id=id or uuid7(),
        charge=charge,
        n=charge.entries,
        code=code,
        facts=dict(facts),
        commitment=commit(dict(body), salt),
        recorded_at=at,
        **by.signed(happened_at or at),
        is_annex=is_annex,
        competent=sorted(competent or ()),
        visible_to=seen,
    )
    readers = seen if is_annex else sorted({by.unit, *holders(charge)})
    return row, Words(entry=row, charge=charge, salt=salt, body=dict(body), visible_to=readers)


def write(written: Sequence[tuple[Entry, Words]], *, by: Actor, at: datetime, files: Sequence[File] = ()) -> None:
    """Write entries with their words, and count them on their charge; the photographs go with the first.

    Raises FilesGone.
    """
    rows, words = [row for row, _ in written], [one for _, one in written]
    pictures = photographs.of_entry(*written[0], files)
    insert(rows, words, pictures, entries(("custody.entered", row.pk, row.to_ledger(), by, at) for row in rows))
    for charge in {row.charge_id for row in rows}:
        Charge.objects.filter(pk=charge).update(entries=F("entries") + sum(row.charge_id == charge for row in rows))
    are_sent(files)


def holders(charge: Charge) -> list[int]:
    """Return every unit that has ever been its custodian."""
    return list(charge.chain.values_list("unit_id", flat=True).distinct())


def measured(body: Mapping[str, Any], names: Iterable[str] = MEASURES) -> dict[str, str]:
    """Return what of a charge is measured or marked, to be compared at a hand-over; "" is a seal that is gone."""
    said = {name: str(body[name]) for name in names if body.get(name) is not None}
    return {name: value for name, value in said.items() if value or name == "seal"}


def known(form: Subject, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of a body the pack asks for, and is said."""
    codes = {one.code for one in form.fields}
    return {code: value for code, value in body.items() if code in codes and value not in (None, "", False)}


def tell(charge: Charge, units: Iterable[int]) -> None:
    """Sign to the screens of these units that what they hold has changed."""
    screens.tell("changed", charge.pk, set(units))


def in_our_words(text: Text) -> str:
    """Return a text in the language in which the officer works: what a verb says for him, he says."""
    return text.said_in((get_language() or "ru").split("-")[0])
