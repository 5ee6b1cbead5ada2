"""A request sent twice is done once, and whoever missed the answer is given it again."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from world import NOON

from ortaq.api import once
from ortaq.api.models import KeptAnswer
from ortaq.exchange.models import Message

KEY = "call-2026-05-12-0001"


@pytest.mark.django_db
def test_the_same_key_and_the_same_words_make_one_message_and_one_answer(here, program, urgent):
    asked = program(here.unit("border"))
    first, second = (asked.post("/messages/oral", urgent(), **{"Idempotency-Key": KEY}) for _ in range(2))
    assert Message.objects.count() == 1
    assert (second.status_code, second.content) == (first.status_code, first.content)
    assert second["Location"] == first["Location"]
    assert second["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first


@pytest.mark.django_db
def test_the_same_key_with_other_words_is_refused(here, program, urgent):
    asked = program(here.unit("border"))
    asked.post("/messages/oral", urgent(), **{"Idempotency-Key": KEY})
    refused = asked.post("/messages/oral", urgent(text="другое"), **{"Idempotency-Key": KEY})
    assert refused.status_code == 422
    assert refused.json()["type"].endswith("key-reused")
    assert Message.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "short", "с пробелом и кириллицей", "x" * 101])
def test_without_a_key_nothing_is_done(key, here, program, urgent):
    headers = {"Idempotency-Key": key} if key.isascii() else {"Idempotency-Key": "with a space"}
    refused = program(here.unit("border")).post("/messages/oral", urgent(), **headers)
    assert refused.status_code == 400
    assert not Message.objects.exists()


@pytest.mark.django_db
def test_another_caller_may_use_the_same_key(here, program, officer, urgent):
    for asked in (program(here.unit("border")), program(here.unit("customs")), officer(here.unit("internal"))):
        assert asked.post("/messages/oral", urgent(), **{"Idempotency-Key": KEY}).status_code == 201
    assert Message.objects.count() == 3


@pytest.mark.django_db
def test_what_was_refused_is_asked_anew_under_the_same_key(here, program, urgent):
    asked = program(here.unit("border"))
    assert asked.post("/messages/oral", urgent(text=" "), **{"Idempotency-Key": KEY}).status_code == 422
    assert asked.post("/messages/oral", urgent(), **{"Idempotency-Key": KEY}).status_code == 201


@pytest.mark.django_db
def test_a_kept_answer_holds_no_words_is_the_units_own_and_is_forgotten_in_time(here, program, urgent, as_role):
    program(here.unit("border")).post("/messages/oral", urgent(), **{"Idempotency-Key": KEY})
    kept = KeptAnswer.objects.get()
    assert "оружие, попытка" not in kept.body
    assert kept.visible_to == [here.unit("border").pk]
    with as_role("clock"):
        assert once.forget(NOON + once.KEPT) == 0
        assert once.forget(NOON + once.KEPT + timedelta(seconds=1)) == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_the_second_waits_and_is_given_the_first_ones_answer(clock, as_role, settings):
    """Two requests under one key, each in a connection of its own: one deed, two equal answers."""
    import json
    import threading

    import world
    from django.db import connection
    from django.test import Client
    from programs import ALL, given

    clock.stand(world.NOON)
    here = world.make()
    _token, secret = given(here.unit("border"), ALL, at=world.NOON)
    known = (NOON - timedelta(minutes=5)).isoformat()
    body = json.dumps({"clause": "C5.1.c", "text": "оружие", "known_at": known})
    headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": str(uuid.uuid4())}
    answers = []

    def ask():
        answers.append(Client().post("/api/messages/oral", body, "application/json", headers=headers))
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.scope', %s, false)", [str(here.unit("border").pk)])
    assert Message.objects.count() == 1
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
