"""The pages of the data bank: what each post sees, what each form does, what is refused and in which words."""

from __future__ import annotations

import pytest
from banking import DAY, NOON, WANTED

from ortaq.access.models import Appointment
from ortaq.access.scope import acting_in
from ortaq.access.testing import appoint, sit_down
from ortaq.databank import entering
from ortaq.databank.models import Entry, Hit, LookUp
from ortaq.exchange.sending import Saying, send_written
from ortaq.lib.ids import uuid7

ZONE = "P<UTOJUMABAEV<<ERLAN<<<<<<<<<<<<<<<<<<<<<<<<\r\nN123456785UTO8903142M3001019<<<<<<<<<<<<<<<0"


@pytest.fixture
def sit(bank, clock, web_screen):
    """Return a way to sit somebody at a screen."""
    clock.stand(NOON)

    def at_screen(agency, role="duty_officer"):
        unit = bank.unit(agency)
        if role == "duty_officer":
            return sit_down(web_screen(), Appointment.objects.get(unit=unit, role=role))
        return sit_down(web_screen(), appoint(f"{role[:6]}-{unit.code}", unit, role, at=NOON - DAY))

    return at_screen


def asking(typed, **other):
    return {"once": str(uuid7()), "typed": typed, "born": "", "purpose": "passage", "bound": "person", **other}


def text_of(page):
    return page.content.decode()


def test_the_booth_types_a_name_reads_the_reasons_and_settles_the_hit(bank, sit):
    bank.enter()
    border = sit("border")
    answer = border.post("/bank/", asking("ZHUMABAYEV YERLAN", born="14.03.1989"), follow=True)
    page = text_of(answer)
    assert WANTED["name"] in page
    assert "дата рождения та же" in page
    hit = Hit.objects.get()
    assert f'action="/bank/hits/{hit.pk}/settlement/"' in page
    settled = border.post(f"/bank/hits/{hit.pk}/settlement/", {"answer": "same", "note": ""}, follow=True)
    assert "подтверждено" in text_of(settled)
    assert Hit.objects.get().state == "confirmed"


def test_a_zone_with_a_wrong_digit_is_named_by_its_place_and_still_looked_up(bank, sit):
    bank.enter()
    page = text_of(sit("border").post("/bank/", asking(ZONE), follow=True))
    assert "строка 2, знак 20" in page
    assert WANTED["name"] in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [(ZONE[:-1], "строка 2"), (ZONE.replace("<\r\n", "<<\r\n"), "строка 1")],
    ids=["a sign too few", "a sign too many"],
)
def test_a_zone_of_no_length_is_refused_by_the_line_that_is_wrong(sit, typed, said):
    answer = sit("border").post("/bank/", asking(typed))
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert "длина" in text_of(answer)
    assert LookUp.objects.count() == 0


def test_a_day_of_birth_to_come_is_refused_wherever_it_is_typed(sit):
    border, typed = sit("border"), {"f-persons-name": "Жұмабаев Ерлан", "f-persons-born": "13.05.2026"}
    for address, form in (
        ("/bank/", asking("Жұмабаев Ерлан", born="13.05.2026")),
        ("/bank/registers/new?register=persons", {"once": str(uuid7()), "ground": "wanted", "source": "н", **typed}),
    ):
        answer = border.post(address, form)
        assert (answer.status_code, "Этот день ещё не наступил" in text_of(answer)) == (422, True)
    assert (LookUp.objects.count(), Entry.objects.count()) == (0, 0)


def test_signs_that_nobody_sees_are_no_part_of_what_is_asked(bank, sit):
    bank.enter()
    page = text_of(sit("border").post("/bank/", asking("N123\u202e45678\u200f"), follow=True))
    assert WANTED["name"] in page
    assert "\u202e" not in page


