"""Whoever owes is reminded at the pack's shares of the term: each time once, whatever becomes of the worker."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta

import psycopg
import pytest
import world as worlds
from django.db import connection, transaction

from ortaq.directory.models import Adoption
from ortaq.duties.clock import turn_once
from ortaq.duties.models import Duty
from ortaq.duties.reminders import BATCH, remind
from ortaq.exchange.models import Call
from ortaq.exchange.sending import Saying, Told, send_oral, send_written
from ortaq.lib.screens import CHANNEL

NOON, MINUTE = worlds.NOON, timedelta(minutes=1)
pytestmark = pytest.mark.django_db
MANY = """
INSERT INTO duties_duty (id, key, rule, clause, edition, regime, owed_by_id, owed_to_id, opens_at, due_at, zone, why,
                         rank, expiry, status, moves, wake_at, remind_at, visible_to)
SELECT gen_random_uuid(), 'many' || n, 'many', 'C0', 'x', 'x', %(by)s, %(by)s, %(opens)s, %(due)s, 'Asia/Almaty', '{}',
       1, 'lapse', %(status)s, 0, %(due)s, %(at)s, ARRAY[%(by)s] FROM generate_series(1, %(count)s) AS n
"""


@pytest.fixture
def world():
    return worlds.make()


def tell(world, told=NOON):
    book = world.rulebook()
    calls = [Told(world.unit(agency).pk, told, to="Петров") for agency in ("customs", "internal")]
    saying = Saying("C5.1.c", {"text": "оружие"}, told, told=calls)
    return send_oral(
        saying, book.route("C5.1.c", world.unit("border").pk), by=world.by("border"), at=NOON, rulebook=book
    )


def many(world, count, *, at=NOON, status="open", prefix="many"):
    with connection.cursor() as cursor:
        cursor.execute(
            MANY.replace("many", prefix),
            {
                "by": world.unit("border").pk, "opens": NOON - timedelta(hours=1), "due": NOON + timedelta(hours=1),
                "status": status, "at": at, "count": count,
            },
        )  # fmt: skip


def hints():
    return set(Duty.objects.filter(record__in=Call.objects.values("pk")).values_list("remind_at", flat=True))


def test_a_confirmation_of_two_hours_is_reminded_of_three_times_and_no_more(world):
    tell(world)
    moved = [remind(NOON + minutes * MINUTE).moved for minutes in (59, 61, 62, 91, 92, 109, 110, 119, 130)]
    assert moved == [0, 2, 0, 2, 0, 2, 0, 0, 0]
    assert hints() == {None}


def test_the_notice_to_tell_at_once_is_too_short_for_reminders(world):
    message = tell(world)
    assert set(Duty.objects.filter(record=message.pk).values_list("remind_at", flat=True)) == {None}


def test_a_worker_that_was_down_reminds_once_and_not_of_each_that_it_missed(world):
    tell(world)
    assert [remind(NOON + minutes * MINUTE).moved for minutes in (95, 96)] == [2, 0]
    assert hints() == {NOON + 108 * MINUTE}


def test_a_duty_taken_down_late_is_reminded_of_once(world):
    tell(world, told=NOON - 100 * MINUTE)
    assert [remind(NOON + seconds * MINUTE / 60).moved for seconds in (1, 2)] == [2, 0]


def test_what_is_done_is_reminded_of_no_more(world):
    message, book = tell(world), world.rulebook()
    saying = Saying("C5.1.c", {"text": "подробно"}, matter=message.matter)
    to = book.route("C5.1.c", world.unit("border").pk)
    send_written(saying, to, by=world.by("border"), at=NOON + MINUTE, rulebook=book, confirms=list(Call.objects.all()))
    assert remind(NOON + 61 * MINUTE).moved == 0


def test_a_reminder_changes_no_term_and_leaves_the_duty_where_it_stands(world):
    tell(world)
    before = list(Duty.objects.order_by("pk").values("status", "moves", "wake_at", "due_at"))
    remind(NOON + 61 * MINUTE)
    assert list(Duty.objects.order_by("pk").values("status", "moves", "wake_at", "due_at")) == before


def test_the_clock_reminds_with_its_own_rights_and_the_web_cannot_put_it_off(world, as_role):
    tell(world)
    with as_role("clock"):
        assert remind(NOON + 61 * MINUTE).moved == 2
    with pytest.raises(Exception, match="permission denied"), transaction.atomic(), as_role("web"):
        Duty.objects.update(remind_at=None)


def test_the_engine_takes_the_turn_after_all_others(world, clock):
    tell(world)
    clock.stand(NOON + 61 * MINUTE)
    turn_once()
    assert hints() == {NOON + 90 * MINUTE}


def test_a_node_that_works_by_no_edition_yet_has_nobody_to_remind_and_its_clock_runs_on(db):
    Adoption.objects.all().delete()
    assert remind(NOON).moved == 0
    assert turn_once() == 0


def test_many_are_claimed_in_one_statement_through_the_index(world):
    many(world, 3000, at=NOON + timedelta(days=3), prefix="far")
    many(world, 3000, status="done", prefix="done")
    many(world, 100)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_sort = off")  # what is left is the one index that holds them in their order
        cursor.execute(
            "EXPLAIN SELECT id FROM duties_duty WHERE status = 'open' AND remind_at IS NOT NULL AND remind_at < %s"
            " ORDER BY remind_at LIMIT %s FOR NO KEY UPDATE SKIP LOCKED",
            [NOON + MINUTE, BATCH],
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "duty_reminds" in plan
    assert remind(NOON + MINUTE).moved == 100


@pytest.mark.django_db(transaction=True)
def test_a_restart_in_the_middle_neither_loses_nor_doubles_a_reminder():
    world = worlds.make()
    tell(world)
    with listening() as heard:
        with pytest.raises(RuntimeError, match="killed"):
            killed_before_it_commits(NOON + 61 * MINUTE)
        assert list(heard()) == []
        remind(NOON + 61 * MINUTE)
        remind(NOON + 62 * MINUTE)
        (news,) = heard()
    assert (news["what"], news["scopes"]) == ("reminder", [world.unit("border").pk])
    assert uuid.UUID(news["id"])


def killed_before_it_commits(now):
    with transaction.atomic():
        remind(now)
        raise RuntimeError("killed")


class listening:
    """What the screens would be told, on a connection of its own."""

    def __enter__(self):
        given = connection.settings_dict
        names = {"host": "HOST", "port": "PORT", "dbname": "NAME", "user": "USER", "password": "PASSWORD"}
        facts = {name: given[key] for name, key in names.items()}
        self.connection = psycopg.connect(**facts, autocommit=True)
        self.connection.execute(f"LISTEN {CHANNEL}")
        return lambda: [
            news
            for one in self.connection.notifies(timeout=0.5)
            if (news := json.loads(one.payload))["what"] == "reminder"
        ]

    def __exit__(self, *_):
        self.connection.close()
