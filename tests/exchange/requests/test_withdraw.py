"""To withdraw: the asker takes back what is unanswered, and nothing is owed any more."""

from __future__ import annotations

from datetime import timedelta

import pytest
import world as worlds

from ortaq.duties.models import Duty
from ortaq.exchange.errors import AlreadyDone, NotYours
from ortaq.exchange.requests import accept, answer, withdraw

NOON, MINUTE, HOUR = worlds.NOON, timedelta(minutes=1), timedelta(hours=1)


def test_nothing_is_owed_any_more(cast, asked):
    accept(asked, at=NOON, **cast.by("border"))
    withdraw(asked, "Лицо установлено.", at=NOON + MINUTE, **cast.by("customs"))
    assert cast.request().state == "withdrawn"
    assert cast.duties() == {"reply": "done", "answer": "void"}
    assert not Duty.objects.owed_by(cast.unit("border").pk).filter(record=asked.clock).unfinished().exists()


def test_what_had_run_out_before_leaves_its_trace(cast, asked):
    withdraw(asked, "Лицо установлено.", at=NOON + 2 * HOUR, **cast.by("customs"))
    reply = Duty.objects.get(rule="request-information-urgent-reply")
    assert [move.verb for move in reply.history.all()] == ["lapse", "void"]


def test_one_of_several_is_withdrawn_alone(cast):
    cast.ask("border", "internal")
    withdraw(cast.request("border"), "Ответили другие.", at=NOON, **cast.by("customs"))
    assert (cast.request("border").state, cast.request("internal").state) == ("withdrawn", "asked")


def test_what_is_answered_cannot_be_withdrawn(cast, asked):
    answer(asked, "Въехал.", at=NOON, **cast.by("border"))
    with pytest.raises(AlreadyDone):
        withdraw(asked, "Не нужно.", at=NOON, **cast.by("customs"))


def test_the_asked_unit_does_not_withdraw(cast, asked):
    with pytest.raises(NotYours):
        withdraw(asked, "Не нужно.", at=NOON, **cast.by("border"))
