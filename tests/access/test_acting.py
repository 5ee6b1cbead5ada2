"""A request acts in one unit, in one transaction, and costs one query before its page begins."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
import world
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import path

from ortaq.access import reading
from ortaq.access.marks import in_background
from ortaq.access.models import Reading
from ortaq.access.scope import acting_in, current
from ortaq.access.testing import actor
from ortaq.urls import urlpatterns as real

SEEN: dict[str, object] = {}


def look(request):
    SEEN.update(actor=request.actor, unit=request.unit, role=request.role, scope=current(), zone=zone())
    return HttpResponse("")


def zone():
    from django.utils import timezone

    return timezone.get_current_timezone_name()


@in_background
def nothing(request):
    return HttpResponse("")


def write_and_fail(request, status):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE access_officer SET volume = 33 WHERE id = %s", [request.user.pk])
    return HttpResponse(status=status)


@login_not_required
def opened(request):
    SEEN.update(actor=request.actor)
    return HttpResponse("")


urlpatterns = [
    *real,
    path("test/look/", look),
    path("test/nothing/", nothing),
    path("test/write/<int:status>/", write_and_fail),
    path("test/open/", opened),
]


@pytest.fixture(autouse=True)
def _addresses(settings):
    settings.ROOT_URLCONF = __name__
    SEEN.clear()


def test_the_page_knows_who_acts_for_which_unit_in_which_post(cast, sign_in):
    screen = sign_in(cast.officer)
    screen.get("/test/look/")
    officer = cast.officer.officer
    by = SEEN["actor"]
    assert (by.officer, by.name, by.post, by.unit) == (officer.pk, str(officer), "duty_officer", cast.officer.unit_id)
    assert by.session
    assert by.session not in screen.cookies["ortaq-session"].value
    assert (SEEN["unit"], SEEN["role"]) == (cast.officer.unit, "duty_officer")


def test_it_sees_in_the_scope_of_its_unit_and_in_its_zone(cast, sign_in):
    sign_in(cast.officer).get("/test/look/")
    assert (SEEN["scope"], SEEN["zone"]) == (cast.officer.unit_id, "Asia/Almaty")


def test_the_scope_does_not_outlive_the_request(cast, sign_in):
    sign_in(cast.officer).get("/test/look/")
    with acting_in(cast.stranger.unit_id):
        assert current() == cast.stranger.unit_id


def test_an_administrator_acts_in_no_scope(cast, sign_in):
    sign_in(cast.administrator).get("/test/look/")
    assert (SEEN["scope"], SEEN["role"]) == (None, "administrator")


def test_a_request_costs_one_query_before_its_page(cast, sign_in):
    screen = sign_in(cast.officer)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        screen.get("/test/nothing/")
    of_ours = [q["sql"] for q in seen if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "SET LOCAL"))]
    assert len(of_ours) == 1, of_ours


@pytest.mark.parametrize(("status", "kept"), [(200, True), (302, True), (400, False), (409, False), (500, False)])
def test_an_answer_of_400_or_more_undoes_what_its_page_wrote(cast, sign_in, status, kept):
    sign_in(cast.officer).get(f"/test/write/{status}/")
    cast.officer.officer.refresh_from_db()
    assert (cast.officer.officer.volume == 33) is kept


def test_a_page_opened_to_everybody_still_knows_who_comes(cast, sign_in, browser):
    assert browser().get("/test/open/").status_code == 200
    assert SEEN["actor"] is None
    sign_in(cast.officer).get("/test/open/")
    assert SEEN["actor"].officer == cast.officer.officer_id


def test_a_page_that_says_nothing_is_closed_to_strangers(db, browser):
    assert browser().get("/test/look/").headers["Location"].startswith("/sign-in/")


def test_a_post_not_begun_or_over_acts_no_more(cast, sign_in, clock):
    cast.officer.valid_to = world.NOON + timedelta(hours=1)
    cast.officer.save()
    screen = sign_in(cast.officer)
    assert screen.get("/test/look/").status_code == 200
    clock.advance(timedelta(hours=1))
    assert screen.get("/test/look/").headers["Location"].startswith("/posts/")


def test_a_forged_cookie_is_nobody(cast, browser):
    screen = browser()
    screen.cookies["ortaq-session"] = "x" * 32
    assert screen.get("/test/look/").headers["Location"].startswith("/sign-in/")


def test_an_officers_language_goes_before_the_browsers(cast, sign_in):
    cast.officer.officer.language = "kk"
    cast.officer.officer.save()
    answer = sign_in(cast.officer).get("/test/look/", headers={"accept-language": "en"})
    assert answer.headers["Content-Language"] == "kk"


def test_every_answer_carries_the_strict_headers(cast, sign_in):
    headers = sign_in(cast.officer).get("/account/").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "nonce" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "page", ["/account/", "/watch/", "/roster/", "/our-unit/", "/posts/", "/sign-in/", "/account/factors/"]
)
def test_no_page_needs_an_inline_script_or_style(cast, sign_in, browser, page):
    import re

    screen = browser() if page == "/sign-in/" else sign_in(cast.officer)
    html = screen.get(page).content.decode()
    inline = [t for t in re.findall(r"<script[^>]*>", html) if "src=" not in t and "application/json" not in t]
    assert inline == []
    assert "<style" not in html
    assert not re.search(r"\s(style|on[a-z]+)=", html)


def test_the_cookie_is_for_this_site_and_no_script(cast, browser):
    screen = browser()
    screen.post("/sign-in/", {"login": "officer", "password": "correct-horse-battery"})
    cookie = screen.cookies["ortaq-session"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_a_form_from_elsewhere_is_refused_in_words(cast, as_role):
    from django.test import Client

    from ortaq.access.testing import sit_down

    screen = sit_down(Client(enforce_csrf_checks=True), cast.officer)
    answer = screen.post("/lock/")
    assert answer.status_code == 403
    assert "Форма устарела" in answer.content.decode()


def test_a_reading_is_noted_once_for_a_session_and_told_to_the_owner(cast, as_role):
    record, by = uuid.uuid4(), actor(cast.counterpart)
    with as_role("web"), acting_in(cast.counterpart.unit_id):
        assert reading.note(by, record, world.NOON, "запрос № 5", owners=[cast.officer.unit_id])
        assert reading.note(by, record, world.NOON, "запрос № 5", owners=[cast.officer.unit_id]) is None
    with as_role("web"), acting_in(cast.officer.unit_id):
        assert Reading.objects.get().officer == cast.counterpart.officer_id
    with as_role("web"), acting_in(cast.stranger.unit_id):
        assert not Reading.objects.exists()


def test_the_senior_sees_who_read(cast, sign_in, as_role):
    with as_role("web"), acting_in(cast.counterpart.unit_id):
        reading.note(actor(cast.counterpart), uuid.uuid4(), world.NOON, "запрос № 5", owners=[cast.officer.unit_id])
    assert "запрос № 5" in sign_in(cast.lead).get("/our-unit/readings/").content.decode()
    assert sign_in(cast.officer).get("/our-unit/readings/").status_code == 403
