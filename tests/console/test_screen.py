"""The console in a real browser: by keyboard, with sound, in three themes, on a telephone, readable by everybody."""

from __future__ import annotations

from datetime import timedelta

import pytest
import world as worlds
from every_eye import hindrances

from ortaq.exchange.models import Message, Recipient
from ortaq.exchange.sending import Saying, Told, send_oral

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOON, MINUTE = worlds.NOON, timedelta(minutes=1)
PAGES = [
    "/",
    "/urgent/new/",
    "/daily/new/",
    "/messages/",
    "/duties/",
    "/instruction/",
    "/help/",
    "/units/customs-4/",
    "/advance/",
    "/advance/C5.4.a/new/",
    "/advance/C5.4.c/events/new/",
    "MATTER",
    "WRITING",
    "FOLLOW-UP",
]


@pytest.fixture
def here(transactional_db, at_noon):
    return worlds.make()


def tell(world, who="border", called=("internal",)):
    book = world.rulebook()
    calls = [Told(world.unit(agency).pk, NOON - 2 * MINUTE, to="Петров") for agency in called]
    saying = Saying("C5.1.c", {"text": "В тайнике пистолеты"}, NOON - 3 * MINUTE, expects_act=True, told=calls)
    return send_oral(saying, book.route("C5.1", world.unit(who).pk), by=world.by(who), at=NOON, rulebook=book)


def address(page, message):
    matter = f"/messages/{message.pk}/"
    named = {"MATTER": matter, "WRITING": f"{matter}confirmation/", "FOLLOW-UP": f"{matter}follow-ups/new/"}
    return named.get(page, page)


@pytest.mark.long
def test_every_page_meets_wcag_2_2_aa_in_every_theme_and_fits_a_telephone(here, open_screen):
    message = tell(here)
    tell(here, who="customs")
    page = open_screen(here, here.unit("border"))
    for path in [*PAGES, f"/messages/{message.pk}/paper/", f"/messages/{message.pk}/proof/"]:
        page.goto(address(path, message))
        assert hindrances(page) == [], path
        assert not page.faults


def test_of_two_alarms_on_a_telephone_both_are_named_and_both_can_be_taken(here, open_screen):
    tell(here, who="customs", called=("border",))
    tell(here, who="internal", called=("border",))
    officer = here.officers[here.unit("border").pk]
    page = open_screen(here, here.unit("border"), viewport={"width": 360, "height": 800})
    for language in ("ru", "kk", "en"):
        type(officer).objects.filter(pk=officer.pk).update(language=language)
        page.goto("/")
        ends = page.evaluate(
            "[...document.querySelectorAll('.alarm form')].map(form => form.getBoundingClientRect().right)"
        )
        assert len(ends) == 2, language
        assert max(ends) <= 352, language  # within the strip
        for n in (0, 1):
            assert page.locator(".alarm .at").nth(n).is_visible(), language
            assert page.locator(".alarm .story a").nth(n).is_visible(), language  # who tells, before it is taken


def test_a_key_is_its_place_in_russian_kazakh_and_latin_layouts(here, open_screen):
    page = open_screen(here, here.unit("border"))
    for letter in ("у", "e", "У"):
        page.goto("/")
        page.evaluate(
            "key => document.body.dispatchEvent(new KeyboardEvent('keydown', {code: 'KeyE', key, bubbles: true}))",
            letter,
        )
        page.wait_for_url("**/urgent/new/")


