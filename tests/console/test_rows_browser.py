"""Another person at the press of a button, on the spot; a state secret is not kept, and the page says so."""

from __future__ import annotations

import pytest
import world as worlds

from ortaq.exchange.models import Content, Draft

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PERSON = "f-C5.1.d-persons"


@pytest.fixture
def page(transactional_db, at_noon, open_screen):
    here = worlds.make()
    page = open_screen(here, here.unit("border"))
    page.goto("/urgent/new/")
    page.check("input[value='C5.1.d']", force=True)
    return page


def test_another_person_is_added_on_the_spot_and_goes_with_the_message(page):
    page.click("details.asked:not([hidden]) > summary")
    page.fill(f"[name='{PERSON}-0-name']", "Каримов Азиз")
    page.click("button[name=more]:visible")
    assert page.evaluate("document.activeElement.name") == f"{PERSON}-1-name"
    page.keyboard.type("Рахимов Алишер")
    assert page.input_value(f"[name='{PERSON}-0-name']") == "Каримов Азиз"
    assert page.inner_text("[data-rows='C5.1.d-persons'] [data-one] >> nth=1").startswith("Лицо 2")
    page.fill("[name=known_at]", "1155")
    page.fill("[name=text]", "Двое у коридора")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/messages/**")
    assert Content.objects.get().body["persons"] == [{"name": "Каримов Азиз"}, {"name": "Рахимов Алишер"}]
    assert page.faults == []


def test_a_state_secret_is_not_kept_as_one_types_and_the_page_says_so(page):
    page.fill("[name=text]", "Совершенно секретно: группа")
    page.wait_for_selector("[data-draft-words]:has-text('гриф секретности')")
    assert not Draft.objects.exists()
