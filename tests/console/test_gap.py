"""The gap in a watch, as its unit's board and the sender's page show it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import world as worlds

from ortaq.access.models import Watch
from ortaq.exchange.sending import Saying, send_oral

NOON, MINUTE = worlds.NOON, timedelta(minutes=1)


@pytest.fixture
def empty(here):
    """The customs post, whose watch was left an hour ago."""
    unit = here.unit("customs")
    Watch.objects.filter(unit=unit).update(relieved_at=NOON - 60 * MINUTE, ends_at=NOON - 60 * MINUTE)
    return unit


def tell(here):
    book = here.rulebook()
    saying = Saying("C5.1.c", {"text": "оружие"}, NOON)
    return send_oral(saying, book.route("C5.1", here.unit("border").pk), by=here.by("border"), at=NOON, rulebook=book)


def test_the_senders_page_says_that_nobody_is_on_watch_there_and_who_was_told_instead(here, sign_in, empty):
    shown = sign_in(here.unit("border")).get(f"/messages/{tell(here).pk}/").content.decode()
    assert "Сейчас на смене там никого нет." in shown
    assert "на смене адресата никого нет: сообщено ближайшему вышестоящему" in shown


def test_the_board_of_the_unit_says_that_nobody_is_on_watch_and_where_the_urgent_goes(here, sign_in, empty):
    shown = sign_in(empty).get("/").content.decode()
    assert "На смене никого нет" in shown
    assert "Таможенный пост customs-3" in shown[shown.index("gap-title") :]


def test_who_takes_the_watch_sees_first_what_came_in_the_gap_until_it_is_opened(here, sign_in, empty, clock):
    message = tell(here)
    clock.stand(NOON + 20 * MINUTE)
    officer = here.officers[empty.pk]
    Watch.objects.create(unit=empty, post="duty_officer", officer=officer, starts_at=NOON + 20 * MINUTE)
    client = sign_in(empty)
    shown = client.get("/").content.decode()
    assert "Пришло, пока на смене никого не было" in shown
    assert shown.index("Пришло, пока") < shown.index('id="now-title"')
    assert f"/messages/{message.pk}/" in shown[shown.index("Пришло, пока") : shown.index('id="now-title"')]
    client.get(f"/messages/{message.pk}/")
    assert "Пришло, пока" not in client.get("/").content.decode()


def test_where_the_watch_was_handed_over_without_a_gap_the_board_says_nothing(here, sign_in):
    tell(here)
    assert "gap-title" not in sign_in(here.unit("customs")).get("/").content.decode()
