"""Second factors: an application with codes, recovery codes; each code once, tries counted like passwords."""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp

from ortaq.access.models import Session
from ortaq.access.testing import PASSWORD


def code_of(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def secret(cast, sign_in):
    """The officer has connected an application."""
    screen = sign_in(cast.officer)
    confirm(screen, "/account/factors/application/")
    page = screen.get("/account/factors/application/").content.decode()
    found = re.search(r"<code>([A-Z2-7]+=*)</code>", page)
    assert found
    screen.post("/account/factors/application/", {"code": code_of(found[1])})
    return found[1]


def confirm(screen, wanted):
    """Whoever changes his factors shows once more that it is he."""
    assert screen.get(wanted).headers["Location"].startswith("/account/confirm/")
    screen.post("/account/confirm/", {"password": PASSWORD, "next": wanted})


def first_step(browser):
    screen = browser()
    answer = screen.post("/sign-in/", {"login": "officer", "password": PASSWORD})
    assert answer.headers["Location"] == "/sign-in/second/"
    return screen


def second_step(screen, code):
    return screen.post("/sign-in/second/", {"code": code})


def is_in(screen):
    return screen.get("/our-unit/").status_code == 200


def fresh(secret):
    """Codes used before are of another half minute for this test."""
    Authenticator.objects.filter(type="totp").update(data={"secret": secret})
    return code_of(secret)


def test_the_second_step_is_asked_after_the_password(secret, browser):
    screen = first_step(browser)
    assert not is_in(screen)
    assert second_step(screen, fresh(secret)).status_code == 302
    assert is_in(screen)


def test_a_wrong_code_is_refused_in_words(secret, browser):
    screen = first_step(browser)
    assert "Код неверен." in second_step(screen, "000000").content.decode()
    assert not is_in(screen)


def test_a_code_works_once_in_whatever_process(secret, browser):
    from django.core.cache import cache

    code = fresh(secret)
    assert second_step(first_step(browser), code).status_code == 302
    cache.clear()  # another process has another cache
    screen = first_step(browser)
    assert "Код неверен." in second_step(screen, code).content.decode()
    assert not is_in(screen)


def test_tries_of_the_second_step_are_delayed_too(secret, browser):
    screen = first_step(browser)
    for _ in range(3):
        page = second_step(screen, "000000")
    assert "через 1 с" in page.content.decode()


def test_each_recovery_code_works_once(secret, cast, sign_in, browser):
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    assert second_step(first_step(browser), codes[0]).status_code == 302
    assert second_step(first_step(browser), codes[0]).status_code == 200
    assert second_step(first_step(browser), codes[1]).status_code == 302


def test_the_new_recovery_codes_are_shown_at_once(cast, sign_in):
    screen = sign_in(cast.officer)
    confirm(screen, "/account/factors/application/")
    page = screen.get("/account/factors/application/").content.decode()
    key = re.search(r"<code>([A-Z2-7]+=*)</code>", page)
    answer = screen.post("/account/factors/application/", {"code": code_of(key[1])}, follow=True)
    assert answer.redirect_chain[-1][0] == "/account/factors/codes/"
    assert answer.content.decode().count("<code>") == 10


def test_the_application_can_be_disconnected(secret, cast, sign_in):
    screen = sign_in(cast.officer)
    confirm(screen, "/account/factors/application/ending/")
    screen.post("/account/factors/application/ending/")
    assert not Authenticator.objects.exists()


def test_no_session_is_the_officers_before_the_second_step(secret, browser):
    Session.objects.all().delete()
    first_step(browser)
    assert Session.objects.get().officer is None


@pytest.mark.parametrize("page", ["/account/factors/", "/account/factors/keys/", "/account/factors/codes/new/"])
def test_the_pages_of_factors_open(secret, cast, sign_in, page):
    screen = sign_in(cast.officer)
    if screen.get(page).status_code == 302:
        confirm(screen, page)
    assert screen.get(page).status_code == 200


def test_the_page_of_a_new_key_names_the_node_and_the_officer(cast, sign_in):
    screen = sign_in(cast.officer)
    confirm(screen, "/account/factors/keys/new/")
    options = screen.get("/account/factors/keys/new/").context["js_data"]["creation_options"]["publicKey"]
    assert options["rp"]["id"] == "testserver"
    assert options["user"]["name"] == "officer"


def test_a_change_of_password_or_factor_stands_in_the_ledger(secret, cast, sign_in):
    from ortaq.ledger.models import Entry

    new = "a-longer-word-of-mine"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    sign_in(cast.officer).post("/account/password/", form)
    entries = Entry.objects.filter(kind="officer.sign_in_changed", record=cast.officer.officer.uid)
    told = " ".join(entries.values_list("body", flat=True))
    assert "totp_added" in told
    assert "password_changed" in told
