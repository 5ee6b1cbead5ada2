"""To ask back and to make clear: a question is a reply; the clocks run anew from the clarification."""

from __future__ import annotations

from datetime import timedelta

import pytest
import world as worlds

from ortaq.duties.models import Duty
from ortaq.exchange.errors import NotPossible, NotYours
from ortaq.exchange.requests import accept, answer, clarify, decline, supply
from ortaq.lib.ids import uuid7

NOON, MINUTE, HOUR = worlds.NOON, timedelta(minutes=1), timedelta(hours=1)
MORE = {"text": "Паспорт прилагаем.", "document_number": "N01234567"}


def test_a_question_is_a_reply_and_takes_the_clock_of_the_answer_back(cast, asked):
    clarify(asked, "Какого года рождения?", at=NOON + MINUTE, **cast.by("border"))
    assert cast.request().state == "unclear"
    assert cast.duties() == {"reply": "done", "answer": "void"}


def test_made_clear_both_clocks_run_anew_from_the_clarification(cast, asked):
    clarify(asked, "Какого года рождения?", at=NOON + MINUTE, **cast.by("border"))
    supply(asked, MORE, at=NOON + 3 * HOUR, **cast.by("customs"))
    request = cast.request()
    assert (request.state, request.counted_from) == ("clarified", NOON + 3 * HOUR)
    due = Duty.objects.filter(record=request.clock).order_by("due_at").values_list("due_at", flat=True)
    assert list(due) == [NOON + 4 * HOUR, NOON + 11 * HOUR]
    answer(request, "Пересекал.", at=NOON + 5 * HOUR, **cast.by("border"))
    assert cast.duties() == {"reply": "done_late", "answer": "done"}


def test_it_may_be_asked_back_twice(cast, asked):
    for n in (1, 2):
        clarify(asked, "Что ещё?", at=NOON + n * MINUTE, **cast.by("border"))
        supply(asked, MORE, at=NOON + n * MINUTE, **cast.by("customs"))
    assert cast.request().steps == 4
    assert Duty.objects.filter(status="void").count() == 2


def test_while_it_is_unclear_it_is_neither_accepted_nor_answered_but_may_be_declined(cast, asked):
    clarify(asked, "Кто это?", at=NOON, **cast.by("border"))
    with pytest.raises(NotPossible):
        accept(asked, at=NOON, **cast.by("border"))
    with pytest.raises(NotPossible):
        answer(asked, "не знаем", at=NOON, **cast.by("border"))
    decline(asked, "Без данных не проверить.", ground="disproportionate", at=NOON, **cast.by("border"))
    assert cast.request().state == "declined"


def test_each_side_takes_its_own_step(cast, asked):
    with pytest.raises(NotYours):
        clarify(asked, "?", at=NOON, **cast.by("customs"))
    clarify(asked, "?", at=NOON, **cast.by("border"))
    with pytest.raises(NotYours):
        supply(asked, MORE, at=NOON, **cast.by("border"))


def test_the_clarification_sent_again_opens_no_second_clock(cast, asked, everything):
    clarify(asked, "?", at=NOON, **cast.by("border"))
    supply(asked, MORE, at=NOON, id=(identity := uuid7()), **cast.by("customs"))
    before = everything()
    supply(asked, MORE, at=NOON + HOUR, id=identity, **cast.by("customs"))
    assert everything() == before
