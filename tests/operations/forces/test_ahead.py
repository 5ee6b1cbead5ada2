"""What will not come together is said ahead: a patrol of one agency, a promise beyond what there is."""

from __future__ import annotations

import pytest
from django.test import RequestFactory
from django.utils import translation
from forcing import HOUR, NOON

from ortaq.duties.desk import Desk
from ortaq.exchange.requests import withdraw
from ortaq.operations import listing, patrol_planning, patrolling
from ortaq.operations.ahead import ahead
from ortaq.operations.patrol_planning import Plan


@pytest.fixture
def said(sides, clock):
    """Return what is said ahead to the watch of an agency."""

    def of(agency):
        clock.stand(NOON)
        request = RequestFactory().get("/")
        request.unit, request.actor, request.role = sides.unit(agency), sides.world.by(agency), "duty_officer"
        with translation.override("ru"):
            return [one.words for one in ahead(Desk(request))]

    return of


def planned(sides, hours):
    starts = NOON + hours * HOUR
    parties = [sides.unit(one).pk for one in ("border", "internal")]
    one = Plan(parties[0], parties, "посёлок", starts, starts + 4 * HOUR)
    return patrol_planning.plan([one], text="Наряд", **sides.by("border"))[0]


def test_a_patrol_of_next_week_without_people_of_two_agencies_is_said_and_one_that_has_them_is_not(sides, said):
    patrol, _far = planned(sides, 7 * 24), planned(sides, 20 * 24)
    (words,) = said("border")
    assert "органов с людьми: 0, нужно 2" in words
    patrolling.man(patrol, {sides.has("border").pk: 2}, **sides.by("border"))
    (words,) = said("border")
    assert "органов с людьми: 1" in words
    assert "людей не назначило: Пост internal-4" in words
    patrolling.man(patrol, {sides.has("internal").pk: 1}, **sides.by("internal"))
    assert said("border") == said("internal") == []


def test_a_car_alone_is_nobody(sides, said):
    patrol = planned(sides, 24)
    patrolling.man(patrol, {sides.has("internal", "car", name="М-1").pk: 1}, **sides.by("internal"))
    assert "органов с людьми: 0" in said("internal")[0]


def test_what_is_promised_beyond_what_is_left_is_said(sides, said):
    people = sides.has("internal", amount=6)
    sides.allot(sides.asked(), (people, 5))
    assert said("internal") == []
    listing.count(people, 3, "болезнь", **sides.by("internal"))
    assert said("internal") == ["патрульные: с 13:00 обещано 5, а есть 3"]
    listing.withdraw(people, "передано", **sides.by("internal"))
    assert said("internal") == ["патрульные: с 13:00 обещано 5, а есть 0"]


def test_forces_still_promised_on_a_request_that_was_withdrawn_are_said(sides, said):
    request = sides.asked()
    sides.allot(request, (sides.has("internal"), 2))
    withdraw(request, "нашли сами", **sides.by("border"))
    assert "отозван или отклонён, а силы ещё выделены" in said("internal")[0]


def test_where_the_order_requires_patrols_that_none_is_planned_is_said(sides, said):
    from ortaq.directory.models import Unit, Version

    Unit.objects.filter(pk=sides.unit("border").pk).update(region="KZ-ALM")
    Version.objects.update(number=Version.objects.get().number + 1)
    assert "нарядов нет: обязательно по совместному приказу" in said("border")[0]
    assert said("internal") == []
