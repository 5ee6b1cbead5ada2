"""The urgent and the daily call and the writing, with no script at all: pages and forms."""

from __future__ import annotations

from datetime import timedelta

import pytest
import world as worlds
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ortaq.duties.models import Duty
from ortaq.exchange.models import Call, Draft, Message

NOON, MINUTE = worlds.NOON, timedelta(minutes=1)


def urgent(world, **more):
    """What an officer of the border fills in at 12:00 local time, having called the migration post."""
    internal, customs = world.unit("internal").pk, world.unit("customs").pk
    superior = world.unit("border", 3).pk
    return {
        "subject": "C5.1.d",
        "known_at": "1150",
        "text": "Двое без документов у пешеходного коридора",
        f"to-{internal}": "on",
        f"at-{internal}": "-5м",
        f"who-{internal}": "Сериков",
        f"back-{internal}": "on",
        f"to-{customs}": "on",
        f"to-{superior}": "on",
        **more,
    }


def test_the_form_offers_six_subjects_and_ticks_each_counterpart_with_the_reason(here, sign_in):
    page = sign_in(here.unit("border")).get("/urgent/new/")
    form = page.context["form"]
    assert len(form["subject"].field.choices) == 6
    lines = list(form.lines())
    assert [line.ticked.value() for line in lines] == [True, True, True]
    assert "C8.4" in lines[0].why


@pytest.mark.clause("C5.1")
def test_a_call_told_and_sent_opens_the_matter_and_starts_the_two_hours(here, sign_in):
    client = sign_in(here.unit("border"))
    answer = client.post("/urgent/new/", urgent(here))
    message = Message.objects.get()
    assert answer["Location"] == f"/messages/{message.pk}/"
    call = Call.objects.get()
    assert (call.told_at, call.told_to, call.read_back) == (NOON - 5 * MINUTE, "Сериков", True)
    assert message.known_at == NOON - 10 * MINUTE
    assert Duty.objects.get(record=call.pk).due_at == NOON - 5 * MINUTE + timedelta(hours=2)


@pytest.mark.clause("C5.1.d")
def test_the_fields_that_the_clause_names_go_with_the_message(here, sign_in):
    client = sign_in(here.unit("border"))
    named = [
        box.name
        for _, sections, _ in client.get("/urgent/new/").context["form"].sections()
        for section in sections
        for row in section.rows
        for box in row.boxes
    ]
    first = next(name for name in named if name.startswith("f-C5.1.d-"))
    client.post("/urgent/new/", urgent(here, **{first: "Рахимов Алишер, 1990 г.р."}))
    assert Message.objects.get().content.body["persons"] == [{"name": "Рахимов Алишер, 1990 г.р."}]


def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(here, sign_in):
    internal = here.unit("internal").pk
    faulty = urgent(here, **{"known_at": "утром", f"who-{internal}": ""})
    page = sign_in(here.unit("border")).post("/urgent/new/", faulty)
    shown = page.content.decode()
    assert page.status_code == 422
    assert "Напишите время так: 0735" in shown
    assert "Впишите, кто принял сообщение." in shown
    assert "Двое без документов у пешеходного коридора" in shown
    assert 'value="утром"' in shown
    assert not Message.objects.exists()


def test_a_call_told_before_the_matter_was_known_is_refused_in_words(here, sign_in):
    page = sign_in(here.unit("border")).post("/urgent/new/", urgent(here, known_at="1158"))
    assert "Передано раньше, чем стало известно" in page.content.decode()


def test_telling_nobody_is_refused_in_words(here, sign_in):
    nobody = {name: value for name, value in urgent(here).items() if not name.startswith("to-")}
    page = sign_in(here.unit("border")).post("/urgent/new/", nobody)
    assert "Отметьте, кому сообщаете" in page.content.decode()


def test_what_was_typed_and_not_sent_comes_back(here, sign_in):
    client = sign_in(here.unit("border"))
    first = client.post("/drafts/urgent/", {"text": "В тайнике бензобака", "subject": "C5.1.c"})
    typed = {"text": "В тайнике бензобака пистолеты", "subject": "C5.1.c", "version": first.json()["version"]}
    assert client.post("/drafts/urgent/", typed).json() == {"version": 2}
    assert "В тайнике бензобака пистолеты" in client.get("/urgent/new/").content.decode()
    client.post("/urgent/new/", urgent(here))
    assert not Draft.objects.exists()


