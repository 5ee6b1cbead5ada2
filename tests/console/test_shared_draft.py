"""In a real browser: two officers on one report see each other and overwrite nothing; a call is three clicks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import world as worlds
from every_eye import hindrances
from playwright.sync_api import expect

from ortaq.access import posts
from ortaq.access.models import Officer
from ortaq.exchange.documents import Version
from ortaq.exchange.models import Call
from ortaq.ledger.actor import Actor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MAY = "/reports/monthly/2026-05-28/"


@pytest.fixture
def here(transactional_db, at_noon):
    return worlds.make(adopted=date(2026, 5, 10))


@pytest.fixture
def second(here):
    """The same world, with another officer of the border's unit at the screen."""
    unit, by = here.unit("border"), Actor.program("test")
    officer = Officer.objects.enrol("second", "Вторая", password=None, at=worlds.NOON)
    posts.found(officer, unit, "duty_officer", at=worlds.NOON, by=by)
    return replace(here, officers={**here.officers, unit.pk: officer})


def box(page, clause):
    return page.locator(f'[id="{clause}-text"]')


def test_what_a_colleague_writes_appears_and_who_is_writing_is_shown(here, second, open_screen):
    one, other = open_screen(here, here.unit("border")), open_screen(second, here.unit("border"))
    one.goto(MAY)
    other.goto(MAY)
    box(other, "C5.3.a").fill("Обстановка спокойная")
    one.wait_for_selector("text=сейчас правит Вторая", timeout=15_000)
    expect(box(one, "C5.3.a")).to_have_value("Обстановка спокойная", timeout=15_000)
    assert one.faults == other.faults == []


def test_two_on_one_section_are_shown_both_texts_and_nothing_is_lost(here, second, open_screen):
    one, other = open_screen(here, here.unit("border")), open_screen(second, here.unit("border"))
    one.goto(MAY)
    other.goto(MAY)
    box(one, "C5.3.a").focus()
    box(other, "C5.3.a").fill("Обстановка спокойная")
    other.wait_for_selector("text=сохранено на узле")
    box(one, "C5.3.a").press_sequentially("Обстановка тревожная")
    one.wait_for_selector(".disputed")
    assert box(one, "C5.3.a").input_value() == "Обстановка тревожная"
    assert "спокойная" in one.locator(".both").inner_text()
    one.get_by_role("button", name="Сохранить мой текст").click()
    one.wait_for_selector(".disputed", state="detached")
    assert [version.text for version in Version.objects.order_by("n")] == [
        "Обстановка спокойная",
        "Обстановка тревожная",
    ]


def test_what_is_typed_is_kept_without_a_press_and_survives_a_closed_tab(here, open_screen):
    page = open_screen(here, here.unit("border"))
    page.goto(MAY)
    box(page, "C5.3.c").fill("Новый тайник")
    page.goto("about:blank")
    again = open_screen(here, here.unit("border"))
    again.goto(MAY)
    expect(box(again, "C5.3.c")).to_have_value(
        "Новый тайник", timeout=15_000
    )  # it comes as the tab closes, or is there


def test_a_section_is_kept_with_scripts_off(here, open_screen):
    page = open_screen(here, here.unit("border"), java_script_enabled=False)
    page.goto(MAY)
    box(page, "C5.3.a").fill("Обстановка спокойная")
    page.locator('[data-section="C5.3.a"] button').click()
    assert Version.objects.get().text == "Обстановка спокойная"


@pytest.mark.parametrize("scripts", [True, False])
def test_a_daily_call_is_three_clicks_and_the_page_stays(here, open_screen, clock, scripts):
    clock.stand(datetime(2026, 5, 12, 2, 10, tzinfo=UTC))
    page = open_screen(here, here.unit("border"), java_script_enabled=scripts)
    page.goto("/daily/new/")
    page.locator("label.choice", has_text="изменений нет").click()
    if scripts:
        page.locator("[data-now-for]").first.click()
    page.get_by_role("button", name="Записать вызов").first.click()
    page.wait_for_selector(".to-call.made")
    assert page.url.endswith("/daily/new/")
    call = Call.objects.get()
    assert (call.told_to, call.message.nothing_to_report) == (f"Тестов {call.unit.code}", True)
    assert page.faults == []


def test_the_pages_are_readable_by_everybody_and_fit_a_telephone(here, open_screen):
    page = open_screen(here, here.unit("border"), viewport={"width": 360, "height": 800})
    for path in ("/daily/new/", "/reports/", MAY, f"{MAY}sending/", "/reports/monthly/given/"):
        page.goto(path)
        assert hindrances(page) == [], path
