"""To explain: what is late has a reason and a new promised time; the end of a term is an event and no end."""

from __future__ import annotations

from datetime import timedelta

import pytest
import world as worlds

from ortaq.duties.clock import lapse_pressing
from ortaq.duties.models import Duty, DutyMove
from ortaq.duties.rebuild import differences
from ortaq.exchange.errors import NotPossible, NotYours, TimePassed
from ortaq.exchange.requests import accept, answer, explain
from ortaq.lib.ids import uuid7

NOON, HOUR = worlds.NOON, timedelta(hours=1)
WHY = "Архив закрыт до утра"


def late(cast, asked):
    accept(asked, at=NOON, **cast.by("border"))
    return NOON + 9 * HOUR


def test_the_duty_waits_for_the_promised_time_and_the_request_says_so(cast, asked):
    at = late(cast, asked)
    explain(asked, WHY, promised_at=at + 3 * HOUR, at=at, **cast.by("border"))
    duty = Duty.objects.get(rule="request-information-urgent-answer")
    assert (duty.status, duty.promised_at) == ("explained", at + 3 * HOUR)
    assert [(move.verb, move.reason) for move in duty.history.all()] == [("lapse", ""), ("explain", WHY)]
    assert (cast.request().state, cast.request().promised_at) == ("accepted", at + 3 * HOUR)


def test_a_promise_that_passes_is_late_again_and_may_be_explained_again(cast, asked):
    at = late(cast, asked)
    explain(asked, WHY, promised_at=at + HOUR, at=at, **cast.by("border"))
    lapse_pressing(at + 2 * HOUR)
    assert cast.duties()["answer"] == "overdue"
    explain(asked, WHY, promised_at=at + 5 * HOUR, at=at + 2 * HOUR, **cast.by("border"))
    answer(asked, "Въехал.", at=at + 3 * HOUR, **cast.by("border"))
    assert (cast.request().state, cast.duties()["answer"]) == ("answered", "done_late")


def test_what_was_never_replied_to_is_explained_with_it(cast, asked):
    at = NOON + 9 * HOUR
    explain(asked, WHY, promised_at=at + HOUR, at=at, **cast.by("border"))
    assert cast.duties() == {"reply": "explained", "answer": "explained"}
    assert cast.request().state == "asked"


def test_explained_and_answered_in_one_instant_both_stand_in_their_order(cast, asked):
    at = late(cast, asked)
    explain(asked, WHY, promised_at=at + HOUR, at=at, **cast.by("border"))
    answer(asked, "Въехал.", at=at, **cast.by("border"))
    duty = Duty.objects.get(rule="request-information-urgent-answer")
    assert [move.verb for move in duty.history.all()] == ["lapse", "explain", "fulfil"]
    assert list(differences(at)) == []


def test_a_statement_that_its_duty_does_not_admit_is_told_as_a_difference(cast, asked):
    at = late(cast, asked)
    answer(asked, "Въехал.", at=at, **cast.by("border"))
    duty = Duty.objects.get(rule="request-information-urgent-answer")
    said = {"verb": "explain", "status": "explained", "promised_at": at + 3 * HOUR, "visible_to": duty.visible_to}
    DutyMove.objects.create(id=uuid7(), duty=duty, n=duty.moves + 1, at=at, recorded_at=at + HOUR, **said)
    assert list(differences(at)) == [f"{duty.key}: its history differs"]


def test_what_is_not_late_needs_no_explanation(cast, asked, everything):
    before = everything()
    with pytest.raises(NotPossible):
        explain(asked, WHY, promised_at=NOON + 9 * HOUR, at=NOON, **cast.by("border"))
    assert everything() == before


@pytest.mark.parametrize(("reason", "after", "error"), [(" ", HOUR, NotPossible), (WHY, timedelta(0), TimePassed)])
def test_without_a_reason_or_a_time_to_come_it_is_refused(cast, asked, everything, reason, after, error):
    at = late(cast, asked)
    before = everything()
    with pytest.raises(error):
        explain(asked, reason, promised_at=at + after, at=at, **cast.by("border"))
    assert everything() == before


def test_the_asker_explains_nothing(cast, asked):
    at = late(cast, asked)
    with pytest.raises(NotYours):
        explain(asked, WHY, promised_at=at + HOUR, at=at, **cast.by("customs"))
