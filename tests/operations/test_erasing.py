"""The words of a joint measure are erased when their term is over; log, hashes and proofs stay."""

from __future__ import annotations

from datetime import timedelta

import pytest
from together import HOUR, NOON

from ortaq.exchange.errors import NotPossible
from ortaq.exchange.models import Content
from ortaq.ledger.actor import Actor
from ortaq.operations.erasing import erase, erase_due
from ortaq.operations.log import LogEntry, LogWords

OWNER = Actor.program("owner")
YEARS = timedelta(days=365 * 5 + 2)


@pytest.mark.clause("C7.9")
def test_five_years_after_its_end_the_words_go_and_the_log_stays(together, clock, whole):
    made = together.open()
    together.write(made)
    together.close(made)
    book, entries = together.world.rulebook(), LogEntry.objects.count()
    for at, gone in ((NOON + YEARS - timedelta(days=9), []), (NOON + HOUR + YEARS, ["1/2026"])):
        assert erase_due(by=OWNER, at=at, rulebook=book, ground="срок хранения") == gone
    assert not LogWords.objects.exists()
    assert not Content.objects.exists(), "and with them those of the messages by which it was told"
    assert LogEntry.objects.count() == entries
    clock.stand(NOON + HOUR)
    whole()


def test_what_is_not_over_keeps_its_words(together):
    with pytest.raises(NotPossible):
        erase(together.open(), by=OWNER, at=NOON, ground="просьба")
