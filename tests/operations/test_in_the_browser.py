"""Joint measures in a real browser: for every reader, on a telephone, and the log while others write in it."""

from __future__ import annotations

import pytest
import world as worlds
from every_eye import hindrances
from playwright.sync_api import expect
from sample_files import PIXEL
from together import HOUR, MINUTE, NOON, Together

from ortaq.access.models import Appointment
from ortaq.operations.opening import Planned

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHOTO = {"name": "полоса 2.png", "mimeType": "image/png", "buffer": PIXEL}
PLAN = {"name": f"{'План усиления ' * 6}.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n%%EOF\n"}
KINDS = ("incident", "operation", "channel", "meeting", "exercise")


@pytest.fixture
def joint(transactional_db, clock):
    clock.stand(NOON)
    return Together(worlds.make())


@pytest.fixture
def screen(joint, screen_of):
    """Return a way to open the screen of a unit's watch: screen("border", width=360)."""
    return lambda agency, **options: screen_of(
        Appointment.objects.get(unit=joint.unit(agency), role="duty_officer"), **options
    )


def under_way(joint):
    """An incident with a log, a correction and tasks, one of them done; and another that is over."""
    one = joint.open()
    joint.write(one, "Перекрыли полосу 2", at=NOON + MINUTE)
    joint.write(one, "Отвели толпу за ограждение", agency="internal", at=NOON + 2 * MINUTE)
    joint.assign(one)
    over = joint.open("customs", at=NOON)
    joint.close(over, "customs", lesson="Второй выезд держать свободным")
    return one, over


def paths(joint):
    one, over = under_way(joint)
    form = joint.world.rulebook().edition.operations["exercise"].form
    named = {form.fields[0].code: "Учение «Заслон»"}
    planned = joint.open(kind="exercise", body=named, planned=Planned(NOON + HOUR, NOON + 3 * HOUR))
    pages = [f"/operations/{row.pk}/" for row in (one, over, planned)]
    return ["/operations/", *(f"/operations/new?kind={kind}" for kind in KINDS), *pages]


@pytest.mark.long
def test_every_page_meets_wcag_2_2_aa_in_every_theme_and_fits_a_telephone(joint, screen):
    page = screen("border")
    for path in paths(joint):
        assert page.goto(path).status == 200, path
        assert hindrances(page) == [], path


def test_a_line_of_the_log_is_written_by_keyboard_alone(joint, screen):
    one, _ = under_way(joint)
    page = screen("internal")
    page.goto(f"/operations/{one.pk}/")
    page.locator("[name=text]").first.focus()
    page.keyboard.type("Подошла вторая группа")
    while page.evaluate("document.activeElement.type") != "submit":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Подошла вторая группа").first.wait_for()
    assert one.log.filter(unit=joint.unit("internal")).count() == 2


def test_without_a_script_it_is_written_too(joint, screen):
    one, _ = under_way(joint)
    page = screen("internal", java_script_enabled=False)
    page.goto(f"/operations/{one.pk}/")
    page.locator("[name=text]").first.fill("Подошла вторая группа")
    page.locator("form:has([name=text]) button[type=submit], form:has([name=text]) button:not([type])").first.click()
    page.get_by_text("Подошла вторая группа").first.wait_for()
    assert one.log.filter(unit=joint.unit("internal")).count() == 2


def test_a_plan_and_a_photograph_go_with_the_line_and_the_photograph_opens_over_the_whole_screen(joint, screen):
    one, _ = under_way(joint)
    page = screen("internal", viewport={"width": 360, "height": 800})
    page.goto(f"/operations/{one.pk}/")
    page.set_input_files("[data-files]", [PLAN, PHOTO, {**PHOTO, "name": "пуск.bat"}])
    expect(page.locator("[data-files-list] .file")).to_have_count(2)
    expect(page.locator("[data-files-progress]")).to_contain_text("«пуск.bat»")
    page.locator("[name=text]").first.fill("План и снимок")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".log-line .file")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert hindrances(page) == []
    page.locator("a[data-zoom]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#picture [data-name]")).to_have_text(PHOTO["name"])
    expect(page.locator("#picture img")).not_to_have_js_property("naturalWidth", 0)
    page.keyboard.press("Escape")
    expect(page.locator("#picture")).to_be_hidden()


def test_without_a_script_files_go_with_the_line_too(joint, screen):
    one, _ = under_way(joint)
    page = screen("internal", java_script_enabled=False)
    page.goto(f"/operations/{one.pk}/")
    page.set_input_files("[data-files]", [PLAN])
    page.locator("[name=text]").first.fill("План усиления")
    page.locator("form:has([name=text]) button:not([type])").first.click()
    expect(page.locator(".log-line .file")).to_contain_text(PLAN["name"])
