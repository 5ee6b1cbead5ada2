"""Statistics in a real browser: on a screen and on a telephone, nothing sticks out and everybody can read it."""

from __future__ import annotations

import pytest
import world as worlds
from every_eye import hindrances
from numbers_of import NOON

from ortaq.access.models import Appointment
from ortaq.access.testing import sit_down
from ortaq.figures.demo import fill
from ortaq.figures.reconciliations import Reconciliation
from ortaq.rules import packs

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = {"screen": 1280, "telephone": 360}


@pytest.fixture(autouse=True)
def _files_as_they_are(settings):
    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    settings.STORAGES = {**settings.STORAGES, **plain}


@pytest.fixture
def counted(transactional_db, clock):
    """The crossing point of the demonstration, at its beginning."""
    clock.stand(NOON)
    world = worlds.make()
    fill(NOON, packs.load().folder)
    return world


@pytest.mark.long
@pytest.mark.parametrize("width", WIDTHS.values(), ids=list(WIDTHS))
def test_every_page_fits_and_can_be_read(counted, chromium, live_server, width):
    from django.conf import settings
    from django.test import Client

    unit = counted.unit("internal")
    client = sit_down(Client(), Appointment.objects.get(unit=unit, role="duty_officer"))
    context = chromium.new_context(base_url=live_server.url, locale="ru-RU", viewport={"width": width, "height": 3000})
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    page = context.new_page()
    last = Reconciliation.objects.latest("month")
    addresses = {
        "abreast": "/figures/",
        "ours": "/figures/ours/",
        "list": "/figures/lists/handed_by_border/",
        "reconciliation": f"/figures/reconciliations/{last.pk}/",
        "rollup": "/figures/rollup/",
        "indicator": "/figures/rollup/refused.visa/",
    }
    try:
        for name, address in addresses.items():
            page.goto(address)
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{name} sticks out by {wide} px"
            assert hindrances(page) == [], name
    finally:
        context.close()
