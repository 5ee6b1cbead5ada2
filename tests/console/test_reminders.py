"""A reminder on the screen: quiet, in words, beside the row that it is about; and its own soft tone, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
import world as worlds

from ortaq.duties.desk import Desk
from ortaq.exchange.sending import Saying, Told, send_oral

NOON, MINUTE = worlds.NOON, timedelta(minutes=1)


def tell(here, at=NOON):
    book = here.rulebook()
    calls = [Told(here.unit(agency).pk, at, to="Петров") for agency in ("customs", "internal")]
    saying = Saying("C5.1.c", {"text": "оружие"}, at, told=calls)
    return send_oral(saying, book.route("C5.1", here.unit("border").pk), by=here.by("border"), at=at, rulebook=book)


@pytest.mark.parametrize(("minutes", "share"), [(60, 50), (65, 50), (91, 75), (109, 90)])
def test_the_owing_units_screen_says_how_much_of_the_term_is_over(here, sign_in, clock, minutes, share):
    tell(here)
    clock.stand(NOON + minutes * MINUTE)
    shown = sign_in(here.unit("border")).get("/reminders/").content.decode()
    assert f"Прошло {share} % срока" in shown
    assert shown.count("data-reminder") == 1  # two calls with one term are one thing to do
    assert "Пост internal-4" in shown
    assert "Таможенный пост customs-4" in shown


def test_of_many_the_two_soonest_are_read_at_a_glance_and_the_rest_is_folded(here, sign_in, clock):
    for minute in range(4):
        tell(here, NOON + minute * MINUTE)
    clock.stand(NOON + 64 * MINUTE)
    shown = sign_in(here.unit("border")).get("/reminders/").content.decode()
    seen, folded = shown.split("<details>")
    assert (seen.count("data-reminder"), folded.count("data-reminder")) == (2, 2)
    assert "и ещё напоминаний: 2" in folded


def test_who_waits_for_two_things_at_once_is_named_once(here, sign_in, clock):
    tell(here)
    tell(here)
    clock.stand(NOON + 60 * MINUTE)
    shown = sign_in(here.unit("border")).get("/reminders/").content.decode()
    assert shown.count("Пост internal-4") == 1


def test_what_is_owed_to_nobody_by_name_points_at_nobody(here, sign_in, clock, monkeypatch):
    monkeypatch.setattr(Desk, "name", lambda _desk, _unit: "")
    tell(here)
    clock.stand(NOON + 60 * MINUTE)
    assert "→" not in sign_in(here.unit("border")).get("/reminders/").content.decode()


@pytest.mark.parametrize("minutes", [0, 59, 71, 119, 121])
def test_before_between_and_after_it_says_nothing(here, sign_in, clock, minutes):
    tell(here)
    clock.stand(NOON + minutes * MINUTE)
    assert "data-reminder" not in sign_in(here.unit("border")).get("/reminders/").content.decode()


def test_nobody_else_is_reminded_and_an_unchanged_part_costs_an_empty_answer(here, sign_in, clock):
    tell(here)
    clock.stand(NOON + 61 * MINUTE)
    assert "data-reminder" not in sign_in(here.unit("customs")).get("/reminders/").content.decode()
    client = sign_in(here.unit("border"))
    digest = client.get("/reminders/").context["reminders"].digest
    assert client.get("/reminders/", {"seen": digest}).status_code == 204


def test_the_row_on_the_board_changes_its_look_with_each_share(here, sign_in, clock):
    tell(here)
    client = sign_in(here.unit("border"))
    assert "data-reached" not in client.get("/").content.decode()
    for minutes, share in ((61, 50), (91, 75), (109, 90)):
        clock.stand(NOON + minutes * MINUTE)
        shown = client.get("/").content.decode()
        assert f'data-reached="{share}"' in shown
        assert f"прошло {share} % срока" in shown


def test_a_screen_tells_of_each_reminder_once(open_screen, clock):
    here = worlds.make()
    tell(here)
    clock.stand(NOON + 61 * MINUTE)
    page = open_screen(here, here.unit("border"))
    page.add_init_script("window.rung = 0; document.addEventListener('ortaq:reminder', () => { window.rung += 1; });")
    page.goto("/")
    page.wait_for_selector("[data-reminder]")
    page.evaluate("ortaqLive.refresh()")
    page.wait_for_timeout(300)
    assert page.evaluate("window.rung") == 1
    page.goto("/messages/")
    page.wait_for_selector("[data-reminder]")
    assert page.evaluate("window.rung") == 0
    assert page.faults == []
