"""Acts in a real browser: two officers at one draft, three who sign, a variant with Ч running; for every eye."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from agreeing import AGENCIES, NOON, PASSPHRASE, Parties, fresh, minutes, plan
from every_eye import hindrances
from world import make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MINUTE = timedelta(minutes=1)
PLACE, WHAT = "#id_f-minutes-place", "#id_f-minutes-decisions-1-what"


def apart(work: Callable[[], object]):
    """Do it in a thread of its own: this one's event loop belongs to the browser, and sealing a paper needs one."""
    from django.db import connections

    def alone():
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(alone).result()


@pytest.fixture
def there(transactional_db, clock, settings):
    """The world of one crossing point at noon, with a commander in every unit."""
    static = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    settings.STORAGES = {**settings.STORAGES, **static}
    clock.stand(NOON)
    return Parties(make())


@pytest.fixture
def open_screen(there, chromium, live_server):
    """Return a way to open a real screen: open_screen("border") gives a page of its commander."""
    from django.conf import settings
    from django.test import Client

    from ortaq.access.models import Appointment, Officer
    from ortaq.access.testing import sit_down

    contexts = []

    def open_for(agency, role="commander", *, level=4, theme="", **options):
        if role == "commander":
            there.commander(agency, level)
        appointment = Appointment.objects.get(unit=there.unit(agency, level), role=role)
        Officer.objects.filter(pk=appointment.officer_id).update(theme=theme)
        client = sit_down(Client(), appointment)
        contexts.append(chromium.new_context(base_url=live_server.url, locale="ru-RU", **options))
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        contexts[-1].add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        page = contexts[-1].new_page()
        page.faults = []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on("console", lambda said: page.faults.append(said.text) if "Content Security" in said.text else None)
        return page

    yield open_for
    for context in contexts:
        context.close()


def test_two_officers_edit_one_draft_and_neither_loses_a_word(there, open_screen):
    version = there.draft("minutes", minutes())
    ours, theirs = open_screen("border"), open_screen("customs")
    for page in (ours, theirs):
        page.goto(f"/acts/{version.act_id}/draft/")
    theirs.locator(WHAT).fill("Проверить ворота")
    theirs.locator(PLACE).fill("Штаб таможни")
    theirs.keyboard.press("Control+Enter")
    theirs.wait_for_selector("text=Сохранено.")
    ours.locator(PLACE).fill("Зал совещаний")
    ours.wait_for_selector("text=черновик сохранён на узле")
    ours.keyboard.press("Control+Enter")
    ours.wait_for_selector("text=Ничего не потеряно.")
    assert "Штаб" in ours.locator(".sides").inner_text()
    assert ours.locator(PLACE).input_value() == "Зал совещаний", "our words stand in the form"
    assert ours.locator(WHAT).input_value() == "Проверить ворота", "and what they changed elsewhere beside them"
    ours.locator(".submit button.primary").click()
    ours.wait_for_selector("text=Сохранено.")
    assert fresh(version).edits.order_by("-n").first().body["place"] == "Зал совещаний"
    assert not ours.faults
    assert not theirs.faults


def test_three_sign_without_a_script_and_the_act_holds_with_its_paper(there, open_screen):
    version = there.proposed("minutes", minutes())
    for agency in AGENCIES:
        page = open_screen(agency, java_script_enabled=False, viewport={"width": 360, "height": 800})
        page.goto("/acts/")
        page.locator(f"text=№ {version.act.label}").first.click()
        page.locator("#id_passphrase").fill(PASSPHRASE)
        page.locator("#id_again").fill(PASSPHRASE)
        page.locator("#steps button.primary").click()
        assert page.locator("text=Подписано.").is_visible()
    assert fresh(version).state == "in_force"
    with page.expect_download() as waiting:
        page.locator("#paper a").first.click()
    assert waiting.value.suggested_filename.endswith(".pdf")
    assert "обязанност" not in page.locator("h1").inner_text()
    assert page.locator("#tasks .task").count() == 2


def test_a_variant_is_set_going_done_and_stood_down_by_keyboard_and_in_words(there, open_screen, clock):
    version = apart(lambda: there.in_force("plan", plan()))
    page = open_screen("border", "duty_officer")
    page.goto(f"/acts/{version.act_id}/")
    page.locator("#variants a.urgent").first.click()
    page.locator("#id_note").fill("У шлагбаума толпа")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/variants/*/")
    clock.stand(NOON + 7 * MINUTE)
    other = open_screen("customs", "duty_officer")
    other.goto(page.url)
    assert "Ч + 7:00" in other.locator(".hour").inner_text()
    page.locator(".task summary").first.click()
    page.locator(".task form input.input").first.fill("линия закрыта")
    page.locator(".task form button").first.click()
    page.wait_for_selector("text=Исполнение записано.")
    page.locator("#id_lesson").fill("Нужен второй выход")
    page.locator("form[action$='stand-down/'] button").click()
    page.wait_for_selector("text=Отбой дан.")
    other.reload()
    assert other.locator("text=Нужен второй выход").is_visible()


def every_page(there):
    """Return the addresses of the pages of acts, each with whose screen shows it."""
    from ortaq.acts import drafting, variants

    held = there.in_force("plan", plan())
    tech = {"who": "border-4", "what": "Проверить документы", "minutes": 3}
    drawn = there.draft("technology", {"for_persons": [tech, {**tech, "who": "customs-4"}]})
    running = variants.activate(held, "А", by=there.world.by("border"), at=NOON, rulebook=there.world.rulebook())
    there.proposed("law_proposal", {"problem": "x"})
    second = drafting.revise(held.act, by=there.commander("border"), at=NOON)
    drafting.edit(second, plan(aims="Иные цели"), base=1, **there.by("border"))
    there.sign(there.proposed("minutes", minutes()), "border")
    act = f"/acts/{held.act_id}/"
    return [
        "/acts/", "/acts/new", "/acts/new?kind=plan", f"{act}?version=1", act, f"{act}draft/", f"{act}proposal/",
        f"{act}compare", f"{act}proof/", f"{act}variants/2/activation/?version=1", f"/variants/{running.pk}/",
        "/account/signature/", f"/acts/{drawn.act_id}/",
    ]  # fmt: skip


@pytest.mark.long
def test_every_page_of_acts_meets_wcag_2_2_aa_in_every_theme_and_fits_a_telephone(there, open_screen):
    pages = apart(lambda: every_page(there))
    page = open_screen("border")
    for path in pages:
        assert page.goto(path).status == 200, path
        assert hindrances(page) == [], path
        assert not page.faults