def test_the_whole_urgent_call_is_made_by_keyboard_alone(here, open_screen):
    page = open_screen(here, here.unit("border"))
    page.goto("/")
    page.keyboard.press("KeyE")
    page.wait_for_url("**/urgent/new/")
    page.keyboard.press("Digit3")
    page.keyboard.type("В тайнике бензобака пистолеты")
    page.locator("#id_known_at").focus()
    page.keyboard.type("-5м")
    page.keyboard.press("Tab")
    assert page.locator("#id_known_at").input_value() == "11:55"
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/messages/*/")
    assert Message.objects.get().clause == "C5.1.c"


def test_keys_are_silent_while_one_types(here, open_screen):
    page = open_screen(here, here.unit("border"))
    page.goto("/daily/new/")
    page.locator("#id_text").focus()
    page.keyboard.press("KeyE")
    assert page.url.endswith("/daily/new/")


def test_keys_can_be_switched_off(here, open_screen):
    page = open_screen(here, here.unit("border"))
    page.goto("/help/")
    page.locator("[data-keys-switch]").uncheck()
    page.locator("h1").click()
    page.keyboard.press("KeyE")
    page.wait_for_timeout(300)
    assert page.url.endswith("/help/")


def test_the_help_of_keys_opens_and_closes(here, open_screen):
    page = open_screen(here, here.unit("border"))
    page.goto("/")
    page.keyboard.press("?")
    assert page.locator("#keys-help").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#keys-help").is_visible()


def test_a_console_not_armed_says_so_and_one_click_makes_it_sound(here, open_screen):
    page = open_screen(here, here.unit("customs"))
    page.goto("/")
    assert page.locator("html").get_attribute("data-audio-state") == "unarmed"
    assert page.get_by_role("button", name="Включить звук тревоги").is_visible()
    page.get_by_role("button", name="Включить звук тревоги").click()
    page.wait_for_selector("html[data-audio-state=running]")
    tell(here)
    page.wait_for_selector("[data-alarm]", timeout=10_000)
    page.wait_for_selector("html[data-audio-state=sounding]")
    assert page.title().startswith("▲ 1")


def test_the_space_bar_takes_the_top_alarm_and_the_sound_falls_silent(here, open_screen):
    page = open_screen(here, here.unit("customs"))
    page.goto("/duties/")
    page.get_by_role("button", name="Включить звук тревоги").click()
    message = tell(here)
    page.wait_for_selector("html[data-audio-state=sounding]")
    page.locator("body").click(position={"x": 2, "y": 500})
    page.keyboard.press("Space")
    page.wait_for_selector("text=Принято: №")
    page.wait_for_selector("[data-alarm]", state="detached")
    assert page.url.endswith("/duties/")
    assert page.locator("html").get_attribute("data-audio-state") in ("running", "blocked")
    assert Recipient.objects.get(message=message, unit=here.unit("customs")).step == "acknowledged"


def test_a_console_without_its_stream_says_so_in_words_and_goes_on_by_asking(here, open_screen):
    page = open_screen(here, here.unit("customs"))
    page.goto("/")
    page.wait_for_selector("html[data-live=polling]")
    assert page.get_by_text("Живая связь потеряна.").is_visible()
    tell(here)
    page.wait_for_selector("[data-alarm]", timeout=10_000)


def test_a_console_whose_node_is_gone_says_what_to_do(here, open_screen):
    page = open_screen(here, here.unit("customs"))
    page.goto("/")
    page.wait_for_selector("html[data-live=polling]")
    page.context.set_offline(True)
    page.wait_for_selector("html[data-live=off]")
    assert page.get_by_text("Срочное передавайте по телефону").is_visible()


def test_the_clock_shown_is_the_programs_and_not_the_computers(here, open_screen):
    page = open_screen(here, here.unit("border"))
    page.goto("/")
    assert page.locator("[data-clock]").inner_text() == "12:00"


def test_what_one_types_is_kept_on_the_node_and_comes_back(here, open_screen):
    page = open_screen(here, here.unit("border"))
    page.goto("/urgent/new/")
    page.locator("#id_text").fill("В тайнике бензобака")
    page.wait_for_selector("text=черновик сохранён на узле")
    page.goto("/urgent/new/")
    assert page.locator("#id_text").input_value() == "В тайнике бензобака"


def test_the_keys_stand_in_one_row_in_each_language(here, open_screen):
    officer = here.officers[here.unit("border").pk]
    page = open_screen(here, here.unit("border"), viewport={"width": 1280, "height": 800})
    for lang in ("ru", "kk", "en"):
        type(officer).objects.filter(pk=officer.pk).update(language=lang)
        page.goto("/help/")
        tops = page.locator(".keys li:visible").evaluate_all("rows => rows.map(row => row.offsetTop)")
        assert len(tops) > 6
        assert max(tops) - min(tops) < 20, (lang, tops)


def test_no_page_weighs_more_than_60_kb_as_it_is_sent(here, open_screen):
    message = tell(here)
    first = open_screen(here, here.unit("border"))
    for path in PAGES:
        answers = []
        page = first.context.new_page()
        page.on("response", lambda answer, answers=answers: answers.append(answer))
        page.goto(address(path, message))
        weight = sum(packed(answer) for answer in answers)
        assert weight <= 60_000, (path, weight)


def packed(answer):
    """The bytes of an answer as a node sends them: its files are packed once and for all, a page when it is asked."""
    import gzip

    if answer.status != 200 or "event-stream" in answer.headers.get("content-type", ""):
        return 0
    return len(gzip.compress(answer.body())) if "/static/" in answer.url else answer.request.sizes()["responseBodySize"]
