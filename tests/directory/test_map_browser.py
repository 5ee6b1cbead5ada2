"""The map in a browser, under the console's own policy: nothing inline, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, Page

if TYPE_CHECKING:
    from django.test import Client

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AT = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
Opened = Callable[..., Page]


@pytest.fixture(scope="session", autouse=True)
def _a_place_for_static_files() -> None:
    from django.conf import settings

    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)


@pytest.fixture
def signed_in(transactional_db: None, folder: Path, clock: Any, settings: Any) -> Client:
    """An officer of the border section at Khorgos."""
    from django.test import Client

    from ortaq.access.models import Appointment, Officer
    from ortaq.access.testing import sit_down
    from ortaq.directory import changes, loading
    from ortaq.directory.models import Unit
    from ortaq.ledger.actor import Actor

    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    clock.stand(AT)
    loader = Actor.program("loader")
    loading.load(loading.plan(folder, as_of=date(2013, 12, 31)), by=loader, at=AT)
    changes.adopt("kz_2002", "kz_2002-2", date(2026, 11, 1), "", by=loader, at=AT)
    unit = Unit.objects.get(code="opk-road-khorgos")
    officer = Officer.objects.enrol("map-reader", "Тестов", password=None, at=AT)
    post = Appointment.objects.create(
        officer=officer, unit=unit, role="duty_officer", founded=True, asked_at=AT, valid_from=AT
    )
    return sit_down(Client(), post)


@pytest.fixture
def opened(signed_in: Client, live_server: Any, settings: Any, chromium: Browser) -> Iterator[Opened]:
    """Open the map at a width, with or without scripts; whatever the browser complains of fails the test."""
    cookie = signed_in.session.session_key
    complaints: list[str] = []
    contexts = []

    def open_map(width: int = 1280, *, scripts: bool = True) -> Page:
        size = {"width": width, "height": 800}
        contexts.append(chromium.new_context(viewport=size, java_script_enabled=scripts, locale="ru-RU"))
        contexts[-1].add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if "Security Policy" in said.text else None)
        answer = page.goto(f"{live_server.url}/map/")
        assert answer is not None
        assert "style-src 'self'" in answer.headers["content-security-policy"]
        return page

    yield open_map
    for context in contexts:
        context.close()
    assert complaints == []


def test_each_known_position_is_a_mark_and_a_derived_one_looks_different(opened: Opened) -> None:
    page = opened()
    page.wait_for_selector("#chart[data-ready]")
    assert page.locator(".mark").count() == page.locator("tr[data-lat]").count() > 40
    derived = page.locator(".mark .spot.derived")
    assert derived.count() == page.locator("tr[data-derived]").count() > 0
    assert derived.first.evaluate("mark => getComputedStyle(mark).borderStyle") == "dashed"
    assert page.locator(".mark .spot.own").count() == 1
    assert page.locator("path.area-border").count() == 5


def test_by_keyboard_alone_one_reads_where_a_position_comes_from(opened: Opened) -> None:
    page = opened()
    page.wait_for_selector("#chart[data-ready]")
    page.locator("[data-shows=kz-road-syrym]").focus()
    page.keyboard.press("Enter")
    popup = page.locator(".leaflet-popup")
    popup.wait_for()
    assert "положение расчётное, не измерено" in popup.inner_text()
    assert page.evaluate("document.activeElement.id") == "chart"


def test_it_fits_a_telephone(opened: Opened) -> None:
    page = opened(360)
    page.wait_for_selector("#chart[data-ready]")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_without_scripts_it_is_a_table(opened: Opened) -> None:
    page = opened(scripts=False)
    assert not page.locator("#chart").is_visible()
    assert page.locator("#kz-road-khorgos .posts li").count() == 3
    assert page.locator("#kz-road-kurmangazy").is_visible()
