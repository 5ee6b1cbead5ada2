"""The fields that a subject asks for: several persons, countries and crossing points by name, typed once."""

from __future__ import annotations

from datetime import timedelta

import pytest
import world as worlds
from console.test_telling import urgent

from ortaq.exchange.models import Call, Content, Draft, Message

NOON, MINUTE = worlds.NOON, timedelta(minutes=1)
PERSON = "f-C5.1.d-persons"


def person(n, **fields):
    return {f"{PERSON}-{n}-{code}": value for code, value in fields.items()}


def two_persons():
    return {
        "n-C5.1.d-persons": "2",
        **person(0, name="Каримов Азиз", latin="KARIMOV AZIZ", born="14.03.1989", sex="m", nationality="Узбекистан"),
        **person(1, name="Неизвестный", nationality="xxx", document="none"),
    }


def tell(here, sign_in, **more):
    client = sign_in(here.unit("border"))
    answer = client.post("/urgent/new/", urgent(here, **more))
    return client, answer


def test_several_persons_are_kept_by_codes_each_with_its_own_fields(here, sign_in):
    tell(here, sign_in, **two_persons())
    assert Content.objects.get().body["persons"] == [
        {"name": "Каримов Азиз", "latin": "KARIMOV AZIZ", "born": "1989-03-14", "sex": "m", "nationality": "UZB"},
        {"name": "Неизвестный", "nationality": "XXX", "document": "none"},
    ]


def test_a_row_left_empty_is_nobody(here, sign_in):
    tell(here, sign_in, **{"n-C5.1.d-persons": "3", **person(1, name="Каримов Азиз")})
    assert Content.objects.get().body["persons"] == [{"name": "Каримов Азиз"}]


def test_another_person_is_added_without_a_script_and_nothing_typed_is_lost(here, sign_in):
    _, page = tell(here, sign_in, more="C5.1.d-persons", **person(0, name="Каримов Азиз"))
    form = page.context["form"]
    assert page.status_code == 200
    assert not Message.objects.exists()
    assert form["text"].value() == "Двое без документов у пешеходного коридора"
    assert form[f"{PERSON}-0-name"].value() == "Каримов Азиз"
    assert form[f"{PERSON}-1-name"].value() is None
    assert form["n-C5.1.d-persons"].value() == "2"


def test_a_draft_brings_back_every_person(here, sign_in):
    client = sign_in(here.unit("border"))
    client.post("/drafts/urgent/", {"text": "Двое", **two_persons()})
    form = client.get("/urgent/new/").context["form"]
    assert form[f"{PERSON}-1-name"].value() == "Неизвестный"


@pytest.mark.parametrize("count", ["", "-1", "1e9", "999999999999", "двое"])
def test_a_number_of_rows_that_makes_no_sense_is_one_row_or_as_many_as_may_be(here, sign_in, count):
    page = sign_in(here.unit("border")).post("/urgent/new/", {"n-C5.1.d-persons": count, "more": "C5.1.d-persons"})
    assert page.context["form"].rows["n-C5.1.d-persons"] in (2, 50)


def test_a_country_that_is_not_known_is_named_beside_its_field_and_its_part_stands_open(here, sign_in):
    _, page = tell(here, sign_in, **person(0, nationality="Атлантида"))
    shown = page.content.decode()
    assert page.status_code == 422
    assert "Такого государства нет в списке" in shown
    assert 'data-shown-by="subject=C5.1.d" open' in shown
    assert not Message.objects.exists()


def test_a_crossing_point_is_kept_by_its_code_and_a_place_of_no_directory_in_words(here, sign_in):
    tell(here, sign_in, **{"f-C5.1.d-crossing_point": "near (автомобильный)", "f-C5.1.d-route": "Ташкент – Алматы"})
    assert Content.objects.get().body["crossing_point"] == "near"
    sign_in(here.unit("border")).post(
        "/urgent/new/", urgent(here, **{"f-C5.1.d-crossing_point": "тропа у кошары", "text": "другое"})
    )
    assert Content.objects.exclude(body__crossing_point="near").get().body["crossing_point"] == "тропа у кошары"


def test_how_much_is_typed_with_a_comma_and_shown_with_one(here, sign_in):
    goods = {"kind": "narcotic", "quantity": "9,50", "unit": "kilogram"}
    fields = {f"f-C5.1.c-goods-0-{code}": value for code, value in goods.items()}
    client, _ = tell(here, sign_in, subject="C5.1.c", **fields)
    message = Message.objects.get()
    assert message.content.body["goods"] == [{"kind": "narcotic", "quantity": "9.5", "unit": "kilogram"}]
    shown = client.get(f"/messages/{message.pk}/").content.decode()
    assert "9,5" in shown
    assert "наркотические средства" in shown


def test_only_the_fields_of_the_chosen_subject_go(here, sign_in):
    tell(here, sign_in, **{"f-C5.1.c-channel": "грузовой", "f-C5.1.d-route": "Ташкент – Алматы"})
    body = Content.objects.get().body
    assert ("channel" in body, body["route"]) == (False, "Ташкент – Алматы")


def test_what_the_call_recorded_fills_the_writing_person_by_person(here, sign_in):
    client, _ = tell(here, sign_in, **two_persons(), **{"e-source": "B", "handling": "official_use"})
    form = client.get(f"/messages/{Message.objects.get().pk}/confirmation/").context["form"]
    shown = [form[name].value() for name in (f"{PERSON}-0-nationality", f"{PERSON}-1-name", "e-source", "handling")]
    assert shown == ["Узбекистан (UZB)", "Неизвестный", "B", "official_use"]


def test_each_subject_asks_for_fields_and_none_of_them_is_required(here, sign_in):
    client = sign_in(here.unit("border"))
    form = client.get("/urgent/new/").context["form"]
    assert [subject.code[-1] for subject, _, _ in form.sections()] == ["a", "b", "c", "d", "e", "f"]
    assert not [name for name, field in form.fields.items() if name.startswith("f-") and field.required]
    for number, subject in enumerate("abcdef", 1):
        client.post("/urgent/new/", urgent(here, subject=f"C5.1.{subject}"))
        assert Message.objects.count() == number
    assert Call.objects.count() == 6


def test_the_fields_stand_folded_until_one_of_them_is_filled(here, sign_in):
    client = sign_in(here.unit("border"))
    assert not [code for code, _, is_open in client.get("/urgent/new/").context["form"].sections() if is_open]
    client.post("/drafts/urgent/", {"text": "x", "f-C5.1.c-channel": "грузовой"})
    opened = [one.code for one, _, is_open in client.get("/urgent/new/").context["form"].sections() if is_open]
    assert opened == ["C5.1.c"]


def test_the_names_of_countries_are_in_the_readers_language(here, sign_in):
    client = sign_in(here.unit("border"))
    here.officers[here.unit("border").pk].language = "kk"
    here.officers[here.unit("border").pk].save()
    page = client.get("/urgent/new/").content.decode()
    assert "Өзбекстан (UZB)" in page
    assert "Азаматтығы жоқ адам (XXA)" in page
    assert not Draft.objects.exists()
