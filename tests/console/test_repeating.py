"""A form whose answer never came is sent again by the same hand, and leads to what was sent the first time."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import world as worlds

from ortaq.exchange.models import Call, Draft, Message

NOON, MINUTE = worlds.NOON, timedelta(minutes=1)


def once_in(client, address):
    """The identity that the form on this page carries, hidden."""
    page = client.get(address).content.decode()
    return re.search(r'name="once" value="([0-9a-f-]{36})"', page)[1]


@pytest.fixture
def urgent(here):
    customs = here.unit("customs").pk
    told = {f"to-{customs}": "on", f"at-{customs}": "1155", f"who-{customs}": "Петров"}
    return {"subject": "C5.1.c", "known_at": "1150", "text": "Найдены части оружия", **told}


@pytest.fixture
def border(here, sign_in):
    return sign_in(here.unit("border"))


def test_the_urgent_call_sent_twice_leads_twice_to_the_one_message(border, urgent, clock):
    typed = urgent | {"once": once_in(border, "/urgent/new/")}
    first = border.post("/urgent/new/", typed)
    clock.advance(7 * MINUTE)
    again = border.post("/urgent/new/", typed)
    assert (again.status_code, again["Location"]) == (302, first["Location"])
    assert Message.objects.get().pk.hex == typed["once"].replace("-", "")


def test_each_form_opened_makes_a_message_of_its_own(border):
    assert once_in(border, "/urgent/new/") != once_in(border, "/urgent/new/")


def test_going_back_to_write_something_else_says_so_and_sends_it_at_the_second_press(border, urgent):
    typed = urgent | {"once": once_in(border, "/urgent/new/")}
    border.post("/urgent/new/", typed)
    changed = typed | {"text": "Найдены ещё и патроны"}
    page = border.post("/urgent/new/", changed)
    shown = page.content.decode()
    assert page.status_code == 422
    assert "Эта форма уже отправлена" in shown
    assert "Найдены ещё и патроны" in shown
    assert Message.objects.count() == 1
    fresh = re.search(r'name="once" value="([0-9a-f-]{36})"', shown)[1]
    assert border.post("/urgent/new/", changed | {"once": fresh}).status_code == 302
    assert Message.objects.count() == 2


def test_the_writing_sent_twice_confirms_once(border, urgent):
    border.post("/urgent/new/", urgent)
    told, call = Message.objects.get(), Call.objects.get()
    address = f"/messages/{told.pk}/confirmation/"
    typed = {"text": "Найдены части оружия", f"call-{call.pk}": "on", "once": once_in(border, address)}
    assert [border.post(address, typed).status_code for _ in range(2)] == [302, 302]
    assert Message.objects.filter(form="written").count() == 1
    assert call.binding.message.form == "written"


def test_a_call_to_one_more_taken_down_twice_is_said_to_be_done(here, border, urgent):
    border.post("/urgent/new/", urgent | {f"to-{here.unit('internal').pk}": "on"})
    address = f"/messages/{Message.objects.get().pk}/calls/{here.unit('internal').pk}/"
    typed = {"at": "1158", "who": "Сериков"}
    assert border.post(address, typed).status_code == 302
    page = border.post(address, typed)
    assert page.status_code == 409
    assert "Это уже сделано" in page.content.decode()


def test_a_draft_keeps_the_words_and_not_the_identity(border):
    border.post("/drafts/urgent/", {"text": "Двое без", "once": once_in(border, "/urgent/new/")})
    assert Draft.objects.get().body == {"text": "Двое без"}
