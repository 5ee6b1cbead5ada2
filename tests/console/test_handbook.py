"""The handbook: each task in each language, opened from the screen where it is done, and nothing in it is markup."""

from __future__ import annotations

import re

import pytest

from ortaq.access.roles import ROLES
from ortaq.console import handbook

LANGUAGES = ("ru", "kk", "en")
NAMES = [page.name for page in handbook.pages("ru")]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_is_written_in_every_language_and_fits_one_sheet(lang):
    files = {file.stem: file.read_text() for file in (handbook.SOURCE / lang).glob("*.md")}
    assert set(files) == set(NAMES)
    assert {name: len(text) for name, text in files.items() if len(text) > 1600} == {}


def test_every_task_has_its_place_in_the_order_and_every_post_its_card():
    assert set(handbook.ORDER) == {name for name in NAMES if not name.startswith(handbook.CARD)}
    cards = {name.removeprefix(handbook.CARD).replace("-", "_") for name in NAMES if name.startswith(handbook.CARD)}
    assert cards == set(ROLES)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_steps_of_a_task_are_the_same_number_in_each_language(lang):
    for name in NAMES:
        counts = [handbook.page(name, each).body.count("<li>") for each in (lang, "ru")]
        assert counts[0] == counts[1] > 0, name


def test_nothing_in_a_file_is_markup_but_lists_bold_and_keys(tmp_path, monkeypatch):
    (tmp_path / "ru").mkdir()
    (tmp_path / "ru" / "it.md").write_text(
        "# Как\n\nЭто <script>x</script> **важно**.\n\n1. Нажмите `У`.\n2. Всё.\n\n- и ещё"
    )
    monkeypatch.setattr(handbook, "SOURCE", tmp_path)
    found = handbook.page("it", "kk")
    assert found.title == "Как"
    assert found.body == (
        "<p>Это &lt;script&gt;x&lt;/script&gt; <b>важно</b>.</p>"
        "<ol><li>Нажмите <kbd>У</kbd>.</li><li>Всё.</li></ol><ul><li>и ещё</li></ul>"
    )


@pytest.mark.parametrize("path", sorted(handbook.PLACES))
def test_the_screen_of_a_task_leads_to_its_page(path, here, sign_in):
    assert handbook.PLACES[path] in NAMES
    client = sign_in(here.unit("border"))
    page = client.get(f"{path}new/" if path == "/urgent/" or path == "/daily/" else path)
    if page.status_code == 200:
        assert f"/help/{handbook.PLACES[path]}/" in page.content.decode()


def test_the_help_lists_every_page_and_each_opens_in_the_readers_language(here, sign_in):
    client = sign_in(here.unit("border"))
    listed = set(re.findall(r"/help/([a-z-]+)/", client.get("/help/").content.decode()))
    assert set(NAMES) <= listed
    client.post("/preferences/", {"language": "kk", "next": "/"})
    for name in NAMES:
        page = client.get(f"/help/{name}/")
        assert page.status_code == 200
        assert handbook.page(name, "kk").title in page.content.decode()


@pytest.mark.parametrize("name", ["nothing", "card-", "-"])
def test_a_page_that_there_is_not_is_not_found(name, here, sign_in):
    assert sign_in(here.unit("border")).get(f"/help/{name}/").status_code == 404
