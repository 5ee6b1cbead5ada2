"""To decline: on a ground that the pack names, in words that the asker alone reads; nothing is owed any more."""

from __future__ import annotations

from datetime import timedelta

import pytest
import world as worlds

from ortaq.exchange.errors import AlreadyDone, AlreadySent, NoGround, NothingSaid, NotYours
from ortaq.exchange.models import Content, Message
from ortaq.exchange.requests import accept, answer, decline
from ortaq.lib.ids import uuid7

NOON, MINUTE = worlds.NOON, timedelta(minutes=1)
WORDS = {"text": "В учётах не значится.", "ground": "not_held"}


def test_it_closes_both_clocks_and_tells_the_asker_why(cast, asked):
    step = decline(asked, at=NOON + MINUTE, **WORDS, **cast.by("border"))
    assert cast.request().state == "declined"
    assert cast.request().ended_at == NOON + MINUTE
    assert cast.duties() == {"reply": "done", "answer": "done"}
    told = Message.objects.get(relation="refusal")
    assert (told.matter, told.relates_to, told.pk) == (asked.message_id, asked.message_id, step.message_id)
    assert step.ground == "not_held"
    assert set(Content.objects.get(message=told).visible_to) == {cast.unit("border").pk, cast.unit("customs").pk}


def test_what_was_accepted_may_still_turn_out_impossible(cast, asked):
    accept(asked, at=NOON, **cast.by("border"))
    decline(asked, at=NOON + MINUTE, **WORDS, **cast.by("border"))
    assert cast.request().state == "declined"


@pytest.mark.parametrize("ground", ["", "no_time", "no_forces"])
def test_a_ground_that_the_pack_does_not_name_for_the_kind_is_none(cast, asked, everything, ground):
    before = everything()
    with pytest.raises(NoGround):
        decline(asked, "нет", ground=ground, at=NOON, **cast.by("border"))
    assert everything() == before


def test_without_words_it_is_refused(cast, asked, everything):
    before = everything()
    with pytest.raises(NothingSaid):
        decline(asked, "  ", ground="not_held", at=NOON, **cast.by("border"))
    assert everything() == before


def test_no_answer_follows(cast, asked, everything):
    decline(asked, at=NOON, **WORDS, **cast.by("border"))
    before = everything()
    with pytest.raises(AlreadyDone):
        answer(asked, "всё же нашли", at=NOON + MINUTE, **cast.by("border"))
    assert everything() == before


def test_the_form_sent_again_declines_once(cast, asked, everything):
    first = decline(asked, at=NOON, id=(identity := uuid7()), **WORDS, **cast.by("border"))
    before = everything()
    assert decline(asked, at=NOON + MINUTE, id=identity, **WORDS, **cast.by("border")).pk == first.pk
    with pytest.raises(AlreadySent):
        decline(asked, "другое", ground="not_held", at=NOON, id=identity, **cast.by("border"))
    assert everything() == before


def test_the_asker_declines_nothing(cast, asked):
    with pytest.raises(NotYours):
        decline(asked, at=NOON, **WORDS, **cast.by("customs"))
