"""Two officers at two computers at the same instant: one of them is first, and there is one custodian."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
import world as worlds
from django.db import connection
from holding import MINUTE, NOON, Point, lines

from ortaq.custody import deciding, entering, offering
from ortaq.custody.handovers import HandOver, Line
from ortaq.custody.models import Holding
from ortaq.exchange.errors import ExchangeError

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do all of it at the same instant, each over a connection of its own; return what came of each."""
    start = Barrier(len(acts))

    def one(act: Callable[[], Any]) -> Any:
        try:
            start.wait(10)
            return act()
        except ExchangeError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [done.result() for done in [pool.submit(one, act) for act in acts]]


def succeeded(results: list[Any]) -> int:
    return sum(not isinstance(one, Exception) for one in results)


@pytest.fixture
def border_holds() -> Point:
    return Point(worlds.make())


@pytest.mark.parametrize("turn", range(3))
def test_an_acceptance_and_a_letting_go_never_both_happen(border_holds, turn):
    point = border_holds
    man = point.detain()
    handover = point.offer(man)
    offering.ask_back(handover, "ошибка", **point.by("border"))
    (line,) = lines(handover)
    who = point.by("internal", at=NOON + MINUTE)
    results = at_once(
        lambda: deciding.accept(line, **who), lambda: offering.let_go(HandOver.objects.get(pk=handover.pk), **who)
    )
    state = Line.objects.get(pk=line.pk).state
    assert succeeded(results) == 1
    assert (state, point.custodian(man)) in [("accepted", "internal"), ("withdrawn", "border")]
    assert Holding.objects.filter(charge=man, until=None).count() == 1


def test_two_officers_of_the_receiver_accept_once(border_holds):
    point = border_holds
    man = point.detain()
    (line,) = lines(point.offer(man))
    who = point.by("internal", at=NOON + MINUTE)
    results = at_once(lambda: deciding.accept(line, **who), lambda: deciding.accept(line, **who))
    assert succeeded(results) == 2, "the second is led to what was done"
    assert Holding.objects.filter(charge=man).count() == 2


def test_it_is_offered_to_one_of_two(border_holds):
    point = border_holds
    man = point.detain()
    results = at_once(lambda: point.offer(man), lambda: point.offer(man, to="customs"))
    assert succeeded(results) == 1
    assert Line.objects.filter(charge=man, state="offered").count() == 1


def test_nobody_is_released_while_he_is_accepted(border_holds):
    point = border_holds
    man = point.detain()
    who = point.by("border", at=NOON + MINUTE)
    at_once(lambda: point.offer(man), lambda: entering.enter(man, "released", {"decision": "№ 1"}, **who))
    held = point.now(man).is_held
    assert Line.objects.filter(charge=man, state="offered").count() == int(held)
    assert Holding.objects.filter(charge=man, until=None).count() == int(held)
