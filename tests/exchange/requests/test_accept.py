"""To accept: the reply is given, the answer is still owed, the alarm falls silent."""

from __future__ import annotations

from datetime import timedelta

import pytest
import world as worlds

from ortaq.exchange.errors import AlreadyDone, NotOnWatch, NotYours
from ortaq.exchange.models import Receipt, Recipient
from ortaq.exchange.requests import accept

NOON, MINUTE, HOUR = worlds.NOON, timedelta(minutes=1), timedelta(hours=1)


def test_it_closes_the_reply_and_leaves_the_answer_owed(cast, asked):
    step = accept(asked, at=NOON + 10 * MINUTE, **cast.by("border"))
    assert (step.n, step.state, cast.request().state) == (1, "accepted", "accepted")
    assert cast.duties() == {"reply": "done", "answer": "open"}


def test_it_takes_the_message_and_silences_its_alarm(cast, asked):
    accept(asked, at=NOON + MINUTE, **cast.by("border"))
    assert not Recipient.objects.alarming(cast.unit("border").pk).exists()
    assert Receipt.objects.get().step == "acknowledged"


def test_it_counts_when_the_message_was_taken_before(cast, asked):
    from ortaq.exchange.receipts import acknowledge

    recipient = Recipient.objects.select_related("message").get()
    acknowledge(recipient, at=NOON, **cast.by("border"))
    assert accept(asked, at=NOON + MINUTE, **cast.by("border")).state == "accepted"


def test_the_second_is_told_that_somebody_was_first_and_changes_nothing(cast, asked, everything):
    accept(asked, at=NOON, **cast.by("border"))
    before = everything()
    with pytest.raises(AlreadyDone):
        accept(asked, at=NOON + MINUTE, **cast.by("border"))
    assert everything() == before


def test_after_the_term_it_counts_as_late(cast, asked):
    accept(asked, at=NOON + 2 * HOUR, **cast.by("border"))
    assert cast.duties()["reply"] == "done_late"


@pytest.mark.parametrize(
    ("who", "error"), [(("customs", 4), NotYours), (("internal", 4), NotYours), (("border", 3), NotYours)]
)
def test_only_the_asked_unit_accepts(cast, asked, everything, who, error):
    before = everything()
    with pytest.raises(error):
        accept(asked, at=NOON, **cast.by(*who))
    assert everything() == before


def test_only_the_watch_accepts(cast, asked):
    from ortaq.access.models import Watch

    Watch.objects.filter(unit=cast.unit("border")).update(ends_at=NOON - HOUR, relieved_at=NOON - HOUR)
    with pytest.raises(NotOnWatch):
        accept(asked, at=NOON, **cast.by("border"))


def test_one_unit_accepts_for_itself_alone(cast):
    cast.ask("border", "internal")
    accept(cast.request("border"), at=NOON, **cast.by("border"))
    assert (cast.request("border").state, cast.request("internal").state) == ("accepted", "asked")
    assert cast.duties("internal") == {"reply": "open", "answer": "open"}
