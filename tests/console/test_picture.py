"""A picture opens over the whole screen and comes nearer by key, wheel and two fingers; every eye reads the pages."""

from __future__ import annotations

from datetime import date

import pytest
import world as worlds
from every_eye import hindrances
from playwright.sync_api import expect

from ortaq.access.scope import acting_in
from ortaq.databank import publishing
from ortaq.databank.reporting import Given
from ortaq.exchange.files import Upload
from ortaq.lib.blobs import store
from ortaq.rules import packs

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PINCH = """
const field = document.querySelector('.picture-field'), box = field.getBoundingClientRect();
const at = (id, x) => ({pointerId: id, clientX: box.x + box.width / 2 + x, clientY: box.y + 300, bubbles: true});
field.setPointerCapture = () => {};
for (const [id, x] of [[1, -50], [2, 50]]) field.dispatchEvent(new PointerEvent('pointerdown', at(id, x)));
field.dispatchEvent(new PointerEvent('pointermove', at(2, 150)));
for (const id of [1, 2]) field.dispatchEvent(new PointerEvent('pointerup', at(id, 0)));
"""


@pytest.fixture
def page(transactional_db, at_noon, open_screen):
    here = worlds.make(adopted=date(2025, 12, 1))
    incoming = store().begin()
    incoming.write((packs.load().folder / "demo" / "specimen.png").read_bytes())
    blob = store().keep(incoming)
    known = {"name": "образец.png", "media_type": "image/png", "size": incoming.size, "sha256": incoming.sha256}
    unit, by = here.unit("border", 2), here.by("border", 2)
    with acting_in(unit.pk):
        file = Upload.objects.create(
            officer=by.officer, form="material", at=worlds.NOON, blob=blob, visible_to=[unit.pk], **known
        )
        given = Given("stamp", "Образец", "Смотрите ближе.", "ru", "everybody", files=[file])
        material = publishing.publish(given, by=by, at=worlds.NOON, rulebook=here.rulebook())
    page = open_screen(here, here.unit("customs"))
    page.goto(f"/bank/materials/{material.pk}/")
    return page


def test_it_is_opened_and_brought_nearer_without_breaking_the_policy(page):
    scale = "document.querySelector('.picture output').value"
    page.click("a[data-zoom]")
    page.wait_for_selector(".picture-field img")  # it is seen once its bytes have come
    for key, shown in (("+", "125 %"), ("+", "156 %"), ("-", "125 %"), ("0", "100 %")):
        page.keyboard.press(key)
        assert page.evaluate(scale) == shown
    page.keyboard.press("+")
    page.keyboard.press("ArrowRight")
    assert "translate(-60px" in page.get_attribute(".picture-field img", "style")
    page.keyboard.press("0")
    page.mouse.move(600, 400)
    page.mouse.wheel(0, -100)
    expect(page.locator(".picture output")).to_have_text("125 %")
    page.keyboard.press("0")
    page.evaluate(PINCH)
    assert page.evaluate(scale) == "200 %"
    page.keyboard.press("Escape")
    assert not page.is_visible(".picture-field img")
    assert page.faults == []


def test_every_eye_reads_the_pages_of_materials_also_on_a_telephone(page):
    for address in (page.url, "/bank/materials/", "/bank/materials/new", "/bank/materials/given/"):
        page.goto(address)
        assert hindrances(page) == [], address
    assert page.faults == []
