"""Signing in: by login and password, into a post, with growing waits after failures and never a lock-out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ortaq.access import delays
from ortaq.access.models import Appointment, Delay, Officer, Session
from ortaq.access.session import true_now
from ortaq.access.testing import PASSWORD, appoint
from ortaq.ledger.models import Entry

GENEVA, ALMATY = "192.0.2.1", "192.0.2.2"


def sign_in(browser, login="officer", password=PASSWORD, **more):
    return browser.post("/sign-in/", {"login": login, "password": password}, **more)


def fail(times, login="officer", address=GENEVA):
    """Let that many tries fail, each as soon as it is heard."""
    for _ in range(times):
        Delay.objects.update(next_at=true_now())
        delays.try_once(login, address)


def test_an_officer_with_one_post_acts_in_it_at_once(cast, browser):
    screen = browser()
    assert sign_in(screen).headers["Location"] == "/"
    row = Session.objects.get()
    assert (row.officer, row.appointment) == (cast.officer.officer, cast.officer)


def test_the_login_may_be_typed_in_capitals(cast, browser):
    assert sign_in(browser(), login="Officer").status_code == 302


def test_an_officer_with_two_posts_chooses_the_one_he_acts_in(cast, here, browser):
    second = appoint("officer", here.unit("customs"), "analyst", at=cast.officer.valid_from)
    screen = browser()
    sign_in(screen)
    assert screen.get("/our-unit/").headers["Location"].startswith("/posts/")
    assert "Тамож" in screen.get("/posts/").content.decode()
    screen.post("/posts/", {"appointment": second.pk, "next": "/our-unit/"})
    assert screen.get("/our-unit/").wsgi_request.unit == here.unit("customs")


def test_nobody_chooses_a_post_that_is_not_his(cast, sign_in):
    assert sign_in(cast.officer).post("/posts/", {"appointment": cast.stranger.pk}).status_code == 404


def test_a_wrong_password_is_refused_in_words(cast, browser):
    page = sign_in(browser(), password="wrong").content.decode()
    assert "Логин или пароль неверен." in page


def test_an_unknown_login_is_refused_in_the_same_words(cast, browser):
    page = sign_in(browser(), login="nobody").content.decode()
    assert "Логин или пароль неверен." in page


@pytest.mark.parametrize(("failures", "seconds"), [(1, 0), (2, 1), (3, 2), (4, 4), (5, 8), (7, 32), (8, 60), (40, 60)])
def test_the_wait_after_each_failure_grows_to_a_minute(db, failures, seconds):
    fail(failures)
    row = Delay.objects.get()
    assert row.next_at - row.last_at == timedelta(seconds=seconds)


def test_who_must_wait_is_told_how_long(cast, browser):
    fail(5, address="127.0.0.1")
    page = sign_in(browser()).content.decode()
    assert "через 8 с" in page
    assert not Session.objects.exists()


def test_a_try_during_the_wait_does_not_lengthen_it(db):
    fail(4)
    before = Delay.objects.get().next_at
    assert delays.try_once("officer", GENEVA) > timedelta()
    assert Delay.objects.get().next_at == before


def test_failures_elsewhere_do_not_delay_the_officer(cast, browser):
    fail(20, address=GENEVA)
    assert sign_in(browser(), REMOTE_ADDR=ALMATY).status_code == 302


def test_a_right_password_takes_the_count_back(cast, browser):
    fail(1, address="127.0.0.1")
    sign_in(browser())
    assert not Delay.objects.exists()


def test_failures_of_yesterday_do_not_count(db):
    fail(8)
    Delay.objects.update(last_at=true_now() - timedelta(hours=13), next_at=true_now())
    assert delays.try_once("officer", GENEVA) == timedelta()
    assert Delay.objects.get().failures == 1


def test_the_senior_lifts_the_delay_of_his_officer(cast, sign_in):
    fail(9)
    sign_in(cast.lead).post(f"/officers/{cast.officer.officer_id}/delay/")
    assert not Delay.objects.exists()
    assert Entry.objects.filter(kind="officer.delay_lifted", record=cast.officer.officer.uid).exists()


def test_a_senior_does_not_lift_a_delay_elsewhere(cast, sign_in):
    fail(9, login="stranger")
    sign_in(cast.lead).post(f"/officers/{cast.stranger.officer_id}/delay/")
    assert Delay.objects.exists()


def test_a_first_password_must_be_changed_before_anything_else(cast, browser):
    Officer.objects.filter(login="officer").update(must_change_password=True)
    screen = browser()
    sign_in(screen)
    assert screen.get("/our-unit/").headers["Location"] == "/account/password/"
    new = "a-longer-word-of-mine"
    screen.post("/account/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert screen.get("/our-unit/").status_code == 200


def test_a_short_password_is_refused(cast, sign_in):
    form = {"oldpassword": PASSWORD, "password1": "short", "password2": "short"}
    assert sign_in(cast.officer).post("/account/password/", form).status_code == 200
    assert Officer.objects.get(login="officer").check_password(PASSWORD)


def test_the_key_of_a_session_changes_at_signing_in(cast, browser):
    screen = browser()
    screen.get("/sign-in/")
    screen.cookies["ortaq-session"] = "a" * 32
    sign_in(screen)
    assert screen.cookies["ortaq-session"].value != "a" * 32


def test_the_table_of_sessions_holds_no_cookie(cast, sign_in):
    screen = sign_in(cast.officer)
    assert not Session.objects.filter(key=screen.cookies["ortaq-session"].value).exists()


def test_an_officer_signs_out_everywhere_but_here(cast, sign_in):
    here, there = sign_in(cast.officer), sign_in(cast.officer)
    here.post("/account/sessions/ending/")
    assert here.get("/our-unit/").status_code == 200
    assert there.get("/our-unit/").headers["Location"].startswith("/sign-in/")


def test_a_changed_password_ends_the_other_sessions(cast, sign_in):
    here, there = sign_in(cast.officer), sign_in(cast.officer)
    new = "a-longer-word-of-mine"
    here.post("/account/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert here.get("/our-unit/").status_code == 200
    assert there.get("/our-unit/").headers["Location"].startswith("/sign-in/")


def test_nobody_signs_himself_up(cast, browser):
    assert browser().get("/signup/").status_code == 404


def test_signing_in_and_out_stands_in_the_ledger(cast, browser):
    screen = browser()
    sign_in(screen)
    screen.post("/sign-out/")
    kinds = set(Entry.objects.filter(kind__startswith="session.").values_list("kind", flat=True))
    assert kinds == {"session.opened", "session.closed"}
    assert not Session.objects.filter(officer__isnull=False).exists()


def test_every_page_of_a_stranger_leads_to_the_sign_in(db, browser):
    screen = browser()
    for page in ("/", "/watch/", "/roster/", "/our-unit/", "/officers/", "/account/", "/account/factors/", "/lock/"):
        assert screen.get(page).headers["Location"].startswith("/sign-in/"), page


def test_a_closed_account_cannot_sign_in(cast, browser):
    Officer.objects.filter(login="officer").update(is_active=False)
    screen = browser()
    sign_in(screen)
    assert screen.get("/our-unit/").headers["Location"].startswith("/sign-in/")
    assert Appointment.objects.filter(officer__login="officer").exists()
