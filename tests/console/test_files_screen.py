"""Files on a real screen: chosen, on their way, in the list, sent."""

from __future__ import annotations

import pytest
import sample_files
import world as worlds
from playwright.sync_api import expect

from ortaq.exchange.files import Attachment, Upload
from ortaq.exchange.models import Draft

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHOTO = {"name": "полоса 3, бензобак.jpg", "mimeType": "image/jpeg", "buffer": sample_files.TAKEN["снимок.jpg"][0]}


@pytest.fixture
def screen(open_screen):
    world = worlds.make()
    page = open_screen(world, world.unit("border"))
    page.goto("/urgent/new/")
    yield page
    assert page.faults == []


def test_a_chosen_file_stands_in_the_list_and_goes_with_the_words_typed_around_it(screen):
    screen.fill("#id_text", "Найдены части оружия")
    screen.set_input_files("[data-files]", [PHOTO, {**PHOTO, "name": "пуск.bat"}])
    expect(screen.locator("[data-files-list] .file")).to_have_count(1)
    expect(screen.locator("[data-files-progress]")).to_contain_text("«пуск.bat»")
    assert Upload.objects.get().name == PHOTO["name"]
    screen.check("input[name=subject] >> nth=2", force=True)
    screen.fill("#id_known_at", "1150")
    screen.keyboard.press("Control+Enter")
    screen.wait_for_url("**/messages/**")
    expect(screen.locator(".file a")).to_contain_text(PHOTO["name"])
    assert Attachment.objects.get().name == PHOTO["name"]


def test_the_draft_of_the_words_holds_nothing_of_the_files(screen):
    screen.set_input_files("[data-files]", [PHOTO])
    expect(screen.locator("[data-files-list] .file")).to_have_count(1)
    with screen.expect_response("**/drafts/urgent/"):
        screen.fill("#id_text", "Найдены")
    assert not {"attach", "file", "file-shown"} & Draft.objects.get().body.keys()


def test_at_360_px_nothing_hangs_over_the_edge(open_screen):
    world = worlds.make()
    page = open_screen(world, world.unit("border"), viewport={"width": 360, "height": 800})
    page.goto("/urgent/new/")
    page.set_input_files("[data-files]", [{**PHOTO, "name": f"{'полоса' * 20}.jpg"}])
    expect(page.locator("[data-files-list] .file")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
