"""The page of one matter: what was said and written, the ladder of each addressee, and the answers of the watch."""

from __future__ import annotations

from datetime import timedelta

import pytest
import world as worlds

from ortaq.exchange.models import Answer, Call, Receipt, Recipient
from ortaq.exchange.sending import Saying, Told, send_oral, send_written

NOON, MINUTE = worlds.NOON, timedelta(minutes=1)
SUBJECT = "C5.1.c"
WORDS = "В тайнике бензобака пистолеты"


@pytest.fixture
def message(here):
    book, by = here.rulebook(), here.by("border")
    calls = [Told(here.unit("internal").pk, NOON - 2 * MINUTE, to="Петров", read_back=True)]
    saying = Saying(SUBJECT, {"text": WORDS}, NOON - 3 * MINUTE, expects_act=True, told=calls)
    return send_oral(saying, book.route("C5.1", here.unit("border").pk), by=by, at=NOON, rulebook=book)


def recipient(message, unit):
    return Recipient.objects.get(message=message, unit=unit)


def addressee(page, unit):
    return next(
        one for piece in page.context["story"].pieces for one in piece.addressees if one.recipient.unit_id == unit.pk
    )


def test_each_addressee_has_four_rungs_and_what_happens_next_if_nobody_acts(here, sign_in, message):
    page = sign_in(here.unit("border")).get(f"/messages/{message.pk}/")
    one = addressee(page, here.unit("customs"))
    assert [rung.name for rung in one.rungs] == ["доставлено", "прочитано", "принято", "исполнено"]
    assert one.next_at == NOON + 10 * MINUTE
    assert one.next_name == "Таможенный пост customs-3"
    assert "12:10 → Таможенный пост customs-3" in page.content.decode()


def test_opening_it_on_the_addressees_watch_is_reading_it(here, sign_in, message):
    sign_in(here.unit("customs")).get(f"/messages/{message.pk}/")
    assert recipient(message, here.unit("customs")).step == "read"
    assert recipient(message, here.unit("internal")).step == "delivered"


def test_an_analyst_of_the_addressee_reads_without_moving_a_rung(here, sign_in, message):
    sign_in(here.unit("customs"), "analyst").get(f"/messages/{message.pk}/")
    assert not Receipt.objects.exists()


def test_taking_it_stops_the_climb_and_says_who_and_when(here, sign_in, message):
    client = sign_in(here.unit("customs"))
    client.post(f"/messages/{message.pk}/acknowledgement/")
    one = addressee(client.get(f"/messages/{message.pk}/"), here.unit("customs"))
    assert one.next_at is None
    assert one.rungs[2].at == NOON
    assert "Тестов customs-4" in one.rungs[2].who


def test_the_second_to_take_it_is_told_that_somebody_was_first(here, sign_in, message):
    client = sign_in(here.unit("customs"))
    client.post(f"/messages/{message.pk}/acknowledgement/")
    page = client.post(f"/messages/{message.pk}/acknowledgement/")
    assert page.status_code == 409
    assert "Это уже сделано" in page.content.decode()


def test_a_unit_that_is_not_addressed_cannot_take_it(here, sign_in, message):
    assert sign_in(here.unit("border")).post(f"/messages/{message.pk}/acknowledgement/").status_code == 403


def test_a_stranger_does_not_find_it(here, sign_in, message):
    page = sign_in(here.stranger).get(f"/messages/{message.pk}/")
    assert page.status_code == 404
    assert "не видно вашему подразделению" in page.content.decode()


def test_a_superior_of_an_addressee_sees_the_header_and_not_the_words(here, sign_in, message):
    page = sign_in(here.unit("customs", 3)).get(f"/messages/{message.pk}/").content.decode()
    assert "Вам виден заголовок." in page
    assert WORDS not in page


def test_what_was_done_is_written_under_the_last_rung(here, sign_in, message):
    client = sign_in(here.unit("customs"))
    client.post(f"/messages/{message.pk}/acknowledgement/")
    client.post(f"/messages/{message.pk}/action/", {"note": "Выставлен наряд на полосе 3"})
    assert recipient(message, here.unit("customs")).step == "acted"
    assert "Выставлен наряд на полосе 3" in client.get(f"/messages/{message.pk}/").content.decode()


def test_an_act_without_words_comes_back_with_the_form_open(here, sign_in, message):
    client = sign_in(here.unit("customs"))
    client.post(f"/messages/{message.pk}/acknowledgement/")
    page = client.post(f"/messages/{message.pk}/action/", {"note": ""})
    assert page.status_code == 422
    assert "Напишите, что сделано." in page.content.decode()


def test_not_for_us_names_the_reason_and_the_climb_goes_on(here, sign_in, message):
    client = sign_in(here.unit("customs"))
    other = here.unit("customs", 3).pk
    client.post(f"/messages/{message.pk}/refusal/", {"reason": "не наш участок", "instead": str(other)})
    assert recipient(message, here.unit("customs")).step == "not_for_us"
    assert Recipient.objects.filter(message=message, unit=other).exists()
    assert "не наш участок" in client.get(f"/messages/{message.pk}/").content.decode()


def test_an_addressee_not_called_yet_is_called_and_taken_down_from_the_page(here, sign_in, message):
    client, customs = sign_in(here.unit("border")), here.unit("customs").pk
    client.post(f"/messages/{message.pk}/calls/{customs}/", {"at": "1159", "who": "Ли", "back": "on"})
    assert Call.objects.get(unit=customs).told_at == NOON - MINUTE


def test_the_called_watch_confirms_or_disputes_what_the_caller_logged(here, sign_in, message):
    call = Call.objects.get()
    client = sign_in(here.unit("internal"))
    page = client.post(f"/calls/{call.pk}/dispute/", {"reason": ""})
    assert page.status_code == 422
    client.post(f"/calls/{call.pk}/dispute/", {"reason": "в 11:58 звонка не было"})
    assert not Answer.objects.get().confirmed
    assert "в 11:58 звонка не было" in client.get(f"/messages/{message.pk}/").content.decode()


def test_the_writing_stands_beside_what_was_said_with_the_differences_marked(here, sign_in, message):
    book, by = here.rulebook(), here.by("border")
    written = send_written(
        Saying(SUBJECT, {"text": WORDS + " и патроны"}, matter=message.matter),
        book.route("C5.1", here.unit("border").pk),
        by=by,
        at=NOON + 5 * MINUTE,
        rulebook=book,
        confirms=list(Call.objects.all()),
    )
    client = sign_in(here.unit("internal"))
    page = client.get(f"/messages/{message.pk}/").content.decode()
    assert "<ins>" in page
    assert client.get(f"/messages/{written.pk}/")["Location"] == f"/messages/{message.pk}/#m-{written.pk}"


def test_it_prints_as_a_form_with_number_clause_and_hash(here, sign_in, message):
    page = sign_in(here.unit("border")).get(f"/messages/{message.pk}/paper/").content.decode()
    assert "Телефонограмма" in page
    assert f"{message.number}/{message.year}" in page
    assert SUBJECT in page
    assert bytes(message.commitment).hex() in page


def test_the_ledger_proof_names_each_entry_of_the_matter(here, sign_in, message):
    page = sign_in(here.unit("border")).get(f"/messages/{message.pk}/proof/").content.decode()
    for kind in ("message.sent", "message.addressed", "call.logged"):
        assert kind in page
