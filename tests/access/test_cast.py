"""The invented officers of a demo, and the first two of a real node."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ortaq.access import cast as demo
from ortaq.access.founding import AlreadyFounded, found_node
from ortaq.access.models import Appointment, Officer, Shift, Watch
from ortaq.access.roles import ROLES
from ortaq.directory.folders import folder_of
from ortaq.directory.models import Unit
from ortaq.lib import node

NOON = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
PACK = Path(folder_of("kz_2002"))


@pytest.fixture
def said():
    return demo.read(PACK)


@pytest.fixture
def enrolled(db, clock, said):
    clock.stand(NOON)
    for code in {row["unit"] for row in said.officers}:
        Unit.objects.create(code=code, level=4, agency="x", kind="x", zone="Asia/Almaty", standing="party")
    demo.enrol(said, at=NOON)
    demo.keep_watch(said, at=NOON)
    return said


def on(login, at):
    return Watch.objects.on_at(at).filter(officer__login=login).exists()


def test_every_unit_of_the_cast_is_in_the_packs_directory(said):
    import csv

    with open(PACK / "reference" / "units.csv", newline="") as file:
        known = {row[0] for row in csv.reader(file)}
    assert {row["unit"] for row in said.officers} <= known


def test_every_relief_and_every_named_officer_is_in_the_cast(said):
    logins = {row["login"] for row in said.officers}
    assert {row["relief"] for row in said.officers if "relief" in row} <= logins
    assert {row["login"] for row in said.shown} <= logins


def test_the_cast_holds_every_post(said):
    assert {row["role"] for row in said.officers} == set(ROLES)


def test_each_officer_gets_his_post_and_the_demos_password(enrolled):
    assert Appointment.objects.holding(NOON).count() == len(enrolled.officers)
    assert Officer.objects.get(login="granitsa").check_password(enrolled.password)


def test_the_named_duty_officers_are_on_watch_now(enrolled):
    standing = [row["login"] for row in enrolled.officers if "relief" in row]
    assert [login for login in standing if not on(login, NOON)] == []


def test_the_roster_has_no_gap_for_a_week(enrolled):
    unit = Unit.objects.get(code="opk-road-khorgos")
    assert Watch.objects.gaps(unit, NOON, NOON + timedelta(days=6), now=NOON) == []


def test_watches_change_by_the_units_own_clocks(enrolled):
    changes = {shift.starts_at.astimezone(UTC).hour for shift in Shift.objects.all()}
    assert changes == {3, 15}  # 8:00 and 20:00 in Almaty


def test_enrolling_twice_changes_nothing(enrolled):
    demo.enrol(enrolled, at=NOON + HOUR)
    demo.keep_watch(enrolled, at=NOON + HOUR)
    assert Appointment.objects.count() == len(enrolled.officers)
    assert Watch.objects.filter(starts_at__gt=NOON).count() == 0


def test_a_demo_that_lay_still_for_days_has_its_officers_on_watch_again(enrolled):
    later = NOON + timedelta(days=3)
    demo.keep_watch(enrolled, at=later)
    assert on("granitsa", later)
    unit = Unit.objects.get(code="opk-road-khorgos")
    assert Watch.objects.gaps(unit, NOON, later + timedelta(days=6), now=later) == []


def test_the_command_refuses_on_a_node_that_is_no_demo(capsys):
    from ortaq import cli

    assert node.kind() == "test"
    assert cli.main(["access", "demo-cast"]) == 1
    assert "not a demonstration" in capsys.readouterr().err


def test_a_new_node_gets_its_first_two_officers_once(db, clock):
    clock.stand(NOON)
    unit = Unit.objects.create(code="first", level=4, agency="x", kind="x", zone="Asia/Almaty", standing="party")
    founders = {"administrator": ("adm", "Админ"), "senior": ("sen", "Старший")}
    passwords = found_node(unit, founders, at=NOON)
    assert Officer.objects.get(login="adm").check_password(passwords["adm"])
    assert Officer.objects.get(login="sen").must_change_password
    with pytest.raises(AlreadyFounded):
        found_node(unit, founders, at=NOON)


def test_what_has_expired_is_forgotten(db):
    from ortaq.access.models import Delay, Session
    from ortaq.access.session import true_now
    from ortaq.access.tasks import tidy

    now = true_now()
    Delay.objects.create(login="x", address="y", last_at=now - timedelta(days=1), next_at=now)
    Session.objects.create(key="k", data="", started_at=now, seen_at=now, expires_at=now - HOUR)
    tidy()
    assert not Delay.objects.exists()
    assert not Session.objects.exists()


def test_the_clocks_role_may_tidy_and_the_streams_role_may_hear(db, as_role, enrolled):
    from django.test import Client

    from ortaq.access.session import unit_of
    from ortaq.access.tasks import tidy
    from ortaq.access.testing import sit_down

    held = Appointment.objects.get(officer__login="granitsa")
    screen = sit_down(Client(), held)
    with as_role("clock"):
        tidy()
    with as_role("stream"):
        assert unit_of(screen.cookies["ortaq-session"].value) == held.unit_id
