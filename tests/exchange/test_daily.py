"""Daily information of clause 5.2: told orally from 07:00 to 09:00 local time, logged, confirmed or disputed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import world as worlds

from ortaq.directory.models import GroupMember
from ortaq.duties.models import Duty
from ortaq.duties.planning import plan
from ortaq.duties.rebuild import differences
from ortaq.exchange.answers import confirm, dispute
from ortaq.exchange.daily import Words, log_daily, rule_of
from ortaq.exchange.errors import AlreadyDone, NothingSaid, NotOnWatch, NotPossible
from ortaq.exchange.models import Call, Message
from ortaq.exchange.sending import Saying, Told, send_oral

DAY = date(2026, 5, 12)
SEVEN = datetime(2026, 5, 12, 2, 0, tzinfo=UTC)  # 07:00 in Almaty
MINUTE = timedelta(minutes=1)
CLAUSE = "C5.2"
pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    made = worlds.make(at=SEVEN, adopted=DAY - timedelta(days=1))
    plan(SEVEN - timedelta(hours=7))
    return made


def call(world, at, *agencies, entered=None, nothing=True):
    book = world.rulebook(SEVEN)
    to = [one for one in book.route(CLAUSE, world.unit("border").pk) if one.role == "counterpart"]
    told = [Told(world.unit(agency).pk, at, to="Петров") for agency in agencies]
    saying = Saying(CLAUSE, {"text": "Без изменений."}, nothing_to_report=nothing, told=told)
    return send_oral(saying, to, by=world.by("border"), at=entered or at + MINUTE, rulebook=book)


def duty(world, agency, opens=SEVEN):
    return Duty.objects.get(owed_by=world.unit("border"), owed_to=world.unit(agency), clause=CLAUSE, opens_at=opens)


def test_the_window_of_each_counterpart_is_made_ahead_once(world):
    assert plan(SEVEN - timedelta(hours=6)) == 0
    assert duty(world, "customs").due_at == SEVEN + timedelta(hours=2)
    assert duty(world, "internal").covers_from == SEVEN - timedelta(days=1)


@pytest.mark.parametrize("minutes", [0, 1, 119, 120])
def test_a_call_within_the_window_is_in_time_both_ends_included(world, minutes):
    call(world, SEVEN + minutes * MINUTE, "customs")
    assert duty(world, "customs").status == "done"
    assert duty(world, "internal").status == "open"


def test_a_call_after_nine_is_late(world):
    call(world, SEVEN + 121 * MINUTE, "customs")
    assert duty(world, "customs").status == "done_late"


def test_a_call_before_seven_does_not_count(world):
    call(world, SEVEN - MINUTE, "customs")
    assert duty(world, "customs").status == "open"


def test_a_call_made_in_time_and_logged_later_counts_as_in_time(world):
    call(world, SEVEN + 30 * MINUTE, "customs", entered=SEVEN + 300 * MINUTE)
    done = duty(world, "customs")
    assert (done.status, done.done_at) == ("done", SEVEN + 30 * MINUTE)
    assert [move.verb for move in done.history.all()] == ["lapse", "fulfil_in_time"]


def test_the_called_watch_confirms_a_logged_call(world):
    call(world, SEVEN, "customs")
    assert confirm(Call.objects.get(), by=world.by("customs"), at=SEVEN + MINUTE).confirmed


def test_a_dispute_reopens_the_duty_until_the_call_is_made_again(world):
    call(world, SEVEN, "customs")
    dispute(Call.objects.get(), by=world.by("customs"), at=SEVEN + 5 * MINUTE, reason="звонка не было")
    assert duty(world, "customs").status == "open"
    call(world, SEVEN + 20 * MINUTE, "customs")
    assert duty(world, "customs").status == "done"
    assert list(differences(SEVEN + timedelta(hours=1))) == []


def test_a_call_is_answered_once_and_by_the_called_watch_alone(world):
    call(world, SEVEN, "customs")
    logged = Call.objects.get()
    with pytest.raises(NotOnWatch):
        confirm(logged, by=world.by("internal"), at=SEVEN)
    with pytest.raises(NotPossible):
        dispute(logged, by=world.by("customs"), at=SEVEN, reason=" ")
    confirm(logged, by=world.by("customs"), at=SEVEN)
    with pytest.raises(AlreadyDone):
        dispute(logged, by=world.by("customs"), at=SEVEN, reason="передумали")


def test_one_report_told_to_two_by_hand_follows_from_the_facts(world):
    book = world.rulebook(SEVEN)
    rule, route = rule_of(book), book.route(CLAUSE, world.unit("border").pk)
    how = {"by": world.by("border"), "rulebook": book, "rule": rule}
    for minute, agency in enumerate(("internal", "customs", "internal"), start=1):
        told = Told(world.unit(agency).pk, SEVEN + MINUTE, to="Петров")
        log_daily(Words("", nothing=True), told, route, at=SEVEN + minute * MINUTE, **how)
    assert (Message.objects.count(), Call.objects.count()) == (1, 2)
    with pytest.raises(NothingSaid):
        log_daily(Words(" "), told, route, at=SEVEN + 5 * MINUTE, **how)
    assert "\n".join(differences(SEVEN + timedelta(hours=1))) == ""


def test_nothing_was_owed_before_the_deployment_adopted_its_edition(world):
    plan(SEVEN, since=date(2026, 1, 1))
    assert not Duty.objects.filter(opens_at__lt=SEVEN - timedelta(hours=31)).exists()


def test_what_a_closed_unit_owed_and_was_owed_is_void_and_stays_visible(world):
    closed = world.unit("customs")
    closed.valid_to = SEVEN.date()
    closed.save()
    GroupMember.objects.filter(unit=closed).update(valid_to=SEVEN.date())
    plan(SEVEN - timedelta(hours=1))
    assert duty(world, "customs").status == "void"
    assert not Duty.objects.filter(owed_by=closed, due_at__gt=SEVEN - timedelta(hours=1)).unfinished().exists()
    assert duty(world, "internal").status == "open"
    assert "\n".join(differences(SEVEN - timedelta(hours=1))) == ""


def test_a_clock_put_back_across_midnight_takes_no_duty_back():
    worlds.make()
    midnight = datetime(2026, 5, 13, tzinfo=UTC)
    plan(midnight + MINUTE)
    planned = Duty.objects.count()
    plan(midnight - MINUTE)
    assert Duty.objects.filter(status="open").count() == planned
