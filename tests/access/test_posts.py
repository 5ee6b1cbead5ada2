"""A post is asked for by one and given by another; the unit sees it; its end counts at once."""

from __future__ import annotations

import pytest
import world
from django.db import IntegrityError, transaction

from ortaq.access import posts
from ortaq.access.errors import AlreadyHeld, AlreadySettled, ForOneself, NotAllowed, SamePerson
from ortaq.access.models import Appointment
from ortaq.access.roles import ROLES, may
from ortaq.access.session import unit_of
from ortaq.access.testing import actor, appoint
from ortaq.ledger.models import Entry

AT = world.NOON


@pytest.fixture
def newcomer(cast):
    from ortaq.access.models import Officer

    return Officer.objects.enrol("newcomer", "Новый", password=None, at=AT)


def ask(cast, newcomer, by=None, unit=None, role="duty_officer"):
    return posts.ask(
        newcomer, unit or cast.officer.unit, role, by=actor(by or cast.administrator), at=AT, reason="пр. 7"
    )


def test_the_administrator_asks_and_the_senior_grants(cast, newcomer):
    asked = ask(cast, newcomer)
    assert asked.is_asked
    posts.grant(asked, by=actor(cast.lead), at=AT)
    assert Appointment.objects.of_officer(newcomer).holding(AT).get() == asked


def test_the_senior_asks_and_the_administrator_grants(cast, newcomer):
    asked = ask(cast, newcomer, by=cast.lead)
    posts.grant(asked, by=actor(cast.administrator), at=AT)
    assert asked.granted_by == cast.administrator.officer


def test_what_is_asked_for_gives_nothing_yet(cast, newcomer):
    ask(cast, newcomer)
    assert not Appointment.objects.of_officer(newcomer).holding(AT).exists()


def test_who_asked_does_not_grant(cast, newcomer):
    asked = ask(cast, newcomer)
    with pytest.raises(SamePerson):
        posts.grant(asked, by=actor(cast.administrator), at=AT)


def test_nobody_asks_for_himself(cast):
    with pytest.raises(ForOneself):
        posts.ask(cast.lead.officer, cast.lead.unit, "administrator", by=actor(cast.lead), at=AT)


def test_nobody_grants_himself_what_another_asked_for_him(cast):
    asked = posts.ask(cast.lead.officer, cast.lead.unit, "analyst", by=actor(cast.administrator), at=AT)
    with pytest.raises(ForOneself):
        posts.grant(asked, by=actor(cast.lead), at=AT)


@pytest.mark.parametrize("who", ["officer", "counterpart", "stranger", "inspector"])
def test_others_neither_ask_nor_grant_nor_end(cast, newcomer, who):
    by = actor(getattr(cast, who))
    asked = ask(cast, newcomer)
    with pytest.raises(NotAllowed):
        posts.ask(newcomer, cast.officer.unit, "senior", by=by, at=AT)
    with pytest.raises(NotAllowed):
        posts.grant(asked, by=by, at=AT)
    with pytest.raises(NotAllowed):
        posts.end(cast.lead, by=by, at=AT, why="-")


def test_a_senior_settles_posts_in_his_unit_and_below_it_only(cast, here, newcomer):
    above = appoint("above", here.unit("border", 3), "senior", at=AT)
    assert ask(cast, newcomer, by=above)
    with pytest.raises(NotAllowed):
        ask(cast, newcomer, by=cast.lead, unit=here.unit("border", 3))
    with pytest.raises(NotAllowed):
        ask(cast, newcomer, by=cast.lead, unit=here.unit("customs"))


def test_the_same_post_is_not_asked_for_twice(cast, newcomer):
    ask(cast, newcomer)
    with pytest.raises(AlreadyHeld):
        ask(cast, newcomer, by=cast.lead)


def test_a_post_is_granted_once(cast, newcomer):
    asked = ask(cast, newcomer)
    posts.grant(asked, by=actor(cast.lead), at=AT)
    with pytest.raises(AlreadySettled):
        posts.grant(asked, by=actor(cast.lead), at=AT)


def test_a_refused_post_is_not_granted_after_all(cast, newcomer):
    asked = ask(cast, newcomer)
    posts.end(asked, by=actor(cast.lead), at=AT, why="нет вакансии")
    with pytest.raises(AlreadySettled):
        posts.grant(asked, by=actor(cast.lead), at=AT)


