"""Every page opens for every post, and says what is not there."""

from __future__ import annotations

import pytest

PAGES = [
    "/",
    "/board/part/",
    "/strip/",
    "/messages/",
    "/duties/",
    "/urgent/new/",
    "/daily/new/",
    "/requests/",
    "/requests/?side=out&state=all",
    "/requests/new/",
    "/instruction/",
    "/help/",
    "/units/internal-4/",
    "/map/",
    "/reports/",
    "/reports/monthly/2026-05-28/",
    "/reports/half_yearly/given/",
]
READING = ["/", "/messages/", "/duties/", "/instruction/", "/units/internal-4/", "/help/", "/requests/", "/reports/"]


@pytest.mark.parametrize("page", PAGES)
def test_each_page_opens_for_the_officer_on_watch(page, here, sign_in):
    assert sign_in(here.unit("border")).get(page).status_code == 200


@pytest.mark.parametrize("page", READING)
@pytest.mark.parametrize("role", ["senior", "analyst", "inspector"])
def test_what_may_be_read_opens_for_each_post(page, role, here, sign_in):
    assert sign_in(here.unit("border"), role).get(page).status_code == 200


def test_a_planner_that_failed_is_said_on_every_console(here, sign_in):
    from datetime import timedelta

    from ortaq.duties.clock import turn_once
    from ortaq.duties.health import planned
    from ortaq.lib.clock import now

    turn_once()
    planned(now() - timedelta(minutes=31))
    assert "ОБЯЗАННОСТИ НЕ ПЛАНИРУЮТСЯ" in sign_in(here.unit("border")).get("/").content.decode()
    planned(now())
    assert "ОБЯЗАННОСТИ НЕ ПЛАНИРУЮТСЯ" not in sign_in(here.unit("border")).get("/").content.decode()


@pytest.mark.parametrize(("role", "is_told"), [("duty_officer", True), ("senior", True), ("administrator", False)])
def test_only_a_post_that_the_live_stream_tells_something_asks_for_it(role, is_told, here, sign_in):
    page = sign_in(here.unit("border"), role).get("/help/").content.decode()
    assert ("data-live-url" in page) is is_told


@pytest.mark.parametrize(
    ("address", "back"),
    [("/preferences/", "/"), ("/watch/taking/", "/watch/"), ("/figures/reconciliations/", "/figures/")],
)
def test_an_address_of_a_form_opened_as_a_page_shows_the_way_back(address, back, here, sign_in):
    client = sign_in(here.unit("border"))
    answer = client.get(address)
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert f'<a class="button primary" href="{back}">' in answer.content.decode()
    assert client.get(address, headers={"Accept": "application/json"}).content == b""
