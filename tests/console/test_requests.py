"""The screens of requests: ask, see where each stands, answer; and nobody but the answering watch sees what is held."""

from __future__ import annotations

from datetime import timedelta

import pytest
import world as worlds
from asking import PERSON, Cast

from ortaq.exchange.asks import Request
from ortaq.exchange.models import Message
from ortaq.exchange.receipts import acknowledge
from ortaq.exchange.requests import accept, clarify
from ortaq.exchange.sending import Saying, send_oral
from ortaq.lib.ids import uuid7

NOON, MINUTE, HOUR = worlds.NOON, timedelta(minutes=1), timedelta(hours=1)
HELD = "Что об этом есть у нас"


@pytest.fixture
def cast(here):
    return Cast(here)


@pytest.fixture
def asked(cast):
    cast.ask()
    return cast.request()


@pytest.fixture
def held(cast):
    """The Border Service and the police know the person; customs do not."""
    book = cast.world.rulebook()
    to = [one for one in book.route("C5.1.d", cast.unit("border").pk) if one.unit == cast.unit("internal").pk]
    body = {"text": "Секрет смены", "persons": [PERSON]}
    at = NOON - HOUR
    message = send_oral(Saying("C5.1.d", body, at), to, by=cast.world.by("border"), at=at, rulebook=book)
    taken = message.recipients.select_related("message").get()
    acknowledge(taken, at=at, **cast.by("internal"))  # so that no alarm of it stands on other pages
    return message


def typed(cast, **other):
    return {
        "once": str(uuid7()),
        "kind": "information",
        "urgency": "urgent",
        "text": "Пересекал ли границу? Основание: материал № 7.",
        f"to-{cast.unit('border').pk}": "on",
        "f-C9.1-surname": "Тестов",
        "f-C9.1-given_names": "Азиз",
        "f-C9.1-birth_date": "14.03.1989",
        **other,
    }


def test_the_form_shows_who_may_be_asked_and_why_and_by_when_each_kind_is_answered(cast, sign_in):
    page = sign_in(cast.unit("customs")).get("/requests/new/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "взаимодействующий орган того же уровня" in text
    assert "вышестоящий взаимодействующего" in text
    assert "20:00" in text  # urgent: 8 hours from now
    assert "15.05 24:00" in text


@pytest.mark.clause("C9.1")
def test_what_is_typed_asks_and_leads_to_the_matter(cast, sign_in):
    page = sign_in(cast.unit("customs")).post("/requests/new/", typed(cast), follow=True)
    request = Request.objects.get()
    assert (request.unit, request.urgency) == (cast.unit("border"), "urgent")
    assert page.redirect_chain[0][0] == f"/messages/{request.message_id}/"
    text = page.content.decode()
    assert "ждёт решения" in text
    assert "Ждём решения, затем ответа." in text
    assert "Тестов" in text


def test_the_same_form_twice_asks_once(cast, sign_in):
    client, form = sign_in(cast.unit("customs")), typed(cast)
    for _ in range(2):
        assert client.post("/requests/new/", form).status_code == 302
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"kind": "offer", "urgency": "complex"}, "Для этого вида такой срочности нет."),
        ({"text": ""}, "Напишите, что нужно и для чего"),
        ({"day": "11.05.2026"}, "Это время уже прошло"),
        ({"kind": "rubbish"}, "rubbish"),
    ],
)
def test_what_cannot_be_asked_is_said_and_nothing_is_lost(cast, sign_in, wrong, words):
    page = sign_in(cast.unit("customs")).post("/requests/new/", typed(cast, **wrong))
    assert page.status_code == 422
    assert words in page.content.decode()
    assert not Message.objects.exists()


def test_a_request_to_nobody_is_sent_back(cast, sign_in):
    form = typed(cast)
    del form[f"to-{cast.unit('border').pk}"]
    page = sign_in(cast.unit("customs")).post("/requests/new/", form)
    assert "Отметьте, у кого просите" in page.content.decode()


@pytest.mark.clause("C9.1")
def test_the_asked_watch_accepts_answers_and_the_asker_reads_the_answer(cast, sign_in, asked):
    client = sign_in(cast.unit("border"))
    assert "Примите, отклоните или ответьте сразу." in client.get(f"/messages/{asked.message_id}/").content.decode()
    page = client.post(f"/requests/{asked.pk}/acceptance/", follow=True)
    assert "принят к исполнению" in page.content.decode()
    form = {"once": str(uuid7()), "text": "Въехал 10.05 через наш пункт."}
    client.post(f"/requests/{asked.pk}/answer/", form)
    assert cast.request().state == "answered"
    page = sign_in(cast.unit("customs")).get(f"/messages/{asked.message_id}/").content.decode()
    assert "Въехал 10.05 через наш пункт." in page
    assert "отвечен" in page


