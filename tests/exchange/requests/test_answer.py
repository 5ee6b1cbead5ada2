"""To answer: wholly or in part, once; both clocks close by it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import world as worlds

from ortaq.exchange.errors import AlreadyDone, NoGround, NotPossible, NotYours
from ortaq.exchange.models import Message, Recipient
from ortaq.exchange.requests import accept, answer
from ortaq.lib.ids import uuid7

NOON, MINUTE, HOUR = worlds.NOON, timedelta(minutes=1), timedelta(hours=1)


def test_the_answer_goes_to_the_asker_in_the_same_matter_and_closes_both_clocks(cast, asked):
    answer(asked, "Въехал 10.05.", at=NOON + MINUTE, **cast.by("border"))
    told = Message.objects.get(relation="answer")
    assert told.matter == asked.message_id
    assert [one.unit for one in Recipient.objects.filter(message=told)] == [cast.unit("customs")]
    assert cast.request().state == "answered"
    assert cast.duties() == {"reply": "done", "answer": "done"}


def test_what_comes_after_the_term_is_an_answer_all_the_same_and_late_for_ever(cast, asked):
    accept(asked, at=NOON, **cast.by("border"))
    answer(asked, "Въехал 10.05.", at=NOON + 9 * HOUR, **cast.by("border"))
    assert (cast.request().state, cast.duties()["answer"]) == ("answered", "done_late")


def test_in_part_it_says_on_which_ground_the_rest_is_not_given(cast, asked):
    with pytest.raises(NoGround):
        answer(asked, "Въехал.", in_part=True, at=NOON, **cast.by("border"))
    step = answer(asked, "Въехал.", in_part=True, ground="protected", at=NOON, **cast.by("border"))
    assert (step.state, step.ground) == ("answered_in_part", "protected")


def test_a_kind_that_the_pack_wants_answered_wholly_is_not_answered_in_part(cast):
    cast.ask(kind="referral")
    with pytest.raises(NotPossible):
        answer(cast.request(), "Часть.", in_part=True, ground="unlawful", at=NOON, **cast.by("border"))


def test_there_are_no_two_answers(cast, asked, everything):
    answer(asked, "Въехал.", at=NOON, id=(identity := uuid7()), **cast.by("border"))
    before = everything()
    answer(asked, "Въехал.", at=NOON + MINUTE, id=identity, **cast.by("border"))
    with pytest.raises(AlreadyDone):
        answer(asked, "И выехал.", at=NOON + MINUTE, id=uuid7(), **cast.by("border"))
    assert everything() == before


def test_the_asker_does_not_answer_himself(cast, asked):
    with pytest.raises(NotYours):
        answer(asked, "Сам знаю.", at=NOON, **cast.by("customs"))


def test_of_two_asked_units_each_answers_and_reads_its_own_alone(cast, as_role):
    from ortaq.access.scope import acting_in

    cast.ask("border", "internal")
    answer(cast.request("border"), "Въехал.", at=NOON, **cast.by("border"))
    assert cast.request("internal").state == "asked"
    with as_role("web"), acting_in(cast.unit("internal").pk):
        assert not Message.objects.filter(relation="answer").exists()
