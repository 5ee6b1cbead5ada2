"""The pages of materials: what each post sees and does, pictures and files, what is refused and in which words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
import world as worlds
from banking import Bank
from django.core.files.uploadedfile import SimpleUploadedFile
from sample_files import PIXEL

from ortaq.access.models import Appointment
from ortaq.access.scope import acting_in
from ortaq.access.testing import appoint, sit_down
from ortaq.databank import publishing
from ortaq.databank.materials import Material, MaterialRead
from ortaq.databank.reporting import Given
from ortaq.duties.models import Duty
from ortaq.duties.planning import plan
from ortaq.exchange.files import Upload
from ortaq.exchange.uploads import sweep
from ortaq.ledger.verifying import verify
from ortaq.lib.blobs import store
from ortaq.lib.ids import uuid7

NOON, DAY = worlds.NOON, timedelta(days=1)
REVIEW = Given("review", "Обзор тайников", "Тайники в баллонах и сиденьях.", "ru", "everybody", tags=["vehicles"])


@pytest.fixture
def bank(db):
    return Bank(worlds.make(adopted=date(2025, 12, 1)))


@pytest.fixture
def sit(bank, clock, web_screen):
    """Return a way to sit somebody at a screen."""
    clock.stand(NOON)

    def at_screen(agency, level=4, role="duty_officer"):
        unit = bank.unit(agency, level)
        if role == "duty_officer":
            return sit_down(web_screen(), Appointment.objects.get(unit=unit, role=role))
        return sit_down(web_screen(), appoint(f"{role[:6]}-{unit.code}", unit, role, at=NOON - DAY))

    return at_screen


def publish(bank, given=REVIEW, agency="border", level=2, at=NOON, **more):
    who = {"by": bank.world.by(agency, level), "at": at, "rulebook": bank.world.rulebook(at)}
    with acting_in(bank.unit(agency, level).pk, instead=True):
        return publishing.publish(given, **who, **more)


def giving(**other):
    known = {"kind": "review", "title": "Обзор тайников", "text": "В баллонах", "tags": ["vehicles"], "language": "ru"}
    return {"once": str(uuid7()), **known, "audience": "everybody", "readers": "", **other}


def text_of(page):
    return page.content.decode()


@pytest.mark.clause("C5.5")
def test_a_material_is_given_with_a_picture_and_read_at_the_crossing_point(bank, sit):
    plan(NOON)
    above = sit("border", 2)
    picture = SimpleUploadedFile("штамп.png", PIXEL, "image/png")
    page = above.post("/bank/materials/new", giving(readers="watches", attach=picture), follow=True)
    assert "обязанность полугодия исполнена" in text_of(page)
    assert not Upload.objects.exists()
    material = Material.objects.get()
    assert Duty.objects.get(rule="C5.5-half-yearly", owed_by=bank.unit("border", 2)).status == "done"
    customs = sit("customs")
    assert "Вам прочесть:" in text_of(customs.get("/"))
    address = f"/bank/materials/{material.pk}/"
    assert "вы обязаны ознакомиться" in text_of(customs.get(address))
    file = material.files.get()
    shown = customs.get(f"{address}pictures/{file.pk}/")
    assert b"".join(shown.streaming_content) == PIXEL
    assert "attachment" not in shown["Content-Disposition"]
    assert "sandbox" in shown["Content-Security-Policy"]
    kept = customs.get(f"{address}files/{file.pk}/")
    assert "attachment" in kept["Content-Disposition"]
    assert b"".join(kept.streaming_content) == PIXEL
    page = customs.post(f"{address}reading/", follow=True)
    assert "Вы ознакомились" in text_of(page)
    assert Duty.objects.get(record=material.pk, owed_by=bank.unit("customs")).status == "done"
    assert "Вам прочесть:" not in text_of(customs.get("/"))
    assert verify(also=["files"]).good


def test_the_bytes_of_a_material_are_left_alone_by_the_sweep(bank, sit, as_role):
    sit("border", 2).post("/bank/materials/new", giving(attach=SimpleUploadedFile("a.png", PIXEL)))
    with as_role("clock"):
        sweep(older_than=-60)
    with store().open(Material.objects.get().files.get().blob) as file:
        assert file.read() == PIXEL


def test_the_author_sees_who_has_read_and_who_has_not_and_a_stranger_only_his_own(bank, sit):
    material = publish(bank, replace(REVIEW, readers="watches"))
    sit("customs").post(f"/bank/materials/{material.pk}/reading/")
    author = text_of(sit("border", 2).get(f"/bank/materials/{material.pk}/"))
    assert author.count("1 / 1") == 1
    assert author.count("0 / 1") == 3
    below = text_of(sit("internal").get(f"/bank/materials/{material.pk}/"))
    assert below.count("0 / 1") == 1
    assert "1 / 1" not in below


def test_it_is_found_by_words_in_any_form_by_kind_tag_agency_and_language(bank, sit):
    publish(bank)
    stamp = replace(REVIEW, kind="stamp", title="Оттиск", text="Круглый.", language="kk", tags=["documents"])
    publish(bank, stamp, agency="customs")
    booth = sit("internal")
    for found, asked in (
        ("Обзор тайников", "q=тайниками баллон"),
        ("Обзор тайников", "kind=review"),
        ("Обзор тайников", "tag=vehicles"),
        ("Оттиск", "agency=customs"),
        ("Оттиск", "language=kk"),
    ):
        page = text_of(booth.get(f"/bank/materials/?{asked}"))
        assert found in page
        assert ({"Обзор тайников", "Оттиск"} - {found}).pop() not in page
    assert "Ничего не найдено" in text_of(booth.get("/bank/materials/?q=самолёт"))


def test_a_new_version_begins_from_the_old_one_and_leads_to_it(bank, sit):
    old = publish(bank)
    above = sit("border", 2)
    assert "Тайники в баллонах" in text_of(above.get(f"/bank/materials/new?instead_of={old.pk}"))
    above.post(f"/bank/materials/new?instead_of={old.pk}", giving(text="Дополнено"))
    new = Material.objects.in_force().get()
    page = text_of(sit("customs").get(f"/bank/materials/{old.pk}/"))
    assert "Есть редакция новее" in page
    assert f"/bank/materials/{new.pk}/" in page
    assert "Тайники в баллонах" in page
    assert sit("customs", 2).get(f"/bank/materials/new?instead_of={new.pk}").status_code == 404


def test_it_is_withdrawn_with_a_reason_and_its_words_are_closed_to_others(bank, sit):
    material = publish(bank)
    above, address = sit("border", 2), f"/bank/materials/{material.pk}/"
    assert above.post(f"{address}withdrawal/", {"reason": ""}).status_code == 422
    assert "Материал снят" in text_of(above.post(f"{address}withdrawal/", {"reason": "опечатка"}, follow=True))
    page = text_of(sit("customs").get(address))
    assert "опечатка" in page
    assert REVIEW.text not in page
    assert sit("customs").post(f"{address}withdrawal/", {"reason": "чужой"}).status_code == 404


def test_what_is_open_to_some_posts_is_not_there_for_the_others(bank, sit):
    material = publish(bank, replace(REVIEW, audience="leading"))
    address = f"/bank/materials/{material.pk}/"
    assert sit("customs").get(address).status_code == 404
    assert sit("customs", role="senior").get(address).status_code == 200
    assert sit("customs", role="administrator").get(address).status_code == 403
    assert sit("customs").post(f"{address}reading/").status_code == 404
    assert not MaterialRead.objects.exists()


@pytest.mark.clause("C5.5")
def test_a_half_year_shows_each_agency_by_kind_and_who_gave_nothing(bank, sit):
    publish(bank)
    page = text_of(sit("customs", role="inspector").get("/bank/materials/given/"))
    assert "01.01.2026 – 30.06.2026" in page
    assert page.count("пока не дано") == 2
    assert "Обзор тайников" in page
    assert "Ничего не дали" in page
    assert sit("border").get("/bank/materials/given/?half=rubbish").status_code == 200


def test_without_a_title_nothing_is_given_and_nothing_typed_is_lost(sit):
    page = sit("border", 2).post("/bank/materials/new", giving(title="", text="Долго писали"))
    assert page.status_code == 422
    assert "Долго писали" in text_of(page)
    assert "Впишите название" in text_of(page)
    assert not Material.objects.exists()


def test_the_same_form_twice_is_one_material_with_its_file(bank, sit):
    above, form = sit("border", 2), giving(attach=SimpleUploadedFile("a.png", PIXEL))
    first = above.post("/bank/materials/new", form)
    file = Material.objects.get().files.get()
    again = above.post("/bank/materials/new", {**form, "attach": "", "file": str(file.pk), "file-shown": str(file.pk)})
    assert (first.status_code, again.status_code) == (302, 302)
    assert Material.objects.count() == 1


def test_the_message_that_tells_of_it_leads_to_it(bank, sit):
    material = publish(bank)
    page = text_of(sit("customs", 2).get(f"/messages/{material.message.pk}/"))
    assert f"/bank/materials/{material.pk}/" in page