def test_a_partial_answer_asks_for_its_ground(cast, sign_in, asked):
    client = sign_in(cast.unit("border"))
    form = {"once": str(uuid7()), "text": "Въехал.", "in_part": "on"}
    page = client.post(f"/requests/{asked.pk}/answer/", form)
    assert page.status_code == 422
    assert "выберите, на каком основании" in page.content.decode()
    client.post(f"/requests/{asked.pk}/answer/", {**form, "ground": "protected"})
    assert cast.request().state == "answered_in_part"


def test_it_is_declined_on_a_ground_from_the_list_whose_words_suffice(cast, sign_in, asked):
    client = sign_in(cast.unit("border"))
    page = client.post(f"/requests/{asked.pk}/refusal/", {"once": str(uuid7()), "ground": "", "text": "нет"})
    assert page.status_code == 422
    assert "Выберите основание." in page.content.decode()
    client.post(f"/requests/{asked.pk}/refusal/", {"once": str(uuid7()), "ground": "not_held", "text": ""})
    page = sign_in(cast.unit("customs")).get(f"/messages/{asked.message_id}/").content.decode()
    assert page.count("сведений не имеем") >= 2


def test_a_question_is_asked_back_and_made_clear(cast, sign_in, asked):
    ours, theirs = sign_in(cast.unit("border")), sign_in(cast.unit("customs"))
    ours.post(f"/requests/{asked.pk}/question/", {"once": str(uuid7()), "text": "Какой паспорт?"})
    assert "Уточните запрос" in theirs.get(f"/messages/{asked.message_id}/").content.decode()
    theirs.post(f"/requests/{asked.pk}/clarification/", {"once": str(uuid7()), "text": "N01234567"})
    assert "уточнён, ждёт решения" in ours.get(f"/messages/{asked.message_id}/").content.decode()


def test_what_is_late_is_explained_with_a_new_time(cast, sign_in, asked, clock):
    accept(asked, at=NOON, **cast.by("border"))
    clock.stand(NOON + 9 * HOUR)
    client = sign_in(cast.unit("border"))
    assert "объясните задержку" in client.get(f"/messages/{asked.message_id}/").content.decode()
    form = {"reason": "Архив закрыт", "day": "13.05.2026", "hour": "09:00"}
    page = client.post(f"/requests/{asked.pk}/explanation/", form, follow=True)
    assert "обещано к" in page.content.decode()


def test_the_asker_withdraws(cast, sign_in, asked):
    sign_in(cast.unit("customs")).post(f"/requests/{asked.pk}/withdrawal/", {"once": str(uuid7()), "text": "Нашли."})
    assert cast.request().state == "withdrawn"


@pytest.mark.parametrize("step", ["acceptance", "refusal", "question", "answer", "explanation"])
def test_the_asker_takes_no_step_of_the_asked(cast, sign_in, asked, step):
    form = {"once": str(uuid7()), "text": "x", "ground": "not_held", "reason": "x"}
    page = sign_in(cast.unit("customs")).post(f"/requests/{asked.pk}/{step}/", form)
    assert page.status_code in (403, 422)
    assert cast.request().steps == 0


@pytest.mark.parametrize("step", ["acceptance", "answer", "withdrawal"])
def test_a_third_unit_finds_no_such_request(cast, sign_in, asked, step):
    client = sign_in(cast.world.stranger)
    assert client.post(f"/requests/{asked.pk}/{step}/", {"text": "x"}).status_code == 404
    assert client.get(f"/messages/{asked.message_id}/").status_code == 404


def test_whoever_is_off_watch_sees_it_and_takes_no_step(cast, sign_in, asked):
    client = sign_in(cast.unit("border"), "senior")
    page = client.get(f"/messages/{asked.message_id}/").content.decode()
    assert "ждёт решения" in page
    assert "Принять к исполнению" not in page
    assert client.post(f"/requests/{asked.pk}/acceptance/").status_code == 403


