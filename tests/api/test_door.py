"""The door of the API, seen by whoever stole a token, by a page of another site, and by a program in a hurry."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta

import pytest
from programs import senior
from world import NOON

from ortaq.access import testing, tokens
from ortaq.access.models import Reading
from ortaq.access.tokens import Token
from ortaq.exchange.models import Message, Receipt
from ortaq.ledger.models import Entry

pytestmark = pytest.mark.django_db
PERSON = ("acknowledgement", "reading", "action", "referral")


def code(response):
    assert response["Content-Type"] == "application/problem+json"
    said = response.json()
    assert said["status"] == response.status_code
    assert said["title"]
    return said["type"].rsplit(":", 1)[-1]


def told(program, here, urgent, **more):
    return program(here.unit("border")).post("/messages/oral", urgent(**more)).json()["id"]


# ── who calls ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_nobody_is_told_to_say_who_he_is(here, program):
    asked = program(here.unit("border"))
    asked.secret = ""
    refused = asked.get("/messages")
    assert (refused.status_code, code(refused)) == (401, "unknown-caller")
    assert refused["WWW-Authenticate"].startswith("Bearer")


def test_a_token_opens_nothing_before_a_second_person_has_confirmed_it(here, program, officer):
    asker = testing.actor(senior(here.unit("border"), "asks", at=NOON))
    token, secret = tokens.ask(here.unit("border"), "АСУ", ["read_headers"], lasts=timedelta(days=1), by=asker, at=NOON)
    asked = program(here.unit("customs"))
    asked.secret = secret
    assert code(asked.get("/me")) == "dead-token"
    tokens.confirm(token, by=testing.actor(senior(here.unit("border"), "confirms", at=NOON)), at=NOON)
    assert asked.get("/me").json()["unit"]["code"] == "border-4"


@pytest.mark.parametrize("end", ["revoked", "expired", "another secret", "unit closed"])
def test_a_token_that_has_ended_opens_nothing_from_the_next_request_on(end, here, program, clock):
    asked = program(here.unit("border"))
    assert asked.get("/me").status_code == 200
    if end == "revoked":
        by = testing.actor(senior(here.unit("border"), "asks", at=NOON))
        tokens.end(Token.objects.get(), by=by, at=NOON, why="потерян")
    elif end == "expired":
        clock.advance(timedelta(days=31))
    elif end == "unit closed":
        type(here.unit("border")).objects.filter(pk=here.unit("border").pk).update(valid_to=NOON.date())
    else:
        asked.secret = asked.secret[:-1] + ("a" if asked.secret[-1] != "a" else "b")
    assert asked.get("/me").status_code == 401


def test_only_a_digest_of_a_token_is_kept(here, program):
    secret = program(here.unit("border")).secret
    row = Token.objects.values().get()
    assert secret not in json.dumps(row, default=str)
    assert all(secret not in entry.body for entry in Entry.objects.all())


def test_a_token_in_the_address_is_not_heard(here, program):
    asked = program(here.unit("border"))
    secret, asked.secret = asked.secret, ""
    assert asked.get(f"/me?token={secret}&access_token={secret}").status_code == 401


def test_an_officer_and_a_token_at_once_are_neither(here, program, officer):
    signed_in = officer(here.unit("border"))
    signed_in.secret = program(here.unit("customs")).secret
    assert code(signed_in.get("/me")) == "two-callers"


def test_a_token_that_asks_too_often_waits_for_the_next_minute(here, program, monkeypatch):
    monkeypatch.setattr(tokens, "EACH_MINUTE", 3)
    asked = program(here.unit("border"))
    statuses = [asked.get("/me").status_code for _ in range(5)]
    assert statuses[:3] == [200, 200, 200]
    assert statuses[-1] in (200, 429)  # a minute may have ended meanwhile
    Token.objects.update(in_minute=10_000, minute=2**60)
    assert asked.get("/me").status_code == 200  # another minute
    Token.objects.update(in_minute=3)
    refused = asked.get("/me")
    assert code(refused) == "too-often"
    assert 0 < int(refused["Retry-After"]) <= 60


def test_when_a_token_was_used_last_is_seen_even_of_what_was_refused(here, program):
    program(here.unit("border"), "read_duties").get("/messages")
    assert Token.objects.get().used_at == NOON


# ── what a token may ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("verb", PERSON)
def test_what_needs_a_person_is_refused_to_a_token_whatever_its_scopes(verb, here, program, urgent):
    message = told(program, here, urgent)
    refused = program(here.unit("customs")).post(f"/messages/{message}/{verb}", {"note": "x", "reason": "x"})
    assert (refused.status_code, code(refused)) == (403, "person-needed")
    assert not Receipt.objects.exists()


def test_even_past_the_door_a_token_never_stands_on_a_watch(here, program, urgent):
    from ortaq.exchange.errors import NotOnWatch
    from ortaq.exchange.models import Recipient
    from ortaq.exchange.receipts import acknowledge

    message = told(program, here, urgent)
    program(here.unit("customs"))
    thief = Token.objects.get(unit=here.unit("customs")).actor()
    to = Recipient.objects.select_related("message").get(message=message, unit=here.unit("customs"))
    with pytest.raises(NotOnWatch):
        acknowledge(to, by=thief, at=NOON, rulebook=here.rulebook())


def test_a_token_without_the_scope_is_told_which_one_it_lacks(here, program, urgent):
    refused = program(here.unit("border"), "read_headers").post("/messages/oral", urgent())
    assert code(refused) == "scope-missing"
    assert refused.json()["facts"] == {"scope": "send"}
    assert not Message.objects.exists()


def test_headers_come_without_the_words_to_a_token_that_may_not_read_them(here, program, urgent):
    message = told(program, here, urgent)
    card = program(here.unit("customs"), "read_headers").get(f"/messages/{message}")
    assert card.json()["words"] == "hidden"
    assert "оружие, попытка" not in card.content.decode()


def test_that_a_program_read_the_words_is_noted_once_and_told_to_the_author(here, program, urgent):
    message = told(program, here, urgent)
    reader = program(here.unit("customs"))
    for _ in range(3):
        assert reader.get(f"/messages/{message}").json()["words"] == "shown"
    reading = Reading.objects.get()
    assert reading.visible_to == sorted([here.unit("border").pk, here.unit("customs").pk])
    assert reading.officer is None
    assert "АСУ поста" in reading.officer_name


def test_entries_name_the_token_its_unit_and_who_gave_it(here, program, urgent):
    message = told(program, here, urgent)
    by = json.loads(Entry.objects.get(kind="message.sent", record=message).body)["by"]
    token = Token.objects.get()
    assert by["officer"] is None
    assert by["post"] == "token"
    assert by["unit"] == here.unit("border").pk
    assert str(token) in by["name"]
    assert str(token.asked_by) in by["name"]


# ── what is not for this unit is not there ────────────────────────────────────────────────────────────────────────


def test_what_another_unit_was_told_is_not_there_rather_than_forbidden(here, program, urgent):
    message = told(program, here, urgent)
    stranger = program(here.stranger)
    assert stranger.get(f"/messages/{message}").content.decode().replace(message, "") == (
        stranger.get(f"/messages/{(other := uuid.uuid4())}").content.decode().replace(str(other), "")
    )
    for path in (f"/messages/{message}", f"/records/{message}/proof", f"/feeds/urgent/{message}"):
        assert stranger.get(path).status_code == 404
    for path in ("delivery", "confirmation", "calls"):
        body = {"text": "x"} if path == "confirmation" else None
        if path == "calls":
            body = {"unit": "customs-4", "told_at": NOON.isoformat(), "told_by": "x"}
        assert stranger.post(f"/messages/{message}/{path}", body).status_code == 404
    assert stranger.get("/messages?direction=below").json()["items"] == []


def test_a_header_seen_by_rank_opens_no_words(here, program, urgent):
    message = told(program, here, urgent)
    above = program(here.unit("customs", 2)).get(f"/messages/{message}").json()
    assert above["words"] == "hidden"
    assert above["content"] is None


# ── an officer at the API ─────────────────────────────────────────────────────────────────────────────────────────


def test_an_officer_on_watch_takes_a_message_and_one_not_on_watch_does_not(here, program, officer, urgent):
    message = told(program, here, urgent)
    assert code(officer(here.unit("customs"), "senior").post(f"/messages/{message}/acknowledgement")) == "not-on-watch"
    taken = officer(here.unit("customs")).post(f"/messages/{message}/acknowledgement")
    assert (taken.status_code, taken.json()["step"]) == (201, "acknowledged")
    assert code(officer(here.unit("customs")).post(f"/messages/{message}/acknowledgement")) == "already-done"


def test_a_page_of_another_site_changes_nothing_in_an_officers_name(here, program, officer, urgent):
    message = told(program, here, urgent)
    browser = officer(here.unit("customs"), enforce_csrf_checks=True)
    assert code(browser.post(f"/messages/{message}/acknowledgement")) == "forged"
    token = browser.get("/me").json()["csrf_token"]
    assert browser.post(f"/messages/{message}/acknowledgement", **{"X-CSRFToken": token}).status_code == 201


def test_behind_a_locked_screen_nobody_acts(here, officer):
    from ortaq.access.models import Session

    asked = officer(here.unit("customs"))
    Session.objects.update(locked_at=NOON)
    assert code(asked.get("/messages")) == "not-acting"


def test_an_answer_is_open_to_no_other_origin_and_stays_in_no_cache(here, program):
    answer = program(here.unit("border")).get("/me", Origin="https://elsewhere.example")
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]
    assert answer["Cache-Control"] == "no-store"


# ── what cannot be read ───────────────────────────────────────────────────────────────────────────────────────────


def test_every_refusal_is_a_problem_in_the_askers_language(here, program, urgent):
    asked = program(here.unit("border"))
    said = {
        lang: asked.get("/nothing-here", **{"Accept-Language": lang}).json()["title"] for lang in ("ru", "kk", "en")
    }
    assert len(set(said.values())) == 3
    wrong_verb = asked.ask("PATCH", "/messages")
    assert code(wrong_verb) == "no-such-verb"
    assert wrong_verb["Allow"] == "GET"
    for broken in ("{", "[1, 2", '"x"'):
        with asked.as_role("web"):
            answer = asked.client.generic(
                "POST", "/api/messages/oral", broken, "application/json",
                headers={"Authorization": f"Bearer {asked.secret}", "Idempotency-Key": "12345678"},
            )  # fmt: skip
        assert answer.status_code in (400, 422)
        code(answer)


def test_a_program_is_told_where_nothing_is_real(here, program):
    assert program(here.unit("border")).get("/me").json()["node"] == "test"


def test_a_body_that_is_too_large_is_refused_before_it_is_read(here, program):
    from ortaq.api.door import LARGEST

    refused = program(here.unit("border")).post("/messages/oral", {"text": "x" * LARGEST})
    assert (refused.status_code, code(refused)) == (413, "too-large")


def test_a_fault_of_ours_is_a_problem_that_tells_nothing_and_leaves_nothing(here, program, urgent, monkeypatch):
    from ortaq.exchange.api import telling

    def break_down(*_args, **_kwargs):
        raise RuntimeError("secret detail")

    monkeypatch.setattr(telling, "created", break_down)
    answer = program(here.unit("border")).post("/messages/oral", urgent())
    assert answer.status_code == 500
    assert code(answer) == "broken"
    assert "secret detail" not in answer.content.decode()
    assert not Message.objects.exists()
