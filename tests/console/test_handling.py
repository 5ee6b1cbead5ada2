"""How information is judged, whom it may be passed on to, and what is refused because it is a state secret."""

from __future__ import annotations

import pytest
import world as worlds
from console.test_telling import urgent

from ortaq.exchange.errors import AlreadySent, StateSecret
from ortaq.exchange.models import Content, Draft, Message
from ortaq.exchange.sending import Saying, send_oral, send_written
from ortaq.ledger.models import Entry
from ortaq.lib.ids import uuid7

NOON = worlds.NOON
JUDGED = {"e-source": "B", "e-information": "2", "e-confidence": "high", "e-impact": "medium"}


def test_a_form_begins_with_what_claims_least(here, sign_in):
    form = sign_in(here.unit("border")).get("/urgent/new/").context["form"]
    assert [box.value() for box in form.judgement()] == ["X", "4", "", "", "own_agency"]


def test_the_judgement_stays_with_the_content_and_the_handling_with_the_header(here, sign_in):
    sign_in(here.unit("border")).post("/urgent/new/", urgent(here, handling="parties", **JUDGED))
    message = Message.objects.get()
    assert message.handling == "parties"
    assert message.content.body["evaluation"] == {
        "source": "B",
        "information": "2",
        "confidence": "high",
        "impact": "medium",
    }


@pytest.mark.parametrize("page", ["/messages/{}/", "/messages/{}/paper/"])
def test_both_are_shown_on_the_page_and_on_paper(here, sign_in, page):
    client = sign_in(here.unit("border"))
    client.post("/urgent/new/", urgent(here, handling="parties", **JUDGED))
    shown = client.get(page.format(Message.objects.get().pk)).content.decode()
    assert "B – обычно надёжен" in shown
    assert "высокая" in shown
    assert "любой стороне Инструкции" in shown


@pytest.mark.parametrize(
    "page",
    ["/", "/messages/", "/messages/{}/", "/messages/{}/paper/", "/messages/{}/proof/", "/messages/{}/confirmation/"],
)
def test_the_marking_stands_on_every_page_row_and_paper_of_it(here, sign_in, page):
    client = sign_in(here.unit("border"))
    client.post("/urgent/new/", urgent(here, handling="official_use"))
    address = page.format(Message.objects.get().pk)
    assert '<span class="marking">Для служебного пользования</span>' in client.get(address).content.decode()


def test_the_marking_stands_on_the_alarm_that_it_makes(here, sign_in):
    sign_in(here.unit("border")).post("/urgent/new/", urgent(here, handling="official_use"))
    assert "Для служебного пользования" in sign_in(here.unit("customs")).get("/strip/").content.decode()


def test_what_has_no_marking_shows_none(here, sign_in):
    client = sign_in(here.unit("border"))
    client.post("/urgent/new/", urgent(here, handling="own_agency"))
    assert 'class="marking"' not in client.get("/messages/").content.decode()


def test_sent_again_with_another_handling_it_is_another_message(here):
    book, unit, one = here.rulebook(), here.unit("border").pk, uuid7()
    to = book.route("C5.4.a", unit)
    send = {"by": here.by("border"), "at": NOON, "rulebook": book}
    send_written(Saying("C5.4.a", {"text": "x"}, id=one, handling="open"), to, **send)
    with pytest.raises(AlreadySent):
        send_written(Saying("C5.4.a", {"text": "x"}, id=one, handling="official_use"), to, **send)


@pytest.mark.parametrize("body", [{"text": "Секретно. Группа"}, {"text": "x", "persons": [{"name": "Top Secret"}]}])
@pytest.mark.parametrize("send", [send_oral, send_written])
def test_a_state_secret_is_refused_by_the_verb_and_leaves_nothing(here, body, send):
    book = here.rulebook()
    to = book.route("C5.1.d", here.unit("border").pk)
    with pytest.raises(StateSecret):
        send(Saying("C5.1.d", body), to, by=here.by("border"), at=NOON, rulebook=book)
    assert not Message.objects.exists()
    assert not Content.objects.exists()
    assert not Entry.objects.filter(kind="message.sent").exists()


def test_the_officer_is_told_which_marking_was_found_and_what_to_do(here, sign_in):
    page = sign_in(here.unit("border")).post("/urgent/new/", urgent(here, text="Совершенно секретно: группа"))
    shown = page.content.decode()
    assert page.status_code == 422
    assert "Государственные секреты здесь не передают" in shown
    assert "«совершенно секретно»" in shown
    assert "через подразделение по защите государственных секретов" in shown


def test_a_state_secret_is_not_kept_as_a_draft_either(here, sign_in):
    answer = sign_in(here.unit("border")).post("/drafts/urgent/", {"text": "Секретно"})
    assert answer.status_code == 422
    assert not Draft.objects.exists()
