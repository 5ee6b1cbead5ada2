"""The exchange through the API: the same verbs, the same duties, the same words as at the console."""

from __future__ import annotations

from datetime import timedelta

import pytest
from world import NOON

from ortaq.directory.models import Unit
from ortaq.duties.models import Duty
from ortaq.duties.rebuild import differences
from ortaq.exchange.models import Binding, Call, Content, Message, Recipient

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def call(unit, *, at=NOON - 2 * MINUTE, by="Тестов"):
    return {"unit": unit, "told_at": at.isoformat(), "told_to": "Петров", "told_by": by, "read_back": True}


def kind(answer):
    return answer.json()["type"].rsplit(":", 1)[-1]


def test_the_route_says_who_will_get_it_by_which_clause_and_why(here, program):
    found = program(here.unit("border")).get("/route?clause=C5.1.c").json()
    assert {one["unit"]["code"]: one["role"] for one in found} == {
        "customs-4": "counterpart",
        "internal-4": "counterpart",
        "border-3": "copy",
    }
    assert all(one["why"] and one["clause"] for one in found)
    assert program(here.unit("border")).get("/route?clause=C9.9").status_code == 422


@pytest.mark.clause("C5.1")
def test_an_urgent_call_through_the_api_starts_the_two_hours_of_each_call(here, program, urgent):
    told = program(here.unit("border")).post("/messages/oral", urgent(calls=[call("customs-4")]))
    assert told.status_code == 201
    assert told["Location"] == f"/api/messages/{told.json()['id']}"
    owed = Duty.objects.get(owed_by=here.unit("border"), owed_to=here.unit("customs"), record=Call.objects.get().pk)
    assert owed.due_at == NOON - 2 * MINUTE + timedelta(hours=2)
    assert Recipient.objects.filter(alarms=True).count() == 2
    assert list(differences(NOON)) == []


def test_a_program_that_calls_nobody_must_say_who_called(here, program, urgent):
    refused = program(here.unit("border")).post("/messages/oral", urgent(calls=[call("customs-4", by="")]))
    assert (refused.status_code, kind(refused)) == (422, "unfit")
    assert not Message.objects.exists()


@pytest.mark.clause("C5.1")
def test_the_writing_confirms_every_open_call_and_closes_its_duty(here, program, urgent):
    asked = program(here.unit("border"))
    calls = [call("customs-4"), call("internal-4")]
    message = asked.post("/messages/oral", urgent(calls=calls)).json()
    written = asked.post(f"/messages/{message['id']}/confirmation", {"text": "подробно"}).json()
    assert written["matter"] == message["matter"]
    assert Binding.objects.filter(message=written["id"]).count() == 2
    assert not Duty.objects.filter(record__in=Call.objects.values("pk")).unfinished().exists()
    bound = {"text": "ещё", "calls": [str(Call.objects.all()[0].pk)]}
    assert asked.post(f"/messages/{message['id']}/confirmation", bound).status_code == 422
    assert list(differences(NOON)) == []


def test_a_call_made_later_is_logged_once(here, program, urgent):
    asked = program(here.unit("border"))
    message = asked.post("/messages/oral", urgent()).json()["id"]
    logged = asked.post(f"/messages/{message}/calls", call("customs-4"))
    assert (logged.status_code, logged.json()["unit"]["code"]) == (201, "customs-4")
    assert kind(asked.post(f"/messages/{message}/calls", call("customs-4"))) == "already-done"


@pytest.mark.clause("C5.2")
def test_the_daily_call_closes_the_duty_of_its_window(here, program, clock):
    from ortaq.duties.planning import plan

    morning = NOON.replace(hour=3) + timedelta(days=1)  # 08:00 by the unit's own clock
    clock.stand(morning)
    plan(morning)
    told = {"clause": "C5.2", "nothing_to_report": True, "calls": [call("customs-4", at=morning)]}
    assert program(here.unit("border")).post("/messages/oral", told).status_code == 201
    owed = Duty.objects.filter(owed_by=here.unit("border"), regime="daily").begun(at=morning)
    assert {(duty.owed_to.code, duty.status) for duty in owed if duty.opens_at.date() == morning.date()} == {
        ("customs-4", "done"),
        ("internal-4", "open"),
    }


@pytest.mark.parametrize(
    "changed",
    [
        {"clause": "C5.3"},
        {"clause": "C9.9"},
        {"known_at": None},
        {"known_at": "2026-05-12T07:00:00"},
        {"known_at": "0001-01-01T00:00:00+14:00"},
        {"known_at": "2026-05-13T07:00:00Z"},
        {"text": "  "},
        {"text": "нуль \x00 внутри"},
        {"to": ["border-far"]},
        {"to": ["nowhere"]},
        {"to": []},
        {"handling": "secret"},
        {"fields": {"nothing_known": "x"}},
        {"calls": [call("customs-4"), call("customs-4")]},
        {"calls": [call("customs-4", at=NOON + timedelta(hours=1))]},
        {"surprise": True},
    ],
    ids=str,
)
def test_what_does_not_fit_is_refused_with_what_and_why_and_changes_nothing(changed, here, program, urgent):
    refused = program(here.unit("border")).post("/messages/oral", urgent(**changed))
    assert refused.status_code == 422
    assert refused["Content-Type"] == "application/problem+json"
    assert not Message.objects.exists()