def test_a_hit_answered_otherwise_in_another_window_says_where_to_look(bank, sit):
    bank.enter()
    border = sit("border")
    border.post("/bank/", asking("N12345678"))
    address = f"/bank/hits/{Hit.objects.get().pk}/settlement/"
    border.post(address, {"answer": "same", "note": ""})
    answer = border.post(address, {"answer": "namesake", "note": ""})
    assert answer.status_code == 409
    assert "Откройте проверку" in text_of(answer)
    assert Hit.objects.get().answer == "same"


def test_without_a_purpose_or_anything_to_look_for_nothing_is_written_down(sit):
    border = sit("border")
    for typed in (asking("N12345678", purpose=""), asking(""), asking("???"), asking("N12345678", purpose="event")):
        answer = border.post("/bank/", typed)
        assert answer.status_code == 422
        assert 'role="alert"' in text_of(answer)
    assert LookUp.objects.count() == 0


def test_an_answer_is_open_to_whoever_asked_and_to_no_colleague_for_ever(bank, sit, clock):
    bank.enter()
    border = sit("border")
    answer = border.post("/bank/", asking("N12345678"), follow=True)
    hit = Hit.objects.get()
    border.post(f"/bank/hits/{hit.pk}/settlement/", {"answer": "namesake", "note": ""})
    address = answer.redirect_chain[-1][0]
    clock.stand(NOON + DAY / 12)
    page = text_of(border.get(address))
    assert WANTED["name"] not in page
    assert "Проверьте снова" in page


def test_an_entry_is_made_by_hand_and_withdrawn_with_a_reason(sit):
    internal = sit("internal")
    typed = {
        "once": str(uuid7()),
        "f-persons-name": "Жұмабаев Ерлан",
        "ground": "wanted",
        "source": "розыскное дело № 7",
        "until": "",
    }
    made = internal.post("/bank/registers/new?register=persons", typed, follow=True)
    assert "С этой минуты" in text_of(made)
    entry = Entry.objects.get()
    assert internal.post(f"/bank/entries/{entry.pk}/withdrawal/", {"reason": ""}).status_code == 422
    page = internal.post(f"/bank/entries/{entry.pk}/withdrawal/", {"reason": "найден"}, follow=True)
    assert "снята, не находится" in text_of(page)


def test_a_number_that_the_unit_has_entered_before_is_asked_about_and_another_units_is_not_told(bank, sit):
    first = bank.enter(agency="border")
    typed = {"f-persons-name": "Жұмабаев Ерлан", "f-persons-number": "n12345678", "ground": "wanted", "source": "дело"}

    def sent(agency, once, **more):
        return sit(agency).post("/bank/registers/new?register=persons", typed | {"once": once} | more)

    once = str(uuid7())
    assert sent("internal", once).status_code == 302, "what another unit has entered is nobody's to be told here"
    assert sent("internal", once).status_code == 302, "the same form again is the same entry"
    page = text_of(sent("internal", again := str(uuid7())))
    mine = Entry.objects.exclude(pk=first.pk).get()
    assert f"N12345678 уже внесено вами: № {mine}, 12.05.2026." in page
    assert sent("internal", again, again="on").status_code == 302
    assert Entry.objects.count() == 3


def test_one_that_was_withdrawn_is_not_asked_about(bank, sit):
    who = bank.by("internal")
    entering.withdraw(bank.enter(), reason="найден", by=who["by"], at=who["at"])
    typed = {"f-persons-name": "Ерлан", "f-persons-number": "N12345678", "ground": "wanted", "source": "дело"}
    assert (
        sit("internal").post("/bank/registers/new?register=persons", typed | {"once": str(uuid7())}).status_code == 302
    )


def test_a_bad_day_is_refused_and_nothing_is_lost(sit):
    typed = {
        "once": str(uuid7()),
        "f-persons-name": "Жұмабаев Ерлан",
        "ground": "wanted",
        "source": "дело",
        "until": "31.02.2027",
    }
    answer = sit("internal").post("/bank/registers/new?register=persons", typed)
    assert answer.status_code == 422
    assert "Жұмабаев Ерлан" in text_of(answer)
    assert Entry.objects.count() == 0


