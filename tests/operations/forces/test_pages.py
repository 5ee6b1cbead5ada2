"""The pages of forces: what each side sees, what each form does, what a stale page says."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from forcing import HOUR, NOON, now

from ortaq.access.models import Appointment
from ortaq.access.testing import appoint, sit_down
from ortaq.lib.ids import uuid7
from ortaq.operations.forces import Commitment, Resource


@pytest.fixture
def sit(sides, clock, web_screen):
    """Return a way to sit somebody at a screen: sit("border") for its watch, sit("border", "analyst") for a post."""
    clock.stand(NOON)

    def at_screen(agency, role="duty_officer", *, level=4):
        unit = sides.unit(agency, level)
        if role == "duty_officer":
            return sit_down(web_screen(), Appointment.objects.get(unit=unit, role=role))
        return sit_down(web_screen(), appoint(f"{role[:6]}-{unit.code}", unit, role, at=NOON - HOUR))

    return at_screen


def once(**typed):
    return {"once": str(uuid7()), **typed}


def seen(client, path):
    page = client.get(path)
    assert page.status_code == 200, path
    return page.content.decode()


def test_a_list_is_begun_counted_and_shown_with_what_is_free(sides, sit):
    client = sit("internal")
    assert "На учёте ничего нет" in seen(client, "/forces/")
    assert client.post("/forces/new/", once(kind="car", amount=1, name="")).status_code == 422
    client.post("/forces/new/", once(kind="car", amount=1, name="Р-12"))
    client.post("/forces/new/", once(kind="patrol", amount=6, name=""))
    people = Resource.objects.get(kind="patrol")
    client.post(
        f"/forces/{people.pk}/absence/", once(ground="repair", amount=2, starts_at="12.05 12:00", ends_at="20:00")
    )
    client.post(f"/forces/{people.pk}/counting/", {"amount": 5, "reason": "болен"})
    page = seen(client, "/forces/?days=3")
    assert "«Р-12»" in page
    assert "сейчас свободно 3 из 5" in page
    client.post(f"/forces/{people.pk}/withdrawal/", {"reason": "передано"})
    assert "патрульные" not in seen(client, "/forces/")


@pytest.mark.clause("C7.5")
@pytest.mark.clause("C9.5")
def test_aid_is_given_from_what_is_free_and_both_sides_follow_it(sides, sit):
    people, request = sides.has("internal"), sides.asked()
    ours, theirs = sit("internal"), sit("border")
    matter = f"/messages/{request.message.matter}/"
    assert "Выделить силы и средства" in seen(ours, matter)
    form = seen(ours, f"/requests/{request.pk}/forces/")
    assert "свободно 6" in form
    assert "розыскная собака" in form, "what was asked for stands beside"
    typed = once(starts_at="13:30", ends_at="22:00", text="Старший – лейтенант на связи", rest="no_forces")
    assert ours.post(f"/requests/{request.pk}/forces/", {**typed, f"n-{people.pk}": 9}).status_code == 422
    assert Commitment.objects.count() == 0
    assert ours.post(f"/requests/{request.pk}/forces/", {**typed, f"n-{people.pk}": 4}).status_code == 302
    one = Commitment.objects.get()
    said = seen(theirs, matter)
    assert "Выделяем: патрульные – 4 чел. – прибудут к 13:30, до 22:00." in said
    assert "Старший – лейтенант на связи" in said
    assert "свободных сил и средств нет" in said
    page = seen(theirs, "/forces/")
    assert "патрульные – 4 чел." in page
    assert theirs.post(f"/commitments/{one.pk}/arrival/", {"at": "25:99"}).status_code == 422
    theirs.post(f"/commitments/{one.pk}/arrival/", {"at": ""})
    theirs.post(f"/commitments/{one.pk}/release/", {"at": ""})
    assert now(one).state == "released"
    assert theirs.post(f"/commitments/{one.pk}/release/", {"at": ""}).status_code == 409


def test_looking_at_another_time_sends_nothing(sides, sit):
    car, request = sides.has("internal", "car", name="Р-12"), sides.asked()
    sides.away(car, 1, NOON, NOON + 4 * HOUR)
    client = sit("internal")
    look = client.post(f"/requests/{request.pk}/forces/", once(look="1", starts_at="17:00", ends_at="20:00"))
    assert look.status_code == 200
    assert "свободно 1" in look.content.decode()
    assert Commitment.objects.filter(purpose="request").count() == 0


def test_forces_are_called_back_with_a_ground(sides, sit):
    (one,) = sides.allot(sides.asked(), (sides.has("internal"), 2))
    client = sit("internal")
    assert client.post(f"/commitments/{one.pk}/recall/", once(ground="", text="")).status_code == 422
    client.post(f"/commitments/{one.pk}/recall/", once(ground="ordered", text=""))
    assert now(one).state == "called_back"
    assert "отозваны" in seen(sit("border"), "/forces/")


def test_what_a_unit_owes_leads_from_its_console_to_the_promise(sides, sit):
    (one,) = sides.allot(sides.asked(), (sides.has("internal"), 2))
    board = seen(sit("internal"), "/")
    assert "Прибыть с выделенными силами и средствами" in board
    assert f"/forces/#c-{one.pk}" in board


def test_a_superior_reads_the_list_and_changes_nothing_an_analyst_neither(sides, sit):
    people = sides.has("internal")
    above = sit("internal", level=3)
    page = seen(above, f"/forces/?unit={sides.unit('internal').pk}")
    assert "патрульные" in page
    assert "Снять с учёта" not in page
    assert above.post(f"/forces/{people.pk}/counting/", {"amount": 1}).status_code == 409
    assert sit("internal", "analyst").post(f"/forces/{people.pk}/counting/", {"amount": 1}).status_code == 403
    assert sit("border").get(f"/forces/?unit={sides.unit('internal').pk}").content.decode().count("патрульные") == 0


def test_the_page_asks_the_database_as_often_for_many_as_for_one(sides, sit):
    request, client = sides.asked(), sit("internal")

    def asked_for(cars: range) -> int:
        for n in cars:
            sides.allot(request, (sides.has("internal", "car", name=f"Р-{n}"), 1))
        client.get("/forces/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/forces/")
        return len(queries)

    assert asked_for(range(1)) >= asked_for(range(1, 8))
