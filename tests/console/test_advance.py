"""The pages of advance information: events taken down, moved, told of; the separate notice of those handed over."""

from __future__ import annotations

from datetime import timedelta

import pytest
import world as worlds

from ortaq.duties.models import Duty
from ortaq.exchange.models import Message
from ortaq.exchange.planned import EventMove, PlannedEvent

NOON = worlds.NOON


@pytest.fixture
def border(here, sign_in):
    return sign_in(here.unit("border"))


def plan(client, clause="C5.4.b", **more):
    typed = {"title": "Автобус до границы", "when": "20.05 15:00", **more}
    return client.post(f"/advance/{clause}/events/new/", typed)


def notice(**more):
    return {"text": "Выдворяются двенадцать человек", "f-C5.4.b-place": "автобусом", "f-C5.4.b-people": "12", **more}


@pytest.mark.clause("C5.4", "C5.4.b")
def test_an_event_taken_down_stands_on_the_console_with_its_term_until_word_is_given(border):
    answer = plan(border)
    event = PlannedEvent.objects.get()
    assert answer["Location"] == f"/events/{event.pk}/"
    board = border.get("/").content.decode()
    assert "Автобус до границы, 20.05 15:00" in board
    assert f"/events/{event.pk}/notice/" in board
    border.post(f"/events/{event.pk}/notice/", notice())
    assert "Автобус до границы" not in border.get("/").content.decode()
    message = Message.objects.get()
    assert message.content.body == {"text": "Выдворяются двенадцать человек", "place": "автобусом", "people": 12}


def test_the_list_says_what_is_owed_and_what_was_told(border):
    assert "Извещать пока не о чем" in border.get("/advance/").content.decode()
    plan(border)
    page = border.get("/advance/")
    assert [one.name for one in page.context["ahead"]] == ["Автобус до границы"]
    border.post(f"/events/{PlannedEvent.objects.get().pk}/notice/", notice())
    page = border.get("/advance/")
    assert (page.context["ahead"], [one.name for one in page.context["past"]]) == ([], ["Автобус до границы"])


def test_an_event_is_moved_and_called_off_on_its_page(border):
    plan(border)
    event = PlannedEvent.objects.get()
    border.post(f"/events/{event.pk}/date/", {"when": "25.05 10:00", "reason": "рейс перенесён"})
    page = border.get(f"/events/{event.pk}/")
    assert "рейс перенесён" in page.content.decode()
    assert [one.duty.status for one in page.context["line"].duties] == ["open", "void"][::-1]
    border.post(f"/events/{event.pk}/cancellation/", {"reason": "решение отменено"})
    page = border.get(f"/events/{event.pk}/")
    assert "отменено" in page.content.decode()
    assert not page.context["may_change"]
    voided = Duty.objects.filter(regime="advance").first()
    assert "событие" in border.get(f"/duties/{voided.pk}/").content.decode()


@pytest.mark.parametrize("typed", [{"when": "скоро", "reason": "x"}, {"when": "25.05 10:00", "reason": ""}])
def test_a_date_that_is_none_or_no_reason_is_named_and_changes_nothing(border, typed):
    plan(border)
    page = border.post(f"/events/{PlannedEvent.objects.get().pk}/date/", typed)
    assert page.status_code == 422
    assert page.context["new_date"].errors
    assert not EventMove.objects.exists()


def test_what_the_verb_refuses_is_said_on_the_page(border):
    plan(border)
    page = border.post(f"/events/{PlannedEvent.objects.get().pk}/date/", {"when": "20.05 15:00", "reason": "x"})
    assert page.status_code == 422
    assert "Так нельзя" in page.content.decode()


def test_sent_without_an_event_the_notice_names_its_date_itself(border):
    page = border.post("/advance/C5.4.b/new/", notice())
    assert page.status_code == 422
    assert "от них считается срок" in page.content.decode()
    border.post("/advance/C5.4.b/new/", notice(when="20.05.2026 15:00"))
    message = Message.objects.get()
    assert "20.05.2026 15:00" in border.get(f"/messages/{message.pk}/").content.decode()
    assert Duty.objects.get(regime="advance").status == "done"


