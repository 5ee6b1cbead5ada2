"""A drill has the officers of the real node at the same posts, with their own passwords, and nothing that they did."""

from __future__ import annotations

from datetime import timedelta

import pytest
import world as worlds
from django.db import connection, transaction

from ortaq import cli
from ortaq.access import posts, taking_over
from ortaq.access.models import Appointment, Officer
from ortaq.access.taking_over import BY
from ortaq.directory.models import Adoption, Unit
from ortaq.directory.taking_over import COPIED
from ortaq.directory.taking_over import take_over as take_directory
from ortaq.lib import node, nodes

NOON = worlds.NOON
HOME = node.home()
ROW = {
    "login": "akhmetova",
    "name": "Ахметова Г. С.",
    "rank": "капитан",
    "telephone": "12-93",
    "language": "kk",
    "theme": "night",
    "password": "argon2$of the real node",
    "role": "duty_officer",
}


def test_whoever_holds_a_post_there_holds_it_here_and_signs_in_with_the_same_password(db):
    worlds.make()
    unit = Unit.objects.order_by("pk").first()
    for _ in range(2):
        taken = taking_over.take_over([ROW | {"unit": unit.code}, ROW | {"unit": "no-such"}], at=NOON)
    officer = Officer.objects.get(login="akhmetova")
    assert (officer.password, officer.theme, officer.language) == (ROW["password"], "night", "kk")
    assert Appointment.objects.get(officer=officer).unit == unit
    assert taken.without_unit == ("akhmetova (no-such)",)


@pytest.mark.django_db(transaction=True)
def test_posts_that_are_over_or_only_asked_for_do_not_come_over():
    worlds.make()
    unit = Unit.objects.order_by("pk").first()
    for login in ("holds", "held", "asked"):
        officer = Officer.objects.enrol(login, login, password=None, at=NOON)
        posts.found(officer, unit, "duty_officer", at=NOON, by=BY)
    Appointment.objects.filter(officer__login="held").update(valid_to=NOON + timedelta(hours=1))
    Appointment.objects.filter(officer__login="asked").update(valid_from=None)
    with nodes.connect(HOME) as real:
        rows = taking_over.read(real, NOON + timedelta(hours=2))
    assert [row["login"] for row in rows if row["login"] in ("holds", "held", "asked")] == ["holds"]


@pytest.mark.django_db(transaction=True)
def test_the_directory_comes_over_row_by_row_and_works_by_the_edition_of_the_day():
    worlds.make()
    there = {model: list(model.objects.order_by("pk").values()) for model in COPIED}
    with nodes.connect(HOME) as real, transaction.atomic():
        with connection.cursor() as cursor:
            for model in reversed(COPIED):
                cursor.execute(f"DELETE FROM {model._meta.db_table}")
        counts = take_directory(real, at=NOON)
        assert take_directory(real, at=NOON) == {}, "what was taken over before stays"
        assert {model: list(model.objects.order_by("pk").values()) for model in COPIED} == there
        assert counts["directory_unit"] == len(there[Unit]) > 0
        assert Adoption.objects.filter(from_date=NOON.date()).exists()
        transaction.set_rollback(True)


def test_what_is_no_drill_takes_nothing_over(capsys):
    for package in ("access", "directory"):
        assert cli.main([package, "take-over", "--of", str(HOME)]) == 1
    assert "no drill" in capsys.readouterr().err
