"""The gap in a watch, as its unit's board and the sender's page show it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import world as worlds

from ortaq.access.models import Watch
from ortaq.duties.models import Duty
from ortaq.duties.planning import plan
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


def missed(page):
    return {(one.reason, one.instead) for one in page.context["unreached"]}


def test_the_form_says_before_sending_whom_it_will_not_reach_and_why(here, sign_in, empty):
    silent = here.unit("internal")
    silent.reach = "telephone"
    silent.save()
    page = sign_in(here.unit("border")).get("/urgent/new/")
    assert missed(page) == {("no_watch", "Таможенный пост customs-3"), ("no_line", "")}
    shown = page.content.decode()
    assert "До кого не дойдёт" in shown
    assert "только телефон, а номер дежурной линии неизвестен" in shown


def test_a_unit_closed_not_long_ago_is_named_with_who_is_told_instead(here, sign_in):
    closed = here.unit("customs")
    closed.valid_to = NOON.date() - timedelta(days=3)
    closed.save()
    page = sign_in(here.unit("border")).get("/urgent/new/")
    assert missed(page) == {("closed", "Таможенный пост customs-3")}


def test_where_everybody_is_there_the_form_says_nothing(here, sign_in):
    assert "До кого не дойдёт" not in sign_in(here.unit("border")).get("/urgent/new/").content.decode()


def test_the_daily_and_the_written_report_say_it_too(here, sign_in, empty):
    plan(NOON)
    client = sign_in(here.unit("border"))
    assert missed(client.get("/daily/new/")) == {("no_watch", "Таможенный пост customs-3")}
    monthly = Duty.objects.filter(owed_by=here.unit("border"), regime="monthly").first()
    report = client.get(f"/reports/{monthly.pk}/new/")["Location"]
    assert missed(client.get(f"{report}sending/")) == {("no_watch", "Таможенный пост customs-3")}
