"""How a file becomes a list and its figure, or the figures of a month: all of it or nothing."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime

from django.db import transaction

from ortaq.duties.rulebook import Rulebook
from ortaq.exchange.errors import AlreadySent, NothingChanged
from ortaq.figures import comparing, giving, listing
from ortaq.figures.errors import NoSuchList
from ortaq.figures.lists import Listing, content
from ortaq.figures.models import IMPORTED
from ortaq.figures.months import figures_of
from ortaq.ledger.actor import Actor
from ortaq.lib.ids import uuid7
from ortaq.rules import matching


def give_list(
    code: str,
    month: date,
    records: Sequence[matching.Record],
    *,
    cut_off: str,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    reason: str = "",
    id: uuid.UUID | None = None,
) -> Listing:
    """Give the list behind an indicator: its figure follows from it. The same list again under `id` is returned.

    Raises NoSuchList, AlreadySent and what `giving.give` raises but NothingChanged.
    """
    assert by.unit is not None
    one = figures_of(rulebook).indicators.get(code)
    if one is None or one.listed is None:
        raise NoSuchList("no list stands behind it", indicator=code)
    batch = id or uuid7()
    if earlier := Listing.objects.filter(batch=batch).first():
        known = (earlier.unit_id, earlier.indicator, earlier.month, content(earlier.rows.order_by("n")))
        if known != (by.unit, code, month, listing.said(records)):
            raise AlreadySent("another list was given under this identity")
        return earlier
    given = giving.Given(month, {code: listing.total(records, one.listed)}, cut_off, reason, IMPORTED)
    with transaction.atomic():
        with suppress(NothingChanged):  # the figure may be what it was, and the records behind it not
            giving.give(given, by=by, at=at, rulebook=rulebook, id=batch, compares=False)
        new = listing.NewList(one, month, records, cut_off, IMPORTED, batch)
        row = listing.keep(new, by=by, at=at, rulebook=rulebook)
        comparing.compare_again(by.unit, month, by=by, at=at, rulebook=rulebook)
    return row
