"""The words of the data bank are erased when their term is over: of entries that ended, and of what was looked up.

Headers, hashes and every proof stay. With the words of an entry goes its index; a word of the dictionary that no name
has any more goes with it. Only the owner of the tables may erase.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max

from ortaq.databank.common import bank_of
from ortaq.databank.indexed import Mark, Named
from ortaq.databank.models import Asked, Entry, LookUp, Words
from ortaq.duties.rulebook import Rulebook
from ortaq.exchange.erasing import span
from ortaq.exchange.errors import NotPossible
from ortaq.ledger.actor import Actor
from ortaq.ledger.record import record_many
from ortaq.rules.life import LISTING
from ortaq.rules.terms import Amount

BATCH = 500
_UNUSED = """
DELETE FROM databank_nameword w WHERE w.id = ANY (%s)
   AND NOT EXISTS (SELECT FROM databank_named n WHERE n.words && ARRAY[w.id::int]) RETURNING w.id
"""


def erase_due(*, by: Actor, at: datetime, rulebook: Rulebook, ground: str) -> tuple[int, int]:
    """Erase what is due by `at`; return how many entries and look-ups lost their words. Raises NotPossible."""
    if not ground.strip():
        raise NotPossible("the ground of an erasure must be said", step="erased")
    entries = looks = 0
    for batch in _batches(list(_ended(at, rulebook))):
        entries += _erase_entries(batch, by=by, at=at, ground=ground.strip())
    for batch in _batches(list(_asked_long_ago(at, rulebook))):
        looks += _erase_asked(batch, by=by, at=at, ground=ground.strip())
    return entries, looks


def _ended(at: datetime, rulebook: Rulebook) -> Iterator[Entry]:
    """Give the entries of each register that ended so long ago, by withdrawal or by their time."""
    for register in bank_of(rulebook).registers.values():
        before = at - span(register.keeps)
        with_words = Entry.objects.filter(register=register.code, words__isnull=False)
        yield from with_words.filter(status=LISTING.start, valid_to__lte=before)
        withdrawn = with_words.exclude(status=LISTING.start).annotate(last=Max("history__at"))
        yield from withdrawn.filter(last__lte=before)


def _asked_long_ago(at: datetime, rulebook: Rulebook) -> Iterator[LookUp]:
    """Give the look-ups whose words have been kept for as long as their unit may keep them."""
    with_words, units = LookUp.objects.filter(words__isnull=False), defaultdict[Amount, list[int]](list)
    for unit in with_words.values_list("unit", flat=True).distinct().order_by("unit"):
        units[bank_of(rulebook, unit).keeps].append(unit)
    for keeps, kept in units.items():
        yield from with_words.filter(unit__in=kept, at__lte=at - span(keeps))


def _batches(rows: list) -> Iterator[list]:  # type: ignore[type-arg]
    for first in range(0, len(rows), BATCH):
        yield rows[first : first + BATCH]


def _erase_entries(rows: list[Entry], *, by: Actor, at: datetime, ground: str) -> int:
    ids = [one.pk for one in rows]
    with transaction.atomic():
        named = Named.objects.filter(entry__in=ids)
        words = sorted({word for one in named for word in one.words})
        named.delete()
        Mark.objects.filter(entry__in=ids).delete()
        Words.objects.filter(entry__in=ids).delete()
        with connection.cursor() as cursor:
            cursor.execute(_UNUSED, [words])
            unused = [row[0] for row in cursor.fetchall()]
            cursor.execute("DELETE FROM databank_namekey WHERE word = ANY (%s)", [unused])
        record_many(("databank.erased", pk, {"ground": ground}, by, at) for pk in ids)
    return len(ids)


def _erase_asked(rows: list[LookUp], *, by: Actor, at: datetime, ground: str) -> int:
    ids = [one.pk for one in rows]
    with transaction.atomic():
        Asked.objects.filter(look_up__in=ids).delete()
        record_many(("databank.forgotten", pk, {"ground": ground}, by, at) for pk in ids)
    return len(ids)
