"""A locked screen hears, and shows no more than that something came; it opens by the officer's own password or key."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ortaq.access.models import Session
from ortaq.access.session import true_now, unit_of
from ortaq.access.testing import PASSWORD


def cookie(screen):
    return screen.cookies["ortaq-session"].value


@pytest.fixture
def screen(cast, sign_in):
    return sign_in(cast.officer)


def test_a_locked_screen_shows_no_page(screen):
    screen.post("/lock/")
    assert screen.get("/our-unit/").headers["Location"] == "/lock/?next=%2Four-unit%2F"


def test_nothing_is_done_from_a_locked_screen(screen):
    screen.post("/lock/")
    assert screen.post("/watch/taking/").headers["Location"] == "/lock/?next=%2F"


def test_a_screen_left_alone_locks_itself(screen, settings):
    Session.objects.update(seen_at=true_now() - settings.IDLE_LOCK)
    assert screen.get("/our-unit/").headers["Location"].startswith("/lock/")


def test_a_screen_in_use_stays_open(screen, settings):
    Session.objects.update(seen_at=true_now() - settings.IDLE_LOCK + timedelta(minutes=1))
    screen.get("/our-unit/")
    assert true_now() - Session.objects.get().seen_at < timedelta(minutes=1)


def test_what_a_screen_asks_for_by_itself_keeps_it_not_awake(screen, settings):
    before = true_now() - settings.IDLE_LOCK + timedelta(minutes=1)
    Session.objects.update(seen_at=before)
    screen.get("/strip/")
    assert Session.objects.get().seen_at == before


def test_a_locked_screen_goes_on_hearing_its_unit(screen, cast):
    screen.post("/lock/")
    assert unit_of(cookie(screen)) == cast.officer.unit_id
    assert screen.get("/strip/").status_code == 200


def test_it_opens_by_the_password_under_a_new_key_where_the_officer_was(screen):
    screen.post("/lock/")
    before = cookie(screen)
    assert (
        screen.post("/lock/opening/", {"password": PASSWORD, "next": "/our-unit/"}).headers["Location"] == "/our-unit/"
    )
    assert screen.get("/our-unit/").status_code == 200
    assert cookie(screen) != before


def test_it_does_not_open_by_a_wrong_password(screen):
    screen.post("/lock/")
    assert "Пароль неверен." in screen.post("/lock/opening/", {"password": "wrong"}).content.decode()
    assert screen.get("/our-unit/").headers["Location"].startswith("/lock/")


def test_wrong_passwords_at_a_locked_screen_are_delayed_too(screen):
    screen.post("/lock/")
    for _ in range(3):
        page = screen.post("/lock/opening/", {"password": "wrong"})
    assert "через 1 с" in page.content.decode()


def test_it_leads_to_no_foreign_site(screen):
    screen.post("/lock/")
    answer = screen.post("/lock/opening/", {"password": PASSWORD, "next": "https://example.org/"})
    assert answer.headers["Location"] == "/"


def test_another_officer_can_sign_in_over_a_locked_screen(screen, cast):
    screen.post("/lock/")
    screen.post("/sign-out/")
    screen.post("/sign-in/", {"login": "lead", "password": PASSWORD})
    assert screen.get("/our-unit/").wsgi_request.user == cast.lead.officer


def test_moving_the_programs_clock_locks_no_screen(screen, clock):
    clock.advance(timedelta(days=3))
    assert screen.get("/our-unit/").status_code == 200
