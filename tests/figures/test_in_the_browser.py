"""Statistics in a real browser: on a screen and on a telephone, nothing sticks out and everybody can read it."""

from __future__ import annotations

import pytest
import world as worlds
from every_eye import hindrances
from numbers_of import NOON

from ortaq.access.models import Appointment
from ortaq.figures.demo import fill
from ortaq.figures.reconciliations import Reconciliation
from ortaq.rules import packs

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def counted(transactional_db, clock):
    """The crossing point of the demonstration, at its beginning."""
    clock.stand(NOON)
    world = worlds.make()
    fill(NOON, packs.load().folder)
    return world


@pytest.mark.long
def test_every_page_can_be_read_and_fits_a_telephone(counted, screen_of):
    unit = counted.unit("internal")
    page = screen_of(Appointment.objects.get(unit=unit, role="duty_officer"))
    last = Reconciliation.objects.latest("month")
    addresses = {
        "abreast": "/figures/",
        "ours": "/figures/ours/",
        "list": "/figures/lists/handed_by_border/",
        "reconciliation": f"/figures/reconciliations/{last.pk}/",
        "rollup": "/figures/rollup/",
        "indicator": "/figures/rollup/refused.visa/",
    }
    for name, address in addresses.items():
        page.goto(address)
        assert hindrances(page) == [], name
