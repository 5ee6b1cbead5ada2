"""The pages of patrols: planned, manned, sent out and ended from a telephone; seen in the calendar."""

from __future__ import annotations

import pytest
from forcing import HOUR, NOON
from operations.forces.test_pages import once, seen, sit  # noqa: F401

from ortaq.operations.forces import Commitment
from ortaq.operations.patrols import Patrol

POINTS = "мост; 44.2100, 80.3800\nпосёлок"


def typed(sides, with_whom="internal"):
    body = {"route": "Посёлок у реки", "points": POINTS, "starts_at": "14:00", "ends_at": "18:00"}
    ticked = {f"with-{sides.unit(with_whom).pk}": "on"} if with_whom else {}
    return once(**body, **ticked, leads=sides.unit("border").pk)


@pytest.mark.clause("C9.5")
def test_a_patrol_is_planned_manned_sent_out_and_ended_on_its_pages(sides, sit, clock):  # noqa: F811
    people, border = sides.has("border"), sit("border")
    assert border.post("/patrols/new/", typed(sides, with_whom="")).status_code == 422
    assert border.post("/patrols/new/", typed(sides)).status_code == 302
    patrol = Patrol.objects.get()
    path = f"/patrols/{patrol.pk}/"
    assert "органов с людьми: 0, нужно 2" in seen(border, "/patrols/")
    assert border.post(f"{path}along/", {f"n-{people.pk}": "99"}).status_code == 422
    border.post(f"{path}along/", {f"n-{people.pk}": "2"})
    assert "патрульные – 2 чел." in seen(sit("internal"), path)
    clock.stand(NOON + 2 * HOUR)
    assert "не вышел" in seen(border, path)
    border.post(f"{path}start/", {"senior": "лейтенант Тестов", "at": ""})
    border.post(f"{path}points/0/")
    page = seen(border, path)
    assert "пройдена точка: мост" in page
    assert 'data-lat="44.2100"' in page
    away = border.post(f"{path}incident/")
    assert away.url == "/urgent/new/"
    assert "Совместный наряд, Посёлок у реки" in seen(border, "/urgent/new/"), "the urgent call opens filled"
    assert border.post(f"{path}end/", {"persons": "-3"}).status_code == 422
    border.post(f"{path}end/", {"persons": "12", "at": ""})
    assert "завершён" in seen(border, path)
    assert Commitment.objects.get().state == "released"
    assert border.post(f"{path}end/", {"persons": "12", "at": ""}).status_code == 409


def test_a_rotation_is_shown_before_it_is_planned(sides, sit):  # noqa: F811
    client = sit("border")
    body = {
        "first": "13.05.2026",
        "last": "18.05.2026",
        "every": 2,
        "begins": "20:00",
        "hours": 4,
        "routes": "река\nпосёлок",
        f"with-{sides.unit('internal').pk}": "on",
    }
    shown = client.post("/patrols/rotation/", once(look="1", **body))
    assert shown.status_code == 200
    assert "Наметить все" in shown.content.decode()
    assert Patrol.objects.count() == 0
    client.post("/patrols/rotation/", once(save="1", **body))
    assert list(Patrol.objects.order_by("starts_at").values_list("route", flat=True)) == ["река", "посёлок", "река"]
    month = seen(sit("internal"), "/patrols/calendar/?month=2026-05")
    assert month.count("посёлок") == 1
    assert client.get("/patrols/calendar/?month=2026-99").status_code == 404


def test_what_the_console_says_of_a_patrol_leads_to_it_and_a_stranger_finds_nothing(sides, sit, clock):  # noqa: F811
    border = sit("border")
    border.post("/patrols/new/", typed(sides))
    patrol = Patrol.objects.get()
    clock.stand(NOON + 2 * HOUR)
    board = seen(border, "/")
    assert "Вывести совместный наряд" in board
    assert f"/patrols/{patrol.pk}/" in board
    assert sit("customs").get(f"/patrols/{patrol.pk}/").status_code == 404
    assert sit("border", "analyst").post(f"/patrols/{patrol.pk}/start/", {"at": ""}).status_code == 403


def test_it_is_called_off_with_a_reason_by_whoever_plans(sides, sit):  # noqa: F811
    border = sit("border")
    border.post("/patrols/new/", typed(sides))
    path = f"/patrols/{Patrol.objects.get().pk}/"
    assert border.post(f"{path}calling-off/", {"reason": ""}).status_code == 422
    border.post(f"{path}calling-off/", {"reason": "паводок"})
    assert "отменён: паводок" in seen(border, path)
