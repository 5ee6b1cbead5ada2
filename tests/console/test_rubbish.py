"""What is typed, guessed or changed in a form finds a page that says so, never a broken one, and gains nothing."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import world as worlds

from ortaq.access.models import Officer
from ortaq.exchange.erasing import erase
from ortaq.exchange.models import Call
from ortaq.exchange.receipts import acknowledge, act, not_for_us
from ortaq.exchange.sending import Saying, Told, send_oral
from ortaq.exchange.times import read_time
from ortaq.ledger.actor import Actor

NOON, MINUTE = worlds.NOON, timedelta(minutes=1)
SUBJECT, DEED, REASON = "C5.1.c", "Изъято и описано", "Водитель не нашего участка"


@pytest.fixture
def message(here):
    book, by = here.rulebook(), here.by("border")
    calls = [Told(here.unit("internal").pk, NOON - 2 * MINUTE, to="Петров", read_back=True)]
    saying = Saying(SUBJECT, {"text": "пистолеты"}, NOON - 3 * MINUTE, expects_act=True, told=calls)
    return send_oral(saying, book.route("C5.1", here.unit("border").pk), by=by, at=NOON, rulebook=book)


@pytest.fixture
def screen(here, sign_in):
    return sign_in(here.unit("border"))


@pytest.mark.parametrize("agency", ["foreign", 0, 2**31, 10**20])
def test_a_call_is_not_taken_down_to_a_unit_that_the_message_did_not_go_to(here, screen, message, agency):
    unit = here.unit("border", 1).pk if agency == "foreign" else agency
    page = screen.post(f"/messages/{message.pk}/calls/{unit}/", {"at": "11:59", "who": "Иванов"})
    assert page.status_code == 422
    assert not Call.objects.filter(message=message).exclude(unit=here.unit("internal")).exists()


def test_a_language_in_which_no_page_is_written_is_not_taken_from_a_form(here, screen):
    for language in ("de", "sr-latn", "x" * 400, "ru\0"):
        assert screen.post("/preferences/", {"language": language}).status_code == 302
    assert Officer.objects.get(pk=here.by("border").officer).language == "ru"
    assert screen.get("/").status_code == 200


def test_what_was_done_and_why_it_was_returned_is_read_only_by_those_who_read_the_words(here, sign_in, message):
    book = here.rulebook()
    for agency, verb, words in (("customs", act, {"note": DEED}), ("internal", not_for_us, {"reason": REASON})):
        taken = message.recipients.select_related("message").get(unit=here.unit(agency))
        if verb is act:
            acknowledge(taken, by=here.by(agency), at=NOON + MINUTE, rulebook=book)
            act(taken, by=here.by(agency), at=NOON + MINUTE, **words)
        else:
            not_for_us(taken, by=here.by(agency), at=NOON + MINUTE, instead=None, rulebook=book, **words)
    ours = sign_in(here.unit("border")).get(f"/messages/{message.pk}/").content.decode()
    above = sign_in(here.unit("customs", 3)).get(f"/messages/{message.pk}/").content.decode()
    assert DEED in ours
    assert REASON in ours
    assert "исполнил" in above
    assert DEED not in above
    assert REASON not in above


def test_an_inspector_of_the_very_unit_reads_headers_and_no_words(here, sign_in, message):
    page = sign_in(here.unit("border"), "inspector").get(f"/messages/{message.pk}/")
    assert page.status_code == 200
    assert "пистолеты" not in page.content.decode()


def test_erased_words_are_said_to_be_erased_to_everybody_who_sees_the_header(here, sign_in, message):
    erase(message, by=Actor.program("owner"), at=NOON, ground="истёк срок хранения")
    for unit in (here.unit("border"), here.unit("customs"), here.unit("customs", 3)):
        for page in ("", "paper/"):
            shown = sign_in(unit).get(f"/messages/{message.pk}/{page}").content.decode()
            assert "Содержание стёрто по закону" in shown
            assert "Содержание открыто автору и адресатам" not in shown


def test_an_administrator_finds_the_officers_and_not_a_closed_door(here, sign_in):
    page = sign_in(here.unit("border"), "administrator").get("/")
    assert page.status_code == 302
    assert page["Location"] == "/officers/"


def test_no_living_part_of_an_administrators_page_is_closed_to_him(here, sign_in):
    screen = sign_in(here.unit("border"), "administrator")
    parts = set(re.findall(r'data-part="([^"]+)"', screen.get("/officers/").content.decode()))
    assert parts
    assert all(screen.get(part).status_code in (200, 204) for part in parts)


def test_a_point_that_is_none_is_not_found(screen):
    assert screen.get("/instruction/%00/").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/messages/?q=%00", "/messages/?q=%C2%B2", f"/messages/?q={'9' * 40}", "/messages/?regime=%00",
        f"/duties/?before=0001-01-01T00:00:00%2B23:59_{uuid.UUID(int=1)}",
    ],
)  # fmt: skip
def test_an_address_typed_by_hand_breaks_no_page(screen, address):
    assert screen.get(address).status_code == 200


@pytest.mark.parametrize("typed", ["abc", "", "\0", "99999999999999"])
def test_a_post_or_a_watch_that_a_form_names_by_rubbish_is_not_found(screen, typed):
    due_off = (NOON + timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M")
    assert screen.post("/posts/", {"appointment": typed}).status_code == 404
    if typed:
        assert screen.post("/watch/taking/", {"relieves": typed, "due_off_at": due_off}).status_code in (302, 404)


def test_the_first_day_of_the_calendar_is_no_time_that_can_be_read():
    with pytest.raises(ValueError, match=r"01\.01\.0001"):
        read_time("01.01.0001 00:00", now=NOON, zone=ZoneInfo("Asia/Almaty"))
