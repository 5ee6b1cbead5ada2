"""A token takes two persons, is shown once, says what it may do, and ends at once."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from programs import senior
from world import NOON

from ortaq.access import testing, tokens
from ortaq.access.errors import AlreadySettled, NotAllowed, SamePerson
from ortaq.access.tokens import LONGEST, Token

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def asker(here):
    return testing.actor(senior(here.unit("border"), "asks", at=NOON))


@pytest.fixture
def second(here):
    return testing.actor(senior(here.unit("border"), "confirms", at=NOON))


def asked(here, by, scopes=("read_headers",), lasts=DAY):
    return tokens.ask(here.unit("border"), "АСУ", scopes, lasts=lasts, by=by, at=NOON)[0]


def test_who_asked_does_not_confirm(here, asker, second):
    token = asked(here, asker)
    with pytest.raises(SamePerson):
        tokens.confirm(token, by=asker, at=NOON)
    tokens.confirm(token, by=second, at=NOON)
    with pytest.raises(AlreadySettled):
        tokens.confirm(token, by=second, at=NOON)


def test_the_database_itself_wants_two_persons(here, asker):
    from django.db import IntegrityError, transaction

    token = asked(here, asker)
    with pytest.raises(IntegrityError), transaction.atomic():
        Token.objects.filter(pk=token.pk).update(confirmed_by_id=asker.officer, confirmed_at=NOON)


def test_an_administrator_is_a_second_person_and_never_the_first(here, asker):
    administrator = testing.actor(testing.appoint("keeper", here.unit("border"), "administrator", at=NOON - DAY))
    tokens.confirm(asked(here, asker), by=administrator, at=NOON)
    with pytest.raises(NotAllowed):
        asked(here, administrator)


@pytest.mark.parametrize("agency", ["customs", "internal"])
def test_a_senior_of_another_unit_neither_asks_nor_confirms_nor_revokes(agency, here, asker):
    token, stranger = asked(here, asker), testing.actor(senior(here.unit(agency), "asks", at=NOON))
    with pytest.raises(NotAllowed):
        asked(here, stranger)
    with pytest.raises(NotAllowed):
        tokens.confirm(token, by=stranger, at=NOON)
    with pytest.raises(NotAllowed):
        tokens.end(token, by=stranger, at=NOON, why="")


def test_a_duty_officer_asks_for_none(here):
    with pytest.raises(NotAllowed):
        asked(here, here.by("border"))


@pytest.mark.parametrize(
    ("scopes", "lasts"), [((), DAY), (("everything",), DAY), (("send",), timedelta()), (("send",), LONGEST + DAY)]
)
def test_no_scope_that_there_is_not_and_no_token_for_ever(scopes, lasts, here, asker):
    with pytest.raises(NotAllowed):
        asked(here, asker, scopes, lasts)


def test_who_may_read_the_words_may_read_the_headers(here, asker):
    assert asked(here, asker, ("read_content",)).scopes == ["read_headers", "read_content"]


def test_what_was_asked_confirmed_and_ended_stands_in_the_ledger_as_in_the_table(here, asker, second):
    from ortaq.ledger.registry import book

    token = asked(here, asker)
    tokens.confirm(token, by=second, at=NOON)
    tokens.end(token, by=second, at=NOON + DAY / 2, why="сменили программу")
    for kind in ("token.asked", "token.confirmed", "token.ended"):
        assert list(book(kind).sorted_rows()) == [token]


# ── the page ──────────────────────────────────────────────────────────────────────────────────────────────────────


def sit(here, name, as_role):
    from django.test import Client

    class Screen(Client):
        def request(self, **request):
            with as_role("web"):
                return super().request(**request)

    return testing.sit_down(Screen(), senior(here.unit("border"), name, at=NOON))


def test_one_senior_asks_on_the_page_and_another_confirms(here, as_role, second):
    page = sit(here, "asks", as_role)
    shown = page.post("/unit/tokens/", {"name": "АСУ поста", "scopes": ["read_headers", "send"], "days": "90"})
    secret = re.search(r"ort_[0-9a-f]{8}_[\w-]+", shown.content.decode())[0]
    assert secret not in page.get("/unit/tokens/").content.decode()
    assert "Подтвердить" not in page.get("/unit/tokens/").content.decode()
    token = Token.objects.get()
    assert tokens.find(secret, at=NOON) is None
    other = sit(here, "confirms", as_role)
    assert "Подтвердить" in other.get("/unit/tokens/").content.decode()
    other.post(f"/unit/tokens/{token.pk}/confirmation/")
    assert tokens.find(secret, at=NOON) == token
    page.post(f"/unit/tokens/{token.pk}/ending/", {"why": "потерян"})
    assert tokens.find(secret, at=NOON) is None
    assert "потерян" in other.get("/unit/tokens/").content.decode()


def test_a_form_with_no_right_ticked_says_so_and_asks_for_nothing(here, as_role):
    answer = sit(here, "asks", as_role).post("/unit/tokens/", {"name": "АСУ", "days": "90"})
    assert answer.status_code == 400
    assert "Отметьте хотя бы одно право" in answer.content.decode()
    assert not Token.objects.exists()


def test_a_duty_officer_has_no_page_of_tokens_and_has_one_for_his_calendar(here, officer):
    screen = officer(here.unit("border"))
    with screen.as_role("web"):
        assert screen.client.get("/unit/tokens/").status_code == 403
        assert screen.client.get("/account/calendar/").status_code == 200
        given = screen.client.post("/account/calendar/new/").content.decode()
        address = re.search(r"/calendar/[\w-]+\.ics", given)[0]
        assert screen.client.get(address).status_code == 200
        screen.client.post("/account/calendar/ending/")
        assert screen.client.get(address).status_code == 404


def test_the_page_of_the_api_names_every_operation_and_its_scope(client):
    from ortaq.api.views import description

    page = client.get("/api/").content.decode()
    for path, methods in description()["paths"].items():
        assert path in page
        assert all(f"<b>{method.upper()}</b> {path}" in page for method in methods)
    assert client.get("/api/openapi.json").json()["openapi"].startswith("3.1")