def test_what_is_held_is_shown_to_the_answering_watch_with_the_reason(cast, sign_in, held, asked):
    client = sign_in(cast.unit("border"))
    for address in (f"/messages/{asked.message_id}/", f"/requests/{asked.pk}/answer/"):
        page = client.get(address).content.decode()
        assert HELD in page
        assert f"/messages/{held.pk}/" in page
        assert "имя и дата рождения те же: Тестов Азиз" in page


@pytest.mark.parametrize("who", ["customs", "internal", "senior", "analyst", "above"])
def test_nobody_else_learns_that_anything_was_looked_for_or_found(cast, sign_in, held, asked, who):
    screens = {
        "customs": lambda: sign_in(cast.unit("customs")),
        "internal": lambda: sign_in(cast.unit("internal")),
        "senior": lambda: sign_in(cast.unit("border"), "senior"),
        "analyst": lambda: sign_in(cast.unit("border"), "analyst"),
        "above": lambda: sign_in(cast.unit("border", 3)),
    }
    sign_in(cast.unit("border")).get(f"/messages/{asked.message_id}/")
    client = screens[who]()
    for address in ("", "part/", "paper/", "proof/"):
        page = client.get(f"/messages/{asked.message_id}/{address}").content.decode()
        assert HELD not in page
        assert str(held.pk) not in page


def test_the_paper_that_may_leave_the_house_tells_nothing_of_it(cast, sign_in, held, asked):
    page = sign_in(cast.unit("border")).get(f"/messages/{asked.message_id}/paper/").content.decode()
    assert "<h1>Запрос</h1>" in page
    assert HELD not in page
    assert str(held.pk) not in page


def test_the_list_shows_what_is_asked_of_us_and_by_us_with_its_clock(cast, sign_in, asked):
    ours = sign_in(cast.unit("border")).get("/requests/").content.decode()
    assert "Таможенный пост customs-4" in ours
    assert "ждёт решения" in ours
    theirs = sign_in(cast.unit("customs")).get("/requests/?side=out").content.decode()
    assert "Отделение border-4" in theirs
    assert "Никто ничего у нас не просит" in sign_in(cast.unit("internal")).get("/requests/").content.decode()


def test_the_list_goes_on_where_one_stopped(cast, sign_in, monkeypatch):
    from ortaq.exchange.views import requests

    monkeypatch.setattr(requests, "PAGE", 2)
    for n in range(3):
        cast.ask(at=NOON - n * MINUTE)
    client = sign_in(cast.unit("border"))
    page = client.get("/requests/")
    assert len(page.context["rows"]) == 2
    assert len(client.get(f"/requests/?{page.context['older']}").context["rows"]) == 1


def test_the_board_says_what_to_decide_and_what_is_waited_for(cast, sign_in, asked):
    ours = sign_in(cast.unit("border")).get("/").context["board"]
    (row,) = [row for row in ours.mine if "запрос № 1" in row.story]
    assert row.title == "Принять запрос информации или отклонить"
    assert row.url == f"/messages/{asked.message_id}/#r-{asked.pk}"
    theirs = sign_in(cast.unit("customs")).get("/").context["board"]
    (row,) = [row for row in theirs.waiting if "запрос № 1" in row.story]
    assert row.title == "Ответить на запрос информации"
    accept(asked, at=NOON, **cast.by("border"))
    ours = sign_in(cast.unit("border")).get("/").context["board"]
    assert [row.title for row in ours.mine if row.story] == ["Ответить на запрос информации"]


def test_a_clarified_request_leads_from_the_board_to_its_matter(cast, sign_in, asked):
    from ortaq.exchange.requests import supply

    clarify(asked, "?", at=NOON, **cast.by("border"))
    supply(asked, {"text": "!"}, at=NOON, **cast.by("customs"))
    board = sign_in(cast.unit("border")).get("/").context["board"]
    assert [row.url for row in board.mine if row.story] == [f"/messages/{asked.message_id}/#r-{asked.pk}"]


def test_an_urgent_one_sounds_until_a_step_is_taken(cast, sign_in, asked):
    client = sign_in(cast.unit("border"))
    assert "Запрос информации" in client.get("/strip/").content.decode()
    client.post(f"/requests/{asked.pk}/acceptance/")
    assert "Запрос информации" not in client.get("/strip/").content.decode()


@pytest.mark.parametrize("role", ["analyst", "inspector"])
def test_who_only_reads_asks_nothing(cast, sign_in, role):
    client = sign_in(cast.unit("border"), role)
    assert client.get("/requests/new/").status_code == 403
    assert client.get("/requests/").status_code == 200
