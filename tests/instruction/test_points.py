"""Points on how the bodies work together: read on the Instruction's page and followed to where they are served."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from agreeing import NOON

from ortaq.access.models import Watch
from ortaq.directory.models import StandingContact
from ortaq.duties.clock import turn_once
from ortaq.duties.models import Duty
from ortaq.exchange.models import Message, Recipient
from ortaq.lib.ids import uuid7

MINUTE = timedelta(minutes=1)


def served(client, number):
    """The doors beside a point, by what they are called."""
    page = client.get("/instruction/").content.decode()
    point = page.partition(f'id="{number}"')[2].partition("</article>")[0]
    doors = point.partition('class="serving')[2].partition("</p>")[0]
    return {html.unescape(name): url for url, name in re.findall(r'<a href="([^"]*)">([^<]*)</a>', doors)}


def follow(client, number, name):
    """Open one of them."""
    page = client.get(served(client, number)[name])
    assert page.status_code == 200
    return page.content.decode()


def late(parties, sit, clock):
    """Tell both counterparts of nothing by telephone: half an hour later the term "at once" has run out for both."""
    internal, customs = parties.unit("internal").pk, parties.unit("customs").pk
    typed = {"subject": "C5.1.c", "known_at": "-1м", "text": "Оружие", f"to-{internal}": "on", f"to-{customs}": "on"}
    sit("border").post("/urgent/new/", typed)
    clock.stand(NOON + 30 * MINUTE)
    turn_once()


@pytest.mark.clause("O1", "O4")
def test_the_order_is_shown_with_who_signed_it_and_since_when_it_is_in_force(sit):
    client = sit("border")
    for number in ("O1", "O4"):
        page = follow(client, number, "Кто подписал приказ и когда он зарегистрирован")
        order = page.partition('id="order"')[2].partition("</section>")[0]
        for words in ("Министр внутренних дел", "07.01.2006 № 11", "22.05.2002 № 1862"):
            assert words in order


@pytest.mark.parametrize("agency", ["border", "internal", "customs"])
@pytest.mark.clause("O3")
def test_each_named_body_sees_the_execution_of_all_and_waives_on_a_ground_alone(parties, sit, inspect, clock, agency):
    late(parties, sit, clock)
    inspector = inspect(agency)
    page = follow(inspector, "O3", "Контроль исполнения")
    body = next(one for one in parties.world.rulebook(NOON).edition.oversight if one.agency == agency)
    assert body.name.ru in page
    owed = Duty.objects.filter(status="overdue").first()
    assert owed.pk in [line["duty"].pk for line in inspector.get("/oversight/duties/").context["lines"]]


@pytest.mark.clause("C3.4")
def test_what_was_agreed_and_not_done_is_seen_by_the_unit_and_by_its_superior(parties, sit, clock):
    late(parties, sit, clock)
    client, above = sit("border"), sit("border", level=3)
    for one in (client, above):
        assert "не исполнено 2" in follow(one, "C3.4", "Наше исполнение")
    assert [point.number for point in client.get("/instruction/").context["living"].late] == ["C5.1"]
    assert above.get("/instruction/").context["living"].late == []
    shown = above.get("/instruction/?whose=below").context["living"]
    assert [(point.number, point.counts.missing) for point in shown.late] == [("C5.1", 2)]


@pytest.mark.clause("C3.3")
def test_the_standing_contacts_of_a_counterpart_are_one_step_from_the_point(parties, sit):
    StandingContact.objects.create(
        unit=parties.unit("customs"), name="Оспанов Е.", post="заместитель начальника", valid_from=NOON.date()
    )
    assert "Оспанов Е." in follow(sit("border"), "C3.3", "Таможенный пост customs-4")


@pytest.mark.clause("C4.1", "C4.5")
def test_a_request_against_the_law_or_outside_the_competence_is_declined_on_that_ground(parties, sit):
    from ortaq.exchange.asks import Request

    asker, asked = sit("customs"), sit("border")
    assert "О чём просим" in html.unescape(follow(asker, "C9.1", "Запрос информации"))
    grounds = (
        ("C4.1", "unlawful", "исполнение противоречило бы закону"),
        ("C4.5", "not_competent", "не входит в компетенцию органа"),
    )
    for number, ground, words in grounds:
        typed = {"once": str(uuid7()), "kind": "information", "urgency": "ordinary", "text": "Дайте всё, что есть"}
        asker.post("/requests/new/", typed | {f"to-{parties.unit('border').pk}": "on"})
        request = Request.objects.get(state="asked")
        follow(asked, number, "Запросы")
        asked.post(f"/requests/{request.pk}/refusal/", {"ground": ground, "reason": "Закон этого не позволяет"})
        request.refresh_from_db()
        assert request.state == "declined"
        assert words in asker.get(f"/messages/{request.message_id}/").content.decode()


@pytest.mark.clause("C4.2")
def test_where_nobody_is_on_watch_the_next_level_is_told_at_once(parties, sit):
    gone = NOON - timedelta(hours=1)
    Watch.objects.filter(unit=parties.unit("customs")).update(relieved_at=gone, ends_at=gone)
    client = sit("border")
    assert "смен" in follow(client, "C4.2", "Смена").lower()
    customs = parties.unit("customs").pk
    typed = {"subject": "C5.1.c", "known_at": "-1м", "text": "Оружие", f"to-{customs}": "on"}
    client.post("/urgent/new/", typed)
    told = Recipient.objects.filter(message=Message.objects.get()).values_list("unit__code", flat=True)
    assert "customs-3" in told


@pytest.mark.clause("C4.3")
def test_what_is_gravest_stands_first_on_the_console(parties, sit, clock):
    late(parties, sit, clock)
    client = sit("border")
    follow(client, "C4.3", "Консоль")
    looks = [row.state for row in client.get("/").context["board"].mine]
    assert looks[0] == "late"
    assert looks == sorted(looks, key=lambda look: look != "late")


@pytest.mark.clause("C4.4")
def test_whether_joint_plans_are_carried_out_in_time_is_counted_month_by_month(parties, sit, clock):
    from ortaq.acts.calling import call_for_plans

    call_for_plans(NOON)
    turn_once()
    client = sit("border", "commander")
    follow(client, "C4.4", "Наше исполнение")
    opened = client.get("/instruction/C6/execution/?from=2026-05-01&to=2026-05-31", headers={"HX-Request": "true"})
    assert sum(counts.missing for _, counts, _ in opened.context["opened"].months) == 1
    assert "Двенадцать месяцев" in opened.content.decode()


@pytest.mark.clause("C7.1")
def test_every_way_to_inform_is_one_step_from_the_point(sit):
    client = sit("border")
    for name in ("Срочный вызов", "Ежедневный вызов", "Сводки", "События", "Запросы"):
        follow(client, "C7.1", name)


@pytest.mark.parametrize(
    ("level", "number"),
    [
        pytest.param(1, "C8.1", marks=pytest.mark.clause("C8.1")),
        pytest.param(2, "C8.2", marks=pytest.mark.clause("C8.2")),
        pytest.param(3, "C8.3", marks=pytest.mark.clause("C8.3")),
        pytest.param(4, "C8.4", marks=pytest.mark.clause("C8.4")),
    ],
)
def test_on_each_level_the_units_of_the_three_bodies_face_each_other(parties, sit, level, number):
    units = {parties.unit(agency, level).code for agency in ("border", "internal", "customs")}
    doors = served(sit("border"), number)
    assert {url.split("/")[2] for url in doors.values()} == units
    page = sit("customs", level=level).get("/urgent/new/")
    reached = {line.name for line in page.context["form"].lines()}
    assert {name for name in doors if "customs" not in name} <= reached


@pytest.mark.clause("C8.5")
def test_on_the_level_of_the_shift_stand_those_who_are_on_watch(parties, sit):
    doors = served(sit("border"), "C8.5")
    assert set(doors) == {
        "Отделение border-4: Тестов border-4",
        "Пост internal-4: Тестов internal-4",
        "Таможенный пост customs-4: Тестов customs-4",
    }