@pytest.mark.clause("C5.4.a")
def test_what_a_message_tells_is_entered_in_one_step(bank, sit):
    body = {"documents": [{"what": "stolen", "type": "passport", "issuer": "KAZ", "numbers": "N 00000100 – N 00000109"},
                          {"what": "specimen", "type": "passport"}]}  # fmt: skip
    with acting_in(bank.unit("internal").pk):
        rulebook = bank.world.rulebook()
        to = rulebook.route("C5.4.a", bank.unit("internal").pk)
        message = send_written(Saying("C5.4.a", {"text": "Похищены бланки", **body}, NOON), to, **bank.by("internal"))
    internal = sit("internal")
    assert "bank/registers/new?message=" in text_of(internal.get(f"/messages/{message.pk}/"))
    address = f"/bank/registers/new?message={message.pk}"
    page = text_of(internal.get(address))
    assert "N 00000100 – N 00000109" in page
    assert "row-1" not in page, "a specimen belongs into no register"
    typed = {
        "row-0-once": str(uuid7()),
        "row-0-take": "on",
        "row-0-f-lost_documents-numbers": "N 00000100 – N 00000109",
        "row-0-ground": "stolen",
        "row-0-source": "сообщение",
    }
    assert internal.post(address, typed).status_code == 302
    entry = Entry.objects.get()
    assert (entry.register, entry.message_id) == ("lost_documents", message.pk)
    assert bank.found("N00000105")


def test_another_unit_opens_neither_the_entry_nor_the_look_up(bank, sit):
    entry = bank.enter()
    look = bank.look_up("N12345678")
    customs = sit("customs")
    assert customs.get(f"/bank/entries/{entry.pk}/").status_code == 404
    assert customs.get(f"/bank/look-ups/{look.pk}/").status_code == 404
    hit = look.hits.get()
    assert customs.post(f"/bank/hits/{hit.pk}/settlement/", {"answer": "same", "note": ""}).status_code == 404


def test_the_senior_sees_who_looked_up_what_is_unusual_and_the_watch_does_not(bank, sit):
    for n in range(4):
        bank.look_up("N12345678", at=NOON - n * DAY / 24)
    page = text_of(sit("border", "senior").get("/bank/look-ups/"))
    assert "одно и то же проверено 4 раз" in page
    assert "N12345678" in page
    assert sit("border").get("/bank/look-ups/").status_code == 403


def test_an_analyst_does_not_look_up_and_is_led_to_what_he_may_read(sit):
    analyst = sit("border", "analyst")
    assert analyst.post("/bank/", asking("N12345678")).status_code == 403
    assert analyst.get("/bank/").url == "/bank/materials/"


def test_a_list_is_taken_in_as_a_file_goes_on_and_leads_to_the_hit(bank, sit):
    from django.core.files.uploadedfile import SimpleUploadedFile

    bank.enter()
    border = sit("border")
    told = "Фамилия;Имя;Номер документа\nОспанов;Бауыржан;\nЖумабаев;Ерлан;N12345678\n".encode("cp1251")
    given = {"once": str(uuid7()), "file": SimpleUploadedFile("train.csv", told)}
    page = border.post("/bank/lists/", given, follow=True)
    assert "data-going-on" in text_of(page)
    address = page.redirect_chain[-1][0]
    page = text_of(border.post(f"{address}going-on/", follow=True))
    assert "Жумабаев Ерлан N12345678" in page
    assert "data-going-on" not in page
    assert sit("customs").get(address).status_code == 404


def test_a_list_with_a_bad_day_is_refused_with_its_row(sit):
    from django.core.files.uploadedfile import SimpleUploadedFile

    told = "фамилия;дата рождения\nОспанов;31.02.1991\n".encode()
    given = {"once": str(uuid7()), "file": SimpleUploadedFile("train.csv", told)}
    answer = sit("border").post("/bank/lists/", given)
    assert answer.status_code == 422
    assert "Строка 2" in text_of(answer)