@pytest.mark.clause("C5.1.d")
def test_the_subjects_own_fields_are_judged_by_the_consoles_own_form(here, program, urgent):
    asked = program(here.unit("border"))
    good = {"route": "Астана – Хоргос", "group": "single"}
    assert asked.post("/messages/oral", urgent(clause="C5.1.d", fields=good)).status_code == 201
    assert Content.objects.get().body == {"text": "оружие, попытка провоза", **good}
    refused = asked.post("/messages/oral", urgent(clause="C5.1.d", fields={"group": "crowd"}))
    assert refused.status_code == 422
    assert "group" in str(refused.json()["facts"])


def test_what_presses_is_not_written_first(here, program):
    assert program(here.unit("border")).post("/messages/written", {"clause": "C5.1.c", "text": "x"}).status_code == 422


@pytest.mark.clause("C5.4.b")
def test_an_advance_notice_carries_its_planned_event(here, program):
    planned = (NOON + timedelta(days=5)).isoformat()
    told = {"clause": "C5.4.b", "text": "выдворение", "planned_at": planned, "fields": {"people": 3}}
    assert program(here.unit("internal")).post("/messages/written", told).status_code == 201
    assert Message.objects.get().planned_at == NOON + timedelta(days=5)


def test_a_program_marks_what_its_own_system_holds_and_silences_nothing(here, program, urgent):
    Unit.objects.filter(pk=here.unit("customs").pk).update(reach="telephone")
    message = program(here.unit("border")).post("/messages/oral", urgent()).json()["id"]
    to = Recipient.objects.get(message=message, unit=here.unit("customs"))
    assert to.step == "sent"
    holds = program(here.unit("customs"))
    marked = holds.post(f"/messages/{message}/delivery")
    assert (marked.status_code, marked.json()["step"]) == (201, "delivered")
    assert holds.post(f"/messages/{message}/delivery").json()["step"] == "delivered"
    to.refresh_from_db()
    assert (to.delivered_at, to.climb_at is not None, to.alarms) == (NOON, True, True)
    assert [one.officer for one in to.receipts.all()] == [None]
    assert program(here.unit("customs", 3)).post(f"/messages/{message}/delivery").status_code == 403


def test_an_officer_answers_a_call_and_says_what_was_done(here, program, officer, urgent):
    message = program(here.unit("border")).post("/messages/oral", urgent(calls=[call("customs-4")])).json()["id"]
    watch, made = officer(here.unit("customs")), Call.objects.get().pk
    assert watch.post(f"/calls/{made}/dispute", {"reason": "не звонили"}).json()["answer"] == "disputed"
    assert watch.post(f"/messages/{message}/reading").json()["step"] == "read"
    assert watch.post(f"/messages/{message}/acknowledgement").json()["step"] == "acknowledged"
    assert watch.post(f"/messages/{message}/action", {"note": "досмотрено"}).json()["step"] == "acted"
    assert list(differences(NOON)) == []


def test_not_for_us_goes_to_the_unit_named(here, program, officer, urgent):
    message = program(here.unit("border")).post("/messages/oral", urgent()).json()["id"]
    sent_on = {"reason": "не наш участок", "instead": "customs-3"}
    assert officer(here.unit("customs")).post(f"/messages/{message}/referral", sent_on).json()["step"] == "not_for_us"
    assert Recipient.objects.filter(message=message, unit=here.unit("customs", 3)).exists()


def test_the_journal_is_paged_by_an_opaque_cursor_and_a_link(here, program, urgent, monkeypatch):
    from ortaq.exchange import journal
    from ortaq.lib import operations

    monkeypatch.setattr(journal, "PAGE", 2)
    monkeypatch.setattr(operations, "PAGE", 2)
    asked = program(here.unit("border"))
    numbers = [asked.post("/messages/oral", urgent()).json()["number"] for _ in range(5)]
    seen, path = [], "/messages?direction=out"
    while path:
        answer = asked.get(path)
        seen += [line["message"]["number"] for line in answer.json()["items"]]
        link = answer.headers.get("Link", "")
        path = link.split("/api", 1)[1].split(">")[0] if link else ""
        assert 'rel="next"' in link or not link
    assert seen == numbers[::-1]
    for broken in ("zzz", "eyJhIjoxfQ", "WyJ4Il0"):
        assert asked.get(f"/messages?cursor={broken}").status_code == 400