def test_an_addressee_unticked_in_a_draft_comes_back_unticked(here, sign_in):
    client = sign_in(here.unit("border"))
    client.post("/drafts/urgent/", {"text": "Двое", f"to-{here.unit('customs').pk}": "on"})
    ticked = {line.name: line.ticked.value() for line in client.get("/urgent/new/").context["form"].lines()}
    assert [name for name, is_ticked in ticked.items() if is_ticked] == ["Таможенный пост customs-4"]


@pytest.mark.parametrize("began_from", [0, 1])
def test_a_page_that_began_from_an_older_draft_is_told_so_and_overwrites_nothing(here, sign_in, began_from):
    client = sign_in(here.unit("border"))
    client.post("/drafts/urgent/", {"text": "первая"})
    client.post("/drafts/urgent/", {"text": "вторая", "version": 1})
    answer = client.post("/drafts/urgent/", {"text": "третья, с другой страницы", "version": began_from})
    assert (answer.status_code, answer.json()) == (409, {"version": 2})
    assert Draft.objects.get().body == {"text": "вторая"}


def test_a_page_left_open_does_not_bring_back_a_draft_that_was_sent(here, sign_in):
    client = sign_in(here.unit("border"))
    client.post("/drafts/urgent/", {"text": "первая"})
    client.post("/urgent/new/", urgent(here))
    assert client.post("/drafts/urgent/", {"text": "первая", "version": 1}).status_code == 409
    assert not Draft.objects.exists()


def test_a_form_names_the_version_of_its_draft_so_that_it_can_be_kept_further(here, sign_in):
    client = sign_in(here.unit("border"))
    assert 'data-version="0"' in client.get("/urgent/new/").content.decode()
    client.post("/drafts/urgent/", {"text": "первая"})
    assert 'data-version="1"' in client.get("/urgent/new/").content.decode()
    refused = client.post("/urgent/new/", urgent(here, known_at="утром"))
    assert 'data-version="1"' in refused.content.decode()


def test_what_is_sent_asks_for_no_draft_and_no_telephone_lines(here, sign_in):
    client = sign_in(here.unit("border"))
    client.get("/")
    with CaptureQueriesContext(connection) as asked:
        client.post("/urgent/new/", urgent(here))
    said = [query["sql"] for query in asked.captured_queries]
    assert any("exchange_message" in sql for sql in said)
    assert not [sql for sql in said if sql.startswith("SELECT") and ("exchange_draft" in sql or "_contact" in sql)]


def test_a_draft_is_for_the_officer_who_typed_it_alone(here, sign_in):
    sign_in(here.unit("border")).post("/drafts/urgent/", {"text": "В тайнике бензобака"})
    other = sign_in(here.unit("border"), "senior")
    assert "В тайнике бензобака" not in other.get("/urgent/new/").content.decode()


def test_an_analyst_may_read_and_not_tell(here, sign_in):
    client = sign_in(here.unit("border"), "analyst")
    assert client.get("/urgent/new/").status_code == 403
    assert client.post("/urgent/new/", urgent(here)).status_code == 403
    assert not Message.objects.exists()


@pytest.mark.clause("C5.1")
def test_the_writing_is_filled_with_what_the_call_recorded_and_closes_its_duty(here, sign_in):
    client = sign_in(here.unit("border"))
    client.post("/urgent/new/", urgent(here))
    message, call = Message.objects.get(), Call.objects.get()
    page = client.get(f"/messages/{message.pk}/confirmation/")
    assert page.context["form"]["text"].value() == "Двое без документов у пешеходного коридора"
    client.post(
        f"/messages/{message.pk}/confirmation/",
        {"text": "Двое без документов; установлены личности.", f"call-{call.pk}": "on"},
    )
    assert Duty.objects.get(record=call.pk).status == "done"
    assert Message.objects.filter(matter=message.pk, form="written").count() == 1


def test_a_foreign_unit_cannot_confirm_what_it_did_not_tell(here, sign_in):
    sign_in(here.unit("border")).post("/urgent/new/", urgent(here))
    message = Message.objects.get()
    assert sign_in(here.unit("customs")).get(f"/messages/{message.pk}/confirmation/").status_code == 404