@pytest.mark.parametrize("grantor", ["asked_by", "officer"])
def test_postgresql_refuses_one_person_should_a_verb_forget(cast, newcomer, grantor):
    asked = ask(cast, newcomer)
    with pytest.raises(IntegrityError, match="two_persons"), transaction.atomic():
        Appointment.objects.filter(pk=asked.pk).update(granted_by=getattr(asked, grantor), valid_from=AT)


def test_an_ended_post_does_nothing_more_from_that_moment(cast, sign_in):
    screen = sign_in(cast.officer)
    assert screen.get("/our-unit/").status_code == 200
    posts.end(cast.officer, by=actor(cast.lead), at=AT, why="переведена")
    assert screen.get("/our-unit/").headers["Location"].startswith("/posts/")
    assert unit_of(screen.cookies["ortaq-session"].value) is None


def test_the_unit_sees_what_changed_and_who_did_it(cast, newcomer, sign_in):
    posts.grant(ask(cast, newcomer), by=actor(cast.lead), at=AT)
    page = sign_in(cast.officer).get("/our-unit/").content.decode()
    assert "Новый" in page
    assert "Administrator" in page
    assert "Lead" in page


def test_each_step_stands_in_the_ledger(cast, newcomer):
    asked = ask(cast, newcomer)
    posts.grant(asked, by=actor(cast.lead), at=AT)
    posts.end(asked, by=actor(cast.lead), at=AT, why="ошибка")
    kinds = list(Entry.objects.filter(record=asked.pk).order_by("id").values_list("kind", flat=True))
    assert kinds == ["appointment.asked", "appointment.granted", "appointment.ended"]


def test_the_pages_lead_through_the_whole_way(cast, newcomer, sign_in):
    administrator, lead = sign_in(cast.administrator), sign_in(cast.lead)
    row = {"officer": newcomer.pk, "unit": cast.officer.unit_id, "role": "analyst", "reason": "пр. 7"}
    administrator.post("/officers/posts/", row)
    asked = Appointment.objects.get(officer=newcomer)
    assert "дать должен другой" in administrator.get("/officers/").content.decode()
    lead.post(f"/officers/posts/{asked.pk}/granting/")
    assert Appointment.objects.of_officer(newcomer).holding(AT).exists()


def test_a_duty_officer_has_no_door_to_posts(cast, sign_in):
    assert sign_in(cast.officer).get("/officers/").status_code == 403


def test_the_administrator_enrols_an_officer_whose_first_password_is_shown_once(cast, sign_in):
    from ortaq.access.models import Officer

    page = sign_in(cast.administrator).post("/officers/", {"login": "arna", "name": "Арна А.", "rank": ""})
    officer = Officer.objects.get(login="arna")
    assert officer.must_change_password
    assert officer.check_password(page.context["password"])
    assert "no-store" in page.headers["Cache-Control"]


def test_a_closed_account_loses_posts_and_sessions_at_once(cast, sign_in):
    screen = sign_in(cast.officer)
    sign_in(cast.administrator).post(f"/officers/{cast.officer.officer_id}/closing/", {"why": "уволена"})
    assert screen.get("/our-unit/").headers["Location"].startswith("/sign-in/")
    assert not Appointment.objects.of_officer(cast.officer.officer).holding(AT).exists()


def test_an_administrator_has_no_verb_that_reads_and_no_scope(cast, sign_in):
    assert not any(verb.startswith("may_read") for verb in ROLES["administrator"].verbs)
    assert ROLES["administrator"].sees == "nothing"
    screen = sign_in(cast.administrator)
    screen.get("/officers/")
    assert unit_of(screen.cookies["ortaq-session"].value) is None


def test_a_verb_that_no_post_has_is_a_spelling_mistake():
    with pytest.raises(KeyError):
        may("senior", "may_sned")


def test_an_officer_is_found_by_name_or_login(cast, sign_in):
    screen = sign_in(cast.administrator)
    found = screen.get("/officers/?q=strang").context["people"]
    assert [row["officer"] for row in found] == [cast.stranger.officer]


def test_units_are_offered_by_their_names(cast, sign_in):
    assert "Отделение border-4" in sign_in(cast.administrator).get("/officers/").content.decode()