def test_an_unchanged_answer_is_not_sent_again(here, program, urgent):
    asked = program(here.unit("border"))
    message = asked.post("/messages/oral", urgent()).json()["id"]
    first = asked.get(f"/messages/{message}")
    same = asked.get(f"/messages/{message}", **{"If-None-Match": first["ETag"]})
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", first["ETag"])
    assert asked.get(f"/messages/{message}", **{"If-Match": '"other"'}).status_code == 200
    asked.post(f"/messages/{message}/calls", call("customs-4"))
    assert asked.get(f"/messages/{message}", **{"If-None-Match": first["ETag"]}).status_code == 200


def test_a_draft_is_never_overwritten_unseen(here, program):
    asked = program(here.unit("border"))
    first = asked.put("/drafts/daily", {"body": {"text": "утром"}})
    assert first["ETag"] == '"1"'
    assert asked.put("/drafts/daily", {"body": {"text": "другое"}}).status_code == 412
    stale = asked.put("/drafts/daily", {"body": {"text": "другое"}}, **{"If-Match": '"7"'})
    assert stale.json()["facts"] == {"version": 1}
    assert asked.put("/drafts/daily", {"body": {"text": "днём"}}, **{"If-Match": '"1"'})["ETag"] == '"2"'
    assert asked.get("/drafts/daily").json()["body"] == {"text": "днём"}
    assert asked.ask("DELETE", "/drafts/daily").status_code == 204
    assert asked.get("/drafts/daily").status_code == 404


def test_a_draft_is_its_callers_alone(here, program, officer):
    ours, theirs = program(here.unit("border")), program(here.unit("customs"))
    for asked, text in ((ours, "наш"), (theirs, "их"), (officer(here.unit("border")), "офицера")):
        assert asked.put("/drafts/daily", {"body": {"text": text}}).status_code == 200
    assert ours.get("/drafts/daily").json()["body"] == {"text": "наш"}


@pytest.mark.parametrize("body", [{"n": float("nan")}, {"t": "\x00"}, {"t": "\ud800"}, {"t": "x" * 210_000}])
def test_a_draft_that_cannot_be_kept_is_refused(body, here, program):
    assert program(here.unit("border")).put("/drafts/daily", {"body": body}).status_code in (413, 422)


# ── what is owed ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_owed_is_listed_and_told_with_its_history(here, program, urgent):
    asked = program(here.unit("border"))
    asked.post("/messages/oral", urgent(calls=[call("customs-4")]))
    listed = asked.get("/duties").json()["items"]
    assert {(one["clause"], one["owed_to"]["code"]) for one in listed} == {
        ("C5.1", "internal-4"),
        ("C5.1", "customs-4"),
    }
    done = asked.get("/duties?state=done").json()["items"][0]
    card = asked.get(f"/duties/{done['id']}").json()
    assert [move["verb"] for move in card["history"]] == ["fulfil"]
    assert program(here.unit("customs")).get("/duties?side=theirs").json()["items"]
    assert program(here.stranger).get(f"/duties/{done['id']}").status_code == 404


def test_an_officer_explains_why_it_is_late_and_a_program_does_not(here, program, officer, urgent, clock):
    from ortaq.duties.clock import turn_once

    program(here.unit("border")).post("/messages/oral", urgent())
    clock.advance(timedelta(hours=1))
    turn_once()
    late = Duty.objects.overdue().first()
    said = {"reason": "линия занята", "promised_at": (NOON + timedelta(hours=2)).isoformat()}
    assert kind(program(here.unit("border")).post(f"/duties/{late.pk}/explanation", said)) == "person-needed"
    explained = officer(here.unit("border")).post(f"/duties/{late.pk}/explanation", said)
    assert (explained.status_code, explained.json()["status"]) == (201, "explained")
    assert officer(here.unit("customs")).post(f"/duties/{late.pk}/explanation", said).status_code in (403, 404)


def test_a_release_needs_the_body_that_the_pack_names(here, program, officer, urgent):
    program(here.unit("border")).post("/messages/oral", urgent())
    owed = Duty.objects.filter(owed_by=here.unit("border")).unfinished().first()
    ground = {"ground": "no_such_ground", "reason": "проверка"}
    assert officer(here.unit("border", 3), "senior").post(f"/duties/{owed.pk}/waiver", ground).status_code == 422
    inspector = officer(here.unit("border", 3), "inspector")
    ground["ground"] = inspector.get(f"/duties/{owed.pk}").json()["grounds"][0]["code"]
    released = inspector.post(f"/duties/{owed.pk}/waiver", ground)
    assert released.json()["status"] == "waived"


def test_a_record_can_be_proved_to_whoever_sees_it(here, program, urgent, seal):
    from ortaq.wire import export, keys

    asked = program(here.unit("border"))
    message = asked.post("/messages/oral", urgent()).json()["id"]
    assert asked.get(f"/records/{message}/proof").status_code == 404  # not sealed yet
    key = seal()
    shown = asked.get(f"/records/{message}/proof")
    report = export.verify([shown.content.decode()], keys.ring([key]), [])
    assert report.good
    assert report.proved["record"] == message
