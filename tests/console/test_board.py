"""The board: what must be done now, what others owe, who stands beside; in a dozen queries whatever the day."""

from __future__ import annotations

from datetime import timedelta

import pytest
import world as worlds
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from ortaq.duties.models import ClockBeat
from ortaq.duties.opening import open_duties
from ortaq.exchange.sending import Saying, Told, send_oral
from ortaq.ledger.actor import Actor

NOON, MINUTE = worlds.NOON, timedelta(minutes=1)
SUBJECT = "C5.1.c"
TODAY = NOON.date()


def tell(world, *, who="border", called=("internal",), told=NOON - 2 * MINUTE, at=NOON):
    book = world.rulebook()
    calls = [Told(world.unit(agency).pk, told, to="Петров") for agency in called]
    saying = Saying(SUBJECT, {"text": "оружие"}, told - MINUTE, expects_act=True, told=calls)
    return send_oral(saying, book.route("C5.1", world.unit(who).pk), by=world.by(who), at=at, rulebook=book)


def open_daily(world, on=TODAY):
    for agency in ("border", "internal", "customs"):
        owed = world.rulebook().windows(world.unit(agency).pk, on, on)
        with transaction.atomic():
            open_duties(owed, by=Actor.program("schedule"), at=NOON - timedelta(hours=12))


def board(client):
    return client.get("/").context["board"]


def test_an_empty_board_teaches_instead_of_staying_blank(here, sign_in):
    page = sign_in(here.unit("border")).get("/")
    assert "Ничего срочного." in page.content.decode()


def test_each_call_stands_with_the_time_left_and_the_door_to_its_writing(here, sign_in):
    message = tell(here)
    rows = {row.clause: row for row in board(sign_in(here.unit("border"))).mine if row.story}
    row = rows["C5.1"]
    assert row.due_at == NOON - 2 * MINUTE + timedelta(hours=2)
    assert row.url == f"/messages/{message.pk}/confirmation/"
    assert row.state == "mine"


def test_the_last_quarter_of_a_clock_is_amber_and_its_end_is_late(here, sign_in, clock):
    tell(here)
    client = sign_in(here.unit("border"))
    clock.stand(NOON + 100 * MINUTE)
    assert "closing" in {row.state for row in board(client).mine}
    clock.stand(NOON + 119 * MINUTE)
    assert {row.state for row in board(client).mine if row.story} == {"late"}


def test_a_daily_report_to_two_stands_as_one_row_with_how_many_are_told(here, sign_in, clock):
    open_daily(here)
    clock.stand(NOON.replace(hour=2, minute=30))  # 07:30 in Almaty: the window is open
    book, by = here.rulebook(), here.by("border")
    saying = Saying(
        "C5.2.a",
        {"text": ""},
        nothing_to_report=True,
        told=[Told(here.unit("internal").pk, NOON.replace(hour=2, minute=20), to="Петров")],
    )
    send_oral(
        saying,
        book.route("C5.2", here.unit("border").pk),
        by=by,
        at=NOON.replace(hour=2, minute=25),
        rulebook=book,
    )
    row = next(row for row in board(sign_in(here.unit("border"))).mine if row.clause == "C5.2")
    assert (row.told, row.of) == (1, 2)
    assert row.parties == "осталось Таможенный пост customs-4"
    assert row.url == "/daily/new/"


def test_what_others_owe_stands_apart_and_grey(here, sign_in):
    tell(here)
    rows = board(sign_in(here.unit("internal"))).waiting
    assert [row.state for row in rows] == ["waiting"]
    assert rows[0].parties == "от: Отделение border-4"


@pytest.mark.clause("C2")
def test_the_counterparts_stand_with_their_watch_and_the_coordinator_with_the_clause(here, sign_in):
    shown = board(sign_in(here.unit("border")))
    assert {peer.name for peer in shown.peers} == {"Пост internal-4", "Таможенный пост customs-4"}
    assert all(peer.officer for peer in shown.peers)
    assert {role.clause for role in shown.coordinators} == {"C2"}
    assert shown.coordinators[0].agency == "Пограничная служба"


def test_an_alarm_stands_on_every_page_until_the_watch_takes_it(here, sign_in):
    message = tell(here)
    client = sign_in(here.unit("customs"))
    for page in ("/", "/messages/", "/duties/", "/help/"):
        assert "data-alarm=" in client.get(page).content.decode()
    answer = client.post(f"/messages/{message.pk}/acknowledgement/", headers={"referer": "http://testserver/duties/"})
    assert answer["Location"] == "http://testserver/duties/"
    assert "data-alarm=" not in client.get("/").content.decode()


def test_an_unchanged_board_answers_with_nothing_so_that_nothing_moves(here, sign_in):
    tell(here)
    client = sign_in(here.unit("border"))
    first = client.get("/board/part/")
    seen = first.context["board"].digest
    assert client.get("/board/part/", {"seen": seen}).status_code == 204
    tell(here, at=NOON + MINUTE)
    assert client.get("/board/part/", {"seen": seen}).status_code == 200


def test_a_living_part_carries_the_programs_instant(here, sign_in):
    assert sign_in(here.unit("border")).get("/strip/")["X-Ortaq-Now"] == NOON.isoformat()


@pytest.mark.parametrize("messages", [1, 8])
def test_the_board_asks_no_more_however_much_has_happened(messages, here, sign_in):
    open_daily(here)
    for n in range(messages):
        tell(here, at=NOON + n * MINUTE)
        tell(here, who="customs", at=NOON + n * MINUTE)
    client = sign_in(here.unit("border"))
    client.get("/")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get("/")
    reading = [q["sql"] for q in queries if q["sql"].startswith("SELECT")]
    assert len(reading) <= 32, "\n".join(sql[:160] for sql in reading)


def test_what_has_been_late_for_more_than_a_day_is_counted_and_does_not_crowd_out_the_present(here, sign_in, clock):
    tell(here)
    client = sign_in(here.unit("border"))
    clock.stand(NOON + timedelta(days=2))
    tell(here, told=NOON + timedelta(days=2) - 2 * MINUTE, at=NOON + timedelta(days=2))
    shown = board(client)
    assert {row.state for row in shown.mine} == {"mine"}
    assert shown.late_before == 2


def test_the_bar_of_a_term_is_written_as_a_browser_reads_it_in_a_language_with_commas(here, sign_in):
    tell(here)
    assert 'value="0.98"' in sign_in(here.unit("border")).get("/").content.decode()


def test_a_clock_that_stands_still_is_said_on_top_and_a_running_one_at_the_foot(here, sign_in, clock):
    client = sign_in(here.unit("border"))
    assert "ЧАСЫ СТОЯТ" in client.get("/").content.decode()
    ClockBeat.objects.create(name="clock", at=NOON, late_ms=200, worst_ms=900)
    page = client.get("/").content.decode()
    assert "часы идут: опоздание 0,2 с" in page
    assert "ЧАСЫ СТОЯТ" not in page