@pytest.mark.clause("C5.4.a")
def test_lost_documents_are_told_without_a_date_and_one_by_one(border):
    fields = {
        "n-C5.4.a-documents": "2",
        "f-C5.4.a-documents-0-what": "lost",
        "f-C5.4.a-documents-0-numbers": "N 0000001–0000100",
        "f-C5.4.a-documents-1-what": "stolen",
        "f-C5.4.a-documents-1-issuer": "Казахстан",
    }
    border.post("/advance/C5.4.a/new/", {"text": "Утеряны бланки", **fields})
    assert Message.objects.get().content.body["documents"] == [
        {"what": "lost", "numbers": "N 0000001–0000100"},
        {"what": "stolen", "issuer": "KAZ"},
    ]


@pytest.mark.clause("C5.4.c")
def test_those_handed_over_are_told_of_from_the_hour_they_were_received(border):
    border.post("/advance/C5.4.c/events/new/", {"title": "Двое, протоколы составлены", "when": "1130"})
    event = PlannedEvent.objects.get()
    assert event.planned_at == NOON - timedelta(minutes=30)
    page = border.get(f"/events/{event.pk}/notice/")
    assert "Приняты органами внутренних дел в" in page.content.decode()
    border.post(
        f"/events/{event.pk}/notice/",
        {"text": "Переданы двое", "n-C5.4.c-persons": "1", "f-C5.4.c-persons-0-name": "Каримов"},
    )
    assert Duty.objects.get(regime="advance").status == "done"


def test_an_hour_of_acceptance_that_lies_ahead_is_refused_in_words(border):
    page = border.post("/advance/C5.4.c/events/new/", {"title": "Двое", "when": "13.05.2026 11:30"})
    assert page.status_code == 422
    assert "Времена не сходятся" in page.content.decode()


def test_word_of_an_event_that_moved_is_filled_with_the_last_and_shows_the_new_date(border):
    plan(border)
    event = PlannedEvent.objects.get()
    border.post(f"/events/{event.pk}/notice/", notice())
    border.post(f"/events/{event.pk}/date/", {"when": "25.05 10:00", "reason": "рейс перенесён"})
    form = border.get(f"/events/{event.pk}/notice/").context["form"]
    assert form["f-C5.4.b-people"].value() == 12
    border.post(f"/events/{event.pk}/notice/", notice(text="Перенесено"))
    first, second = border.get(f"/messages/{Message.objects.earliest('sent_at').pk}/").context["story"].pieces
    assert (first.changes, [(one.before, one.after) for one in second.changes]) == (
        [],
        [("20.05.2026 15:00", "25.05.2026 10:00")],
    )


def test_another_document_is_added_to_a_notice_without_a_script(border):
    page = border.post("/advance/C5.4.a/new/", {"text": "Утеряны бланки", "more": "C5.4.a-documents"})
    assert page.status_code == 200
    assert page.context["form"].rows["n-C5.4.a-documents"] == 2
    assert not Message.objects.exists()


def test_a_clause_that_tells_of_no_events_has_no_such_page(border):
    for address in ("/advance/C5.1.d/new/", "/advance/C5.1.d/events/new/", "/advance/nowhere/new/"):
        assert border.get(address).status_code == 404


def test_a_counterpart_does_not_find_the_event_and_an_analyst_may_only_read(here, sign_in, border):
    plan(border)
    event = PlannedEvent.objects.get()
    assert sign_in(here.unit("customs")).get(f"/events/{event.pk}/").status_code == 404
    analyst = sign_in(here.unit("border"), "analyst")
    assert analyst.get(f"/events/{event.pk}/").status_code == 200
    assert analyst.post(f"/events/{event.pk}/cancellation/", {"reason": "x"}).status_code == 403
    assert analyst.get("/advance/C5.4.b/new/").status_code == 403


def test_the_counterpart_waits_for_word_without_seeing_of_what(here, sign_in, border):
    plan(border)
    board = sign_in(here.unit("customs")).get("/duties/?side=all").content.decode()
    assert "Известить заблаговременно" in board
    assert "Автобус до границы" not in board
