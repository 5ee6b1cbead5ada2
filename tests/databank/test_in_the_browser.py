"""The data bank in a real browser: for every reader, on a telephone, a look-up by keyboard alone."""

from __future__ import annotations

import pytest
import world as worlds
from banking import LOST, NOON, WANTED, Bank
from every_eye import hindrances

from ortaq.access.models import Appointment

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def bank(transactional_db, clock):
    clock.stand(NOON)
    return Bank(worlds.make())


@pytest.fixture
def screen(bank, screen_of):
    """Return a way to open the screen of a unit's watch: screen("border", width=360)."""
    return lambda agency, **options: screen_of(
        Appointment.objects.get(unit=bank.unit(agency), role="duty_officer"), **options
    )


def paths(bank):
    wanted, _ = bank.enter(WANTED), bank.lose(LOST)
    found = bank.look_up("Жумабаев Ерлан", born=None, at=NOON)
    return [
        "/bank/",
        f"/bank/look-ups/{found.pk}/",
        "/bank/lists/",
        "/bank/materials/",
        "/bank/materials/given/",
        "/bank/registers/",
        "/bank/registers/new",
        f"/bank/entries/{wanted.pk}/",
    ]


@pytest.mark.long
def test_every_page_meets_wcag_2_2_aa_in_every_theme_and_fits_a_telephone(bank, screen):
    page = screen("border")
    for path in paths(bank):
        page.goto(path)
        assert hindrances(page) == [], path
