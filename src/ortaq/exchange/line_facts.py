"""The facts of the lines from which duties follow: a watch was taken, a line was checked, lost, restored."""

from __future__ import annotations

from collections.abc import Iterator

from ortaq.access.models import Watch
from ortaq.duties.facts import Arisen, Done, Fact, source
from ortaq.duties.rulebook import Rulebook
from ortaq.exchange.lines import (
    LineCheck,
    LineConfirmed,
    Outage,
    keys_closed_by,
    keys_closed_by_word,
    keys_of_outage,
    owed_for,
    owed_for_outage,
)


@source
def taken() -> Iterator[Fact]:
    """A watch that was taken owes a check of each line."""
    for watch in Watch.objects.order_by("starts_at").iterator():
        if owed := owed_for(watch):
            yield Arisen(watch.starts_at, owed)


@source
def checked() -> Iterator[Fact]:
    """A check closes what was owed to that counterpart since the last one; a confirmed one counts for both."""
    for made in LineCheck.objects.order_by("entered_at").iterator():
        yield Done(made.entered_at, made.at, made.pk, keys_closed_by(made, Rulebook.at(made.entered_at)))
    for said in LineConfirmed.objects.select_related("check_of").order_by("at").iterator():
        yield Done(said.at, said.check_of.at, said.pk, keys_closed_by_word(said, Rulebook.at(said.at)))


@source
def lost() -> Iterator[Fact]:
    """A line that was lost is owed restoring, until a check finds that it works."""
    for outage in Outage.objects.select_related("found_by", "restored_by").order_by("since").iterator():
        book = Rulebook.at(outage.found_by.entered_at)
        yield Arisen(outage.found_by.entered_at, owed_for_outage(outage, book))
        if outage.restored_by and outage.restored_at:
            entered_at = outage.restored_by.entered_at
            yield Done(entered_at, outage.restored_at, outage.restored_by.pk, keys_of_outage(outage, book))
